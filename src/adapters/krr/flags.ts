/** `clusters[].krr.flags` as arguments: an allow-list, because krr can also send its report away and overwrite files. */
import { Problem } from '../../core/problem.ts'
import type { KrrFlags } from '../../ports/krr.ts'

type Kind = 'number' | 'integer' | 'switch' | 'word' | 'header'

interface Flag {
  readonly kind: Kind
  /** Smallest number; `above`: the number itself is too small. */
  readonly min?: number
  readonly above?: boolean
  readonly max?: number
  readonly strategy?: 'simple' | 'simple-limit'
}

const PERCENTILE: Flag = { kind: 'number', min: 0, above: true, max: 100 }

/** Flags of krr 1.29. Bounds are those that krr checks itself, late and with a traceback. */
const ALLOWED: Readonly<Record<string, Flag>> = {
  history_duration: { kind: 'number', min: 1 },
  timeframe_duration: { kind: 'number', min: 0, above: true },
  cpu_percentile: { ...PERCENTILE, strategy: 'simple' },
  cpu_request: { ...PERCENTILE, strategy: 'simple-limit' },
  cpu_limit: { ...PERCENTILE, strategy: 'simple-limit' },
  memory_buffer_percentage: { kind: 'number', min: 0, above: true },
  points_required: { kind: 'integer', min: 1 },
  allow_hpa: { kind: 'switch' },
  use_oomkill_data: { kind: 'switch' },
  oom_memory_buffer_percentage: { kind: 'number', min: 0 },
  cpu_min: { kind: 'integer', min: 0 },
  mem_min: { kind: 'integer', min: 0 },
  max_workers: { kind: 'integer', min: 1, max: 1000 },
  job_grouping_labels: { kind: 'word' },
  job_grouping_limit: { kind: 'integer', min: 1 },
  discovery_job_batch_size: { kind: 'integer', min: 1 },
  discovery_job_max_batches: { kind: 'integer', min: 1 },
  prometheus_headers: { kind: 'header' },
  prometheus_ssl_enabled: { kind: 'switch' },
  prometheus_cluster_label: { kind: 'word' },
  prometheus_label: { kind: 'word' },
  eks_managed_prom: { kind: 'switch' },
  eks_profile_name: { kind: 'word' },
  eks_service_name: { kind: 'word' },
  eks_managed_prom_region: { kind: 'word' },
  eks_assume_role: { kind: 'word' },
  openshift: { kind: 'switch' },
  as: { kind: 'word' },
  as_group: { kind: 'word' },
}

const SENDS = 'It sends the report to somebody else; this program never does that.'
const RECIPE = 'This program needs to decide how krr prints and logs; leave it out.'
const SECRET = 'A secret has no place in a repository.'
const ELSEWHERE = 'Use the setting of this program instead'

const REFUSED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['slackoutput', 'slacktitle', 'azurebloboutput', 'teams_webhook', 'azure_subscription_id', 'azure_resource_group']
      .concat(['publish_scan_url', 'start_time', 'scan_id', 'named_sinks'])
      .map((name) => [name, SENDS]),
  ),
  ...Object.fromEntries(
    ['formatter', 'verbose', 'quiet', 'logtostderr', 'width', 'show_cluster_name', 'exclude_severity']
      .concat(['fileoutput', 'fileoutput_dynamic', 'help'])
      .map((name) => [name, RECIPE]),
  ),
  prometheus_auth_header: `${SECRET} Set it in the environment variable PROMETHEUS_AUTH_HEADER.`,
  eks_access_key: `${SECRET} Give krr its AWS credentials in the environment (AWS_PROFILE, AWS_ROLE_ARN, …).`,
  eks_secret_key: `${SECRET} Give krr its AWS credentials in the environment (AWS_PROFILE, AWS_ROLE_ARN, …).`,
  coralogix_token: `${SECRET} Run krr yourself and hand its report over with --report.`,
  kubeconfig: `${ELSEWHERE}: the environment variable KUBECONFIG.`,
  context: `${ELSEWHERE}: clusters[].krr.context.`,
  cluster: `${ELSEWHERE}: clusters[].krr.context.`,
  all_clusters: 'krr is run once per cluster; list the clusters under clusters.',
  namespace: `${ELSEWHERE}: scan.namespaces.`,
  resource: `${ELSEWHERE}: scan.resources.`,
  selector: `${ELSEWHERE}: scan.selector.`,
  prometheus_url: `${ELSEWHERE}: clusters[].krr.prometheusUrl.`,
}

