/** Whether a report is good enough, and what of it remains when it is not. */
import { Problem, type Skip } from '../../core/problem.ts'
import { dropIncomplete, findIncomplete } from '../../core/recommend/completeness.ts'
import type { Incomplete, LogFindings } from '../../core/recommend/log-findings.ts'
import type { Recommendation } from '../../core/recommend/recommendation.ts'
import type { Report, ReportWarning } from '../../core/recommend/report.ts'

export interface TrustOptions {
  /** What the log of the run says; `null` for a finished report. */
  readonly findings: LogFindings | null
  readonly partialReports: 'refuse' | 'accept'
}

export interface Trusted {
  readonly containers: readonly Recommendation[]
  readonly skipped: readonly Skip[]
  readonly warnings: readonly ReportWarning[]
}

/** Share of single containers that krr may lose before the whole report counts as incomplete. */
const FEW = 0.5

/**
 * Single containers that krr lost, or whose history it could not read, are always left out with their reason; the others
 * are as good as ever. A kind, a cluster or the autoscalers missing, or most containers without data, is something else:
 * nothing shows which containers of the report it concerns.
 *
 * @throws Problem `report-incomplete` (exit 3 after a run of krr, 2 for a finished report) unless partial ones are accepted
 */
export function trustReport(report: Report, { findings, partialReports }: TrustOptions): Trusted {
  const parts = [...findIncomplete(report, findings), ...missingClusters(report, findings)]
  const single = parts.filter((part) => part.container !== null)
  const broad = parts.filter((part) => part.container === null)
  const { containers, skipped } = dropIncomplete(report, parts)
  const lost = skipped.length / Math.max(1, containers.length + skipped.length)
  const decisive = broad.length > 0 ? broad : lost > FEW ? single : []
  if (decisive.length > 0 && partialReports === 'refuse') throw refusal(report, decisive, findings !== null)
  return { containers, skipped, warnings: warnAbout(report, broad, single) }
}

/** krr drops contexts that it does not know in silence; what it was asked for and what it gave differ then. */
function missingClusters(report: Report, findings: LogFindings | null): readonly Incomplete[] {
  const present = new Set(report.containers.map(({ container }) => container.cluster))
  const known = new Set(
    (findings?.incomplete ?? []).map(({ code, cluster }) => (code === 'cluster-missing' ? cluster : null)),
  )
  return (report.requestedClusters ?? [])
    .filter((cluster) => cluster !== '*' && !present.has(cluster) && !known.has(cluster))
    .map((cluster) => ({
      code: 'cluster-missing' as const,
      cluster,
      kind: null,
      container: null,
      message: `krr was asked for the cluster ${cluster}, and nothing of it is in the report`,
      hint: 'Check that the context exists, that its credentials are valid and that krr finds its Prometheus.',
    }))
}

const SHOWN = 5

function refusal(report: Report, parts: readonly Incomplete[], ran: boolean): Problem {
  const [worst] = parts
  const rest = parts.slice(1, SHOWN + 1).map(({ message }) => message)
  const more = parts.length - 1 - rest.length
  return new Problem({
    code: 'report-incomplete',
    exit: ran ? 3 : 2,
    message: `The report is incomplete: ${worst?.message ?? 'a part is missing'}`,
    hint: `${worst?.hint ?? ''} With scan.partialReports: accept the complete parts are used.`.trim(),
    place: { file: report.stamp.source },
    ...(rest.length === 0 ? {} : { detail: [...rest, ...(more > 0 ? [`and ${more} more`] : [])].join('\n') }),
  })
}

function warnAbout(report: Report, broad: readonly Incomplete[], single: readonly Incomplete[]): ReportWarning[] {
  const { source } = report.stamp
  const warnings = broad.map(({ code, message, hint, cluster }) => ({ code, message, hint, source, cluster }))
  if (single.length === 0) return warnings
  const names = new Set(
    single.map(({ container }) => `${container?.namespace}/${container?.name}/${container?.container}`),
  )
  const message = `${names.size} containers were left out because krr failed on them`
  return [...warnings, { code: 'containers-failed', message, hint: null, source, cluster: single[0]?.cluster ?? null }]
}
