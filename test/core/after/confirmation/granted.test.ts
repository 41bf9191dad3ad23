/** Confirmations that are no reviews: an emergency bypass, and a revert that the configuration approved in advance. */
import { describe, expect, it } from 'vitest'
import { confirm, confirmedHead } from '../../../../src/core/after/confirmation/confirm.ts'
import type { BypassCommand, ConfirmationInput } from '../../../../src/core/after/confirmation/input.ts'
import { reportConfirmation } from '../../../../src/core/after/confirmation/report.ts'
import { requirementFor } from '../../../../src/core/after/confirmation/requirement.ts'
import { BASE, BYPASS, DAY, NO, review, YES } from './examples.ts'
import { BOT, HEAD, OLD, OPENED } from './histories.ts'

describe('bypass', () => {
  const withBypass = (change: Partial<BypassCommand>, more: Partial<ConfirmationInput> = {}) =>
    confirm({ ...BASE, bypasses: [{ ...BYPASS, ...change }], ...more })

  it('replaces the reviews, and names whom it overrode', () => {
    const answer = withBypass({}, { reviews: [review(1, 'ada', NO)] })
    expect(answer).toMatchObject({
      state: 'bypassed',
      by: 'grace',
      reason: 'checkout is down, @everyone',
      head: HEAD,
      over: ['ada'],
    })
    const { conclusion, summary } = reportConfirmation(answer, 'high')
    expect(conclusion).toBe('success')
    expect(summary).toContain('Changes were requested by `ada`.')
    expect(summary).not.toContain('@everyone')
    expect(reportConfirmation(withBypass({}), 'high').summary).not.toContain('requested')
  })

  it.each([
    ['somebody outside the team', { by: 'ada' }],
    ['the bot, a member of the team', { by: BOT, byType: 'Bot' }],
    ['a machine user in the team', { by: 'ci-user' }],
    ['an app that GitHub calls a user', { by: 'krr-gitops[bot]' }],
    ['a command for another head', { head: OLD }],
    ['a comment that was edited', { edited: true }],
    ['an empty reason', { reason: '  ' }],
    ['a reason that nobody can read', { reason: '\u200b...' }],
  ] as const)('is refused to %s', (_, change) => {
    expect(withBypass(change).state).toBe('waiting')
  })

  it('does not exist without a team, with a team that cannot be read, or for the author', () => {
    const { approvals } = BASE.policy
    expect(withBypass({}, { policy: { ...BASE.policy, approvals: { ...approvals, bypassTeam: null } } }).state).toBe(
      'waiting',
    )
    expect(withBypass({}, { people: { ...BASE.people, teams: new Map() } }).state).toBe('waiting')
    expect(withBypass({}, { author: 'Grace' }).state).toBe('waiting')
  })

  it('takes the first valid one', () => {
    const answer = confirm({ ...BASE, bypasses: [{ ...BYPASS, by: 'ada' }, BYPASS, { ...BYPASS, by: 'rita' }] })
    expect(answer).toMatchObject({ state: 'bypassed', by: 'grace' })
  })
})

describe('a revert that was approved in advance', () => {
  const revert = { ...BASE, preApprovedRevertOf: 41 }

  it('needs no further review', () => {
    const answer = confirm(revert)
    expect(answer).toEqual({ state: 'pre-approved', head: HEAD, revertOf: 41 })
    expect(reportConfirmation(answer, 'high')).toMatchObject({
      conclusion: 'success',
      summary: expect.stringContaining('undoes pull request 41'),
    })
  })

  it('can still be stopped, and is confirmed by people where they are', () => {
    expect(confirm({ ...revert, reviews: [review(1, 'ada', NO)] }).state).toBe('refused')
    expect(confirm({ ...revert, reviews: [review(1, 'ada', YES)] }).state).toBe('confirmed')
    expect(confirm({ ...revert, editedByPeople: true }).state).toBe('not-confirmable')
    expect(confirm({ ...revert, now: new Date(OPENED.getTime() + 15 * DAY) }).state).toBe('expired')
  })
})

describe('confirmedHead', () => {
  it('is the head for what may be merged, and nothing else', () => {
    expect(confirmedHead(confirm({ ...BASE, reviews: [review(1, 'ada', YES)] }))).toBe(HEAD)
    expect(confirmedHead(confirm({ ...BASE, bypasses: [BYPASS] }))).toBe(HEAD)
    expect(confirmedHead(confirm(BASE))).toBeNull()
  })
})

describe('requirementFor', () => {
  it('never asks for less at a higher risk, nor for nobody', () => {
    const odd = { low: 3, medium: 0, high: 1, teams: { low: ['a'], high: ['b', 'a'] }, bypassTeam: null }
    expect(requirementFor('low', odd)).toEqual({ approvals: 3, teams: ['a'] })
    expect(requirementFor('high', odd)).toEqual({ approvals: 3, teams: ['a', 'b'] })
    expect(requirementFor('low', { ...odd, low: 0 }).approvals).toBe(1)
  })
})
