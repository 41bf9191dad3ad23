/** Unified diffs for people; the one place that knows the `diff` package. */
import { createTwoFilesPatch } from 'diff'

export interface DiffOptions {
  /** Unchanged lines around a change. */
  readonly context?: number
  /** Largest result in characters; beyond it the diff ends with a line that says so. */
  readonly maxLength?: number
  /** Give up when more lines than this come and go: the difference is no longer readable anyway. */
  readonly maxEdits?: number
}

const DEFAULTS = { context: 3, maxLength: 16_384, maxEdits: 4_000 }

/**
 * Unified diff of two texts under one name, `''` when they are equal. The size is bounded, so that a surprise in a large
 * render cannot fill a pull request.
 */
export function boundedDiff(name: string, before: string, after: string, options: DiffOptions = {}): string {
  if (before === after) return ''
  const { context, maxLength, maxEdits } = { ...DEFAULTS, ...options }
  const patch = createTwoFilesPatch(name, name, before, after, undefined, undefined, {
    context,
    maxEditLength: maxEdits,
  })
  const head = `--- ${name}\n+++ ${name}\n`
  if (patch === undefined) return `${head}@@ too many differences to show @@\n`
  // The package writes a head of its own (`Index:` and a line of `=`), which is no part of a unified diff.
  const text = patch.replace(/^(?:Index: .*\n)?=+\n/, '')
  if (text.length <= maxLength) return text
  const cut = text.lastIndexOf('\n', maxLength)
  return `${text.slice(0, cut + 1)}@@ ${text.length - cut - 1} more characters @@\n`
}
