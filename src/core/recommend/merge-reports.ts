/** Several reports as one list of containers: exact duplicates once, contradictions decided by the newest report. */
import { containerKey, RESOURCES } from '../workload.ts'
import type { Advice, Recommendation } from './recommendation.ts'
import type { Report, ReportWarning } from './report.ts'
import { mergeRollout } from './rollouts.ts'

export interface Merged {
  readonly containers: readonly Recommendation[]
  readonly warnings: readonly ReportWarning[]
  /** Entries that named a container again. */
  readonly duplicates: number
}

/** @param reports as they were given; of two of the same time, the later one in this order counts as the newer */
export function mergeReports(reports: readonly Pick<Report, 'containers'>[]): Merged {
  const byKey = new Map<string, Recommendation>()
  const contradictions = new Map<string, Recommendation>()
  let duplicates = 0
  for (const entry of reports.flatMap((report) => report.containers)) {
    const key = containerKey(entry.container)
    const known = byKey.get(key)
    const newest = known === undefined || isNewer(entry, known) ? entry : known
    byKey.set(key, newest)
    if (known === undefined) continue
    duplicates += 1
    if (!sameAdvice(entry, known)) contradictions.set(key, newest)
  }
  return { containers: linkAcross(byKey), warnings: warnAbout(contradictions), duplicates }
}

function isNewer(entry: Recommendation, known: Recommendation): boolean {
  return Date.parse(entry.evidence.generatedAt) >= Date.parse(known.evidence.generatedAt)
}

function sameAdvice(first: Recommendation, second: Recommendation): boolean {
  return RESOURCES.every((resource) => {
    const a = first.resources[resource]
    const b = second.resources[resource]
    return sameValue(a.request, b.request) && sameValue(a.limit, b.limit)
  })
}

function sameValue(first: Advice, second: Advice): boolean {
  if (first.type === 'value' && second.type === 'value') return first.amount === second.amount
  return first.type === second.type
}

/**
 * A Rollout in one report and the Deployment of the same name in another (krr run once per kind). Inside one report the
 * pods already decided, see rollouts.ts.
 */
function linkAcross(byKey: ReadonlyMap<string, Recommendation>): readonly Recommendation[] {
  const containers: Recommendation[] = []
  const gone = new Set<string>()
  for (const [key, entry] of byKey) {
    if (gone.has(key)) continue
    const { container } = entry
    const other = container.kind === 'Deployment' ? 'Rollout' : container.kind === 'Rollout' ? 'Deployment' : null
    const otherKey = other === null ? null : containerKey({ ...container, kind: other })
    const sibling = otherKey === null ? undefined : byKey.get(otherKey)
    if (otherKey === null || sibling === undefined || sibling.evidence.source === entry.evidence.source) {
      containers.push(entry)
    } else {
      gone.add(otherKey)
      const [rollout, deployment] = container.kind === 'Rollout' ? [entry, sibling] : [sibling, entry]
      containers.push(mergeRollout(rollout, deployment).container)
    }
  }
  return containers
}

const SHOWN = 5

function warnAbout(contradictions: ReadonlyMap<string, Recommendation>): readonly ReportWarning[] {
  const names = [...contradictions.keys()]
  const kept = [...contradictions.values()][0]
  if (kept === undefined) return []
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''
  return [
    {
      code: 'report-contradiction',
      message: `The reports disagree about ${names.slice(0, SHOWN).join(', ')}${more}; the newest was taken`,
      hint: 'Give only the reports that should count.',
      source: kept.evidence.source,
      cluster: kept.container.cluster,
    },
  ]
}
