/** Whether people confirmed it, with the last doubt about the commit removed. */
import { type Confirmation, confirm, confirmedHead } from '../../core/after/confirmation/confirm.ts'
import type { Risk } from '../../core/change/change.ts'
import { viewBranch } from '../../core/pull-request/branch-view.ts'
import type { PullRequestFacts } from '../../ports/life.ts'
import type { LifeContext } from './context.ts'
import { type GatherOptions, gather } from './gather.ts'

export interface Evaluation {
  readonly confirmation: Confirmation
  readonly risk: Risk
}

/**
 * What would be merged is read once more before it counts as confirmed: the bot's own commit, on the base and with the tree
 * that it names, so that nobody slipped anything in below it. One request, and only where reviews suffice.
 */
export async function evaluate(
  facts: PullRequestFacts,
  context: LifeContext,
  options: GatherOptions,
): Promise<Evaluation> {
  const input = await gather(facts, context, options)
  const confirmation = confirm(input)
  if (confirmedHead(confirmation) === null) return { confirmation, risk: input.risk }
  const branch = viewBranch(await context.forge.commits.readCommit(input.head))
  const intact = branch.type === 'ours' && branch.head === input.head
  return { confirmation: intact ? confirmation : confirm({ ...input, editedByPeople: true }), risk: input.risk }
}
