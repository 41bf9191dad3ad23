/** Recorded runs of the real krr, where they are at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { classifyFailure } from '../../../src/adapters/krr/failures/classify.ts'
import { openEvidence } from '../../../src/adapters/krr/failures/evidence.ts'
import { redact } from '../../../src/adapters/krr/redact.ts'
import { readLog } from '../../../src/core/recommend/krr-log.ts'
import { findInLog } from '../../../src/core/recommend/log-findings.ts'

export const SHARED = fileURLToPath(new URL('../../../../shared/krr', import.meta.url))
export const HAS_SHARED = existsSync(`${SHARED}/failures`)

export interface Recorded {
  /** `api-401-autodetect.jsonlogs`. */
  readonly name: string
  readonly command: string
  readonly exitCode: number | null
  readonly signal: string | null
  /** The harness stopped it because it did not end. */
  readonly hung: boolean
  /** First 6 kB. */
  readonly stdout: string
  /** Last 20 kB. */
  readonly stderr: string
}

interface Facts {
  readonly killed?: string | null
  readonly log_problems?: readonly { severity: string; message: string; exc_last_line?: string | null }[] | null
}

const SIGNALS: Readonly<Record<number, string>> = { 1: 'SIGHUP', 9: 'SIGKILL', 15: 'SIGTERM' }

export function recordedRuns(): readonly Recorded[] {
  if (!HAS_SHARED) return []
  return readdirSync(`${SHARED}/failures`)
    .filter((file) => file.endsWith('.txt') && !/\.(stdout|stderr)\.txt$/.test(file))
    .map((file) => parse(file.slice(0, -4), readFileSync(`${SHARED}/failures/${file}`, 'utf8')))
}

function parse(name: string, text: string): Recorded {
  const code = Number(/^# exit (-?\d+)/m.exec(text)?.[1])
  const file = `${SHARED}/failures/${name}.json`
  const facts: Facts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const hung = /still (running|alive)/.test(facts.killed ?? '')
  // The text holds only the end of a long log; its problems are listed beside it.
  const problems = (facts.log_problems ?? []).map(({ severity, message, exc_last_line }) =>
    JSON.stringify({ severity, message, exc_info: exc_last_line ?? '' }),
  )
  const [head = '', stderr = ''] = text.split(/^--- stderr[^\n]*\n/m)
  const stdout = head.split(/^--- stdout[^\n]*\n/m)[1] ?? ''
  return {
    name,
    command: /^\$ (.*)/.exec(text)?.[1] ?? '',
    exitCode: code < 0 ? null : code,
    signal: code < 0 ? (SIGNALS[-code] ?? null) : null,
    hung,
    stdout: stdout.trim(),
    stderr: [...problems, stderr].join('\n'),
  }
}

/** The problem that the adapter would throw, without a process. */
export function replay(run: Recorded) {
  const evidence = openEvidence()
  const printed = run.stdout.startsWith('{') ? '' : run.stdout
  for (const record of readLog(redact(`${run.stderr}\n${printed}`))) evidence.add(record)
  return classifyFailure({
    ending: { ...run, timedOut: run.hung, spawnError: null, silent: run.stdout === '' },
    evidence: evidence.evidence(),
    context: 'prod-eu',
    command: 'krr',
    timeout: 60_000,
  })
}

/** What the log of a run that ended with 0 says is missing. */
export function incompleteIn(run: Recorded) {
  return findInLog(readLog(redact(run.stderr)), 'staging-eu')
}
