/** One checked entry of `scans`, reduced to what the program uses. */
import type { Amount, Resource } from '../workload.ts'
import { toAdvice, toLiveAmount, UNKNOWN_ADVICE } from './amounts.ts'
import { allowedAnnotations, allowedLabels } from './metadata.ts'
import type { RawHpa, RawScan } from './raw-report.ts'
import {
  type Evidence,
  type HpaEvidence,
  IMPOSSIBLE,
  type Recommendation,
  type ResourceAdvice,
  type Severity,
  severityRank,
} from './recommendation.ts'

/** What is the same for all entries of a report. */
export interface ReportContext {
  /** Name for entries whose cluster is `null` (krr ran inside the cluster). */
  readonly cluster: string | null
  readonly floor: Readonly<Record<Resource, Amount>>
  readonly evidence: Pick<
    Evidence,
    'hpaWitnessed' | 'strategy' | 'historyHours' | 'generatedAt' | 'krrVersion' | 'source'
  >
  /** Warnings about the whole report that concern every container. */
  readonly warnings: readonly string[]
}

const NONE: readonly never[] = Object.freeze([])

/** @returns amounts in millicores and bytes; labels and annotations already reduced to the allow-list. */
export function toRecommendation(scan: RawScan, context: ReportContext): Recommendation {
  const { object } = scan
  return {
    container: {
      cluster: object.cluster ?? context.cluster,
      namespace: object.namespace,
      kind: object.kind,
      name: object.name,
      container: object.container,
    },
    severity: scan.severity,
    resources: { cpu: toResource(scan, 'cpu', context), memory: toResource(scan, 'memory', context) },
    evidence: toEvidence(scan, context),
  }
}

function toEvidence({ object }: RawScan, context: ReportContext): Evidence {
  const { hpaWitnessed, strategy, historyHours, generatedAt, krrVersion, source } = context.evidence
  const pods = object.pods ?? NONE
  let deleted = 0
  for (const pod of pods) if (pod.deleted === true) deleted += 1
  return {
    pods: pods.length - deleted,
    deletedPods: deleted,
    hpa: object.hpa === null || object.hpa === undefined ? null : toHpa(object.hpa),
    hpaWitnessed,
    warnings: allWarnings(object.warnings ?? NONE, context.warnings),
    labels: allowedLabels(object.labels),
    annotations: allowedAnnotations(object.annotations),
    strategy,
    historyHours,
    generatedAt,
    krrVersion,
    source,
  }
}

function toResource(scan: RawScan, resource: Resource, context: ReportContext): ResourceAdvice {
  const { requests, limits, info } = scan.recommended
  const { allocations } = scan.object
  const request = toAdvice(requests[resource].value, resource)
  // For memory the two are the same number as a rule; one object less per container counts in a large report.
  const same = requests[resource].value === limits[resource].value
  const limit = same ? request : toAdvice(limits[resource].value, resource)
  const possible = request !== null && limit !== null
  return {
    request: possible ? request : UNKNOWN_ADVICE,
    limit: possible ? limit : UNKNOWN_ADVICE,
    liveRequest: toLiveAmount(allocations.requests[resource], resource),
    liveLimit: toLiveAmount(allocations.limits[resource], resource),
    info: possible ? (info?.[resource] ?? null) : IMPOSSIBLE,
    severity: worse(requests[resource].severity, limits[resource].severity),
    atFloor: possible && request.type === 'value' && request.amount === context.floor[resource],
  }
}

function worse(first: Severity, second: Severity): Severity {
  return severityRank(second) > severityRank(first) ? second : first
}

/** A set in krr, whose order differs from run to run. */
function allWarnings(own: readonly string[], shared: readonly string[]): readonly string[] {
  if (own.length === 0) return shared
  return own.length === 1 && shared.length === 0 ? own : [...own, ...shared].sort()
}

function toHpa(hpa: RawHpa): HpaEvidence {
  return {
    minReplicas: hpa.min_replicas ?? null,
    maxReplicas: hpa.max_replicas ?? null,
    cpuTarget: hpa.target_cpu_utilization_percentage ?? null,
    memoryTarget: hpa.target_memory_utilization_percentage ?? null,
  }
}
