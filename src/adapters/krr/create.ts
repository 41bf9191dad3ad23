/** The real krr, as a process. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../../core/problem.ts'
import { parseJsonText } from '../../core/recommend/json-text.ts'
import { openLogReader } from '../../core/recommend/krr-log.ts'
import { openFindings } from '../../core/recommend/log-findings.ts'
import { stripReport } from '../../core/recommend/strip-report.ts'
import type { Krr, KrrRequest, KrrRun } from '../../ports/krr.ts'
import type { Clock } from '../../ports/runtime.ts'
import { type ProcessResult, run } from '../process/run.ts'
import { buildArguments } from './arguments.ts'
import { cacheKey, type ScanCache } from './cache.ts'
import { askVersion, type KrrCommand, readCommand } from './command.ts'
import { identity, ownEnvironment, PASSED_ENVIRONMENT } from './environment.ts'
import { classifyFailure } from './failures/classify.ts'
import { openEvidence } from './failures/evidence.ts'
import { redact } from './redact.ts'
import type { KrrVersion } from './version.ts'

export interface KrrOptions {
  /** Value of `KRR`. */
  readonly command: string | undefined
  readonly clock: Clock
  /** `null` with `--no-cache`. */
  readonly cache: ScanCache | null
  /** The whole value of the Authorization header for Prometheus; visible in the list of processes while krr runs. */
  readonly prometheusAuthHeader?: string | undefined
  /** Our environment, for what a cached result depends on. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A {@link Krr} that starts one process per run, after asking the version once. */
export function createKrr(options: KrrOptions): Krr {
  const { cache, clock, env } = options
  const command = readCommand(options.command)
  const header = readHeader(options.prometheusAuthHeader)
  let asked: Promise<KrrVersion> | undefined
  const version = (signal: AbortSignal | undefined) => {
    const question = asked ?? askVersion(command, signal)
    asked = question
    // A run that was stopped, or a krr that is installed later, must not be remembered as a failure.
    question.catch(() => {
      if (asked === question) asked = undefined
    })
    return question
  }
  return {
    async run(request) {
      const args = buildArguments(request)
      const known = await version(request.signal)
      const key = cacheKey([command, args, known.text, identity(env), header])
      const earlier = request.cacheTtl > 0 ? await cache?.read(key, clock.now(), request.cacheTtl) : null
      if (earlier !== null && earlier !== undefined) return earlier
      const secret = header === null ? [] : ['--prometheus-auth-header', header]
      const result = await start({ command, args: [...args, ...secret], request, clock, version: known, header })
      await cache?.write(key, result, clock.now())
      return result
    },
  }
}

interface Start {
  readonly command: KrrCommand
  readonly args: readonly string[]
  readonly request: KrrRequest
  readonly clock: Clock
  readonly version: KrrVersion
  readonly header: string | null
}

async function start({ command, args, request, clock, version, header }: Start): Promise<KrrRun> {
  const { context, signal, timeout } = request
  const secrets = header === null ? [] : [header, header.replace(/^\S+\s+/, '')]
  const evidence = openEvidence()
  const findings = openFindings(context)
  let calculated = 0
  const log = openLogReader((record) => {
    evidence.add(record)
    findings.add(record)
    if (!record.message.startsWith('Calculated recommendations for')) return
    calculated += 1
    request.onProgress?.(calculated)
  })
  const temporary = await mkdtemp(join(tmpdir(), 'krr-gitops-krr-'))
  let result: ProcessResult
  try {
    signal?.throwIfAborted()
    result = await run({
      program: command.program,
      args: [...command.prefix, ...args],
      passEnv: PASSED_ENVIRONMENT,
      env: ownEnvironment(temporary),
      timeout,
      signal,
      onStderrLine: (line) => log.line(redact(line, secrets)),
    })
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
  log.end()
  signal?.throwIfAborted()
  const report = result.exitCode === 0 ? readStdout(result.stdout) : null
  if (report === null) {
    for (const line of printed(result.stdout)) evidence.add(line)
    const ending = { ...result, silent: result.stdout.trim() === '' }
    throw classifyFailure({ ending, evidence: evidence.evidence(), context, command: command.program, timeout })
  }
  const remarks = [...(version.remark === null ? [] : [version.remark]), ...report.remarks]
  return {
    report: report.text,
    findings: findings.findings(),
    generatedAt: clock.now(),
    version: version.text,
    cached: false,
    remarks,
  }
}

/** The stripped report, and what krr printed that is not JSON; `null` when there is no usable report. */
function readStdout(stdout: string): { readonly text: string; readonly remarks: KrrRun['remarks'] } | null {
  try {
    const text = stripReport(stdout, 'krr')
    return { text, remarks: isJson(stdout) ? [] : remarksOn(stdout) }
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function remarksOn(stdout: string): KrrRun['remarks'] {
  const { bareNumbers, preamble, postamble } = parseJsonText(stdout, 'krr')
  const message = `krr printed ${bareNumbers.join(', ')}, which is not JSON; it was read as "no value"`
  const around = 'krr printed lines around the report; they were passed over'
  return [
    ...(bareNumbers.length === 0 ? [] : [{ code: 'report-bare-number', message, hint: null }]),
    ...(preamble === null && postamble === null ? [] : [{ code: 'report-preamble', message: around, hint: null }]),
  ]
}

/** Versions and wrappers differ in where they print messages; a report that was printed all the same is none. */
function printed(stdout: string) {
  if (stdout.trimStart().startsWith('{')) return []
  const lines = stdout.split('\n', 200).map((line) => redact(line).slice(0, 500).trim())
  return lines.filter((line) => line !== '').map((message) => ({ level: 'NONE' as const, message, exception: '' }))
}

function readHeader(header: string | undefined): string | null {
  const text = header?.trim() ?? ''
  if (text === '') return null
  if (/^[\x20-\x7e]+$/.test(text) && !text.startsWith('-')) return text
  throw new Problem({
    code: 'krr-header-invalid',
    exit: 2,
    message: 'The environment variable PROMETHEUS_AUTH_HEADER is no header value',
    hint: 'Write the whole value on one line, such as "Bearer …".',
  })
}
