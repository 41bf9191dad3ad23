/** One run of krr, and its report with the names of the configuration. */
import { Problem } from '../../core/problem.ts'
import type { LogFindings } from '../../core/recommend/log-findings.ts'
import { readReport } from '../../core/recommend/read-report.ts'
import type { Report, ReportWarning } from '../../core/recommend/report.ts'
import type { Krr, KrrRequest, KrrRun } from '../../ports/krr.ts'
import type { Target } from './targets.ts'
import { type Trusted, trustReport } from './trust.ts'

export interface RunOptions {
  readonly krr: Krr
  readonly target: Target
  readonly request: Omit<KrrRequest, 'context' | 'prometheusUrl' | 'flags'>
  readonly partialReports: 'refuse' | 'accept'
}

/** @throws Problem with exit 2 or 3, see `Krr.run`; `krr-wrong-cluster`, `report-incomplete` */
export async function runCluster({ krr, target, request, partialReports }: RunOptions): Promise<Trusted> {
  const { context, prometheusUrl, flags } = target
  const run = await krr.run({ ...request, context, prometheusUrl, flags })
  const source = 'krr'
  const witnessed = run.findings.hpaRead.length > 0
  const read = readReport(run.report, {
    stamp: { generatedAt: run.generatedAt.toISOString(), krrVersion: run.version, source },
    hpaWitnessed: witnessed,
  })
  checkCluster(read.report, context)
  const report = renameReport(read.report, context, target.name)
  const findings = renameFindings(run.findings, context, target.name)
  const trusted = trustReport({ ...report, requestedClusters: null }, { findings, partialReports })
  const cluster = target.name ?? context
  const warn = ({ code, message, hint }: Remark): ReportWarning => ({ code, message, hint, source, cluster })
  const remarks = [...run.remarks, ...remarksOn(run, report, request), ...tokenRemark(target)].map(warn)
  return { ...trusted, warnings: [...remarks, ...read.warnings, ...trusted.warnings] }
}

interface Remark {
  readonly code: string
  readonly message: string
  readonly hint: string | null
}

/**
 * Without such a context krr silently reads the cluster that it runs in (`cluster: null`): numbers of another cluster
 * would be written into the files of this one.
 */
function checkCluster({ containers }: Report, context: string | null): void {
  if (context === null) return
  const other = containers.find(({ container }) => container.cluster !== context)
  if (other === undefined) return
  const got = other.container.cluster
  throw new Problem({
    code: 'krr-wrong-cluster',
    exit: 2,
    message: `krr was asked for the context ${context} and answered for ${got ?? 'the cluster that it runs in'}`,
    hint: `Check that the kubeconfig has the context ${context}: without it krr falls back to the cluster of its own pod.`,
  })
}

function renameReport(report: Report, context: string | null, name: string | null): Report {
  if (name === null || context === name) return report
  const containers = report.containers.map((entry) => ({ ...entry, container: { ...entry.container, cluster: name } }))
  return { ...report, containers }
}

function renameFindings(findings: LogFindings, context: string | null, name: string | null): LogFindings {
  if (name === null || context === name) return findings
  const incomplete = findings.incomplete.map((part) => ({
    ...part,
    cluster: name,
    container: part.container === null ? null : { ...part.container, cluster: name },
  }))
  return { ...findings, incomplete, unavailable: findings.unavailable.map((kind) => ({ ...kind, cluster: name })) }
}

/** Kinds whose API is often not installed; a missing right reads the same in the log. */
function remarksOn({ findings }: KrrRun, report: Report, { resources }: Pick<KrrRequest, 'resources'>): Remark[] {
  const present = new Set(report.containers.map(({ container }) => container.kind))
  const absent = [...new Set(findings.unavailable.map(({ kind }) => kind))].filter((kind) => !present.has(kind))
  const asked = absent.filter((kind) => resources.some((wanted) => wanted.toLowerCase() === kind.toLowerCase()))
  const remarks: Remark[] = []
  if (asked.length > 0) {
    const message = `krr cannot list ${asked.join(', ')}, which scan.resources names`
    remarks.push({ code: 'kind-unavailable', message, hint: 'Its API is not installed, or krr may not list it.' })
  } else if (absent.includes('Rollout')) {
    const message = 'krr saw no Rollouts: Argo Rollouts is not installed, or krr may not list them (both read the same)'
    remarks.push({
      code: 'kind-unavailable',
      message,
      hint: 'Where there are Rollouts, give krr the right to list them.',
    })
  }
  if (findings.hpaRead.length === 0) {
    const message = 'The log of krr does not show that it read the autoscalers'
    remarks.push({ code: 'hpa-not-witnessed', message, hint: 'Every workload counts as possibly autoscaled.' })
  } else if (report.selectorUsed) {
    const message = 'scan.selector hides the autoscalers without these labels from krr'
    remarks.push({ code: 'hpa-not-witnessed', message, hint: 'Every workload counts as possibly autoscaled.' })
  }
  return remarks
}

function tokenRemark({ prometheusUrl }: Target): Remark[] {
  if (prometheusUrl?.startsWith('http://') !== true || /^http:\/\/(localhost|127\.|\[::1\])/.test(prometheusUrl))
    return []
  const message = 'krr sends the token of the cluster to its Prometheus, here without encryption'
  const hint = 'Use https in clusters[].krr.prometheusUrl, or set PROMETHEUS_AUTH_HEADER so that another token is sent.'
  return [{ code: 'token-unencrypted', message, hint }]
}
