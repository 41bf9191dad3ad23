/** One pull request: commands first, because they change what follows, then what its state asks for. */
import type { PullRequestFacts } from '../../ports/life.ts'
import { type CommandOptions, runCommands } from '../commands.ts'
import type { LifeContext } from '../confirm/context.ts'
import { judgeMerged } from '../confirm/merged.ts'
import { type ConfirmResult, confirmPull } from '../confirm.ts'
import type { SweepAction, SweepActionName, SweptPull } from './result.ts'

export interface Tended {
  readonly pull: SweptPull
  readonly actions: readonly SweepAction[]
}

/** `act` is told of each action as it is done, so that what was done before a failure is known too. */
export async function tend(
  seen: PullRequestFacts,
  context: LifeContext,
  options: CommandOptions,
  act: (action: SweepAction) => void,
): Promise<SweptPull> {
  const { number, url } = seen.pull
  const done = (action: SweepActionName, why: string) => act({ action, number, url, why })
  const { facts, results } = await runCommands(seen, context, options)
  for (const { why } of results) done('command', why)
  const { title, head, state } = facts.pull
  const swept = { number, url, title, head, state, confirmation: null, standing: null, merge: null, verdict: null }
  if (state === 'closed') {
    if (seen.pull.state === 'open') done('close', `#${number} is closed.`)
    return swept
  }
  if (state === 'merged') {
    const { verdict, now } = await judgeMerged(facts, context)
    if (now && verdict === 'unconfirmed') done('unconfirmed-merge', `#${number} was merged without confirmation.`)
    return { ...swept, verdict }
  }
  const result = await confirmPull(facts, context, { supersededBy: options.supersededBy, merge: 'allowed' })
  for (const [action, why] of actionsOf(number, result)) done(action, why)
  return {
    ...swept,
    state: result.closed !== null ? 'closed' : result.merge?.outcome === 'merged' ? 'merged' : 'open',
    ...{ confirmation: result.confirmation.state, standing: result.report.title, merge: result.merge },
  }
}

function actionsOf(number: number, { published, report, closed, merge }: ConfirmResult): [SweepActionName, string][] {
  return [
    ...(published ? [['check', `#${number}: ${report.title}.`] as [SweepActionName, string]] : []),
    ...(closed === null ? [] : [['close', closed] as [SweepActionName, string]]),
    ...(merge?.outcome === 'merged' ? [['merge', `#${number} is merged.`] as [SweepActionName, string]] : []),
    ...(merge?.outcome === 'queued'
      ? [['queue', `#${number} is in the merge queue.`] as [SweepActionName, string]]
      : []),
  ]
}
