/**
 * What must hold for every history of reviews. The runs add up to more than 100,000 generated histories, which are counted, as
 * are the outcomes: a property over histories that never confirm anything would hold, and say nothing.
 */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type Confirmation, confirm } from '../../../../src/core/after/confirmation/confirm.ts'
import type { ConfirmationInput } from '../../../../src/core/after/confirmation/input.ts'
import type { Review } from '../../../../src/core/after/confirmation/review.ts'
import { HEAD, input, OLD, OPENED } from './histories.ts'

const seen = { histories: 0, confirmed: 0, waiting: 0, refused: 0 }

function observe(given: ConfirmationInput): Confirmation {
  const answer = confirm(given)
  if (answer.state in seen) seen[answer.state as 'confirmed'] += 1
  return answer
}

function check(runs: number, property: (given: ConfirmationInput, seed: number) => void): void {
  const counted = (given: ConfirmationInput, seed: number) => {
    seen.histories += 1
    property(given, seed)
  }
  fc.assert(fc.property(input, fc.nat(), counted), { numRuns: runs })
}

const same = (one: string | null, other: string) => one?.toLowerCase() === other.toLowerCase()

/** Said in another way than the code does: every review of one person in the order in which GitHub got them. */
function lastWord(reviews: readonly Review[], login: string): Review | undefined {
  const own = reviews.filter((review) => same(review.author, login) && review.submittedAt !== null)
  const decisive = own.filter((review) => review.state !== 'COMMENTED' && review.state !== 'PENDING')
  return decisive.reduce<Review | undefined>((last, review) => {
    if (last === undefined) return review
    const [a, b] = [Number(last.submittedAt), Number(review.submittedAt)]
    return b > a || (b === a && review.id > last.id) ? review : last
  }, undefined)
}

function permission(given: ConfirmationInput, login: string): string {
  return [...given.people.permissions].find(([name]) => same(name, login))?.[1] ?? 'none'
}

const mayWrite = (given: ConfirmationInput, login: string) => /^(admin|maintain|write)$/.test(permission(given, login))

