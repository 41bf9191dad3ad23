/** Whether a revert was approved with the change that it undoes. */
import { BRANCH_PREFIX } from '../../core/pull-request/branch-name.ts'
import type { SealedStatement } from '../../core/pull-request/trailers.ts'
import type { LifeContext } from './context.ts'

/** The same in every repository: what counts is the file that people reviewed, not what an operator names. */
const CONFIG_PATH = '.github/krr-gitops.yaml'

/**
 * Number of the merged pull request that this one undoes, when the bot opened it by itself and the configuration at that
 * merge says `rollback.preApproved: true`; `null` otherwise. Asks the forge only when the commit claims it.
 */
export async function preApprovedRevertOf(statement: SealedStatement, context: LifeContext): Promise<number | null> {
  const { reverts, preapproved, requester } = statement
  if (reverts === undefined || preapproved !== true || requester !== undefined) return null
  const { forge, repository, settings } = context
  const [merged] = await forge.life.look([reverts])
  if (merged === undefined || merged.mergeCommit === null) return null
  const { branch, base } = merged.pull
  if (!branch.startsWith(BRANCH_PREFIX) || base !== repository.defaultBranch) return null
  const text = await forge.history.fileAt(merged.mergeCommit, CONFIG_PATH)
  return settings.preApproves(text) ? reverts : null
}
