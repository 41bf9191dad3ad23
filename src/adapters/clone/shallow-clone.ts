/** The newest commit of a repository on GitHub, in a private temporary folder. */
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../../core/problem.ts'
import { run } from '../process/run.ts'

export interface CloneOptions {
  /** `https://github.com`; no path. */
  readonly serverUrl: string
  /** `owner/name`. */
  readonly slug: string
  readonly token: string
  readonly signal: AbortSignal
}

export interface Clone extends AsyncDisposable {
  readonly root: string
}

const TIMEOUT_MS = 15 * 60_000

/**
 * Clones the default branch without history. Neither hooks nor templates nor credential helpers of this machine run, no
 * submodule is fetched, and the token travels in the environment: arguments are visible to everybody on the machine.
 */
export async function cloneShallow(options: CloneOptions): Promise<Clone> {
  const { serverUrl, slug, token, signal } = options
  const server = serverUrl.replace(/\/+$/, '')
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'krr-gitops-clone-')))
  const dispose = () => rm(folder, { recursive: true, force: true })
  try {
    const result = await run({
      program: 'git',
      args: [
        ...['-c', 'credential.helper=', '-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'],
        ...['clone', '--quiet', '--depth=1', '--single-branch', '--no-tags', '--template=', '--no-recurse-submodules'],
        ...['--', `${server}/${slug}.git`, folder],
      ],
      passEnv: [
        'HTTPS_PROXY',
        'HTTP_PROXY',
        'NO_PROXY',
        'https_proxy',
        'http_proxy',
        'no_proxy',
        'SSL_CERT_FILE',
        'GIT_SSL_CAINFO',
      ],
      env: {
        GIT_TERMINAL_PROMPT: '0',
        GIT_ALLOW_PROTOCOL: 'https:http',
        GIT_LFS_SKIP_SMUDGE: '1',
        LC_ALL: 'C',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: `http.${server}/.extraHeader`,
        GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
      },
      timeout: TIMEOUT_MS,
      signal,
    })
    signal.throwIfAborted()
    if (result.exitCode !== 0) throw cloneProblem(options, result)
    return { root: folder, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

function cloneProblem({ slug, serverUrl }: CloneOptions, result: Awaited<ReturnType<typeof run>>): Problem {
  if (result.spawnError !== null) {
    const message = 'git cannot be started.'
    return new Problem({
      code: 'git-missing',
      exit: 3,
      message,
      hint: 'Install git and make sure that it is on the PATH.',
    })
  }
  return new Problem({
    code: 'clone-failed',
    exit: 3,
    message: result.timedOut ? `Cloning ${slug} took too long.` : `${slug} could not be cloned from ${serverUrl}.`,
    hint: 'Check the name of the repository, the rights of GITHUB_TOKEN (contents: read), and the network.',
    detail: result.stderr.trim(),
  })
}
