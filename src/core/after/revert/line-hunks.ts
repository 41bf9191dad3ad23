/** Differences of two texts as whole lines, line ends included, so that putting them together gives every byte back. */
import { diffArrays } from 'diff'

/** Lines `start` up to `end` (not included) of a base text, and what stands there instead. */
export interface Hunk {
  readonly start: number
  readonly end: number
  readonly lines: readonly string[]
}

/** Lines with their ends; joined they are the text. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** What changes `base` into `other`, in order. */
export function hunksOf(base: readonly string[], other: readonly string[]): Hunk[] {
  const hunks: Hunk[] = []
  let at = 0
  let open: { start: number; end: number; lines: string[] } | null = null
  for (const { value, added, removed } of diffArrays([...base], [...other])) {
    if (added || removed) {
      open ??= { start: at, end: at, lines: [] }
      if (added) open.lines.push(...value)
      else at = open.end = at + value.length
      continue
    }
    if (open !== null) hunks.push(open)
    open = null
    at += value.length
  }
  return open === null ? hunks : [...hunks, open]
}

/**
 * True when `ours` cannot be done beside `theirs`: it replaces lines that they replaced or inserted into, or it inserts where
 * they changed something, so that nobody can say which comes first. Lines next to each other do not collide.
 */
export function collides(ours: Hunk, theirs: Hunk): boolean {
  if (ours.start === ours.end) return theirs.start <= ours.start && ours.start <= theirs.end
  return ours.start < theirs.end && theirs.start < ours.end
}

export function sameHunk(one: Hunk, other: Hunk): boolean {
  return one.start === other.start && one.end === other.end && one.lines.join('') === other.lines.join('')
}

/** Does hunks that do not collide, in whatever order they are given. */
export function applyHunks(base: readonly string[], hunks: readonly Hunk[]): string {
  const sorted = hunks.toSorted((one, other) => one.start - other.start || one.end - other.end)
  const parts: string[] = []
  let at = 0
  for (const { start, end, lines } of sorted) {
    parts.push(...base.slice(at, start), ...lines)
    at = end
  }
  return [...parts, ...base.slice(at)].join('')
}
