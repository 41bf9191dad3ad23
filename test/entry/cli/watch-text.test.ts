import { expect, it } from 'vitest'
import { formatWatch, watchDocument } from '../../../src/entry/cli/watch-text.ts'
import type { WatchResult } from '../../../src/flow/watch.ts'

const AT = new Date('2026-03-02T09:00:00Z')
const plain = (_: string, text: string) => text

function result(more: Partial<WatchResult> = {}): WatchResult {
  return {
    ...{ number: 12, url: 'https://forge.test/12', title: 'Right-size', mergeCommit: 'abc', wrote: false },
    ...{ state: 'progressing', rollout: null, revert: null, problem: null },
    ...more,
  }
}

it.each<[Partial<WatchResult>, string[]]>([
  [
    { rollout: { state: 'progressing', waitingFor: ['nobody reported'], healthySince: null, until: AT } },
    ['#12 Right-size', 'progressing, overdue at 2026-03-02 09:00 UTC', '  Nobody reported.'],
  ],
  [
    { rollout: { state: 'progressing', waitingFor: [], healthySince: AT, until: AT } },
    ['#12 Right-size', 'progressing, healthy since 2026-03-02 09:00 UTC, done at 2026-03-02 09:00 UTC'],
  ],
  [
    { state: 'healthy', rollout: { state: 'healthy', since: AT } },
    ['#12 Right-size', 'healthy since 2026-03-02 09:00 UTC'],
  ],
  [
    {
      ...{ state: 'degraded', revert: { number: 13, url: 'https://forge.test/13' }, title: 'a\u001B[2J' },
      rollout: {
        state: 'degraded',
        evidence: [{ reporter: 'r', at: AT, says: 'degraded', code: 'c', sentence: 'it crashes', maybeOthers: false }],
      },
    },
    ['#12 a\uFFFD[2J', 'degraded', '  It crashes.', 'revert: #13 https://forge.test/13'],
  ],
  [
    {
      ...{ state: 'overdue', revert: { refused: 'on request only' } },
      rollout: { state: 'overdue', waitingFor: ['x'], silent: false },
    },
    ['#12 Right-size', 'overdue', '  X.', 'not reverted: on request only'],
  ],
  [{ state: 'silent' }, ['#12 Right-size', 'silent', expect.stringContaining('Nobody ever reported')]],
  [{ state: 'unwatched' }, ['#12 Right-size', 'unwatched', expect.stringContaining('rollout.watch is none')]],
])('shows a rollout: %#', (more, lines) => {
  expect(formatWatch(result(more), plain).trimEnd().split('\n')).toEqual(lines)
})

it('is a document too', () => {
  const evidence = [{ reporter: 'r', at: AT, says: 'degraded', code: 'c', sentence: 's', maybeOthers: true }] as const
  expect(watchDocument(result({ state: 'degraded', rollout: { state: 'degraded', evidence } }))).toEqual({
    ...{ number: 12, url: 'https://forge.test/12', title: 'Right-size', mergeCommit: 'abc', state: 'degraded' },
    ...{ healthySince: null, until: null, waitingFor: [], revert: null },
    evidence: [{ reporter: 'r', says: 'degraded', code: 'c', sentence: 's', maybeOthers: true, at: AT.toISOString() }],
  })
  const progressing = { state: 'progressing', waitingFor: ['w'], healthySince: AT, until: AT } as const
  expect(watchDocument(result({ rollout: progressing }))).toMatchObject({
    ...{ healthySince: AT.toISOString(), until: AT.toISOString(), waitingFor: ['w'] },
  })
})
