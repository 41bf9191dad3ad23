/**
 * What a krr log says about the completeness of its report.
 *
 * krr ends with 0 and an empty `errors` list while whole kinds, clusters or the list of autoscalers are missing; the log
 * is the only witness. Patterns: krr 1.29, observed.
 */
import type { ContainerRef } from '../workload.ts'
import type { LogRecord } from './krr-log.ts'

export type IncompleteCode =
  /** The autoscalers could not be read: krr then gives numbers for workloads that they scale. */
  | 'hpa-not-read'
  /** A cluster is absent: no Prometheus, or its context could not be loaded. */
  | 'cluster-missing'
  /** A kind could not be listed. */
  | 'kind-not-listed'
  /** krr found an API of this kind first and lost it on the way. */
  | 'kind-incomplete'
  /** One container: krr could not calculate it, it is not in the report. */
  | 'container-failed'
  /** One container: its history could not be read. */
  | 'history-not-read'
  /** One container: only the pods of today were looked at. */
  | 'pods-not-read'
  /** More than half of the containers with pods have no data. */
  | 'mostly-no-data'

/** One part of a report that is missing or cannot be trusted. */
export interface Incomplete {
  readonly code: IncompleteCode
  readonly cluster: string | null
  readonly kind: string | null
  /** The container, when it is about a single one. */
  readonly container: ContainerRef | null
  /** One sentence. */
  readonly message: string
  readonly hint: string
}

export interface LogFindings {
  readonly incomplete: readonly Incomplete[]
  /** Clusters of which the list of autoscalers was read (`Found 5 HPA-v2 in …`). */
  readonly hpaRead: readonly string[]
  /** Kinds that were listed, with their clusters. */
  readonly listed: readonly { readonly cluster: string; readonly kind: string; readonly count: number }[]
  /** Kinds whose API krr did not find: normal where the CRD is not installed, but a refusal (403) reads the same. */
  readonly unavailable: readonly { readonly cluster: string; readonly kind: string }[]
  /** `Using clusters: […]`; `null` = the line is missing. */
  readonly clusters: readonly string[] | null
}

export const NO_FINDINGS: LogFindings = { incomplete: [], hpaRead: [], listed: [], unavailable: [], clusters: null }

/** @param cluster the cluster of this run, for lines that name none */
export function findInLog(records: Iterable<LogRecord>, cluster: string | null): LogFindings {
  const collector = openFindings(cluster)
  for (const record of records) collector.add(record)
  return collector.findings()
}

export interface FindingsCollector {
  add(record: LogRecord): void
  findings(): LogFindings
}

/** The same, one record at a time: the log of a large cluster is never held whole. */
export function openFindings(cluster: string | null): FindingsCollector {
  const incomplete = new Map<string, Incomplete>()
  const hpaRead = new Set<string>()
  const listed: { readonly cluster: string; readonly kind: string; readonly count: number }[] = []
  const unavailable: { readonly cluster: string; readonly kind: string }[] = []
  let clusters: readonly string[] | null = null
  const add = ({ message, exception }: LogRecord) => {
    for (const rule of RULES) {
      const match = rule.pattern.exec(message)
      if (match === null) continue
      const found = rule.read(match, cluster, `${message} ${exception}`)
      const { code, container, kind } = found
      incomplete.set(
        [code, found.cluster, kind, container?.namespace, container?.name, container?.container].join('\n'),
        found,
      )
      return
    }
    const found = /^Found (\d+) ([\w-]+) in (\S+)/.exec(message)
    const [, count, kind, where] = found ?? []
    if (count !== undefined && kind !== undefined && where !== undefined) {
      if (kind === 'HPA-v2') hpaRead.add(where)
      else listed.push({ cluster: where, kind, count: Number(count) })
    }
    const missing = /^(\w+) API not available in (\S+)/.exec(message)
    if (missing !== null) unavailable.push({ kind: missing[1] ?? '', cluster: missing[2] ?? '' })
    const using = /^Using clusters: \[(.*)\]/.exec(message)
    if (using !== null) clusters = [...(using[1] ?? '').matchAll(/['"]([^'"]*)['"]/g)].map((match) => match[1] ?? '')
  }
  return {
    add,
    findings: () => ({ incomplete: [...incomplete.values()], hpaRead: [...hpaRead], listed, unavailable, clusters }),
  }
}

interface Rule {
  readonly pattern: RegExp
  read(match: RegExpExecArray, cluster: string | null, text: string): Incomplete
}

const RIGHTS = 'Give the account that krr runs as the right to list it (see the RBAC of krr), then run krr again.'

