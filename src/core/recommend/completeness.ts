/** Whether a report can be trusted whole, and what remains of it when it cannot. */
import type { Skip } from '../problem.ts'
import { type ContainerRef, containerKey, RESOURCES, type Resource } from '../workload.ts'
import type { Incomplete, IncompleteCode, LogFindings } from './log-findings.ts'
import type { Recommendation } from './recommendation.ts'
import type { Report } from './report.ts'

/** From the one that spoils the most to the one that spoils the least. */
const ORDER: readonly IncompleteCode[] = [
  'hpa-not-read',
  'cluster-missing',
  'kind-not-listed',
  'kind-incomplete',
  'mostly-no-data',
  'history-not-read',
  'pods-not-read',
  'container-failed',
]

/** Share of "No data" from which Prometheus, not the workloads, is suspected. */
const SUSPICIOUS = 0.5
/** A cluster with fewer containers is not judged by shares. */
const FEW = 4

/**
 * Everything that is missing from a report, the worst first.
 *
 * @param findings what the log of that run says; `null` for a finished report, of which there is no log
 */
export function findIncomplete(report: Report, findings: LogFindings | null): readonly Incomplete[] {
  const found = [...(findings?.incomplete ?? []), ...lostKinds(report, findings), ...mostlyNoData(report)]
  return found.sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code))
}

/**
 * krr says "Rollout API not available" both where the CRD is not installed and where it stopped in the middle of the
 * list (a `workloadRef` whose Deployment cannot be read). Where the report holds that kind, it was the latter.
 */
function lostKinds(report: Report, findings: LogFindings | null): readonly Incomplete[] {
  return (findings?.unavailable ?? [])
    .filter(({ cluster, kind }) =>
      report.containers.some(
        ({ container, alsoAs }) =>
          (container.cluster ?? cluster) === cluster &&
          (container.kind === kind || alsoAs?.some((alias) => alias.kind === kind) === true),
      ),
    )
    .map(({ cluster, kind }) => ({
      code: 'kind-incomplete',
      cluster,
      kind,
      container: null,
      message: `krr stopped in the middle of the list of ${kind} objects of ${cluster}`,
      hint: `One of them cannot be read, such as a ${kind} whose workloadRef names a Deployment that is missing or forbidden.`,
    }))
}

function mostlyNoData(report: Report): readonly Incomplete[] {
  const byCluster = new Map<string | null, Recommendation[]>()
  for (const scan of report.containers) {
    // A workload at zero replicas has no data by right.
    if (scan.evidence.pods === 0) continue
    const list = byCluster.get(scan.container.cluster)
    if (list === undefined) byCluster.set(scan.container.cluster, [scan])
    else list.push(scan)
  }
  return [...byCluster].flatMap(([cluster, scans]) => {
    if (scans.length < FEW) return []
    return RESOURCES.flatMap((resource) => {
      const without = scans.filter((scan) => scan.resources[resource].info === 'No data').length
      return without / scans.length > SUSPICIOUS ? [suspect(report, cluster, resource, without, scans.length)] : []
    })
  })
}

function suspect(report: Report, cluster: string | null, resource: Resource, without: number, of: number): Incomplete {
  const limit = report.strategy === 'simple-limit' && resource === 'cpu'
  return {
    code: 'mostly-no-data',
    cluster,
    kind: null,
    container: null,
    message: `${without} of ${of} running containers of ${cluster ?? 'the cluster'} have no ${resource} data`,
    hint: limit
      ? 'simple-limit asks Prometheus for more points than it allows by default: set timeframe_duration to 2 or more.'
      : 'Prometheus failed on the way, holds no history, or does not scrape these containers: check it and run krr again.',
  }
}

export interface Remainder {
  readonly containers: readonly Recommendation[]
  readonly skipped: readonly Skip[]
}

/**
 * Drops what the given parts cover; each dropped container has its reason. Containers that krr lost are listed too.
 *
 * Where the autoscalers could not be read nothing is missing, but any number may be one that an autoscaler lives on: such
 * containers stay and carry `hpaListFailed`, so that the guard decides, which knows what Git says and what policy wants.
 */
export function dropIncomplete(report: Report, parts: readonly Incomplete[]): Remainder {
  const skipped: Skip[] = []
  const byContainer = new Map(
    parts.filter((part) => part.container !== null).map((part) => [plainKey(part.container), part] as const),
  )
  const broad = parts.filter(({ container, code }) => container === null && !HARMS_NONE.includes(code))
  const blind = parts.filter(({ code }) => code === 'hpa-not-read')
  const seen = new Set<string>()
  const containers = report.containers.filter((scan) => {
    const key = plainKey(scan.container)
    seen.add(key)
    const part = byContainer.get(key) ?? broad.find((candidate) => covers(candidate, scan.container))
    if (part === undefined) return true
    skipped.push(toSkip(scan.container, part))
    return false
  })
  for (const [key, part] of byContainer) {
    if (part.container !== null && !seen.has(key)) skipped.push(toSkip(part.container, part))
  }
  return { containers: containers.map((scan) => withBlindness(scan, blind)), skipped }
}

/** What is said about the report as a whole, but makes no container unusable by itself. */
const HARMS_NONE: readonly IncompleteCode[] = ['mostly-no-data', 'hpa-not-read']

function withBlindness(scan: Recommendation, blind: readonly Incomplete[]): Recommendation {
  if (!blind.some((part) => covers(part, scan.container))) return scan
  return { ...scan, evidence: { ...scan.evidence, hpaWitnessed: false, hpaListFailed: true } }
}

/** Log lines do not name the cluster of a container; a run has only one. */
function plainKey(container: ContainerRef | null): string {
  return container === null ? '' : containerKey({ ...container, cluster: null })
}

function covers(part: Incomplete, container: ContainerRef): boolean {
  if (part.cluster !== null && container.cluster !== null && part.cluster !== container.cluster) return false
  return part.kind === null || part.kind === container.kind
}

function toSkip(container: ContainerRef, part: Incomplete): Skip {
  return { container, resource: null, code: part.code, message: part.message, hint: part.hint }
}
