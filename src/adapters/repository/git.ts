/** What the real git says about a checkout. Reads only: no lock is taken, no hook and no monitor of the repository runs. */
import { Problem } from '../../core/problem.ts'
import type { Head } from '../../ports/repository.ts'
import { type ProcessResult, run } from '../process/run.ts'

/** A repository's own configuration can name programs (fsmonitor, hooks); none is started for reading. */
const HARMLESS = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.quotePath=false']

export interface GitOptions {
  readonly signal?: AbortSignal | undefined
}

async function git(directory: string, args: readonly string[], options: GitOptions): Promise<ProcessResult> {
  const result = await run({
    program: 'git',
    args: [...HARMLESS, ...args],
    cwd: directory,
    env: { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    signal: options.signal,
  })
  options.signal?.throwIfAborted()
  if (result.spawnError !== null) {
    throw new Problem({
      code: 'git-missing',
      exit: 3,
      message: 'git cannot be started',
      hint: 'Install git and make sure that it is on the PATH.',
      place: { file: directory },
      detail: result.spawnError,
    })
  }
  return result
}

async function output(directory: string, args: readonly string[], options: GitOptions): Promise<string> {
  const result = await git(directory, args, options)
  if (result.exitCode === 0) return result.stdout
  const words = result.stderr.trim()
  const owner = /dubious ownership/.test(words)
  throw new Problem({
    code: owner ? 'git-unsafe-directory' : 'git-failed',
    exit: 3,
    message: owner
      ? 'git refuses this repository because it belongs to another user'
      : `git ${args[0] ?? ''} failed in this folder`,
    hint: owner
      ? `Run git config --global --add safe.directory ${directory}`
      : 'Run git status in the folder to see what is wrong with it.',
    place: { file: directory },
    detail: words,
  })
}

/** The top directory of the checkout that holds `directory`; `null` when git ignores the folder there. */
export async function topLevel(directory: string, options: GitOptions): Promise<string | null> {
  const top = (await output(directory, ['rev-parse', '--show-toplevel'], options)).replace(/\r?\n$/, '')
  const ignored = await git(directory, ['check-ignore', '--quiet', '.'], options)
  return top === '' || ignored.exitCode === 0 ? null : top
}

/** The commit that is checked out; `null` when there is none yet. */
export async function readHead(directory: string, options: GitOptions): Promise<Head | null> {
  const [commit, branch] = await Promise.all([
    git(directory, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], options),
    git(directory, ['symbolic-ref', '--short', '--quiet', 'HEAD'], options),
  ])
  if (commit.exitCode !== 0) return null
  return { commit: commit.stdout.trim(), branch: branch.exitCode === 0 ? branch.stdout.trim() : null }
}

/** Whether tracked files differ from HEAD. */
export async function isDirty(directory: string, options: GitOptions): Promise<boolean> {
  const args = ['status', '--porcelain=v1', '-z', '--untracked-files=no', '--ignore-submodules=all']
  return (await output(directory, args, options)) !== ''
}

/** Paths that git tracks or would track, unsorted; deleted files are among them. */
export async function listPaths(directory: string, options: GitOptions): Promise<string[]> {
  const listed = await output(directory, ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], options)
  // An unmerged path is listed once per stage.
  return [...new Set(listed.split('\0'))].filter((path) => path !== '' && !path.endsWith('/'))
}

/** URL of the remote `origin`; `null` when there is none. */
export async function originUrl(directory: string, options: GitOptions): Promise<string | null> {
  const result = await git(directory, ['remote', 'get-url', 'origin'], options)
  return result.exitCode === 0 ? result.stdout.trim() : null
}
