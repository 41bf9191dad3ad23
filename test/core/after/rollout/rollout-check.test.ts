import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RolloutJudgement } from '../../../../src/core/after/rollout/judge-rollout.ts'
import {
  healthySince,
  readMemory,
  readRolloutCheck,
  rolloutOf,
  toRolloutCheck,
  withMemory,
} from '../../../../src/core/after/rollout/rollout-check.ts'

const AT = new Date('2026-03-02T09:00:00Z')
const LATER = new Date('2026-03-02T10:00:00Z')

describe('the check run of a rollout', () => {
  it('remembers since when each reporter is healthy', () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      fc.constantFrom('a--b', '-->', '--'),
    )
    const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(name, time), { maxLength: 5 }), (pairs) => {
        const memory = new Map(pairs)
        const text = withMemory('Words.', memory)
        expect(readMemory(text)).toEqual(memory)
        expect(text.replace(/^Words\.\n\n<!--|-->$/g, '')).not.toMatch(/--/)
      }),
    )
    expect(withMemory('Words.', new Map())).toBe('Words.')
    expect(readMemory('Words.')).toEqual(new Map())
  })

  it.each<[RolloutJudgement['rollout'], string, string]>([
    [{ state: 'progressing', waitingFor: ['x'], healthySince: null, until: AT }, 'pending', 'progressing'],
    [{ state: 'healthy', since: AT }, 'success', 'healthy'],
    [{ state: 'degraded', evidence: [] }, 'failure', 'failed'],
    [{ state: 'overdue', waitingFor: [], silent: false }, 'failure', 'failed'],
    [{ state: 'overdue', waitingFor: [], silent: true }, 'neutral', 'silent'],
  ])('is read back: %j', (rollout, conclusion, seen) => {
    const check = toRolloutCheck({ rollout, latest: [], memory: new Map([['r', AT]]) })
    expect(check).toMatchObject({ name: 'krr-gitops/rollout', conclusion })
    expect(readMemory(check.summary)).toEqual(new Map([['r', AT]]))
    expect(readRolloutCheck(check.conclusion)).toBe(seen)
  })

  it.each([
    ['success', 'Rolled out and healthy', 'healthy'],
    ['failure', 'Degraded: 2 findings', 'degraded'],
    ['failure', 'Not rolled out in time', 'overdue'],
    ['pending', 'Rolling out', 'progressing'],
    ['neutral', 'Nobody reported a rollout', null],
  ])('shows a state: %s, %s', (conclusion, title, state) => {
    expect(rolloutOf({ conclusion, title })).toBe(state)
  })

  it('says nothing where nothing was published', () => {
    expect(readRolloutCheck(null)).toBeNull()
  })

  it('is healthy since the last of them is', () => {
    expect(healthySince(new Map())).toBeNull()
    expect(
      healthySince(
        new Map([
          ['one', LATER],
          ['other', AT],
        ]),
      ),
    ).toEqual(LATER)
  })
})
