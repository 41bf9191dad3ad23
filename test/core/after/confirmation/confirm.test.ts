/** A table of review histories, each as a person would tell it, and what the check run says about it. */
import { describe, expect, it } from 'vitest'
import { type Confirmation, confirm } from '../../../../src/core/after/confirmation/confirm.ts'
import { reportConfirmation } from '../../../../src/core/after/confirmation/report.ts'
import type { Review } from '../../../../src/core/after/confirmation/review.ts'
import { code } from '../../../../src/core/pull-request/escape.ts'
import { BASE, BYPASS, DAY, NO, review, YES } from './examples.ts'
import { BOT, OLD, OPENED } from './histories.ts'

const HISTORIES: readonly [string, readonly Review[], Partial<Confirmation>][] = [
  ['nobody said anything', [], { state: 'waiting' }],
  ['somebody with write permission approved', [review(1, 'ada', YES)], { state: 'confirmed', by: ['ada'] }],
  ['GitHub writes the login in another case', [review(1, 'GRACE', YES)], { state: 'confirmed', by: ['GRACE'] }],
  ['the approval is of an older commit', [review(1, 'ada', YES, { commit: OLD })], { state: 'waiting' }],
  [
    'a later comment takes nothing back',
    [review(1, 'ada', YES), review(2, 'ada', 'COMMENTED')],
    { state: 'confirmed' },
  ],
  ['the approval was dismissed', [review(1, 'ada', 'DISMISSED')], { state: 'waiting' }],
  [
    'a later dismissed review silences an approval',
    [review(1, 'ada', YES), review(2, 'ada', 'DISMISSED')],
    { state: 'waiting' },
  ],
  ['changes were requested, then approved', [review(1, 'ada', NO), review(2, 'ada', YES)], { state: 'confirmed' }],
  [
    'approved, then changes were requested',
    [review(1, 'ada', YES), review(2, 'ada', NO)],
    { state: 'refused', by: ['ada'] },
  ],
  [
    'the same second, the number decides',
    [review(2, 'ada', NO, { submittedAt: OPENED }), review(1, 'ada', YES, { submittedAt: OPENED })],
    { state: 'refused' },
  ],
  [
    'changes were requested on an older commit',
    [review(1, 'ada', NO, { commit: OLD }), review(2, 'linus', YES)],
    { state: 'refused', by: ['ada'] },
  ],
  [
    'another person approving does not lift it',
    [review(1, 'ada', NO), review(2, 'linus', YES)],
    { state: 'refused', by: ['ada'] },
  ],
  ['two people refuse', [review(1, 'ada', NO), review(2, 'linus', NO)], { state: 'refused', by: ['ada', 'linus'] }],
  [
    'somebody without write permission requests changes',
    [review(1, 'reader', NO), review(2, 'ada', YES)],
    { state: 'confirmed' },
  ],
  ['the requester refuses', [review(1, 'rita', NO), review(2, 'ada', YES)], { state: 'refused', by: ['rita'] }],
  [
    'a bot refuses',
    [review(1, 'renovate[bot]', NO, { authorType: 'Bot' }), review(2, 'ada', YES)],
    { state: 'refused' },
  ],
  ['the bot approves itself', [review(1, BOT, YES, { authorType: 'Bot' })], { state: 'waiting' }],
  ['another bot approves', [review(1, 'renovate[bot]', YES, { authorType: 'Bot' })], { state: 'waiting' }],
  ['a bot that GitHub calls a user approves', [review(1, 'renovate[bot]', YES)], { state: 'waiting' }],
  ['a machine user of the installation approves', [review(1, 'CI-user', YES)], { state: 'waiting' }],
  ['a deleted account approved', [review(1, null, YES)], { state: 'waiting' }],
  ['a deleted account shows as ghost', [review(1, 'ghost', YES)], { state: 'waiting' }],
  ['an imported placeholder approved', [review(1, 'ada', YES, { authorType: 'Mannequin' })], { state: 'waiting' }],
  ['whoever asked for it approves', [review(1, 'Rita', YES)], { state: 'waiting' }],
  ['a committer on the branch approves', [review(1, 'CARL', YES)], { state: 'waiting' }],
  ['triage is not write', [review(1, 'triager', YES)], { state: 'waiting' }],
  ['a stranger approves', [review(1, 'stranger', YES)], { state: 'waiting' }],
  ['a review is still being written', [review(1, 'ada', 'PENDING')], { state: 'waiting' }],
]

