/** Repository-relative paths as kustomize reads them: joined lexically first, links followed afterwards. */

/** What makes a relative path other than it looks: dots at the start of a part, empty parts, a slash at the end. */
const UNCLEAN = /^\.|\/\.|\/\/|\/$/

/** Linux gives up after 40 links as well. */
const MAX_LINKS = 40

/**
 * Joins a reference to a directory and cleans it (`a/../b`, `./`, `//`), as Go's `filepath.Join` does.
 *
 * @returns the clean path (`''` is the repository itself), or `null` when it is absolute or climbs out of the repository
 */
export function joinPath(dir: string, reference: string): string | null {
  if (reference.startsWith('/')) return null
  if (reference !== '' && !UNCLEAN.test(reference)) return dir === '' ? reference : `${dir}/${reference}`
  const parts: string[] = dir === '' ? [] : dir.split('/')
  for (const part of reference.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.join('/')
}

/** `a/b` of `a/b/c.yaml`; `''` of `c.yaml`. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

/** True when `path` is `dir` or lies below it; everything lies below `''`. */
export function isWithin(path: string, dir: string): boolean {
  return dir === '' || path === dir || path.startsWith(`${dir}/`)
}

/** All directories above a path, nearest first; the repository itself (`''`) is the last. */
export function ancestorsOf(path: string): string[] {
  const ancestors: string[] = []
  for (let dir = path; dir !== ''; ) {
    dir = parentOf(dir)
    ancestors.push(dir)
  }
  return ancestors
}

export interface FollowedPath {
  /** The path without any link in it. */
  readonly path: string
  /** The links that were followed, as entries of the repository. */
  readonly via: readonly string[]
}

const NO_LINKS: readonly string[] = []

export type LinkFollower = (path: string) => FollowedPath | null

/**
 * Follows symbolic links within the repository, without touching a disk.
 *
 * @param links path of each link to its target as written
 * @returns a function from a path to the clean path without links; `null` when it or a link is absolute, leaves the
 * repository, or runs in circles. Whether something exists there is not checked.
 */
export function createLinkFollower(links: ReadonlyMap<string, string>): LinkFollower {
  return (written) => {
    const path = joinPath('', written)
    if (path === null || links.size === 0) return path === null ? null : { path, via: NO_LINKS }
    const via: string[] = []
    let rest = path === '' ? [] : path.split('/')
    let done = ''
    while (rest.length > 0) {
      const [part, ...after] = rest as [string, ...string[]]
      const here = done === '' ? part : `${done}/${part}`
      const target = links.get(here)
      if (target === undefined) {
        done = here
        rest = after
        continue
      }
      via.push(here)
      const joined = via.length > MAX_LINKS ? null : joinPath(done, target)
      if (joined === null) return null
      rest = joined === '' ? after : [...joined.split('/'), ...after]
      done = ''
    }
    return { path: done, via }
  }
}
