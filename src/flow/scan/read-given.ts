/** Finished reports: no log of their run exists, so nothing witnesses what krr could not read. */
import { checkAge } from '../../core/recommend/age.ts'
import { readReport } from '../../core/recommend/read-report.ts'
import type { ReportWarning } from '../../core/recommend/report.ts'
import type { Clock } from '../../ports/runtime.ts'
import type { GivenReport, ScanInput } from './settings.ts'
import { type Trusted, trustReport } from './trust.ts'

/** @throws Problem (exit 2) for the first report that cannot be used, with its file */
export function readGiven(given: GivenReport, { settings, filters }: ScanInput, clock: Clock): Trusted {
  const { source, text, modified } = given
  const name = clusterName(filters.clusters ?? [])
  const { report, warnings } = readReport(text, {
    stamp: { generatedAt: modified.toISOString(), krrVersion: null, source },
    cluster: name,
  })
  checkAge(report, clock.now(), settings.scan.maxAge)
  const trusted = trustReport(report, { findings: null, partialReports: settings.scan.partialReports })
  return { ...trusted, warnings: [unwitnessed(source), ...warnings, ...trusted.warnings] }
}

/** `--cluster` names the cluster of entries that name none, when it says exactly one name. */
function clusterName(clusters: readonly string[]): string | null {
  const [only] = clusters
  return clusters.length === 1 && only !== undefined && !/[*?[\]{}!]/.test(only) ? only : null
}

function unwitnessed(source: string): ReportWarning {
  return {
    code: 'no-witness',
    message: 'There is no log of the krr run behind this report, so missing kinds and autoscalers cannot be noticed',
    hint: 'Every workload counts as possibly autoscaled; let this program run krr to know.',
    source,
    cluster: null,
  }
}