describe('confirm', () => {
  it.each(HISTORIES)('%s', (_, reviews, expected) => {
    expect(confirm({ ...BASE, reviews })).toMatchObject(expected)
  })

  it('says why a review does not count', () => {
    const reviews = [
      review(1, 'renovate[bot]', YES, { authorType: 'Bot' }),
      review(2, 'rita', YES),
      review(3, 'carl', YES),
      review(4, 'reader', YES),
      review(5, 'ada', YES, { commit: OLD }),
      review(6, 'linus', 'DISMISSED'),
      review(7, 'Grace', YES),
    ]
    const answer = confirm({ ...BASE, author: 'grace', reviews })
    expect(answer).toMatchObject({
      state: 'waiting',
      ignored: [
        { author: 'renovate[bot]', why: 'not-a-person' },
        { author: 'rita', why: 'requester' },
        { author: 'carl', why: 'committer' },
        { author: 'reader', why: 'no-write-permission' },
        { author: 'ada', why: 'other-commit' },
        { author: 'linus', why: 'dismissed' },
        { author: 'Grace', why: 'author' },
      ],
    })
    const { summary } = reportConfirmation(answer, 'medium')
    expect(summary.split('\n\n')).toEqual([
      '1 person has to approve, because the risk is medium; nobody approved this commit yet.',
      `The review of ${code('renovate[bot]')} does not count: its account does not belong to a person.`,
      'The review of `rita` does not count: it is by whoever asked for the pull request.',
      'The review of `carl` does not count: it is by somebody who wrote on the branch.',
      'The review of `reader` does not count: its author has no write permission here.',
      'The review of `ada` does not count: it is of another commit than the one that would be merged.',
      'The review of `linus` does not count: it was dismissed.',
      'The review of `Grace` does not count: it is by the author of the pull request.',
    ])
  })

  it('asks for more people and teams as the risk grows', () => {
    const high = { ...BASE, risk: 'high' as const }
    const two = [review(1, 'ada', YES), review(2, 'Grace', YES)]
    const waiting = confirm({ ...high, reviews: two })
    expect(waiting).toMatchObject({ state: 'waiting', needed: 2, approvals: ['ada', 'Grace'], teams: ['platform'] })
    expect(reportConfirmation(waiting, 'high')).toEqual({
      conclusion: 'action_required',
      title: 'Waiting for the team platform',
      summary: 'Somebody of the team `platform` has to approve.',
    })
    expect(confirm({ ...high, reviews: [review(1, 'ada', YES), review(2, 'linus', YES)] }).state).toBe('confirmed')
    const one = confirm({ ...high, reviews: [review(1, 'linus', YES)] })
    expect(reportConfirmation(one, 'high')).toMatchObject({
      title: 'Waiting for 1 approval',
      summary: '2 people have to approve, because the risk is high; `linus` approved this commit.',
    })
    expect(reportConfirmation(confirm(high), 'high').title).toBe('Waiting for 2 approvals and the team platform')
  })

  it('says when the members of a team could not be read', () => {
    const answer = confirm({
      ...BASE,
      risk: 'high',
      people: { ...BASE.people, teams: new Map() },
      reviews: [review(1, 'ada', YES), review(2, 'linus', YES)],
    })
    expect(answer).toMatchObject({ state: 'waiting', teams: ['platform'], unreadableTeams: ['platform'] })
    expect(reportConfirmation(answer, 'high').summary).toContain('its members could not be read')
  })

  it.each([
    ['merged', { state: 'merged' }, 'is merged'],
    ['closed', { state: 'closed' }, 'is closed'],
    ['edited-by-people', { editedByPeople: true, draft: true }, 'no longer what was proved'],
    ['unknown-committer', { committers: [BOT, null] }, 'no account here'],
    ['superseded', { supersededBy: 12 }, 'Pull request 12 replaces this one.'],
    ['draft', { draft: true }, 'is a draft'],
  ] as const)('is not confirmable when %s, whatever was approved or bypassed', (reason, change, words) => {
    const answer = confirm({ ...BASE, reviews: [review(1, 'ada', YES)], bypasses: [BYPASS], ...change })
    expect(answer).toMatchObject({ state: 'not-confirmable', reason })
    expect(reportConfirmation(answer, 'low')).toMatchObject({ conclusion: 'failure', title: 'Cannot be confirmed' })
    expect(reportConfirmation(answer, 'low').summary).toContain(words)
  })

  it('expires at its time, not before, and counts a time that is none as expired', () => {
    const reviews = [review(1, 'ada', YES)]
    const at = new Date(OPENED.getTime() + 14 * DAY)
    expect(confirm({ ...BASE, reviews, now: new Date(at.getTime() - 1) }).state).toBe('confirmed')
    const expired = confirm({ ...BASE, reviews, bypasses: [BYPASS], now: at })
    expect(expired).toEqual({ state: 'expired', at })
    expect(confirm({ ...BASE, reviews, openedAt: new Date(Number.NaN) }).state).toBe('expired')
    expect(reportConfirmation(expired, 'low')).toMatchObject({ conclusion: 'failure', title: 'Expired' })
  })

  it('names who confirmed and who refused, and mentions nobody', () => {
    const confirmed = confirm({
      ...BASE,
      reviews: [review(1, 'ada', YES), review(2, 'linus', YES), review(3, 'Grace', YES)],
    })
    expect(reportConfirmation(confirmed, 'low')).toEqual({
      conclusion: 'success',
      title: 'Confirmed by ada, linus and Grace',
      summary: '`ada`, `linus` and `Grace` approved exactly this commit (`cccccccccc`).',
    })
    const refused = confirm({ ...BASE, reviews: [review(1, 'ada', NO)] })
    expect(reportConfirmation(refused, 'low')).toMatchObject({
      conclusion: 'failure',
      title: 'Changes requested by ada',
    })
  })
})
