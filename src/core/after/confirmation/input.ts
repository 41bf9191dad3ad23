/** Everything that a confirmation is decided from; a flow looks it up, nothing here asks anybody. */
import type { Risk } from '../../change/change.ts'
import type { Approvals } from '../../pull-request/settings.ts'
import type { AccountType, People } from '../people.ts'
import type { Review } from './review.ts'

/** `/krr-gitops bypass <reason>` as it was read. */
export interface BypassCommand {
  readonly by: string
  readonly byType: AccountType
  readonly reason: string
  /** The head when the command was given: the webhook's, or that of the sweep which saw it first. */
  readonly head: string
  readonly at: Date
  /** True when the comment was changed after it was posted: others may do that, so its words are nobody's any more. */
  readonly edited: boolean
}

export interface ConfirmationPolicy {
  readonly approvals: Approvals
  /** Milliseconds from `openedAt`. */
  readonly expireAfterMs: number
}

export interface ConfirmationInput {
  readonly policy: ConfirmationPolicy
  readonly risk: Risk
  /** Commit that the branch points at now. */
  readonly head: string
  readonly state: 'open' | 'closed' | 'merged'
  readonly draft: boolean
  /** The branch holds a commit that is not the bot's. */
  readonly editedByPeople: boolean
  /** Number of the pull request that replaces this one. */
  readonly supersededBy: number | null
  /** Login of whoever opened the pull request: the bot's, as a rule. */
  readonly author: string
  /** Whoever asked for it through the bot (a command, the CLI, MCP). */
  readonly requester: string | null
  /** Authors, committers and co-authors of every commit of the branch; `null` where the forge knows no account for one. */
  readonly committers: readonly (string | null)[]
  readonly reviews: readonly Review[]
  readonly bypasses: readonly BypassCommand[]
  /**
   * Number of the merged pull request that this one reverts, when the bot opened the revert by itself and the configuration
   * that was merged with that pull request says `rollback.preApproved: true`; else `null`. A person reviewed that line.
   */
  readonly preApprovedRevertOf: number | null
  readonly people: People
  readonly openedAt: Date
  readonly now: Date
}
