import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  judgeRollout,
  type RolloutInput,
  type RolloutJudgement,
} from '../../../../src/core/after/rollout/judge-rollout.ts'
import {
  parseMemory,
  ROLLOUT_MARKER,
  renderMemory,
  renderRolloutComment,
  reportRollout,
} from '../../../../src/core/after/rollout/report-rollout.ts'
import type { Saying, Signal } from '../../../../src/core/after/rollout/signal.ts'

const HOUR = 3_600_000
const MERGED_AT = new Date('2026-03-02T08:00:00Z')
const hour = (hours: number) => new Date(MERGED_AT.getTime() + hours * HOUR)

function signal(reporter: string, hours: number, says: Saying, more: Partial<Signal> = {}): Signal {
  return {
    reporter,
    at: hour(hours),
    says,
    code: says,
    sentence: `${reporter} is ${says}`,
    maybeOthers: false,
    ...more,
  }
}

const EMPTY: RolloutInput = {
  signals: [],
  known: [],
  mergedAt: MERGED_AT,
  now: hour(0.5),
  soakMs: HOUR,
  timeoutMs: 24 * HOUR,
  memory: new Map(),
}

const judge = (signals: readonly Signal[], hours: number, more: Partial<RolloutInput> = {}) =>
  judgeRollout({ ...EMPTY, signals, now: hour(hours), ...more })

describe('judgeRollout', () => {
  it('goes from progressing over soaking to healthy', () => {
    const signals = [signal('a', 1, 'progressing'), signal('a', 2, 'healthy'), signal('b', 2.5, 'healthy')]
    expect(judge(signals.slice(0, 1), 1.5).rollout).toEqual({
      state: 'progressing',
      waitingFor: ['a is progressing'],
      healthySince: null,
      until: hour(24),
    })
    expect(judge(signals, 3).rollout).toEqual({
      state: 'progressing',
      waitingFor: [],
      healthySince: hour(2.5),
      until: hour(3.5),
    })
    expect(judge(signals, 3.5).rollout).toEqual({ state: 'healthy', since: hour(2.5) })
  })

  it('is degraded as soon as one says so, and soaks anew after it recovered', () => {
    const signals = [signal('a', 1, 'healthy'), signal('a', 1.5, 'degraded'), signal('b', 1, 'healthy')]
    expect(judge(signals, 2).rollout).toMatchObject({ state: 'degraded', evidence: [{ reporter: 'a' }] })
    const recovered = [...signals, signal('a', 2, 'healthy')]
    expect(judge(recovered, 2.5).rollout).toMatchObject({ state: 'progressing', healthySince: hour(2) })
    expect(judge(recovered.toReversed(), 3).rollout).toEqual({ state: 'healthy', since: hour(2) })
  })

  it('is overdue, but never while it soaks', () => {
    expect(judge([signal('a', 1, 'progressing')], 24).rollout).toEqual({
      state: 'overdue',
      waitingFor: ['a is progressing'],
      silent: false,
    })
    expect(judge([signal('a', 23.9, 'healthy')], 24.5).rollout).toMatchObject({
      state: 'progressing',
      healthySince: hour(23.9),
    })
  })

  it('tells silence from delay', () => {
    expect(judge([], 23).rollout).toMatchObject({
      state: 'progressing',
      waitingFor: ['nobody has reported on the merge yet'],
    })
    expect(judge([], 24).rollout).toMatchObject({ state: 'overdue', silent: true })
    expect(judge([], 24, { known: ['a'] }).rollout).toEqual({
      state: 'overdue',
      waitingFor: ['a has not reported on the merge yet'],
      silent: false,
    })
  })

  it('waits for everybody who usually speaks', () => {
    const signals = [signal('a', 1, 'healthy')]
    expect(judge(signals, 5, { known: ['a'] }).rollout.state).toBe('healthy')
    expect(judge(signals, 5, { known: ['a', 'b'] }).rollout).toMatchObject({ state: 'progressing', healthySince: null })
  })

  it('remembers since when an object of the cluster is healthy', () => {
    const first = judge([signal('pods', 2, 'healthy')], 2)
    expect(first.memory).toEqual(new Map([['pods', hour(2)]]))
    const second = judge([signal('pods', 3, 'healthy')], 3, { memory: first.memory })
    expect(second.rollout).toEqual({ state: 'healthy', since: hour(2) })
    const broken = judge([signal('pods', 3, 'progressing')], 3, { memory: second.memory })
    expect(broken.memory).toEqual(new Map())
    expect(judge([signal('pods', 4, 'healthy')], 4, { memory: broken.memory }).rollout).toMatchObject({
      healthySince: hour(4),
    })
  })

  it('believes no memory from before the merge, nor against what it hears', () => {
    const memory = new Map([['a', hour(-9)]])
    expect(judge([signal('a', 5, 'healthy')], 5, { memory }).memory).toEqual(new Map([['a', hour(0)]]))
    const heard = [signal('a', 4, 'degraded'), signal('a', 5, 'healthy')]
    expect(judge(heard, 5, { memory }).memory).toEqual(new Map([['a', hour(5)]]))
    const late = new Map([['a', hour(7)]])
    expect(judge([signal('a', 5, 'healthy')], 5, { memory: late }).memory).toEqual(new Map([['a', hour(5)]]))
  })

  it('holds its rules for every story', () => {
    const story = fc.array(
      fc.record({
        reporter: fc.constantFrom('a', 'b', 'c'),
        hours: fc.integer({ min: 0, max: 40 }).map((half) => half / 2),
        says: fc.constantFrom<Saying>('healthy', 'healthy', 'healthy', 'progressing', 'degraded'),
      }),
      { maxLength: 8 },
    )
    const seen = new Set<string>()
    fc.assert(
      fc.property(story, fc.integer({ min: 20, max: 30 }), fc.subarray(['a', 'b']), (list, hours, known) => {
        const signals = list.map(({ reporter, hours: at, says }) => signal(reporter, at, says))
        const { rollout } = judge(signals, hours, { known })
        seen.add(rollout.state)
        const last = new Map(
          signals.toSorted((x, y) => x.at.getTime() - y.at.getTime()).map((one) => [one.reporter, one]),
        )
        const words = [...last.values()].map((one) => one.says)
        expect(rollout.state === 'degraded').toBe(words.includes('degraded'))
        if (rollout.state === 'healthy') {
          expect(words.length).toBeGreaterThan(0)
          expect(words.every((word) => word === 'healthy')).toBe(true)
          expect(known.every((reporter) => last.has(reporter))).toBe(true)
          const window = signals.filter((one) => one.at.getTime() > hour(hours).getTime() - HOUR)
          expect(window.every((one) => one.says === 'healthy')).toBe(true)
        }
        if (rollout.state === 'overdue') expect(hours).toBeGreaterThanOrEqual(24)
        if (rollout.state === 'progressing' && rollout.healthySince === null) expect(hours).toBeLessThan(24)
      }),
      { numRuns: 5_000 },
    )
    expect(seen.size).toBe(4)
  })
})

