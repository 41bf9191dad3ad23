/** Notes in a body: read back, alone and beside each other, and after GitHub's editor. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  keepNotes,
  markClosed,
  markRefresh,
  readClosing,
  readRefresh,
  wasClosedFor,
} from '../../../src/core/pull-request/marks.ts'
import { type Closing, type ProposalState, parseState, renderState } from '../../../src/core/pull-request/state.ts'

const STATE: ProposalState = {
  ...{ version: 1, plan: 'p', digest: 'd', group: 'g $& $1', risk: 'low', at: '2026-03-02T09:00:00.000Z' },
  ...{ savings: { cpu: 1, memory: 2, monthly: null, currency: null }, changes: null },
}
const BODY = `Words.\n\n${renderState(STATE)}`
const HEAD = 'a'.repeat(40)
const SNOOZED: Closing = { reason: 'snoozed', at: '2026-03-02T09:00:00.000Z', until: '2026-04-02T09:00:00.000Z' }

describe.each([
  ['with its block', BODY],
  ['whose block a person removed', 'Words.'],
  ['whose block a person broke', BODY.replace('"plan"', 'plan')],
  ['of a person on Windows', BODY.replaceAll('\n', '\r\n')],
  ['that is empty', ''],
])('a body %s', (_, body) => {
  it('says nothing at first', () => {
    expect([readClosing(body), readRefresh(body), wasClosedFor(body, 7)]).toEqual([null, null, false])
  })

  it('says why it was closed, and for which comment', () => {
    const marked = markClosed(body, SNOOZED, 7)
    expect(readClosing(marked)).toEqual(SNOOZED)
    expect([wasClosedFor(marked, 7), wasClosedFor(marked, 70)]).toEqual([true, false])
    expect(parseState(marked).type).toBe(parseState(body).type)
    expect(marked.startsWith('Words.')).toBe(body.startsWith('Words.'))
  })

  it('says the latest closing only, but every comment that it was closed for', () => {
    const expired: Closing = { reason: 'expired', at: '2026-05-02T09:00:00.000Z' }
    const again = markClosed(markClosed(body, SNOOZED, 7), expired, null)
    expect(readClosing(again)).toEqual(expired)
    expect(wasClosedFor(again, 7)).toBe(true)
  })

  it('says which head is to be built anew, the latest one only', () => {
    const marked = markRefresh(markRefresh(body, 'b'.repeat(40)), HEAD)
    expect(readRefresh(marked)).toBe(HEAD)
    expect(marked.match(/refresh/g)).toHaveLength(1)
    expect(readClosing(marked)).toBeNull()
  })

  it('hands what outlives it to the next text, and nothing else', () => {
    const next = keepNotes(markRefresh(markClosed(markClosed(body, SNOOZED, 7), SNOOZED, 8), HEAD), 'New.')
    expect([wasClosedFor(next, 7), wasClosedFor(next, 8)]).toEqual([true, true])
    expect([readClosing(next), readRefresh(next)]).toEqual([null, null])
    expect(keepNotes(body, 'New.')).toBe('New.')
  })
})

describe('notes', () => {
  it('never make a body longer than GitHub takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 64_900, max: 65_536 }), (length) => {
        const full = 'x'.repeat(length)
        for (const marked of [markClosed(full, SNOOZED, 7), markRefresh(full, HEAD), keepNotes(BODY, full)]) {
          expect(marked.length).toBeLessThanOrEqual(65_536)
          expect(marked.startsWith(full)).toBe(true)
        }
      }),
    )
  })

  it('that are broken say nothing', () => {
    expect(readClosing('<!-- krr-gitops:closed {"reason":"mood"} -->')).toBeNull()
    expect(readClosing('<!-- krr-gitops:closed {reason} -->')).toBeNull()
    expect(readRefresh('<!-- krr-gitops:refresh main -->')).toBeNull()
  })
})
