/** Which containers of a report can be acted on, and why the others cannot. */
import type { Skip } from '../problem.ts'
import { RESOURCES } from '../workload.ts'
import { type Reason, reasonFor, reasonForKind, skipFor } from './left-out.ts'
import type { Recommendation } from './recommendation.ts'

/**
 * Every container is in `recommendations`, or has skips that cover both resources. One with a single known resource is in
 * both: its recommendation carries the known one, a skip with `resource` the other.
 */
export interface Sifted {
  readonly recommendations: readonly Recommendation[]
  readonly skipped: readonly Skip[]
}

/** @param containers all containers of one or several reports, see `Report.containers` */
export function siftContainers(containers: readonly Recommendation[]): Sifted {
  const recommendations: Recommendation[] = []
  const skipped: Skip[] = []
  for (const entry of containers) {
    const kind = reasonForKind(entry.container.kind)
    if (kind !== null) {
      skipped.push(skipFor(entry.container, null, kind))
      continue
    }
    const cpu = reasonFor(entry, 'cpu')
    const memory = reasonFor(entry, 'memory')
    if (cpu !== null && memory !== null && cpu.code === memory.code) {
      skipped.push(skipFor(entry.container, null, forBoth(entry, cpu, memory)))
      continue
    }
    if (cpu !== null) skipped.push(skipFor(entry.container, 'cpu', cpu))
    if (memory !== null) skipped.push(skipFor(entry.container, 'memory', memory))
    if (cpu === null || memory === null) recommendations.push(entry)
  }
  return { recommendations, skipped }
}

function forBoth(entry: Recommendation, cpu: Reason, memory: Reason): Reason {
  if (cpu.message === memory.message) return cpu
  if (cpu.code === 'no-data') return { ...cpu, message: 'Prometheus has no history of this container ("No data")' }
  const both = RESOURCES.map((resource) => entry.resources[resource].info ?? 'no reason given').join(', ')
  return { ...cpu, message: `krr knows no value for CPU and memory: ${both}` }
}
