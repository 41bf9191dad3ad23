/** The arguments of one run: pure JSON on stdout, the whole log as JSON lines on stderr, no calls to the outside. */
import type { KrrRequest } from '../../ports/krr.ts'
import { flagArguments, normalFlag } from './flags.ts'
import { readContext, readKind, readNamespace, readPrometheusUrl, readSelector } from './values.ts'

/**
 * `-q` stops the greeting and krr's two calls home, `-v` keeps the log in spite of it; the width stops the wrapping of
 * log lines at 80 columns in versions without JSON logs.
 */
const RECIPE = ['-f', 'json', '-q', '-v', '--logtostderr', '--width', '400']

/** @throws Problem (exit 2) for the first value that krr would misunderstand, see values.ts and flags.ts */
export function buildArguments(request: Omit<KrrRequest, 'timeout' | 'cacheTtl'>): readonly string[] {
  const { context, strategy, namespaces, resources, selector, prometheusUrl, flags } = request
  return [
    strategy,
    ...RECIPE,
    ...(context === null ? [] : ['--context', readContext(context)]),
    ...namespaces.flatMap((namespace) => ['--namespace', readNamespace(namespace)]),
    ...resources.flatMap((kind) => ['--resource', readKind(kind)]),
    ...(selector === '' ? [] : ['--selector', readSelector(selector)]),
    ...(prometheusUrl === null ? [] : ['--prometheus-url', readPrometheusUrl(prometheusUrl)]),
    ...(verifiesTls(prometheusUrl, flags) ? ['--prometheus-ssl-enabled'] : []),
    ...flagArguments(flags, strategy),
    ...(strategy === 'simple-limit' && !says(flags, 'timeframe_duration') ? COARSER_STEP : []),
  ]
}

/**
 * `simple-limit` asks for raw points: with krr's default step of 1.25 minutes over 14 days these are more than the 11,000
 * that Prometheus answers with, and every CPU value would be `?`.
 */
const COARSER_STEP = ['--timeframe-duration', '2']

/** krr does not verify the certificate of Prometheus unless told to, and sends the token of the cluster there. */
function verifiesTls(url: string | null, flags: KrrRequest['flags']): boolean {
  return !says(flags, 'prometheus_ssl_enabled') && url?.startsWith('https://') === true
}

function says(flags: KrrRequest['flags'], flag: string): boolean {
  return Object.keys(flags).some((name) => normalFlag(name) === flag)
}
