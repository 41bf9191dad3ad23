/** One pull request, its people and its policy, for the tables of the tests. */
import type { BypassCommand, ConfirmationInput } from '../../../../src/core/after/confirmation/input.ts'
import type { Review } from '../../../../src/core/after/confirmation/review.ts'
import { BOT, HEAD, OPENED } from './histories.ts'

export const DAY = 86_400_000

export const BASE: ConfirmationInput = {
  policy: {
    approvals: { low: 1, medium: 1, high: 2, teams: { high: ['platform'] }, bypassTeam: 'oncall' },
    expireAfterMs: 14 * DAY,
  },
  risk: 'medium',
  head: HEAD,
  state: 'open',
  draft: false,
  editedByPeople: false,
  supersededBy: null,
  author: BOT,
  requester: 'rita',
  committers: [BOT, 'carl'],
  reviews: [],
  bypasses: [],
  preApprovedRevertOf: null,
  people: {
    permissions: new Map([
      ['ada', 'write'],
      ['Grace', 'maintain'],
      ['linus', 'admin'],
      ['rita', 'write'],
      ['carl', 'write'],
      ['reader', 'read'],
      ['triager', 'triage'],
      ['renovate[bot]', 'write'],
      ['ci-user', 'write'],
      ['ghost', 'write'],
      [BOT, 'write'],
    ]),
    teams: new Map([
      ['platform', ['LINUS']],
      ['oncall', ['Grace', 'rita', 'krr-gitops[bot]', 'ci-user']],
    ]),
    bots: ['ci-user'],
  },
  openedAt: OPENED,
  now: new Date(OPENED.getTime() + DAY),
}

export function review(id: number, author: string | null, state: Review['state'], more: Partial<Review> = {}): Review {
  const submittedAt = state === 'PENDING' ? null : new Date(OPENED.getTime() + id * 60_000)
  return { id, author, authorType: 'User', state, commit: HEAD, submittedAt, ...more }
}

export const YES = 'APPROVED'
export const NO = 'CHANGES_REQUESTED'

export const BYPASS: BypassCommand = {
  by: 'grace',
  byType: 'User',
  reason: ' checkout is down, @everyone ',
  head: HEAD,
  at: new Date('2026-03-02T09:30:00Z'),
  edited: false,
}
