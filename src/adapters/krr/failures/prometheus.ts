/** krr does not get on with Prometheus. Its traceback says nothing ('NoneType' …); an INFO line before it does. */
import { type Evidence, search } from './evidence.ts'
import { type Failure, failure, type Rule } from './failure.ts'

const URL_SETTING = 'clusters[].krr.prometheusUrl'
const LOGIN = 'Set PROMETHEUS_AUTH_HEADER to the whole header value ("Bearer …")'

export const PROMETHEUS_RULES: readonly Rule[] = [
  (evidence) => {
    const match = search(evidence, /^No label specified, Rerun krr/)
    if (match === null) return null
    return failure(
      2,
      'prometheus-label-missing',
      'This Prometheus serves several clusters, and krr was not told which one to read',
      `Set prometheus_cluster_label in clusters[].krr.flags${choices(match)}.`,
    )
  },
  (evidence) => {
    const match = search(evidence, /^Label (\S+) does not exist, Rerun krr/)
    if (match === null) return null
    return failure(
      2,
      'prometheus-label-unknown',
      `Prometheus knows no cluster ${match[1]}`,
      `Correct prometheus_cluster_label in clusters[].krr.flags${choices(match)}.`,
    )
  },
  (evidence) => {
    if (search(evidence, /Cannot scan multiple clusters for this prometheus/) === null) return null
    return failure(
      2,
      'krr-several-clusters',
      'krr was asked for several clusters with one Prometheus',
      'List every cluster under clusters with its own krr.prometheusUrl, so that krr runs once for each.',
    )
  },
  (evidence, where) => (isUnconnected(evidence) ? connection(evidence, where) : null),
  (evidence, where) => {
    if (search(evidence, /RetryError.*JSONDecodeError/) === null) return null
    return failure(
      3,
      'prometheus-not-an-api',
      `What answers in the place of Prometheus of ${where} is no Prometheus: it sends no JSON, perhaps a login page`,
      `Check ${URL_SETTING}; behind a login, ${LOGIN.replace('Set', 'set')}.`,
    )
  },
  (evidence, where) => {
    if (search(evidence, /tenacity\.RetryError|RetryError\[/) === null) return null
    return failure(3, 'prometheus-failing', `Prometheus of ${where} kept failing`, 'Check its load, then try again.')
  },
]

function choices(match: RegExpExecArray): string {
  const values = [...(/one of \[([^\]]*)\]/.exec(match.input)?.[1] ?? '').matchAll(/'([^']*)'/g)].map(
    ([, name]) => name,
  )
  return values.length === 0 ? '' : ` to one of ${values.slice(0, 20).join(', ')}`
}

function isUnconnected(evidence: Evidence): boolean {
  return search(evidence, /Wasn't able to connect to any \S+ service|no attribute 'get_cluster_summary'/) !== null
}

function connection(evidence: Evidence, where: string): Failure | null {
  const discovery = search(evidence, /Unable to automatically discover a \S+ in the cluster \(\((\d{3})\)/)?.[1]
  // The credentials of the cluster, not those of Prometheus: for kubernetes.ts.
  if (discovery === '401' || search(evidence, /Error 401 listing /) !== null) return null
  if (discovery !== undefined) {
    return failure(
      3,
      'prometheus-discovery-forbidden',
      `krr may not look for Prometheus among the services of ${where} (status ${discovery})`,
      `Set ${URL_SETTING}, or give krr the right to list services and ingresses.`,
    )
  }
  const reason = search(evidence, /Couldn't connect to \S+ found under (.*)/)?.[1] ?? ''
  const status = /HTTPError: (\d{3})/.exec(reason)?.[1]
  if (status === '401' || status === '403') {
    const [code, verb] =
      status === '401' ? ['prometheus-unauthorized', 'wants a login from'] : ['prometheus-forbidden', 'refuses']
    return failure(
      3,
      code,
      `Prometheus of ${where} ${verb} krr (${status})`,
      `${LOGIN}, or give that account the right to query.`,
    )
  }
  if (status !== undefined) {
    return failure(
      3,
      'prometheus-failing',
      `Prometheus of ${where} answers with status ${status}`,
      `Check it and ${URL_SETTING}.`,
    )
  }
  if (/CERTIFICATE_VERIFY_FAILED|SSLError/.test(reason)) {
    const hint =
      'Trust its authority (SSL_CERT_FILE, REQUESTS_CA_BUNDLE), or set prometheus_ssl_enabled: false in clusters[].krr.flags.'
    return failure(3, 'prometheus-tls', `The certificate of Prometheus of ${where} is not trusted`, hint)
  }
  if (reason !== '') {
    return failure(
      3,
      'prometheus-unreachable',
      `Prometheus of ${where} cannot be reached`,
      `Check ${URL_SETTING} and the network.`,
    )
  }
  return failure(3, 'prometheus-not-found', `krr finds no Prometheus in ${where}`, `Set ${URL_SETTING}.`)
}
