/** Every way in which a run of krr fails, as one named problem. Pure. */
import { Problem } from '../../../core/problem.ts'
import { redact } from '../redact.ts'
import { type Evidence, search, searchPlain } from './evidence.ts'
import { type Failure, failure } from './failure.ts'
import { KUBERNETES_RULES } from './kubernetes.ts'
import { PROMETHEUS_RULES } from './prometheus.ts'
import { USAGE_RULES } from './usage.ts'

/** How the process ended; a subset of what `run` answers. */
export interface Ending {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly spawnError: string | null
  /** True when stdout was empty. */
  readonly silent: boolean
}

export interface FailedRun {
  readonly ending: Ending
  readonly evidence: Evidence
  /** Kube context; `null` = the current one. */
  readonly context: string | null
  /** What was started, for messages. */
  readonly command: string
  /** Milliseconds. */
  readonly timeout: number
}

/** @returns a problem with exit 2 or 3; only a failure that was never seen before is called `krr-failed` */
export function classifyFailure(run: FailedRun): Problem {
  const where = run.context ?? 'the current cluster'
  const known = byEnding(run, where) ?? byLog(run.evidence, where) ?? bySilence(run, where)
  const detail = known.code === 'krr-failed' ? lastWords(run.evidence) : null
  return new Problem({ ...known, ...(detail === null ? {} : { detail }) })
}

function byEnding({ ending, evidence, command, timeout }: FailedRun, where: string): Failure | null {
  const { spawnError, exitCode, signal } = ending
  if (spawnError === 'EACCES' || exitCode === 126) {
    return failure(
      3,
      'krr-not-executable',
      `${command} is no program that may be run`,
      'Check the path in KRR and its permissions.',
    )
  }
  if (spawnError === 'ENOENT' || exitCode === 127) {
    const hint =
      'Install krr (https://github.com/robusta-dev/krr), set KRR to its command, or give a finished report with --report.'
    return failure(3, 'krr-missing', `There is no program ${command}`, hint)
  }
  if (spawnError !== null) {
    return failure(3, 'krr-not-started', `${command} cannot be started (${spawnError})`, 'Check the command in KRR.')
  }
  if (ending.timedOut) return tooLong(evidence, where, timeout)
  if (searchPlain(evidence, /(^|\s)Aborted[.!]/) !== null) {
    return failure(3, 'krr-interrupted', `The run of krr over ${where} was interrupted`, 'Run it again.')
  }
  if (signal === 'SIGKILL' || exitCode === 137) {
    const hint =
      'Something outside killed it, most often for want of memory: give it 1 GiB or more, or narrow scan.namespaces.'
    return failure(3, 'krr-killed', `krr was killed while it read ${where}`, hint)
  }
  if (signal !== null || exitCode === 143 || exitCode === 129) {
    const name = signal ?? (exitCode === 143 ? 'SIGTERM' : 'SIGHUP')
    return failure(3, 'krr-stopped', `krr was stopped from outside (${name}) while it read ${where}`, 'Run it again.')
  }
  return null
}

function tooLong(evidence: Evidence, where: string, timeout: number): Failure {
  const after = `after ${Math.round(timeout / 1000)} seconds`
  const hint = 'krr itself waits for ever: check that it answers, or raise scan.timeout.'
  if (evidence.stage === 'prometheus') {
    return failure(
      3,
      'krr-timeout-prometheus',
      `krr was stopped ${after}: it was waiting for Prometheus of ${where}`,
      hint,
    )
  }
  if (evidence.stage === 'kubernetes') {
    return failure(
      3,
      'krr-timeout-kubernetes',
      `krr was stopped ${after}: it was waiting for the Kubernetes API of ${where}`,
      hint,
    )
  }
  if (evidence.stage === 'either') {
    const message = `krr was stopped ${after}: it was waiting for the Kubernetes API or Prometheus of ${where}`
    return failure(3, 'krr-timeout', message, hint)
  }
  const message = `krr was stopped ${after}, before it said anything about ${where}`
  return failure(3, 'krr-timeout', message, 'Raise scan.timeout, or look at the command in KRR.')
}

function byLog(evidence: Evidence, where: string): Failure | null {
  for (const rule of [...USAGE_RULES, ...PROMETHEUS_RULES, ...KUBERNETES_RULES]) {
    const known = rule(evidence, where)
    if (known !== null) return known
  }
  const file = search(evidence, /(FileNotFoundError|PermissionError|OSError): \[Errno \d+\] ([\w ]+)/)
  if (file === null) return null
  const message = `krr could not write a file (${file[2]?.trim().toLowerCase()})`
  return failure(3, 'krr-file-not-written', message, 'Check the space and the permissions of the temporary folder.')
}

function bySilence({ ending, evidence }: FailedRun, where: string): Failure {
  const how = ending.exitCode === null ? 'without an exit code' : `with exit code ${ending.exitCode}`
  if (ending.silent && evidence.records.length === 0) {
    const hint = 'Run `krr simple -f json -v` by hand to see why; a wrapper in KRR must not swallow stderr.'
    return failure(3, 'krr-silent', `krr ended ${how} and said nothing about ${where}`, hint)
  }
  if (ending.exitCode === 0) {
    const what = ending.silent ? 'no report' : 'something that is no report'
    return failure(
      3,
      'krr-no-report',
      `krr ended ${how} but printed ${what}`,
      'Run `krr simple -f json` by hand to see what it prints.',
    )
  }
  return failure(
    3,
    'krr-failed',
    `krr failed ${how} on ${where}`,
    'Its last words stand below; run `krr simple -v` by hand to see all.',
  )
}

/** The last error that krr logged, or its last line. */
function lastWords({ records }: Evidence): string | null {
  const errors = records.filter(({ level }) => level === 'ERROR' || level === 'CRITICAL')
  const last = errors.at(-1) ?? records.at(-1)
  if (last === undefined) return null
  return redact(`${last.message} ${last.exception.slice(-200)}`.trim()).slice(0, 400)
}
