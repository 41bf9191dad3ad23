/** What the forge answered to a merge, understood; nothing here is tried again blindly. */

export type MergeAnswer =
  | { readonly outcome: 'merged' }
  /** Somebody pushed: judge the new head from the start. */
  | { readonly outcome: 'head-moved' }
  /** The base moved while it merged, or it still computes: the next sweep looks again. */
  | { readonly outcome: 'later'; readonly reason: string }
  /** Only the merge queue may merge here. */
  | { readonly outcome: 'use-queue' }
  /** A rule of the repository is not met; a person has to look. */
  | { readonly outcome: 'refused'; readonly reason: string }

/**
 * Reads GitHub's answer to `PUT /pulls/{number}/merge`: 200 merged, 409 the head is not the given commit, 405 everything
 * from "computing" to a rule that is not met, told apart by the words only.
 *
 * @returns `null` for an answer that is not about merging (authorisation, rate limit, server error)
 */
export function readMergeAnswer(status: number, message: string): MergeAnswer | null {
  if (status === 200) return { outcome: 'merged' }
  if (status === 409) return { outcome: 'head-moved' }
  if (status !== 405 && status !== 422) return null
  if (/head branch was modified|expected head/i.test(message)) return { outcome: 'head-moved' }
  if (/merge queue/i.test(message)) return { outcome: 'use-queue' }
  if (/base branch was modified|being (computed|checked)|(is|are) expected|in progress|pending/i.test(message)) {
    return { outcome: 'later', reason: message }
  }
  return { outcome: 'refused', reason: message }
}