describe('a confirmation', () => {
  it('rests on people who may give it, who saw exactly this commit, and whose last word was yes', () => {
    check(22_000, (given) => {
      const answer = observe(given)
      if (answer.state !== 'confirmed') return
      expect(answer.head).toBe(given.head)
      expect(new Set(answer.by.map((login) => login.toLowerCase())).size).toBe(answer.by.length)
      for (const login of answer.by) {
        const word = lastWord(given.reviews, login)
        expect(word).toMatchObject({ state: 'APPROVED', commit: given.head, authorType: 'User' })
        expect(mayWrite(given, login)).toBe(true)
        expect(same(given.author, login) || same(given.requester, login)).toBe(false)
        expect(given.committers.some((committer) => same(committer, login))).toBe(false)
        expect(given.people.bots.some((bot) => same(bot, login))).toBe(false)
        expect(login).not.toMatch(/\[bot\]$|^ghost$/i)
      }
    })
  })

  it('has as many people, and of all the teams, as every level up to its risk asks for', () => {
    check(14_000, (given) => {
      const answer = observe(given)
      if (answer.state !== 'confirmed') return
      const levels = (['low', 'medium', 'high'] as const).slice(0, { low: 1, medium: 2, high: 3 }[given.risk])
      for (const level of levels) {
        expect(answer.by.length).toBeGreaterThanOrEqual(given.policy.approvals[level])
        for (const team of given.policy.approvals.teams[level] ?? []) {
          const members = given.people.teams.get(team) ?? []
          expect(answer.by.some((login) => members.some((member) => same(member, login)))).toBe(true)
        }
      }
    })
  })

  it('is never given while somebody with write permission requests changes', () => {
    check(12_000, (given) => {
      const answer = observe(given)
      const refusers = given.reviews.filter(
        ({ author }) =>
          author !== null && mayWrite(given, author) && lastWord(given.reviews, author)?.state === 'CHANGES_REQUESTED',
      )
      expect(answer.state === 'refused').toBe(refusers.length > 0)
      if (answer.state !== 'refused') return
      const expected = new Set(refusers.map((review) => review.author?.toLowerCase()))
      expect(new Set(answer.by.map((login) => login.toLowerCase()))).toEqual(expected)
    })
  })

  it('is always given when the policy is met', () => {
    check(14_000, (given, seed) => {
      const { approvals } = given.policy
      const needed = Math.max(approvals.low, approvals.medium, approvals.high)
      const fresh = Array.from({ length: needed }, (_, index) => `person-${index}`)
      const at = (index: number) => new Date(OPENED.getTime() + 3_600_000 + index * 1000)
      const calm = given.reviews.filter((review) => review.state !== 'CHANGES_REQUESTED')
      const yes = fresh.map<Review>((author, index) => ({
        id: 1000 + index,
        author: seed % 2 === 0 ? author : author.toUpperCase(),
        authorType: 'User',
        state: 'APPROVED',
        commit: HEAD,
        submittedAt: at(index),
      }))
      const chatter = fresh.map<Review>((author, index) => ({
        id: 2000 + index,
        author,
        authorType: 'User',
        state: 'COMMENTED',
        commit: OLD,
        submittedAt: at(100 + index),
      }))
      const answer = observe({
        ...given,
        reviews: [...chatter, ...yes, ...calm],
        people: {
          ...given.people,
          permissions: new Map([...given.people.permissions, ...fresh.map((name) => [name, 'write'] as const)]),
          teams: new Map([
            ['platform', ['Person-0']],
            ['acme/security', ['person-0', 'nobody']],
          ]),
        },
      })
      expect(answer.state).toBe('confirmed')
    })
  })

  it('never comes from taking an approval away', () => {
    check(14_000, (given, seed) => {
      const before = observe(given)
      const taken = given.reviews.filter((review) => review.state === 'APPROVED')[seed % 4]
      if (before.state === 'confirmed' || taken === undefined) return
      const dismissed = given.reviews.map((review) =>
        review === taken ? { ...review, state: 'DISMISSED' as const } : review,
      )
      expect(observe({ ...given, reviews: dismissed }).state).not.toBe('confirmed')
      // An approval of an older commit may hide an earlier one of the head, so only those of the head are deleted here.
      if (taken.commit !== given.head) return
      expect(observe({ ...given, reviews: given.reviews.filter((review) => review !== taken) }).state).not.toBe(
        'confirmed',
      )
    })
  })

  it('never comes from taking permissions, memberships or time away', () => {
    check(6_000, (given, seed) => {
      if (observe(given).state !== 'waiting') return
      const login = [...given.people.permissions.keys()][seed % given.people.permissions.size] ?? ''
      const permissions = new Map([...given.people.permissions, [login, 'read'] as const])
      const teams = new Map([...given.people.teams].map(([team, members]) => [team, members.slice(1)]))
      const worse = { ...given, people: { ...given.people, permissions, teams } }
      expect(observe(worse).state).toBe('waiting')
      expect(observe({ ...given, now: new Date(given.openedAt.getTime() + given.policy.expireAfterMs) }).state).toBe(
        'expired',
      )
    })
  })

  it('falls with every new commit', () => {
    check(6_000, (given) => {
      expect(observe({ ...given, head: 'd'.repeat(40) }).state).not.toBe('confirmed')
    })
  })

  it('does not need more at a lower risk', () => {
    check(6_000, (given) => {
      if (observe({ ...given, risk: 'high' }).state !== 'confirmed') return
      expect(observe({ ...given, risk: 'medium' }).state).toBe('confirmed')
      expect(observe({ ...given, risk: 'low' }).state).toBe('confirmed')
    })
  })

  it('does not depend on the order in which the forge lists the reviews', () => {
    check(6_000, (given) => {
      expect(observe({ ...given, reviews: given.reviews.toReversed() })).toEqual(observe(given))
    })
  })

  it('is never given to what is not an open, finished proposal of the bot', () => {
    const wrongs: Partial<ConfirmationInput>[] = [
      { draft: true },
      { state: 'closed' },
      { state: 'merged' },
      { editedByPeople: true },
      { supersededBy: 7 },
      { committers: [null] },
    ]
    check(6_000, (given, seed) => {
      expect(observe({ ...given, ...wrongs[seed % wrongs.length] }).state).toBe('not-confirmable')
    })
  })

  it('is never given by one kind of person who may not', () => {
    const wrongs: ((given: ConfirmationInput, login: string) => Partial<ConfirmationInput>)[] = [
      (_, login) => ({ author: login }),
      (_, login) => ({ requester: login }),
      (_, login) => ({ committers: ['somebody-else', login.toUpperCase()] }),
      (given, login) => ({ people: { ...given.people, bots: [login] } }),
      (given, login) => ({ people: { ...given.people, permissions: new Map([[login, 'triage']]) } }),
      (given) => ({ reviews: given.reviews.map((review) => ({ ...review, authorType: 'Bot' })) }),
      (given) => ({ reviews: given.reviews.map((review) => ({ ...review, commit: OLD })) }),
      (given) => ({ reviews: given.reviews.map((review) => ({ ...review, state: 'DISMISSED' })) }),
    ]
    check(6_000, (given, seed) => {
      const only: ConfirmationInput = {
        ...given,
        author: 'krr-gitops[bot]',
        requester: null,
        committers: [],
        reviews: [
          ...given.reviews.filter((review) => review.author === null || review.state === 'COMMENTED'),
          { id: 900, author: 'Ada', authorType: 'User', state: 'APPROVED', commit: HEAD, submittedAt: OPENED },
        ],
        policy: {
          ...given.policy,
          approvals: { low: 1, medium: 1, high: 1, teams: {}, bypassTeam: null },
        },
        people: { ...given.people, permissions: new Map([['ada', 'write']]), bots: [] },
      }
      expect(observe(only)).toMatchObject({ state: 'confirmed', by: ['Ada'] })
      const wrong = wrongs[seed % wrongs.length]?.(only, 'ada')
      expect(observe({ ...only, ...wrong }).state).toBe('waiting')
    })
  })
})

afterAll(() => {
  expect(seen.histories).toBeGreaterThan(100_000)
  expect(seen.confirmed).toBeGreaterThan(10_000)
  expect(seen.waiting).toBeGreaterThan(10_000)
  expect(seen.refused).toBeGreaterThan(10_000)
})
