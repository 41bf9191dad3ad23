/** What `--repo` names: a directory on this machine, or a repository on GitHub. */
import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Problem } from '../core/problem.ts'

export type RepositoryArgument =
  /** `root` is the top of the git repository around the directory, or the directory itself; absolute, symlinks followed. */
  | { readonly type: 'directory'; readonly root: string; readonly isGit: boolean }
  | { readonly type: 'remote'; readonly slug: string }

const SLUG = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/

/** A directory of that name wins over a repository on GitHub. */
export function readRepositoryArgument(repo: string | undefined, cwd: string): RepositoryArgument {
  const path = resolve(cwd, repo ?? '.')
  if (isDirectory(path)) {
    const real = realpathSync(path)
    const top = topOf(real)
    return { type: 'directory', root: top ?? real, isGit: top !== null }
  }
  if (repo !== undefined && SLUG.test(repo) && !/\/\.{1,2}$/.test(repo)) return { type: 'remote', slug: repo }
  throw new Problem({
    code: 'repository-not-found',
    exit: 2,
    message: existsSync(path) ? `${repo ?? path} is no directory.` : `There is no directory ${repo ?? path}.`,
    hint: 'Give --repo a directory, or owner/name for a repository on GitHub.',
  })
}

/** For commands that work on files: a repository on GitHub has none here. */
export function requireDirectory(
  repo: string | undefined,
  cwd: string,
  command: string,
): { readonly root: string; readonly isGit: boolean } {
  const found = readRepositoryArgument(repo, cwd)
  if (found.type === 'directory') return found
  throw new Problem({
    code: 'repository-not-local',
    exit: 2,
    message: `"krr-gitops ${command}" works on a directory, and there is none named ${found.slug}.`,
    hint: 'Clone the repository and run the command inside it.',
  })
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** `.git` is a directory, or a file in worktrees and submodules. */
function topOf(directory: string): string | null {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return null
  }
}
