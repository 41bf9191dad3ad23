import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyHunks, collides, hunksOf, splitLines } from '../../../../src/core/after/revert/line-hunks.ts'

describe('line hunks', () => {
  it('put together give the other text', () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\r\n', 'd'), { maxLength: 10 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, (one, other) => {
        const base = splitLines(one)
        expect(base.join('')).toBe(one)
        const hunks = hunksOf(base, splitLines(other))
        expect(applyHunks(base, hunks.toReversed())).toBe(other)
        for (const [index, hunk] of hunks.entries()) {
          expect(hunks.slice(index + 1).some((next) => collides(hunk, next) || next.start < hunk.end)).toBe(false)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    [[0, 2], [2, 4], false],
    [[0, 3], [2, 4], true],
    [[2, 2], [2, 4], true],
    [[4, 4], [2, 4], true],
    [[2, 4], [2, 2], false],
    [[2, 4], [4, 4], false],
    [[3, 3], [2, 4], true],
    [[2, 4], [3, 3], true],
    [[3, 3], [3, 3], true],
    [[3, 3], [4, 4], false],
  ] as const)('%j and %j', ([a, b], [c, d], expected) => {
    expect(collides({ start: a, end: b, lines: ['x'] }, { start: c, end: d, lines: [] })).toBe(expected)
  })
})
