/**
 * Whether people confirmed this pull request: a pure function of what is on the forge.
 *
 * The order matters. What is no longer a proposal cannot be confirmed by anybody; an expired one only be proposed anew; an
 * emergency bypass comes before the reviews, which it replaces, and names those whom it overrode; a refusal comes before
 * every approval.
 */
import { isMember, isPerson, sameLogin } from '../people.ts'
import type { BypassCommand, ConfirmationInput } from './input.ts'
import { type IgnoredReview, judgeReviews } from './judge-review.ts'
import { requirementFor } from './requirement.ts'

/** Why nobody can confirm it. */
export type NotConfirmableReason =
  | 'merged'
  | 'closed'
  | 'edited-by-people'
  | 'unknown-committer'
  | 'superseded'
  | 'draft'

export type Confirmation =
  | {
      readonly state: 'confirmed'
      /** The commit that was confirmed, and the only one that may be merged. */
      readonly head: string
      readonly by: readonly string[]
    }
  | {
      readonly state: 'waiting'
      readonly needed: number
      /** Whose approval counts so far. */
      readonly approvals: readonly string[]
      /** Required teams of which nobody approved yet. */
      readonly teams: readonly string[]
      /** Those of `teams` whose members could not be read. */
      readonly unreadableTeams: readonly string[]
      readonly ignored: readonly IgnoredReview[]
    }
  | { readonly state: 'refused'; readonly by: readonly string[] }
  | { readonly state: 'expired'; readonly at: Date }
  | {
      readonly state: 'bypassed'
      readonly head: string
      readonly by: string
      readonly reason: string
      readonly at: Date
      /** Who requested changes and was overridden. */
      readonly over: readonly string[]
    }
  /** A revert that the bot opened by itself, which the merged configuration allows without another review. */
  | { readonly state: 'pre-approved'; readonly head: string; readonly revertOf: number }
  | { readonly state: 'not-confirmable'; readonly reason: NotConfirmableReason; readonly supersededBy: number | null }

export function confirm(input: ConfirmationInput): Confirmation {
  const reason = whyNotConfirmable(input)
  if (reason !== null) return { state: 'not-confirmable', reason, supersededBy: input.supersededBy }

  const expiresAt = new Date(input.openedAt.getTime() + input.policy.expireAfterMs)
  // Asked this way round, a time that cannot be compared counts as expired.
  if (!(input.now < expiresAt)) return { state: 'expired', at: expiresAt }

  const { approvals, refusals, ignored } = judgeReviews(input)
  const bypass = input.bypasses.find((command) => isValidBypass(command, input))
  if (bypass !== undefined) {
    const { by, reason: why, at } = bypass
    return { state: 'bypassed', head: input.head, by, reason: why.trim(), at, over: refusals }
  }
  if (refusals.length > 0) return { state: 'refused', by: refusals }

  const { approvals: needed, teams } = requirementFor(input.risk, input.policy.approvals)
  const missing = teams.filter((team) => !approvals.some((login) => isMember(login, team, input.people)))
  if (approvals.length >= needed && missing.length === 0) {
    return { state: 'confirmed', head: input.head, by: approvals }
  }
  if (input.preApprovedRevertOf !== null) {
    return { state: 'pre-approved', head: input.head, revertOf: input.preApprovedRevertOf }
  }
  const unreadableTeams = missing.filter((team) => !input.people.teams.has(team))
  return { state: 'waiting', needed, approvals, teams: missing, unreadableTeams, ignored }
}

/** The only commit that this confirmation lets anybody merge; `null` when it lets nobody merge. */
export function confirmedHead(confirmation: Confirmation): string | null {
  return 'head' in confirmation ? confirmation.head : null
}

function whyNotConfirmable(input: ConfirmationInput): NotConfirmableReason | null {
  if (input.state !== 'open') return input.state
  if (input.editedByPeople) return 'edited-by-people'
  // Somebody whom the forge cannot name wrote on the branch, and could be the one who approves.
  if (input.committers.includes(null)) return 'unknown-committer'
  if (input.supersededBy !== null) return 'superseded'
  return input.draft ? 'draft' : null
}

/** The first valid command speaks; a later one by somebody else changes nothing. */
function isValidBypass(command: BypassCommand, input: ConfirmationInput): boolean {
  const team = input.policy.approvals.bypassTeam
  return (
    team !== null &&
    command.head === input.head &&
    !command.edited &&
    /[\p{L}\p{N}]/u.test(command.reason) &&
    isPerson(command.by, command.byType, input.people) &&
    !sameLogin(command.by, input.author) &&
    isMember(command.by, team, input.people)
  )
}
