/** Which repository on GitHub a remote names, and where GitHub's API is. */
import type { Io } from './cli/io.ts'

const DEFAULT_SERVER = 'https://github.com'
const DEFAULT_API = 'https://api.github.com'

export function githubApiUrl(env: Io['env']): string {
  return present(env.GITHUB_API_URL) ?? DEFAULT_API
}

export function githubServerUrl(env: Io['env']): string {
  return present(env.GITHUB_SERVER_URL) ?? DEFAULT_SERVER
}

/**
 * `owner/name` of a remote on this GitHub (github.com, or the server that `GITHUB_SERVER_URL` names); `null` for every
 * other remote. Knows `https://host/owner/name.git`, `ssh://git@host/owner/name` and `git@host:owner/name.git`.
 */
export function githubSlug(remote: string | null, env: Io['env']): string | null {
  if (remote === null) return null
  const match =
    /^(?:(?:https?|ssh|git):\/\/(?:[^@/]+@)?([^/]+)\/|[^@/\s]+@([^:/]+):)([^/\s]+\/[^/\s]+?)(?:\.git)?\/?$/.exec(
      remote.trim(),
    )
  if (match === null) return null
  const host = (match[1] ?? match[2] ?? '').toLowerCase()
  const known = new URL(githubServerUrl(env)).host.toLowerCase()
  const sameHost = host === known || host.replace(/:\d+$/, '') === known || host === `ssh.${known}:443`
  return sameHost ? (match[3] ?? null) : null
}

function present(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value
}
