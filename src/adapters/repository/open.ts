/** Opens a folder on disk, with or without git, as a {@link Repository}. */
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Problem } from '../../core/problem.ts'
import type { Repository } from '../../ports/repository.ts'
import { isDirty, listPaths, originUrl, readHead, topLevel } from './git.ts'
import { createScratch } from './scratch.ts'
import { takeSnapshot, walk } from './snapshot.ts'

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads a repository whole: all paths, and the content of everything that can be a manifest.
 *
 * @param directory a folder; inside a git checkout the checkout's top directory is opened, unless git ignores the folder
 * @throws Problem `repository-not-found`, `repository-not-a-folder`, `repository-unreadable` (exit 2), `git-missing`,
 * `git-unsafe-directory`, `git-failed` (exit 3)
 */
export async function openRepository(directory: string, options: OpenOptions = {}): Promise<Repository> {
  const folder = checkedFolder(directory)
  const top = hasGit(folder) ? await topLevel(folder, options) : null
  const root = top === null ? folder : realpathSync(top)
  try {
    const [paths, head, origin] = await Promise.all([
      top === null ? walk(root, options.signal) : listPaths(root, options),
      top === null ? null : readHead(root, options),
      top === null ? null : originUrl(root, options),
    ])
    const [dirty, tree] = await Promise.all([
      head === null ? false : isDirty(root, options),
      takeSnapshot(root, paths, options.signal),
    ])
    return { root, head, origin, dirty, tree, scratch: (wanted) => createScratch(tree, wanted) }
  } catch (error) {
    throw explained(directory, error)
  }
}

function checkedFolder(directory: string): string {
  try {
    if (!statSync(directory).isDirectory()) {
      throw new Problem({
        code: 'repository-not-a-folder',
        exit: 2,
        message: 'the repository must be a folder, and this is a file',
        hint: 'Name the folder that holds the manifests.',
        place: { file: directory },
      })
    }
    accessSync(directory, constants.R_OK | constants.X_OK)
    return realpathSync(directory)
  } catch (error) {
    throw explained(directory, error)
  }
}

function explained(directory: string, error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new Problem({
      code: 'repository-not-found',
      exit: 2,
      message: 'there is no such folder',
      hint: 'Name an existing folder with --repo, or run the command inside the repository.',
      place: { file: directory },
    })
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new Problem({
      code: 'repository-unreadable',
      exit: 2,
      message: 'the repository cannot be read',
      hint: 'Check the permissions of the folder and the files below it.',
      place: { file: path ?? directory },
    })
  }
  return error
}

/** Whether the folder lies in a git checkout, found without starting git: it may not be installed, or needed. */
function hasGit(folder: string): boolean {
  for (let dir = folder; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return true
    if (dir === dirname(dir)) return false
  }
}
