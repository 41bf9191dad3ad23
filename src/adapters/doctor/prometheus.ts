/** Is the Prometheus of a cluster reachable from here? */
import { type Check, ok, problem, warning } from './check.ts'
import { getJson } from './http.ts'

/** Every Prometheus-like server answers a constant query, whatever else it leaves out. */
export async function checkPrometheus(cluster: string, url: string, signal: AbortSignal): Promise<Check> {
  const name = `prometheus/${cluster}`
  const answer = await getJson(
    `${url.replace(/\/+$/, '')}/api/v1/query?query=1`,
    { accept: 'application/json' },
    signal,
  )
  if (answer.type === 'unreachable') {
    return problem(
      name,
      `${url} cannot be reached (${answer.reason}).`,
      'Check clusters[].krr.prometheusUrl and the network.',
    )
  }
  if (answer.status === 401 || answer.status === 403) {
    return warning(
      name,
      `${url} is there and wants a login (HTTP ${answer.status}).`,
      'krr needs credentials for it; see its flag --prometheus-auth-header.',
    )
  }
  const status = (answer.body as { status?: unknown } | null)?.status
  if (answer.status === 200 && status === 'success') return ok(name, `${url} answers queries.`)
  return problem(
    name,
    `${url} answers HTTP ${answer.status}, but not like Prometheus.`,
    'The URL must be that of the API, without /graph or /api/v1.',
  )
}
