/**
 * What kustomize would fetch instead of reading from the repository.
 *
 * Rule: kustomize `api/internal/git/repospec.go` (scheme, `user@host`, `github.com`, forced `git::`) and
 * `api/internal/loader` (any path with an http scheme is downloaded). A few spellings that older versions knew are
 * included: calling a local path remote refuses an edit, the opposite would open a connection.
 */
const FORCED_GIT = /^(?:git::)+/i
const SCHEME = /^(?:https?|ssh|git|file|s3|gcs|oci|hg):\/\//i
const SCP = /^[A-Za-z][A-Za-z0-9_-]*@[^/]+[:/]/
const GITHUB = /^(?:www\.)?github\.com[:/]|^gh:/i

export function isRemote(reference: string): boolean {
  const rest = reference.trim().replace(FORCED_GIT, '')
  return rest !== reference.trim() || SCHEME.test(rest) || SCP.test(rest) || GITHUB.test(rest)
}

/**
 * One spelling for the many of a repository's address: `git@github.com:Org/Shop.git`,
 * `ssh://git@github.com/org/shop` and `https://user@github.com/org/shop/` are all `github.com/org/shop`.
 *
 * @returns `null` for something that is no address of a repository (a local path, an OCI artifact)
 */
export function normalizeRepositoryUrl(url: string): string | null {
  const trimmed = url.trim().replace(FORCED_GIT, '')
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/i.exec(trimmed) ??
    /^(?:[^@/:]+@)?([^/:@]+\.[^/:@]+):(?!\/\/)(.+)$/.exec(trimmed)
  const host = match?.[1]
  const path = match?.[2]
  if (host === undefined || path === undefined) return null
  const clean = path
    .replace(/[?#].*$/, '')
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/i, '')
  return `${host}/${clean}`.toLowerCase()
}
