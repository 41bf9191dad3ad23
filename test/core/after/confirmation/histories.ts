/** Generated lives of a pull request: small pools, so that the interesting cases meet often. */
import fc from 'fast-check'
import type { ConfirmationInput } from '../../../../src/core/after/confirmation/input.ts'
import type { Review, ReviewState } from '../../../../src/core/after/confirmation/review.ts'
import type { Permission } from '../../../../src/core/after/people.ts'

export const HEAD = 'c'.repeat(40)
export const OLD = 'b'.repeat(40)
export const BOT = 'krr-gitops[bot]'
export const OPENED = new Date('2026-03-02T08:00:00Z')
const DAY = 86_400_000

const LOGINS = ['ada', 'Grace', 'linus', 'margaret', 'ken', 'deploy-user', 'ghost', BOT, 'dependabot[bot]'] as const
const PERMISSIONS: readonly Permission[] = ['admin', 'maintain', 'write', 'write', 'triage', 'read', 'none']
const STATES: readonly ReviewState[] = [
  'APPROVED',
  'APPROVED',
  'APPROVED',
  'CHANGES_REQUESTED',
  'COMMENTED',
  'DISMISSED',
  'PENDING',
]

const login = fc.constantFrom(...LOGINS)
/** GitHub answers logins as their owner writes them; people and policies do not. */
const written = login.chain((name) => fc.constantFrom<string>(name, name, name.toUpperCase()))
const time = fc.integer({ min: 0, max: 20 }).map((minute) => new Date(OPENED.getTime() + minute * 60_000))

const review: fc.Arbitrary<Omit<Review, 'id' | 'authorType'>> = fc
  .record({
    author: fc.option(written, { freq: 20 }),
    state: fc.constantFrom(...STATES),
    commit: fc.constantFrom(HEAD, HEAD, HEAD, OLD),
    at: time,
  })
  .map(({ at, ...rest }) => ({ ...rest, submittedAt: rest.state === 'PENDING' ? null : at }))

/** An account has one type. */
const types = fc.uniqueArray(login, { maxLength: 2 }).chain((odd) =>
  fc.constantFrom('Bot', 'Mannequin').map((type) => (author: string | null) => {
    return odd.some((name) => name.toLowerCase() === author?.toLowerCase()) ? type : 'User'
  }),
)

export const reviews: fc.Arbitrary<Review[]> = fc
  .tuple(fc.array(review, { maxLength: 8 }), types)
  .map(([list, typeOf]) => list.map((one, index) => ({ ...one, authorType: typeOf(one.author), id: index + 1 })))

export const people = fc
  .record({
    permissions: fc.array(fc.tuple(login, fc.constantFrom(...PERMISSIONS)), { minLength: 4, maxLength: 9 }),
    platform: fc.subarray([...LOGINS]),
    security: fc.option(fc.subarray([...LOGINS]), { freq: 4 }),
    bots: fc.constantFrom([], ['deploy-user'], ['Deploy-User', 'ken']),
  })
  .map(({ permissions, platform, security, bots }) => ({
    permissions: new Map<string, Permission>(permissions),
    teams: new Map<string, readonly string[]>([
      ['platform', platform],
      ...(security === null ? [] : [['acme/security', security] as const]),
    ]),
    bots,
  }))

const count = fc.constantFrom(1, 1, 1, 2, 3)
const teams = fc.constantFrom<readonly string[]>([], [], ['platform'], ['acme/security'], ['platform', 'acme/security'])

export const policy = fc.record({
  approvals: fc.record({
    low: count,
    medium: count,
    high: count,
    teams: fc.record({ low: teams, medium: teams, high: teams }, { requiredKeys: [] }),
    bypassTeam: fc.constant(null),
  }),
  expireAfterMs: fc.constant(14 * DAY),
})

/** An open pull request, nothing wrong with it but perhaps its reviews. */
export const input: fc.Arbitrary<ConfirmationInput> = fc.record({
  policy,
  risk: fc.constantFrom('low', 'medium', 'high'),
  head: fc.constant(HEAD),
  state: fc.constant('open'),
  draft: fc.constant(false),
  editedByPeople: fc.constant(false),
  supersededBy: fc.constant(null),
  author: fc.constantFrom<string>(BOT, BOT, 'ada'),
  requester: fc.constantFrom(null, null, 'grace'),
  committers: fc.constantFrom<readonly string[]>([], [BOT], ['web-flow', 'LINUS']),
  reviews,
  bypasses: fc.constant([]),
  preApprovedRevertOf: fc.constant(null),
  people,
  openedAt: fc.constant(OPENED),
  now: fc.constant(new Date(OPENED.getTime() + 2 * DAY)),
})
