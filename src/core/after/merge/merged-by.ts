/** Detects a merge that nobody confirmed: people may merge in GitHub, but not without it being said. */
import { code } from '../../pull-request/escape.ts'
import { type Confirmation, confirmedHead } from '../confirmation/confirm.ts'

export interface MergeFacts {
  /** The confirmation as it stood at the moment of the merge: for the merged head, with the reviews given until then. */
  readonly confirmation: Confirmation
  /** Commit of the branch that was merged. */
  readonly head: string
  /** `null` when the forge does not know. */
  readonly mergedBy: string | null
}

export type MergeVerdict =
  | { readonly verdict: 'confirmed' }
  | { readonly verdict: 'bypassed'; readonly by: string; readonly reason: string }
  /** `comment` is Markdown for the pull request. */
  | { readonly verdict: 'unconfirmed'; readonly comment: string }

export function judgeMerge({ confirmation, head, mergedBy }: MergeFacts): MergeVerdict {
  if (confirmedHead(confirmation) === head) {
    return confirmation.state === 'bypassed'
      ? { verdict: 'bypassed', by: confirmation.by, reason: confirmation.reason }
      : { verdict: 'confirmed' }
  }
  const who = mergedBy === null ? 'This was merged' : `${code(mergedBy)} merged this`
  const comment = `${who} without the confirmation that the policy of this repository asks for (commit ${code(head.slice(0, 10))}: ${confirmation.state}). It is recorded as unconfirmed; the rollout is watched all the same.`
  return { verdict: 'unconfirmed', comment }
}
