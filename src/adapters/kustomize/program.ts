/** Finding a kustomize that runs. */
import { basename } from 'node:path'
import { Problem } from '../../core/problem.ts'
import { run } from '../process/run.ts'

export interface Program {
  readonly path: string
  /** What stands before the directory: `build` for kustomize, `kustomize` for kubectl. */
  readonly command: 'build' | 'kustomize'
  /** `v5.5.0`. */
  readonly version: string
}

const VERSION = /v\d+\.\d+\.\d+[\w.+-]*/
const ANSWER_WITHIN_MS = 20_000

/**
 * Tries the configured program, else `kustomize`, else `kubectl`.
 *
 * @param configured path from `KUSTOMIZE`; a kubectl works too. `undefined` or empty = look on the PATH
 * @throws Problem `kustomize-missing` (exit 3)
 */
export async function findProgram(configured: string | undefined, signal?: AbortSignal): Promise<Program> {
  const candidates =
    configured === undefined || configured === ''
      ? [standalone('kustomize'), kubectl('kubectl')]
      : [/kubectl/.test(basename(configured)) ? kubectl(configured) : standalone(configured)]
  const failures: string[] = []
  for (const candidate of candidates) {
    const result = await run({
      program: candidate.path,
      args: candidate.versionArgs,
      env: environment(false),
      timeout: ANSWER_WITHIN_MS,
      signal,
    })
    signal?.throwIfAborted()
    const version = result.exitCode === 0 ? candidate.readVersion(result.stdout) : undefined
    if (version !== undefined) return { path: candidate.path, command: candidate.command, version }
    const why = result.timedOut ? 'no answer in time' : (result.spawnError ?? lastLine(result.stderr || result.stdout))
    failures.push(`${candidate.path}: ${why}`)
  }
  throw new Problem({
    code: 'kustomize-missing',
    exit: 3,
    message: configured ? `the program that KUSTOMIZE names does not run` : 'neither kustomize nor kubectl can be run',
    hint: 'Install kustomize 5 (https://kubectl.docs.kubernetes.io/installation/kustomize/) or kubectl, or set KUSTOMIZE to its path.',
    detail: failures.join('\n'),
  })
}

function standalone(path: string) {
  return {
    path,
    command: 'build' as const,
    versionArgs: ['version'],
    readVersion: (stdout: string) => VERSION.exec(stdout)?.[0],
  }
}

function kubectl(path: string) {
  return {
    path,
    command: 'kustomize' as const,
    versionArgs: ['version', '--client', '--output=json'],
    readVersion: (stdout: string) => VERSION.exec(/"kustomizeVersion":\s*"([^"]*)"/.exec(stdout)?.[1] ?? '')?.[0],
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? 'no answer'
}

/** What fetching needs of our own environment, where the configuration allows it. */
export const REMOTE_ENVIRONMENT = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
  ...['SSH_AUTH_SOCK', 'GIT_SSH_COMMAND', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
]

/** A proxy at the discard port: whatever kustomize downloads by itself fails at once. */
const NOWHERE = 'http://127.0.0.1:9'

/**
 * What the child's environment adds. Remote bases are found before a build; this is the second lock on the same door:
 * git refuses every protocol, and downloads go to a proxy that does not exist. kubectl gets no kubeconfig.
 */
export function environment(allowRemote: boolean): Record<string, string> {
  const closed = {
    GIT_ALLOW_PROTOCOL: 'none',
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    http_proxy: NOWHERE,
    https_proxy: NOWHERE,
    NO_PROXY: '',
    no_proxy: '',
  }
  return { KUBECONFIG: '/dev/null', GIT_TERMINAL_PROMPT: '0', ...(allowRemote ? {} : closed) }
}
