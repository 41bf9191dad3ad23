import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ParentedCommit, relateTo } from '../../../../src/core/after/rollout/relate.ts'

/** `a` first; `m` merges the side branch `s` of `b`. */
const COMMITS: readonly ParentedCommit[] = [
  { sha: 'd', parents: ['m'] },
  { sha: 'm', parents: ['c', 's'] },
  { sha: 'c', parents: ['b'] },
  { sha: 's', parents: ['b'] },
  { sha: 'b', parents: ['a'] },
]

describe('relateTo', () => {
  it.each([
    ['m', { d: 'later', m: 'merged', c: 'earlier', s: 'earlier', b: 'earlier', a: 'earlier', x: 'unknown' }],
    ['c', { d: 'later', m: 'later', c: 'merged', s: 'unknown', b: 'earlier' }],
    ['b', { d: 'later', s: 'later', a: 'earlier' }],
    ['gone', { gone: 'merged', d: 'unknown', a: 'unknown' }],
  ])('says how commits stand to %s', (merge, expected) => {
    const relate = relateTo(merge, COMMITS)
    for (const [commit, relation] of Object.entries(expected)) expect(relate(commit), commit).toBe(relation)
  })

  it('does not depend on the order, and turns around', () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, index) => ({ sha: `${index}`, parents: index === 0 ? [] : [`${index - 1}`] }))
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 12 })
          .chain((size) =>
            fc.tuple(fc.shuffledSubarray(chain(size), { minLength: size }), fc.nat(size - 1), fc.nat(size - 1)),
          ),
        ([commits, one, other]) => {
          const expected = one === other ? 'merged' : other > one ? 'later' : 'earlier'
          expect(relateTo(`${one}`, commits)(`${other}`)).toBe(expected)
        },
      ),
    )
  })
})
