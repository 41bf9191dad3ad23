/** `krr-gitops watch <pr>`: how a merged change is rolled out; one look, or until it is settled. */
import { setTimeout } from 'node:timers/promises'
import { type WatchResult, watchPulls } from '../../../flow/watch.ts'
import { openLifeOf } from '../../life/open.ts'
import { lookAtOne } from '../../living-forge.ts'
import { toWatchSettings } from '../../settings/for-life.ts'
import type { CommandContext } from '../context.ts'
import { formatWatch, watchDocument } from '../watch-text.ts'

export interface WatchOptions {
  readonly wait?: boolean
}

/** Between two looks with --wait. */
const PAUSE_MS = 30_000

/** Exit 4 when it is degraded or overdue; else 0, also while it is still rolling out. */
export async function runWatch(context: CommandContext, number: number, options: WatchOptions): Promise<number> {
  const { io, globals } = context
  await using life = await openLifeOf(context)
  const { forge } = life.context
  const look = async (): Promise<WatchResult> => {
    const facts = await lookAtOne(forge, number)
    const [result] = await watchPulls([facts], toWatchSettings(life.settings), life.watching)
    if (result === undefined) throw new Error('a look without a result')
    return result
  }
  let result = await look()
  while (options.wait === true && result.state === 'progressing') {
    if (!globals.json) context.note(formatWatch(result, context.style).trimEnd())
    await setTimeout(PAUSE_MS, undefined, { signal: io.signal })
    result = await look()
  }
  if (globals.json) context.printJson({ schemaVersion: 1, forge: forge.kind, ...watchDocument(result) })
  else context.print(formatWatch(result, context.style))
  if (result.problem !== null) throw result.problem
  return result.state === 'degraded' || result.state === 'overdue' ? 4 : 0
}
