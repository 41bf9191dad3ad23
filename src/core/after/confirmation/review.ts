/**
 * What each reviewer says now.
 *
 * GitHub keeps every review. Of one author only the latest decisive one speaks: a comment takes nothing back, a dismissed
 * review silences its author (dismissing changes the state of the review in place, at its old time), and a review that was
 * never submitted does not exist yet.
 */
import { type AccountType, sameLogin } from '../people.ts'

/** GitHub's words. */
export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'

export interface Review {
  readonly id: number
  /** `null` when the account is gone. */
  readonly author: string | null
  readonly authorType: AccountType
  readonly state: ReviewState
  /** The commit that the reviewer looked at. */
  readonly commit: string
  /** `null` while it is pending. */
  readonly submittedAt: Date | null
}

/** A review that says yes, no, or no longer anything. */
export interface DecisiveReview extends Review {
  readonly author: string
  readonly submittedAt: Date
}

const DECISIVE: readonly ReviewState[] = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']

/** The latest decisive review of every author that is still known, in the order of submission. */
export function latestDecisive(reviews: readonly Review[]): DecisiveReview[] {
  const decisive = reviews.filter(isDecisive).sort(bySubmission)
  return decisive.filter((review, index) =>
    decisive.slice(index + 1).every((later) => !sameLogin(later.author, review.author)),
  )
}

function isDecisive(review: Review): review is DecisiveReview {
  return review.author !== null && review.submittedAt !== null && DECISIVE.includes(review.state)
}

/** Two reviews of the same second are told apart by their number, which grows. */
function bySubmission(one: DecisiveReview, other: DecisiveReview): number {
  return one.submittedAt.getTime() - other.submittedAt.getTime() || one.id - other.id
}
