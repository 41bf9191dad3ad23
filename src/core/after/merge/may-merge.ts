/**
 * Whether the bot may merge now, which commit, and if not, what it waits for.
 *
 * A merge needs the confirmed commit to be the head: the forge is given that commit as a guard, so that a push between the
 * look and the merge stops it. What goes away by itself is a wait; what needs a person is a no.
 */
import type { PullRequestSettings } from '../../pull-request/settings.ts'
import { activeFreeze, isWindowOpen } from '../../pull-request/window.ts'
import type { Confirmation } from '../confirmation/confirm.ts'
import { CONFIRMATION_CHECK } from '../confirmation/report.ts'
import { nextOpening } from './opening.ts'

/** A check that the branch requires. `missing`: nobody reported it yet. */
export interface RequiredCheck {
  readonly name: string
  readonly result: 'passed' | 'pending' | 'failed' | 'missing'
}

export type MergeSettings = Pick<PullRequestSettings, 'merge' | 'mergeWindow' | 'freeze'>

export interface MergeInput {
  readonly confirmation: Confirmation
  readonly settings: MergeSettings
  /** A person asked for it (`/krr-gitops merge`, `confirm --merge`): then `merge: manual` does not stop it. */
  readonly asked: boolean
  readonly head: string
  readonly checks: readonly RequiredCheck[]
  /** False: conflicts with the base. `null`: the forge has not found out yet. */
  readonly mergeable: boolean | null
  /** The branch protection wants the branch to hold the tip of its base, and it does not. */
  readonly behind: boolean
  /** The forge merges this branch through a merge queue only. */
  readonly mergeQueue: boolean
  readonly now: Date
}

export type MergeDecision =
  /** Merge exactly `sha`, or put it into the merge queue with `sha` as the expected head. */
  | { readonly decision: 'go'; readonly sha: string; readonly how: 'merge' | 'queue' }
  | { readonly decision: 'wait'; readonly reason: string; readonly until: Date | null }
  | { readonly decision: 'no'; readonly reason: string }

export function mayMerge(input: MergeInput): MergeDecision {
  const { confirmation, settings, head, now } = input
  if (!('head' in confirmation)) return notConfirmed(confirmation)
  if (confirmation.head !== head) return wait('the branch moved since it was confirmed, and needs a new look')
  if (settings.merge === 'manual' && !input.asked) {
    return { decision: 'no', reason: 'merging is left to people (pullRequests.merge: manual)' }
  }
  return (
    conflict(input) ??
    unfinishedChecks(input.checks) ??
    closedWindow(settings, now) ?? { decision: 'go', sha: head, how: input.mergeQueue ? 'queue' : 'merge' }
  )
}

function notConfirmed({ state }: Exclude<Confirmation, { head: string }>): MergeDecision {
  switch (state) {
    case 'waiting':
      return wait('the confirmation is not complete')
    case 'refused':
      return { decision: 'no', reason: 'changes were requested' }
    case 'expired':
      return { decision: 'no', reason: 'the proposal expired' }
    case 'not-confirmable':
      return { decision: 'no', reason: 'the pull request cannot be confirmed' }
  }
}

function conflict({ mergeable, behind }: MergeInput): MergeDecision | null {
  if (mergeable === null) return wait('the forge has not found out yet whether it can be merged')
  if (!mergeable) return { decision: 'no', reason: 'it conflicts with its base; the next plan builds it anew' }
  if (behind) return { decision: 'no', reason: 'it is behind its base; the next plan builds it anew' }
  return null
}

function unfinishedChecks(checks: readonly RequiredCheck[]): MergeDecision | null {
  const others = checks.filter((check) => check.name !== CONFIRMATION_CHECK)
  const failed = others.filter((check) => check.result === 'failed').map((check) => check.name)
  if (failed.length > 0) return { decision: 'no', reason: `required checks failed: ${failed.join(', ')}` }
  const open = others.filter((check) => check.result !== 'passed').map((check) => check.name)
  return open.length > 0 ? wait(`required checks are not finished: ${open.join(', ')}`) : null
}

function closedWindow({ mergeWindow, freeze }: MergeSettings, now: Date): MergeDecision | null {
  const frozen = activeFreeze(freeze, now)
  if (frozen === null && isWindowOpen(mergeWindow, now)) return null
  const isOpen = (at: Date) => activeFreeze(freeze, at) === null && isWindowOpen(mergeWindow, at)
  const until = nextOpening(isOpen, frozen === null ? now : new Date(`${frozen.to}T23:59:00Z`))
  if (frozen === null) return wait(`outside the merge window (${mergeWindow.join('; ')})`, until)
  return wait(`frozen until the end of ${frozen.to}${frozen.reason === undefined ? '' : ` (${frozen.reason})`}`, until)
}

function wait(reason: string, until: Date | null = null): MergeDecision {
  return { decision: 'wait', reason, until }
}
