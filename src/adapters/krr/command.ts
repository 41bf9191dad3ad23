/** Which program krr is, and which version. */
import { Problem } from '../../core/problem.ts'
import { type ProcessResult, run } from '../process/run.ts'
import { PASSED_ENVIRONMENT } from './environment.ts'
import { classifyFailure } from './failures/classify.ts'
import { type KrrVersion, readVersion } from './version.ts'

export interface KrrCommand {
  readonly program: string
  /** What stands before krr's own arguments: `run --rm krr` for docker. */
  readonly prefix: readonly string[]
}

/** `krr version` takes 2 to 4 seconds, most of it for loading; more on a cold disk. */
const ANSWER_WITHIN_MS = 60_000

/**
 * @param configured value of `KRR`: a path or words split on spaces; `undefined` or empty = `krr`
 * @throws Problem `krr-command-invalid` (exit 2)
 */
export function readCommand(configured: string | undefined): KrrCommand {
  const words = (configured ?? '').split(/\s+/).filter((word) => word !== '')
  const [program = 'krr', ...prefix] = words
  if (!/^["'-]/.test(program)) return { program, prefix }
  throw new Problem({
    code: 'krr-command-invalid',
    exit: 2,
    message: 'The environment variable KRR does not begin with a program',
    hint: 'Write a path, or a program and its arguments separated by spaces; there is no shell and no quoting.',
  })
}

/** @throws Problem (exit 3) when krr does not run at all */
export async function askVersion({ program, prefix }: KrrCommand, signal?: AbortSignal): Promise<KrrVersion> {
  signal?.throwIfAborted()
  const result = await run({
    program,
    args: [...prefix, 'version'],
    passEnv: PASSED_ENVIRONMENT,
    timeout: ANSWER_WITHIN_MS,
    signal,
  })
  signal?.throwIfAborted()
  if (result.exitCode === 0) return readVersion(result.stdout)
  throw noVersion(result, program)
}

function noVersion(result: ProcessResult, program: string): Problem {
  const known = classifyFailure({
    ending: { ...result, silent: true },
    evidence: { records: [], stage: 'start' },
    context: null,
    command: program,
    timeout: ANSWER_WITHIN_MS,
  })
  if (known.code !== 'krr-silent' && known.code !== 'krr-timeout') return known
  return new Problem({
    code: 'krr-broken',
    exit: 3,
    message: `${program} does not say its version (${result.timedOut ? 'no answer' : `exit code ${result.exitCode}`})`,
    hint: 'Run `krr version` by hand; check the command in KRR.',
  })
}
