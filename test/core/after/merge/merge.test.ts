import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Confirmation } from '../../../../src/core/after/confirmation/confirm.ts'
import { type MergeInput, mayMerge } from '../../../../src/core/after/merge/may-merge.ts'
import { readMergeAnswer } from '../../../../src/core/after/merge/merge-answer.ts'
import { judgeMerge } from '../../../../src/core/after/merge/merged-by.ts'
import { nextOpening } from '../../../../src/core/after/merge/opening.ts'

const HEAD = 'a'.repeat(40)
const OTHER = 'b'.repeat(40)
const NOW = new Date('2026-03-07T10:07:30Z')
const CONFIRMED: Confirmation = { state: 'confirmed', head: HEAD, by: ['ada'] }
const BYPASSED: Confirmation = { state: 'bypassed', head: HEAD, by: 'grace', reason: 'fire', at: NOW, over: [] }
const WAITING: Confirmation = {
  state: 'waiting',
  needed: 1,
  approvals: [],
  teams: [],
  unreadableTeams: [],
  ignored: [],
}
const PRE_APPROVED: Confirmation = { state: 'pre-approved', head: HEAD, revertOf: 4 }
const OTHERS: readonly Confirmation[] = [
  WAITING,
  { state: 'refused', by: ['ada'] },
  { state: 'expired', at: NOW },
  { state: 'not-confirmable', reason: 'draft', supersededBy: null },
]

const GREEN: MergeInput = {
  confirmation: CONFIRMED,
  settings: { merge: 'when-confirmed', mergeWindow: [], freeze: [] },
  asked: false,
  head: HEAD,
  checks: [
    { name: 'build', result: 'passed' },
    { name: 'krr-gitops/confirmation', result: 'pending' },
  ],
  mergeable: true,
  behind: false,
  mergeQueue: false,
  now: NOW,
}

const OFFICE_HOURS = ['Mon-Fri 08:20-17:00']
const SUNDAYS = ['Sun']

describe('mayMerge', () => {
  it('goes with exactly the confirmed commit, through the queue where there is one', () => {
    expect(mayMerge(GREEN)).toEqual({ decision: 'go', sha: HEAD, how: 'merge' })
    expect(mayMerge({ ...GREEN, confirmation: PRE_APPROVED }).decision).toBe('go')
    expect(mayMerge({ ...GREEN, confirmation: BYPASSED, mergeQueue: true })).toEqual({
      decision: 'go',
      sha: HEAD,
      how: 'queue',
    })
  })

  it.each<[string, Partial<MergeInput>, string, RegExp]>([
    ['not confirmed', { confirmation: WAITING }, 'wait', /not complete/],
    ['refused', { confirmation: { state: 'refused', by: ['ada'] } }, 'no', /changes were requested/],
    ['expired', { confirmation: { state: 'expired', at: NOW } }, 'no', /expired/],
    ['a draft', { confirmation: OTHERS[3] as Confirmation }, 'no', /cannot be confirmed/],
    ['pushed to since', { head: OTHER }, 'wait', /moved/],
    ['still computed by the forge', { mergeable: null }, 'wait', /has not found out/],
    ['in conflict', { mergeable: false }, 'no', /conflicts/],
    ['behind a strict base', { behind: true }, 'no', /behind/],
    [
      'failing a check',
      {
        checks: [
          { name: 'lint', result: 'failed' },
          { name: 'x', result: 'pending' },
        ],
      },
      'no',
      /failed: lint$/,
    ],
    [
      'not checked',
      {
        checks: [
          { name: 'lint', result: 'missing' },
          { name: 'x', result: 'pending' },
        ],
      },
      'wait',
      /lint, x$/,
    ],
  ])('does not merge what is %s', (_, change, decision, reason) => {
    expect(mayMerge({ ...GREEN, ...change })).toMatchObject({ decision, reason: expect.stringMatching(reason) })
  })

  it('leaves merging to people, until one asks', () => {
    const settings = { ...GREEN.settings, merge: 'manual' as const }
    expect(mayMerge({ ...GREEN, settings })).toMatchObject({
      decision: 'no',
      reason: expect.stringContaining('manual'),
    })
    expect(mayMerge({ ...GREEN, settings, asked: true }).decision).toBe('go')
  })

  it('waits for the window and says when it opens', () => {
    const settings = { ...GREEN.settings, mergeWindow: OFFICE_HOURS }
    expect(mayMerge({ ...GREEN, settings })).toEqual({
      decision: 'wait',
      reason: 'outside the merge window (Mon-Fri 08:20-17:00)',
      until: new Date('2026-03-09T08:20:00Z'),
    })
  })

  it('waits for the end of a freeze, and then for the window', () => {
    const quarter = { from: '2026-03-05', to: '2026-03-10', reason: 'end of quarter' }
    const frozen = (freeze: MergeInput['settings']['freeze']) =>
      mayMerge({ ...GREEN, settings: { ...GREEN.settings, mergeWindow: OFFICE_HOURS, freeze } })
    expect(frozen([quarter])).toEqual({
      decision: 'wait',
      reason: 'frozen until the end of 2026-03-10 (end of quarter)',
      until: new Date('2026-03-11T08:20:00Z'),
    })
    expect(frozen([{ from: '2026-03-05', to: '2099-01-01' }])).toEqual({
      decision: 'wait',
      reason: 'frozen until the end of 2099-01-01',
      until: new Date('2099-01-02T08:20:00Z'),
    })
  })

  it('never goes unless confirmed at the head, mergeable, green and open', () => {
    const arbitrary = fc.record({
      confirmation: fc.constantFrom(
        CONFIRMED,
        CONFIRMED,
        CONFIRMED,
        BYPASSED,
        BYPASSED,
        { ...CONFIRMED, head: OTHER },
        ...OTHERS,
      ),
      settings: fc.record({
        merge: fc.constantFrom('manual' as const, 'when-confirmed' as const),
        mergeWindow: fc.constantFrom([], ['always'], SUNDAYS, ['Sat']),
        freeze: fc.constantFrom([], [], [{ from: '2026-03-07', to: '2026-03-07' }]),
      }),
      asked: fc.boolean(),
      head: fc.constantFrom(HEAD, HEAD, HEAD, OTHER),
      checks: fc.array(
        fc.record({
          name: fc.constant('c'),
          result: fc.constantFrom('passed' as const, 'passed' as const, 'failed' as const),
        }),
        { maxLength: 2 },
      ),
      mergeable: fc.constantFrom(true, true, false, null),
      behind: fc.boolean(),
      mergeQueue: fc.boolean(),
      now: fc.constant(NOW),
    })
    let gone = 0
    fc.assert(
      fc.property(arbitrary, (input) => {
        const answer = mayMerge(input)
        const good =
          'head' in input.confirmation &&
          input.confirmation.head === input.head &&
          input.mergeable === true &&
          !input.behind &&
          input.checks.every((check) => check.result === 'passed') &&
          (input.asked || input.settings.merge === 'when-confirmed') &&
          input.settings.mergeWindow !== SUNDAYS &&
          input.settings.freeze.length === 0
        expect(answer.decision === 'go').toBe(good)
        if (answer.decision !== 'go') return
        gone += 1
        expect(answer.sha).toBe(input.head)
      }),
      { numRuns: 10_000 },
    )
    expect(gone).toBeGreaterThan(20)
  })
})

