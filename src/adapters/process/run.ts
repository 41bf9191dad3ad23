/**
 * The only place that starts a child process.
 *
 * No shell, ever: the program and its arguments are an array. Whoever builds the array makes sure that a value cannot be
 * read as a flag (validate it, or put it behind `--`). The environment is an allow-list, so that no secret of this
 * program reaches a child by accident.
 */
import { constants } from 'node:os'
import { execa } from 'execa'

/** Names every child may see; callers add their own. */
const COMMON_ENVIRONMENT = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'SYSTEMROOT',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
]

/** How long a child that was asked to stop (SIGTERM) may take before it is killed (SIGKILL). */
const KILL_AFTER_MS = 5_000

export interface ProcessRequest {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd?: string
  /** Written to stdin, which is closed afterwards; without it stdin is empty from the start. */
  readonly input?: string | Uint8Array
  /** Further names of our own environment that the child may see. */
  readonly passEnv?: readonly string[]
  /** Values set for the child. */
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds; the child is stopped when they are over. */
  readonly timeout?: number
  readonly signal?: AbortSignal | undefined
  /** Called for every line of stderr while the child runs. */
  readonly onStderrLine?: (line: string) => void
  /** Largest stdout and stderr in characters; the default is 512 Mi: a build of a large fleet is tens of MiB. */
  readonly maxBuffer?: number
}

/** How a child ended. A failure has the same shape as a success. */
export interface ProcessResult {
  readonly stdout: string
  readonly stderr: string
  /** `null` when it was ended by a signal or never started. */
  readonly exitCode: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly aborted: boolean
  /** `ENOENT`, `EACCES`, …: the program never started. */
  readonly spawnError: string | null
  readonly milliseconds: number
}

/** Runs one program to its end. Never throws for what the program does; the caller reads the result. */
export async function run(request: ProcessRequest): Promise<ProcessResult> {
  const child = execa(request.program, [...request.args], {
    reject: false,
    extendEnv: false,
    env: childEnvironment(request),
    stripFinalNewline: false,
    maxBuffer: request.maxBuffer ?? 512 * 1024 * 1024,
    killSignal: 'SIGTERM',
    forceKillAfterDelay: KILL_AFTER_MS,
    cleanup: true,
    ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
    ...(request.input === undefined ? { stdin: 'ignore' as const } : { input: request.input }),
    ...(request.timeout === undefined ? {} : { timeout: request.timeout }),
    ...(request.signal === undefined ? {} : { cancelSignal: request.signal }),
  })
  const onLine = request.onStderrLine
  const lines = (async () => {
    if (onLine === undefined) return
    for await (const line of child.iterable({ from: 'stderr' })) onLine(String(line))
  })().catch(() => undefined)
  const result = await child
  await lines
  const code = 'code' in result && typeof result.code === 'string' ? result.code : null
  const spawned = result.exitCode !== undefined || result.signal !== undefined || result.timedOut || result.isCanceled
  return {
    stdout: typeof result.stdout === 'string' ? result.stdout : '',
    stderr: typeof result.stderr === 'string' ? result.stderr : '',
    exitCode: result.exitCode ?? null,
    signal: result.signal ?? null,
    timedOut: result.timedOut,
    aborted: result.isCanceled,
    spawnError: spawned ? null : (code ?? 'EUNKNOWN'),
    milliseconds: Math.round(result.durationMs),
  }
}

function childEnvironment(request: ProcessRequest): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const name of [...COMMON_ENVIRONMENT, ...(request.passEnv ?? [])]) {
    const value = process.env[name]
    if (value !== undefined) environment[name] = value
  }
  return { ...environment, ...request.env }
}

/** The exit code a shell would show for a signal: 143 for SIGTERM. */
export function signalExitCode(signal: string): number {
  return 128 + ((constants.signals as Record<string, number>)[signal] ?? 0)
}
