/** The real git, as plumbing: no hooks, no prompts, no pager, nobody's index or working tree. */
import { Problem } from '../../core/problem.ts'
import { type ProcessResult, run } from '../process/run.ts'

export interface GitOptions {
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** Exit codes beside 0 that are an answer. */
  readonly answers?: readonly number[]
}

export interface Git {
  /** Runs `git <args>` and gives its stdout as it is. Throws `git-failed` (exit 3) for any exit code not expected. */
  (args: readonly string[], options?: GitOptions): Promise<string>
  /** The same with the exit code, for commands that answer by it. */
  result(args: readonly string[], options?: GitOptions): Promise<ProcessResult>
}

/** A hook of the user must not run for what this program writes, nor an alias or a prompt get in the way. */
const CONFIG = ['-c', 'core.hooksPath=/dev/null', '-c', 'i18n.commitEncoding=UTF-8', '-c', 'core.quotePath=false']
const ENVIRONMENT = { GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' }
const TIMEOUT = 120_000

/** @param directory any folder of a repository, a worktree of it, or a bare repository */
export function createGit(directory: string): Git {
  const result = async (args: readonly string[], options: GitOptions = {}): Promise<ProcessResult> => {
    const done = await run({
      program: 'git',
      args: ['--no-pager', ...CONFIG, ...args],
      cwd: directory,
      env: { ...ENVIRONMENT, ...options.env },
      timeout: TIMEOUT,
      ...(options.input === undefined ? {} : { input: options.input }),
    })
    if (done.exitCode !== null && [0, ...(options.answers ?? [])].includes(done.exitCode)) return done
    throw toProblem(args, done, directory)
  }
  const git = async (args: readonly string[], options?: GitOptions) => (await result(args, options)).stdout
  return Object.assign(git, { result })
}

function toProblem(args: readonly string[], done: ProcessResult, directory: string): Problem {
  const command = `git ${args.find((arg) => !arg.startsWith('-')) ?? ''}`.trim()
  if (done.spawnError !== null) {
    return new Problem({
      code: 'git-missing',
      exit: 3,
      message: `git cannot be started (${done.spawnError}).`,
      hint: 'Install git and put it on the PATH.',
    })
  }
  if (/not a git repository/i.test(done.stderr)) {
    return new Problem({
      code: 'not-a-repository',
      exit: 2,
      message: `${directory} is not inside a git repository.`,
      hint: 'Run it in a git repository, or name one with --repo.',
      place: { file: directory },
    })
  }
  const how = done.timedOut
    ? `took longer than ${TIMEOUT / 1000} seconds`
    : `failed (exit ${done.exitCode ?? done.signal})`
  return new Problem({
    code: 'git-failed',
    exit: 3,
    message: `${command} ${how} in ${directory}.`,
    hint: 'The words of git say why.',
    detail: done.stderr.trim(),
  })
}