describe('nextOpening', () => {
  it('finds the minute, forwards only', () => {
    expect(nextOpening((at) => at >= new Date('2026-03-07T10:41:00Z'), NOW)).toEqual(new Date('2026-03-07T10:41:00Z'))
    expect(nextOpening((at) => at >= new Date('2026-03-07T10:22:00Z'), NOW)).toEqual(new Date('2026-03-07T10:22:00Z'))
    expect(nextOpening(() => true, NOW)).toEqual(new Date('2026-03-07T10:08:00Z'))
    expect(nextOpening(() => false, NOW)).toBeNull()
  })
})

describe('readMergeAnswer', () => {
  it.each([
    [200, 'Pull Request successfully merged', 'merged'],
    [409, 'Head branch was modified. Review and try the merge again.', 'head-moved'],
    [422, 'expected head sha did not match', 'head-moved'],
    [405, 'Base branch was modified. Review and try the merge again.', 'later'],
    [405, 'Required status check "ci" is expected.', 'later'],
    [405, '6 of 6 required status checks are expected.', 'later'],
    [405, 'Changes must be made through the merge queue', 'use-queue'],
    [405, 'Pull Request is not mergeable', 'refused'],
    [405, 'At least 1 approving review is required by reviewers with write access.', 'refused'],
  ])('%i %s', (status, message, outcome) => {
    expect(readMergeAnswer(status, message)?.outcome).toBe(outcome)
  })

  it.each([401, 403, 404, 429, 500, 502])('leaves %i to whoever speaks with the forge', (status) => {
    expect(readMergeAnswer(status, 'whatever')).toBeNull()
  })
})

describe('judgeMerge', () => {
  it('knows a confirmed and a bypassed merge', () => {
    expect(judgeMerge({ confirmation: CONFIRMED, head: HEAD, mergedBy: 'ada' })).toEqual({ verdict: 'confirmed' })
    expect(judgeMerge({ confirmation: PRE_APPROVED, head: HEAD, mergedBy: null })).toEqual({ verdict: 'confirmed' })
    expect(judgeMerge({ confirmation: BYPASSED, head: HEAD, mergedBy: null })).toMatchObject({
      verdict: 'bypassed',
      by: 'grace',
      reason: 'fire',
    })
  })

  it.each([...OTHERS, { ...CONFIRMED, head: OTHER }, { ...BYPASSED, head: OTHER }])(
    'reports a merge that was $state',
    (confirmation) => {
      const named = judgeMerge({ confirmation, head: HEAD, mergedBy: 'mallory' })
      expect(named).toMatchObject({
        verdict: 'unconfirmed',
        comment: expect.stringMatching(/^`mallory` merged this without/),
      })
      const unnamed = judgeMerge({ confirmation, head: HEAD, mergedBy: null })
      expect(unnamed).toMatchObject({ comment: expect.stringMatching(/^This was merged without/) })
    },
  )
})
