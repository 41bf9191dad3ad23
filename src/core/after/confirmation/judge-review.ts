/** Which approvals count, and why the others do not. */
import { canWrite, includesLogin, isPerson, sameLogin } from '../people.ts'
import type { ConfirmationInput } from './input.ts'
import { type DecisiveReview, latestDecisive } from './review.ts'

/** Why an approval does not count. */
export type NotCounted =
  | 'not-a-person'
  | 'author'
  | 'requester'
  | 'committer'
  | 'no-write-permission'
  | 'other-commit'
  | 'dismissed'

export interface IgnoredReview {
  readonly author: string
  readonly why: NotCounted
}

export interface JudgedReviews {
  /** Logins whose approval counts, in the order of their reviews. */
  readonly approvals: readonly string[]
  /** Logins who request changes and may. */
  readonly refusals: readonly string[]
  readonly ignored: readonly IgnoredReview[]
}

type Facts = Pick<ConfirmationInput, 'reviews' | 'people' | 'head' | 'author' | 'requester' | 'committers'>

export function judgeReviews(input: Facts): JudgedReviews {
  const latest = latestDecisive(input.reviews)
  const refusals = latest.filter((review) => refuses(review, input)).map((review) => review.author)
  const judged = latest
    .filter((review) => review.state !== 'CHANGES_REQUESTED')
    .map(({ author, ...review }) => ({ author, why: whyNotCounted({ author, ...review }, input) }))
  return {
    approvals: judged.filter(({ why }) => why === null).map(({ author }) => author),
    refusals,
    ignored: judged.flatMap(({ author, why }) => (why === null ? [] : [{ author, why }])),
  }
}

/**
 * A request for changes stands whatever was pushed since, as on GitHub, and whoever gave it: a refusal is believed from
 * everybody who may write, also from a bot or from somebody whose approval would not count.
 */
function refuses(review: DecisiveReview, { people }: Facts): boolean {
  return review.state === 'CHANGES_REQUESTED' && canWrite(review.author, people)
}

function whyNotCounted(review: DecisiveReview, input: Facts): NotCounted | null {
  const { author } = review
  if (review.state === 'DISMISSED') return 'dismissed'
  if (!isPerson(author, review.authorType, input.people)) return 'not-a-person'
  if (sameLogin(author, input.author)) return 'author'
  if (sameLogin(author, input.requester)) return 'requester'
  if (includesLogin(input.committers, author)) return 'committer'
  if (!canWrite(author, input.people)) return 'no-write-permission'
  return review.commit === input.head ? null : 'other-commit'
}
