/** One commit of a repository on this machine, in a private temporary folder. */
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../../core/problem.ts'
import { run } from '../process/run.ts'
import type { Clone } from './shallow-clone.ts'

export interface LocalCloneOptions {
  /** Any folder of the repository, or a bare one; absolute. */
  readonly directory: string
  /** Forty hex digits. */
  readonly commit: string
  readonly signal: AbortSignal
}

const TIMEOUT_MS = 5 * 60_000
/** Neither hooks nor filters of this machine run. */
const SAFE = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'advice.detachedHead=false']

/** The objects are shared, not copied; whatever is checked out or uncommitted in the repository stays as it is. */
export async function cloneLocal({ directory, commit, signal }: LocalCloneOptions): Promise<Clone> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'krr-gitops-clone-')))
  const dispose = () => rm(folder, { recursive: true, force: true })
  try {
    await git(
      [...SAFE, 'clone', '--quiet', '--shared', '--no-checkout', '--template=', '--', directory, folder],
      signal,
    )
    await git([...SAFE, '-C', folder, 'checkout', '--quiet', '--detach', commit], signal)
    return { root: folder, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function git(args: readonly string[], signal: AbortSignal): Promise<void> {
  const env = { GIT_TERMINAL_PROMPT: '0', GIT_ALLOW_PROTOCOL: 'file', GIT_LFS_SKIP_SMUDGE: '1', LC_ALL: 'C' }
  const result = await run({ program: 'git', args, env, timeout: TIMEOUT_MS, signal })
  signal.throwIfAborted()
  if (result.spawnError !== null) {
    const hint = 'Install git and make sure that it is on the PATH.'
    throw new Problem({ code: 'git-missing', exit: 3, message: 'git cannot be started.', hint })
  }
  if (result.exitCode === 0) return
  throw new Problem({
    code: 'clone-failed',
    exit: 3,
    message: 'The newest commit of the default branch could not be checked out into a temporary folder.',
    hint: 'Check the space on the disk, and the repository with "git fsck".',
    detail: result.stderr.trim(),
  })
}
