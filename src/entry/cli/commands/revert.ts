/** `krr-gitops revert <pr>`: opens the pull request that gives the former values back. */
import { readUser } from '../../../adapters/working-tree/user.ts'
import { Problem } from '../../../core/problem.ts'
import { openLifeOf } from '../../life/open.ts'
import { lookAtOne } from '../../living-forge.ts'
import type { CommandContext } from '../context.ts'
import { printable } from '../style.ts'

export interface RevertOptions {
  readonly why?: string
  readonly requestedBy?: string
}

/** Exit 4 when it is refused, with the reason. */
export async function runRevert(context: CommandContext, number: number, options: RevertOptions): Promise<number> {
  const { globals, io } = context
  await using life = await openLifeOf(context)
  const { forge } = life.context
  const facts = await lookAtOne(forge, number)
  const asked = options.requestedBy ?? io.env.GITHUB_ACTOR ?? ''
  const result = await life.rollBack(facts, {
    why: clause(options.why ?? 'somebody asked for it'),
    requestedBy: asked === '' ? await readUser(io.cwd) : asked,
    evidence: [],
  })
  if ('refused' in result) {
    throw new Problem({
      code: 'revert-refused',
      exit: 4,
      message: `#${number} is not reverted: ${result.refused}.`,
      hint: 'Undo by hand what is left of it.',
    })
  }
  if (globals.json) context.printJson({ schemaVersion: 1, forge: forge.kind, reverts: number, ...result })
  else context.print(`${printable(`#${result.number} undoes #${number}: ${result.url}`)}\n`)
  return 0
}

/** A reason is a clause of a sentence. */
function clause(text: string): string {
  const words = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!]+$/, '')
  return words === '' ? 'somebody asked for it' : words
}
