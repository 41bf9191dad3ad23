import { expect, it } from 'vitest'
import { boundedDiff } from '../../../src/core/prove/diff.ts'

const lines = (count: number, word: string) => Array.from({ length: count }, (_, line) => `${word} ${line}\n`).join('')

it('is a unified diff under one name', () => {
  expect(boundedDiff('x', 'a\nb\nc\n', 'a\nB\nc\n')).toBe('--- x\n+++ x\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n')
})
it('is empty for equal texts', () => {
  expect(boundedDiff('x', 'a\n', 'a\n')).toBe('')
})
it('shows as much context as asked for', () => {
  expect(boundedDiff('x', 'a\nb\nc\n', 'a\nB\nc\n', { context: 0 })).toBe('--- x\n+++ x\n@@ -2,1 +2,1 @@\n-b\n+B\n')
})
it('stays within its bounds and says so', () => {
  const long = boundedDiff('x', lines(300, 'old'), lines(300, 'new'), { maxLength: 1_000 })
  expect(long.length).toBeLessThan(1_060)
  expect(long).toMatch(/\n@@ \d+ more characters @@\n$/)
  expect(boundedDiff('x', lines(300, 'old'), lines(300, 'new'), { maxEdits: 10 })).toContain('too many differences')
})
