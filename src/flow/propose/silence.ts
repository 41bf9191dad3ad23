/** Whether a run has anything to say about a value. */
import type { Skip } from '../../core/problem.ts'
import type { ProposedChange } from '../../core/pull-request/proposed-change.ts'
import { containerKey } from '../../core/workload.ts'

/** Skips that mean "not known in this run", not "not wanted any more". */
const UNKNOWN: ReadonlySet<string> = new Set([
  'no-data',
  'not-enough-data',
  'unknown',
  'kind-incomplete',
  'unaccounted',
  'filtered',
])

/**
 * A predicate that is true for a value which this run knows nothing about: krr had no data, its container was filtered out,
 * or it is in no report at all. That such a value is missing from a plan is no reason to take it out of a pull request.
 */
export function silenceOf(
  skipped: readonly Skip[],
  proposed: readonly ProposedChange[],
): (change: ProposedChange) => boolean {
  const heard = new Set(proposed.map(containerKey))
  const skips = new Map<string, Skip[]>()
  for (const skip of skipped) {
    const key = containerKey(skip.container)
    skips.set(key, [...(skips.get(key) ?? []), skip])
  }
  return (change) => {
    const key = containerKey(change)
    const about = (skips.get(key) ?? []).filter(({ resource }) => resource === null || resource === change.resource)
    return about.length === 0 ? !heard.has(key) : about.every(({ code }) => UNKNOWN.has(code))
  }
}
