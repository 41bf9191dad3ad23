/** From krr, or from its finished reports, to recommendations: every container is in one of them or in a skip. */
import pLimit from 'p-limit'
import { Problem, type Skip } from '../core/problem.ts'
import { applyFilters, buildFilters } from '../core/recommend/filters.ts'
import { mergeReports } from '../core/recommend/merge-reports.ts'
import type { Recommendation } from '../core/recommend/recommendation.ts'
import type { ReportWarning } from '../core/recommend/report.ts'
import { siftContainers } from '../core/recommend/sift.ts'
import { containerKey } from '../core/workload.ts'
import type { Krr } from '../ports/krr.ts'
import type { Clock, Logger, Progress } from '../ports/runtime.ts'
import { readGiven } from './scan/read-given.ts'
import { runCluster } from './scan/run-cluster.ts'
import type { ScanInput } from './scan/settings.ts'
import { findTargets, type Target } from './scan/targets.ts'
import type { Trusted } from './scan/trust.ts'

export interface ScanTools {
  /** Not used when reports are given. */
  readonly krr: Krr
  readonly clock: Clock
  readonly logger: Logger
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

export interface Scan {
  readonly recommendations: readonly Recommendation[]
  readonly skipped: readonly Skip[]
  /** About reports as a whole. */
  readonly warnings: readonly ReportWarning[]
  /** Different containers in all reports, those that krr lost included. */
  readonly containers: number
}

/** Runs of krr at the same time: each takes 200 MB, and its Prometheus works hard. */
const CONCURRENCY = 2

/**
 * @throws Problem with exit 2 (filters, configuration, a report that cannot be used) or 3 (krr, Kubernetes or Prometheus
 * failed); with `partialReports: accept` a cluster that fails becomes a warning as long as another one works
 */
export async function scan(input: ScanInput, tools: ScanTools): Promise<Scan> {
  // First, so that a mistyped filter does not cost a run.
  const filters = buildFilters(input.filters)
  const trusted =
    input.reports.length > 0
      ? input.reports.map((report) => readGiven(report, input, tools.clock))
      : await runAll(findTargets(input.settings.clusters, input.filters.clusters ?? []), input, tools)
  const merged = mergeReports(trusted)
  const present = new Set(merged.containers.map(({ container }) => containerKey(container)))
  const dropped = onceEach(trusted.flatMap(({ skipped }) => skipped)).filter(
    ({ container }) => !present.has(containerKey(container)),
  )
  const sifted = siftContainers(merged.containers)
  const result = applyFilters({ ...sifted, skipped: [...dropped, ...sifted.skipped] }, filters)
  const warnings = [...trusted.flatMap((part) => part.warnings), ...merged.warnings]
  for (const { message, ...fields } of warnings) tools.logger.warn(fields, message)
  return { ...result, warnings, containers: merged.containers.length + dropped.length }
}

/** A container that one report lost and another holds is not lost. */
function onceEach(skips: readonly Skip[]): readonly Skip[] {
  return [...new Map(skips.map((skip) => [containerKey(skip.container), skip])).values()]
}

async function runAll(targets: readonly Target[], input: ScanInput, tools: ScanTools): Promise<readonly Trusted[]> {
  const { progress, krr } = tools
  const { partialReports } = input.settings.scan
  // One that fails under `refuse` makes the others pointless.
  const stop = new AbortController()
  const signal = tools.signal === undefined ? stop.signal : AbortSignal.any([tools.signal, stop.signal])
  const limit = pLimit(CONCURRENCY)
  const done = new Map<Target, number>()
  progress.update('scan', 0, null)
  const outcomes = await Promise.all(
    targets.map((target) =>
      limit(async () => {
        const onProgress = (containers: number) => {
          done.set(target, containers)
          progress.update(
            'scan',
            [...done.values()].reduce((sum, count) => sum + count, 0),
            null,
          )
        }
        try {
          signal.throwIfAborted()
          return await runCluster({ krr, target, partialReports, request: { ...toRequest(input), signal, onProgress } })
        } catch (error) {
          if (!(error instanceof Problem) || error.exit !== 3 || partialReports === 'refuse') stop.abort(error)
          return error
        }
      }),
    ),
  )
  tools.signal?.throwIfAborted()
  if (stop.signal.aborted) throw stop.signal.reason
  const good = outcomes.filter(isTrusted)
  const [first] = outcomes.filter((outcome) => !isTrusted(outcome))
  if (good.length === 0) throw first
  return outcomes.map((outcome, index) => (isTrusted(outcome) ? outcome : failedCluster(outcome, targets[index])))
}

function isTrusted(outcome: unknown): outcome is Trusted {
  return typeof outcome === 'object' && outcome !== null && 'containers' in outcome
}

function failedCluster(error: unknown, target: Target | undefined): Trusted {
  if (!(error instanceof Problem)) throw error
  const { code, message, hint } = error
  const cluster = target?.name ?? null
  return { containers: [], skipped: [], warnings: [{ code, message, hint, source: 'krr', cluster }] }
}

const PLAIN_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

function toRequest({ settings, filters }: ScanInput) {
  const { strategy, namespaces, resources, selector, timeout, cacheTtl } = settings.scan
  const wanted = filters.namespaces ?? []
  // Whoever looks at one namespace need not wait for all; a glob is no regular expression and stays a filter.
  const narrow = namespaces.length === 0 && wanted.length > 0 && wanted.every((name) => PLAIN_NAME.test(name))
  return { strategy, namespaces: narrow ? wanted : namespaces, resources, selector, timeout, cacheTtl }
}
