/** Opens a folder on disk, with or without git, as a {@link Repository}. */
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createLinkFollower } from '../../core/locate/paths.ts'
import type { FileTree } from '../../core/locate/tree.ts'
import { Problem } from '../../core/problem.ts'
import type { Repository } from '../../ports/repository.ts'
import { type Checkout, isIgnored, listIgnored, listTracked, readCheckout } from './git.ts'
import { createScratch } from './scratch.ts'
import { createSnapshotReader, walk } from './snapshot.ts'

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined
}

const NO_GIT: Checkout = { head: null, dirty: false, untracked: [], origin: null }

/**
 * Reads a repository whole: all paths, and the content of everything that can be a manifest.
 *
 * @param directory a folder; inside a git checkout the checkout's top directory is opened, unless git ignores the folder
 * @throws Problem `repository-not-found`, `repository-not-a-folder`, `repository-unreadable` (exit 2), `git-missing`,
 * `git-unsafe-directory`, `git-failed` (exit 3)
 */
export async function openRepository(directory: string, options: OpenOptions = {}): Promise<Repository> {
  const folder = checkedFolder(directory)
  const top = await topLevel(folder, options)
  const root = top ?? folder
  try {
    const reader = createSnapshotReader(root, options.signal)
    const readFiles = async () =>
      reader.add(top === null ? walk(root, options.signal) : await listTracked(root, options))
    // Files are read while git compares them.
    const [{ head, dirty, untracked, origin }] = await Promise.all([
      top === null ? NO_GIT : readCheckout(root, options),
      readFiles(),
    ])
    await reader.add(untracked)
    const tree = reader.tree()
    const opened: Repository = { root, head, origin, dirty, tree, scratch: (wanted) => createScratch(tree, wanted) }
    return top === null ? opened : { ...opened, ignored: (paths, signal) => askIgnored(root, tree, paths, { signal }) }
  } catch (error) {
    throw explained(directory, error)
  }
}

/** git refuses a path beyond a link, so each is asked for where it really is. */
async function askIgnored(
  root: string,
  tree: FileTree,
  paths: readonly string[],
  options: OpenOptions,
): Promise<ReadonlySet<string>> {
  const links = tree.entries().flatMap(({ path, link }) => (link === undefined ? [] : [[path, link] as const]))
  const follow = createLinkFollower(new Map(links))
  const asked = new Map(paths.map((path) => [path, follow(path)?.path ?? null]))
  const inside = new Set([...asked.values()].filter((path) => path !== null))
  const ignored = await listIgnored(root, [...inside], options)
  // What a link leads out of the repository is not committed from here either.
  return new Set([...asked].flatMap(([path, real]) => (real === null || ignored.has(real) ? [path] : [])))
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

/**
 * The top directory of the git checkout around a folder; `null` when there is none, or git ignores the folder there.
 * Found without starting git: it may not be installed, or needed.
 */
async function topLevel(folder: string, options: OpenOptions): Promise<string | null> {
  for (let dir = folder; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return dir === folder || !(await isIgnored(folder, options)) ? dir : null
    if (dir === dirname(dir)) return null
  }
}
