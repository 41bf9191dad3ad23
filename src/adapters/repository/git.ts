/** What the real git says about a checkout. Reads only: no lock is taken, no hook and no monitor of the repository runs. */
import { Problem } from '../../core/problem.ts'
import type { Head } from '../../ports/repository.ts'
import { type ProcessResult, run } from '../process/run.ts'

/** A repository's own configuration can name programs (fsmonitor, hooks); none is started for reading. */
const HARMLESS = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.quotePath=false']

export interface GitOptions {
  readonly signal?: AbortSignal | undefined
}

interface CallOptions extends GitOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

async function git(directory: string, args: readonly string[], options: CallOptions): Promise<ProcessResult> {
  const result = await run({
    program: 'git',
    args: [...HARMLESS, ...args],
    cwd: directory,
    env: { ...options.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    signal: options.signal,
    ...(options.input === undefined ? {} : { input: options.input }),
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

async function output(directory: string, args: readonly string[], options: CallOptions): Promise<string> {
  const result = await git(directory, args, options)
  if (result.exitCode === 0) return result.stdout
  throw failure(directory, args, result)
}

function failure(directory: string, args: readonly string[], result: ProcessResult): Problem {
  const words = result.stderr.trim()
  const owner = /dubious ownership/.test(words)
  return new Problem({
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

/** Whether git ignores a folder of the checkout around it. */
export async function isIgnored(directory: string, options: GitOptions): Promise<boolean> {
  return (await git(directory, ['check-ignore', '--quiet', '.'], options)).exitCode === 0
}

/**
 * Those of some paths that git ignores and does not track already, in a list that git is asked for once.
 *
 * @param paths below the top directory, none of them beyond a link
 */
export async function listIgnored(
  root: string,
  paths: readonly string[],
  options: GitOptions,
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set()
  const args = ['check-ignore', '--stdin', '-z']
  const result = await git(root, args, { ...options, input: paths.join('\0') })
  // 1: none of them.
  if (result.exitCode !== 0 && result.exitCode !== 1) throw failure(root, args, result)
  return new Set(result.stdout.split('\0').filter((path) => path !== ''))
}

export interface Checkout {
  /** `null` when there is no commit yet. */
  readonly head: Head | null
  /** Whether tracked files differ from HEAD. */
  readonly dirty: boolean
  /** Paths that git does not track yet and does not ignore. */
  readonly untracked: readonly string[]
  /** URL of the remote `origin`; `null` when there is none. */
  readonly origin: string | null
}

/** Paths that git tracks, unsorted; deleted files are among them. */
export async function listTracked(root: string, options: GitOptions): Promise<string[]> {
  const listed = await output(root, ['ls-files', '-z'], options)
  // An unmerged path is listed once per stage.
  return [...new Set(listed.split('\0'))].filter((path) => path !== '')
}

/** Reads the state of a checkout from its top directory, with as few processes as possible: starting them takes long. */
export async function readCheckout(root: string, options: GitOptions): Promise<Checkout> {
  const status = ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=all']
  const [state, origin] = await Promise.all([
    withoutOwnFilters(root, options).then((env) =>
      output(root, [...status, '--ignore-submodules=all', '--no-renames'], { ...options, env }),
    ),
    git(root, ['remote', 'get-url', 'origin'], options),
  ])
  const records = state.split('\0')
  const header = (name: string) => records.find((each) => each.startsWith(`# ${name} `))?.slice(name.length + 3)
  const commit = header('branch.oid') ?? '(initial)'
  const branch = header('branch.head') ?? '(detached)'
  return {
    head: commit === '(initial)' ? null : { commit, branch: branch === '(detached)' ? null : branch },
    dirty: records.some((each) => /^[12u] /.test(each)),
    // A nested repository ends with a slash.
    untracked: records.flatMap((each) => (each.startsWith('? ') && !each.endsWith('/') ? [each.slice(2)] : [])),
    origin: origin.exitCode === 0 ? origin.stdout.trim() : null,
  }
}

/**
 * `git status` gives a file that may have changed to the filter that `.gitattributes` names for it. Filters are programs of
 * the user's configuration (Git LFS), but a folder from somewhere else brings along a `.git/config` of its own.
 *
 * @returns settings for the environment of git: filters of the checkout's own configuration are off, whatever their names
 */
async function withoutOwnFilters(root: string, options: GitOptions): Promise<Record<string, string>> {
  const args = ['config', '-z', '--show-scope', '--name-only', '--get-regexp', '^filter\\.']
  const words = (await git(root, args, options)).stdout.split('\0')
  const names = new Set<string>()
  for (let index = 0; index + 1 < words.length; index += 2) {
    const [scope = '', key = ''] = words.slice(index, index + 2)
    if (scope === 'local' || scope === 'worktree') names.add(key.slice(0, key.lastIndexOf('.')))
  }
  const settings = [...names].flatMap((name) => [
    [`${name}.clean`, ''],
    [`${name}.process`, ''],
    [`${name}.required`, 'false'],
  ])
  return {
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key = '', value = ''], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  }
}
