/** What was left out, by reason. */
import type { SkipDocument } from '../flow/plan-document.ts'

export interface SkipGroup {
  readonly code: string
  readonly skips: readonly SkipDocument[]
}

/** One group a code, the largest first. */
export function groupByCode(skipped: readonly SkipDocument[]): SkipGroup[] {
  const groups = new Map<string, SkipDocument[]>()
  for (const skip of skipped) {
    const group = groups.get(skip.code)
    if (group === undefined) groups.set(skip.code, [skip])
    else group.push(skip)
  }
  return [...groups]
    .map(([code, skips]) => ({ code, skips }))
    .sort((a, b) => b.skips.length - a.skips.length || (a.code < b.code ? -1 : 1))
}