const RULES: readonly Rule[] = [
  {
    // Names may hold colons themselves (the ARNs of EKS), hence the space.
    pattern: /^Error trying to list hpa in cluster (\S+): /,
    read: ([, cluster], ownCluster, text) => ({
      ...part('hpa-not-read', cluster ?? ownCluster),
      message: `krr could not read the autoscalers of ${cluster} (${reasonIn(text)}), so any workload may be autoscaled`,
      hint: 'Give krr the right to list horizontalpodautoscalers (autoscaling/v2); an HPA without spec.metrics stops it too.',
    }),
  },
  {
    pattern: /^Error (\d{3}) listing (\w+) in cluster (\S+):(?: |$)/,
    read: ([, status, kind, cluster]) => ({
      ...part('kind-not-listed', cluster ?? null),
      kind: kind ?? null,
      message: `krr could not list any ${kind} of ${cluster} (${statusWord(status)})`,
      hint: hintFor(status),
    }),
  },
  {
    pattern: /^Failed to run (grouped )?jobs discovery/,
    read: ([, grouped], cluster, text) => ({
      ...part('kind-not-listed', cluster),
      kind: grouped === undefined ? 'Job' : 'GroupedJob',
      message: `krr could not list any ${grouped === undefined ? 'Job' : 'GroupedJob'} (${reasonIn(text)})`,
      hint: RIGHTS,
    }),
  },
  {
    pattern: /^Wasn't able to connect to any .* service in (\S+) cluster/,
    read: ([, cluster]) => ({
      ...part('cluster-missing', cluster ?? null),
      message: `krr found no Prometheus for ${cluster}, so nothing of it is in the report`,
      hint: 'Set clusters[].krr.prometheusUrl for this cluster.',
    }),
  },
  {
    pattern: /^Could not load cluster (.+?) and will skip it/,
    read: ([, cluster]) => ({
      ...part('cluster-missing', cluster ?? null),
      message: `krr could not load the kube context ${cluster}, so nothing of it is in the report`,
      hint: 'Check the context with `kubectl config get-contexts`.',
    }),
  },
  {
    pattern: /^An error occurred while calculating recommendations for (\S+) ([^\s/]+)\/([^\s/]+)\/([^\s:]+):/,
    read: (match, cluster, text) => ({
      ...containerPart('container-failed', match, cluster),
      message: `krr could not calculate this container (${reasonIn(text)})`,
      hint: 'Where rights are missing, let krr list pods; an infinite sample in Prometheus stops it too.',
    }),
  },
  {
    pattern: /^Failed to gather resource history data for (\S+) ([^\s/]+)\/([^\s/]+)\/([^\s:]+)/,
    read: (match, cluster) => ({
      ...containerPart('history-not-read', match, cluster),
      message: 'Prometheus did not answer a query for the history of this container',
      hint: 'Check the load and the limits of Prometheus (samples and points per query), or raise timeframe_duration.',
    }),
  },
  {
    pattern: /^Failed to load pods for (\S+) ([^\s/]+)\/([^\s/]+)\/([^\s:]+)/,
    read: (match, cluster) => ({
      ...containerPart('pods-not-read', match, cluster),
      message: 'Prometheus did not answer which pods this workload had, so only the pods of today were looked at',
      hint: 'Check the load and the limits of Prometheus, then run krr again.',
    }),
  },
]

function part(code: IncompleteCode, cluster: string | null) {
  return { code, cluster, kind: null, container: null }
}

function containerPart(code: IncompleteCode, match: RegExpExecArray, cluster: string | null) {
  const [, kind = '', namespace = '', name = '', container = ''] = match
  return { code, cluster, kind, container: { cluster, namespace, kind, name, container } }
}

const STATUS: Readonly<Record<string, string>> = {
  '401': '401 Unauthorized',
  '403': '403 Forbidden',
  '404': '404 Not Found',
  '429': '429 Too Many Requests',
  '500': '500 Internal Server Error',
}

function statusWord(status: string | undefined): string {
  return STATUS[status ?? ''] ?? `status ${status ?? 'unknown'}`
}

function hintFor(status: string | undefined): string {
  if (status === '401') return 'Renew the credentials of this kube context, then run krr again.'
  return status === '403' || status === '404'
    ? RIGHTS
    : 'The Kubernetes API was overloaded or failing: run krr again later.'
}

/** The decisive words of a krr error message, short enough for a sentence. */
function reasonIn(text: string): string {
  const status = /\((\d{3})\)/.exec(text)?.[1]
  if (status !== undefined) return statusWord(status)
  if (text.includes('CERTIFICATE_VERIFY_FAILED')) return 'its certificate is not trusted'
  if (/Connection refused|Max retries exceeded/.test(text)) return 'no connection'
  if (text.includes("'NoneType' object is not iterable")) return 'one of them has no spec.metrics'
  const last = /:\s*([^:]{3,120})$/.exec(text.slice(0, 400))?.[1]
  return last === undefined ? 'see its log' : last.trim()
}