describe('report', () => {
  const report = (given: RolloutJudgement) => reportRollout(given)

  it('says what it waits for, and until when', () => {
    const { summary, ...rest } = report(judge([signal('a', 1, 'progressing'), signal('b', 1, 'healthy')], 2))
    expect(rest).toEqual({ status: 'in_progress', conclusion: null, title: 'Rolling out' })
    expect(summary).toMatch(
      /^- A is progressing\.\n\nIt is overdue at 2026-03-03 08:00 UTC\.\n\n<details>.*- B is healthy\./s,
    )
  })

  it('says how long it soaks, and that it is done', () => {
    expect(report(judge([signal('a', 1, 'healthy')], 1.5))).toMatchObject({
      title: 'Healthy so far',
      summary: expect.stringMatching(
        /^Healthy since 2026-03-02 09:00 UTC; done at 2026-03-02 10:00 UTC if it stays so\./,
      ),
    })
    expect(report(judge([signal('a', 1, 'healthy')], 5))).toEqual({
      status: 'completed',
      conclusion: 'success',
      title: 'Rolled out and healthy',
      summary: 'Healthy since 2026-03-02 09:00 UTC, for as long as the policy asks.\n- A is healthy.',
    })
  })

  it('shows the evidence, its doubts, and escapes it', () => {
    const evil = signal('a', 1, 'degraded', { sentence: 'cc @all <img src=x>!', maybeOthers: true })
    const { conclusion, title, summary } = report(judge([evil, signal('b', 1, 'degraded')], 2))
    expect({ conclusion, title }).toEqual({ conclusion: 'failure', title: 'Degraded: 2 findings' })
    expect(summary).not.toMatch(/@all|<img/)
    expect(summary).toContain('another change may be the cause')
    expect(report(judge([evil], 2)).title).toBe('Degraded')
  })

  it('does not call silence a failure', () => {
    expect(report(judge([], 30))).toMatchObject({
      conclusion: 'neutral',
      title: 'Nobody reported a rollout',
      summary: expect.stringContaining('Argo CD Notifications'),
    })
    expect(report(judge([], 30, { known: ['a'] }))).toMatchObject({
      conclusion: 'failure',
      title: 'Not rolled out in time',
    })
  })

  it('is one comment that can be found again', () => {
    const comment = renderRolloutComment(judge([signal('a', 1, 'healthy')], 5))
    expect(comment.split('\n').slice(0, 2)).toEqual([ROLLOUT_MARKER, '**Rollout: Rolled out and healthy**'])
    expect(comment).toBe(renderRolloutComment(judge([signal('a', 1, 'healthy')], 6)))
  })
})

describe('memory as text', () => {
  it('is read back, whatever the names are', () => {
    const date = fc.date({ min: MERGED_AT, max: hour(9999), noInvalidDate: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), date)), (entries) => {
        const memory = new Map(entries)
        expect(parseMemory(renderMemory(memory))).toEqual(memory)
      }),
      { numRuns: 500 },
    )
  })

  it('leaves out what it cannot read', () => {
    expect(parseMemory('')).toEqual(new Map())
    expect(parseMemory('a=yesterday&b=2026-99-02T08:00:00.000Z&c=2026-03-02T08:00:00.000Z')).toEqual(
      new Map([['c', MERGED_AT]]),
    )
    expect(parseMemory('%E0%A4%A=2026-03-02T08:00:00.000Z')).toEqual(new Map([['%E0%A4%A', MERGED_AT]]))
  })
})