/** Headers that carry a password as a rule. */
const SECRET_HEADER = /^(authorization|proxy-authorization|cookie)$|token|secret|passw|api-?key/i

/**
 * @returns `['--history-duration', '336']`, in the order of the mapping; a switch that is off is left out
 * @throws Problem (exit 2) `krr-flag-refused`, `krr-flag-unknown`, `krr-flag-value`, `krr-flag-strategy`
 */
export function flagArguments(flags: KrrFlags, strategy: string): readonly string[] {
  return Object.entries(flags).flatMap(([given, value]) => {
    const name = normalFlag(given)
    const flag = Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : undefined
    if (flag === undefined) throw notAllowed(given, name)
    if (flag.strategy !== undefined && flag.strategy !== strategy) {
      const message = `The flag ${given} belongs to krr's strategy ${flag.strategy}, not to ${strategy}`
      throw wrong('krr-flag-strategy', message, `Remove it from clusters[].krr.flags, or choose ${flag.strategy}.`)
    }
    const option = `--${name.replaceAll('_', '-')}`
    if (flag.kind === 'switch') return readSwitch(given, value) ? [option] : []
    return [option, toText(given, value, flag)]
  })
}

export function normalFlag(name: string): string {
  return name.replaceAll('-', '_').toLowerCase()
}

function notAllowed(given: string, name: string): Problem {
  const why = Object.hasOwn(REFUSED, name) ? REFUSED[name] : undefined
  if (why !== undefined) return wrong('krr-flag-refused', `The flag ${given} is not passed on to krr`, why)
  const known = Object.keys(ALLOWED).join(', ')
  return wrong('krr-flag-unknown', `krr has no flag ${given} that may be set here`, `There are: ${known}.`)
}

function readSwitch(name: string, value: string | number | boolean): boolean {
  if (typeof value === 'boolean') return value
  throw wrong('krr-flag-value', `The flag ${name} is a switch, not ${JSON.stringify(value)}`, 'Write true or false.')
}

function toText(name: string, value: string | number | boolean, flag: Flag): string {
  if (flag.kind === 'word') return readWord(name, value)
  if (flag.kind === 'header') return readHeader(name, value)
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = flag
  const fits =
    typeof number === 'number' &&
    number <= max &&
    (flag.above === true ? number > min : number >= min) &&
    (flag.kind === 'number' || Number.isInteger(number))
  if (fits) return String(number)
  const what = flag.kind === 'integer' ? 'a whole number' : 'a number'
  const upTo = flag.max === undefined ? '' : ` and at most ${flag.max}`
  const from = flag.above === true ? `above ${min}` : `of ${min} or more`
  throw wrong('krr-flag-value', `The flag ${name} cannot be ${JSON.stringify(value)}`, `Write ${what} ${from}${upTo}.`)
}

function readWord(name: string, value: string | number | boolean): string {
  const text = String(value)
  if (typeof value !== 'boolean' && /^[A-Za-z0-9_./:@=,+-]+$/.test(text) && !text.startsWith('-')) return text
  const hint = 'Write one word that does not begin with a dash.'
  throw wrong('krr-flag-value', `The flag ${name} cannot be ${JSON.stringify(value)}`, hint)
}

function readHeader(name: string, value: string | number | boolean): string {
  const parts = String(value).split(':')
  const [key = '', text = ''] = parts.map((part) => part.trim())
  if (parts.length !== 2 || !/^[A-Za-z0-9-]+$/.test(key) || key.startsWith('-') || !/^[\x20-\x7e]+$/.test(text)) {
    const hint = 'Write "Name: value" with exactly one colon; krr cannot pass on values that hold one, such as URLs.'
    throw wrong('krr-header-invalid', `The flag ${name} is no header`, hint)
  }
  if (!SECRET_HEADER.test(key)) return `${key}: ${text}`
  const hint = `${SECRET} For Authorization, set the environment variable PROMETHEUS_AUTH_HEADER.`
  throw wrong('krr-flag-refused', `The header ${key} is not passed on to krr`, hint)
}

function wrong(code: string, message: string, hint: string): Problem {
  return new Problem({ code, exit: 2, message, hint })
}
