/** The files of a folder in memory: what planning reads, as it was at one moment. */
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { ancestorsOf, createLinkFollower, joinPath } from '../../core/locate/paths.ts'
import type { FileTree, TreeEntry } from '../../core/locate/tree.ts'

/** What kustomizations, manifests and delivery objects are called; these are read at once, the rest when asked for. */
const CANDIDATE = /(?:\.ya?ml|\.json|(?:^|\/)Kustomization)$/
/** Larger files are no manifests that anyone edits; they are read from disk when they are needed. */
const LARGE = 16 * 1024 * 1024
/** Other work gets a turn after this many files. */
const BATCH = 256

/** `O_NOFOLLOW`: a link is read as a link. `O_NONBLOCK`: a FIFO does not hang. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

export interface Snapshot extends FileTree {
  /** Bytes of a regular file without following links; `undefined` when there is none. */
  bytes(path: string): Buffer | undefined
}

/**
 * Reads the given paths below `root`. Paths that are gone, directories (submodules), sockets and the like are left out.
 *
 * Reading is synchronous in batches: for files in the page cache, asynchronous reads cost several times as much.
 */
export async function takeSnapshot(root: string, paths: readonly string[], signal?: AbortSignal): Promise<Snapshot> {
  const contents = new Map<string, Buffer>()
  const links = new Map<string, string>()
  const entries: TreeEntry[] = []
  for (const [index, path] of [...paths].sort().entries()) {
    if (index % BATCH === BATCH - 1) await setImmediate()
    signal?.throwIfAborted()
    const found = readEntry(join(root, path), CANDIDATE.test(path))
    if (found === null) continue
    if (typeof found === 'string') {
      links.set(path, found)
      entries.push({ path, type: 'symlink', link: found })
    } else {
      if (found !== true) contents.set(path, found)
      entries.push({ path, type: 'file' })
    }
  }
  return createTree(root, entries, links, contents)
}

function createTree(
  root: string,
  entries: readonly TreeEntry[],
  links: ReadonlyMap<string, string>,
  contents: Map<string, Buffer>,
): Snapshot {
  const files = new Set(entries.flatMap((entry) => (entry.type === 'file' ? [entry.path] : [])))
  const directories = new Set<string>([''])
  for (const { path } of entries) {
    for (const dir of ancestorsOf(path)) {
      if (directories.has(dir)) break
      directories.add(dir)
    }
  }
  const follow = createLinkFollower(links)
  const texts = new Map<string, string | undefined>()

  const real = (path: string): string | undefined => {
    const followed = follow(joinPath('', path) ?? '..')?.path
    return followed !== undefined && (files.has(followed) || directories.has(followed)) ? followed : undefined
  }
  const bytes = (path: string): Buffer | undefined => {
    if (!files.has(path)) return undefined
    const held = contents.get(path)
    if (held !== undefined) return held
    const read = readEntry(join(root, path), true, Number.POSITIVE_INFINITY)
    if (!Buffer.isBuffer(read)) return undefined
    if (read.length <= LARGE) contents.set(path, read)
    return read
  }
  const content = (path: string): Buffer | undefined => {
    const file = files.has(path) ? path : real(path)
    return file === undefined ? undefined : bytes(file)
  }
  return {
    entries: () => entries,
    real,
    bytes,
    isDirectory: (path) => {
      const target = real(path)
      return target !== undefined && directories.has(target)
    },
    text: (path) => {
      if (texts.has(path)) return texts.get(path)
      const found = content(path)
      const text = found !== undefined && isUtf8(found) ? found.toString('utf8') : undefined
      texts.set(path, text)
      return text
    },
    digest: (path) => {
      const found = content(path)
      return found === undefined ? undefined : createHash('sha256').update(found).digest('hex')
    },
    mentions: (path, words) => {
      const found = content(path)
      return found === undefined ? undefined : words.some((word) => found.includes(word))
    },
  }
}

/** Bytes of a file, the target of a link, `true` for a file that is not read now, `null` for everything else. */
function readEntry(path: string, wanted: boolean, limit = LARGE): Buffer | string | true | null {
  let descriptor: number
  try {
    descriptor = openSync(path, READ_FLAGS)
  } catch (error) {
    return linkTarget(path, error)
  }
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) return null
    if (!wanted || stat.size > limit) return true
    const buffer = Buffer.allocUnsafeSlow(stat.size)
    let length = 0
    while (length < buffer.length) {
      const read = readSync(descriptor, buffer, length, buffer.length - length, length)
      if (read === 0) break
      length += read
    }
    return length === buffer.length ? buffer : buffer.subarray(0, length)
  } finally {
    closeSync(descriptor)
  }
}

function linkTarget(path: string, error: unknown): string | null {
  const code = (error as NodeJS.ErrnoException).code
  // ELOOP, EMLINK and EFTYPE are what systems answer to O_NOFOLLOW on a link.
  if (code === 'ELOOP' || code === 'EMLINK' || code === 'EFTYPE') return readlinkSync(path)
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENXIO' || code === 'EISDIR') return null
  throw error
}

/** All files and links below a folder that is no git repository; `.git` folders are left out. */
export async function walk(root: string, signal?: AbortSignal): Promise<string[]> {
  const found: string[] = []
  const pending = ['']
  for (let dir = pending.pop(); dir !== undefined; dir = pending.pop()) {
    signal?.throwIfAborted()
    for (const entry of readdirSync(join(root, dir), { withFileTypes: true })) {
      const path = dir === '' ? entry.name : `${dir}/${entry.name}`
      if (entry.isDirectory()) {
        if (entry.name !== '.git') pending.push(path)
      } else if (entry.isFile() || entry.isSymbolicLink()) found.push(path)
    }
  }
  return found
}
