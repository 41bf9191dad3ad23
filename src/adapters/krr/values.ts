/** Values that become arguments of krr: none can be read as a flag, and none sets off what krr answers with a traceback. */
import { Problem } from '../../core/problem.ts'
import { KINDS, kindNamed } from '../../core/recommend/kinds.ts'

/** The characters from which krr takes a namespace for a regular expression. */
const REGEX_SIGNS = /[\\*|().?[\]^$]/
const NAMESPACE = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/
/** A letter before the star: `prod-*` as a regular expression is "prod" with any number of dashes. */
const LIKE_A_GLOB = /(^|[a-z0-9-])\*/

/** @throws Problem (exit 2) `krr-namespace-invalid`, `krr-namespace-glob` */
export function readNamespace(given: string): string {
  const text = given.toLowerCase()
  if (!REGEX_SIGNS.test(text)) {
    if (NAMESPACE.test(text) && text.length <= 63) return text
    throw badNamespace(given, 'Write its name (small letters, digits, dashes) or a regular expression.')
  }
  if (text === '*') throw badNamespace(given, 'Leave scan.namespaces empty to scan all namespaces but kube-system.')
  if (LIKE_A_GLOB.test(text)) {
    throw new Problem({
      code: 'krr-namespace-glob',
      exit: 2,
      message: `The namespace ${JSON.stringify(given)} reads like a glob, but krr takes it as a regular expression`,
      hint: `Write ${JSON.stringify(given.replaceAll(/(?<!\.)\*/g, '.*'))} to mean any text there.`,
    })
  }
  if (!/^[\x21-\x7e]{1,253}$/.test(text) || text.startsWith('-') || !compiles(text)) {
    throw badNamespace(given, 'It holds the signs of a regular expression but is none; check its brackets.')
  }
  return text
}

function compiles(text: string): boolean {
  try {
    return new RegExp(`^(?:${text})$`) instanceof RegExp
  } catch {
    return false
  }
}

function badNamespace(given: string, hint: string): Problem {
  const message = `${JSON.stringify(given)} is no namespace that krr can scan`
  return new Problem({ code: 'krr-namespace-invalid', exit: 2, message, hint })
}

/** @throws Problem (exit 2) `krr-kind-unknown` */
export function readKind(given: string): string {
  const kind = kindNamed(given)
  if (kind !== null) return kind
  throw new Problem({
    code: 'krr-kind-unknown',
    exit: 2,
    message: `krr knows no kind of workload ${JSON.stringify(given)}`,
    hint: `Write one of ${KINDS.join(', ')} in scan.resources.`,
  })
}

/** Names of contexts may hold nearly anything (`arn:aws:eks:…:cluster/prod`, `kind-dev`, `user@cluster`). */
export function readContext(given: string): string {
  if (/^[\x21-\x7e]{1,512}$/.test(given) && !given.startsWith('-') && given !== '*') return given
  throw new Problem({
    code: 'krr-context-invalid',
    exit: 2,
    message: `${JSON.stringify(given)} cannot be the name of a kube context`,
    hint: 'List them with `kubectl config get-contexts -o name`, and set clusters[].krr.context.',
  })
}

/** @throws Problem (exit 2) `krr-selector-invalid` */
export function readSelector(given: string): string {
  if (/^[A-Za-z0-9!(][\w./=!,() -]*$/.test(given)) return given
  throw new Problem({
    code: 'krr-selector-invalid',
    exit: 2,
    message: `${JSON.stringify(given)} is no label selector`,
    hint: 'Write scan.selector like team=shop,tier!=test.',
  })
}

/** @throws Problem (exit 2) `krr-prometheus-url-invalid`; what is wrong is said without the URL, which may hold a password */
export function readPrometheusUrl(given: string): string {
  const url = /^https?:\/\/[\x21-\x7e]+$/.test(given) ? parseUrl(given) : null
  const hint = 'Write clusters[].krr.prometheusUrl like https://prometheus.example.org, without user name and password.'
  const fail = (message: string) => new Problem({ code: 'krr-prometheus-url-invalid', exit: 2, message, hint })
  if (url === null) throw fail('The URL of Prometheus has no http:// or https:// in front, or is no URL')
  if (url.username !== '' || url.password !== '') throw fail('The URL of Prometheus holds a user name or a password')
  return given
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
