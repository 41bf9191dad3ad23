/** The files of a folder in memory: what planning reads, as it was at one moment. */
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { ancestorsOf, createLinkFollower } from '../../core/locate/paths.ts'
import type { FileTree, TreeEntry } from '../../core/locate/tree.ts'

/** What kustomizations, manifests and delivery objects are called; these are read at once, the rest when asked for. */
const CANDIDATE = /(?:\.ya?ml|\.json|(?:^|\/)Kustomization)$/
/** Larger files are no manifests that anyone edits; they are read from disk when they are needed. */
const LARGE = 16 * 1024 * 1024
/** Other work gets a turn after this many files. */
const BATCH = 256

/** Small files share buffers of this size: ten thousand allocations cost more than reading does. */
const SLAB = 1024 * 1024
const SMALL = 64 * 1024

/** `O_NOFOLLOW`: a link is read as a link. `O_NONBLOCK`: a FIFO does not hang. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

export interface Snapshot extends FileTree {
  /** Bytes of a regular file without following links; `undefined` when there is none. */
  bytes(path: string): Buffer | undefined
}

export interface SnapshotReader {
  /** Reads paths below the root. Those that are gone, directories (submodules), sockets and the like are left out. */
  add(paths: readonly string[]): Promise<void>
  /** Everything that was read so far. */
  tree(): Snapshot
}

/**
 * Reads files into memory.
 *
 * Reading is synchronous in batches: for files in the page cache, asynchronous reads cost several times as much.
 */
export function createSnapshotReader(root: string, signal?: AbortSignal): SnapshotReader {
  const contents = new Map<string, Buffer>()
  const links = new Map<string, string>()
  const types = new Map<string, TreeEntry>()
  const read = createFileReader()
  return {
    add: async (paths) => {
      for (const [index, path] of paths.entries()) {
        if (index % BATCH === BATCH - 1) await setImmediate()
        signal?.throwIfAborted()
        const found = types.has(path) ? null : read(`${root}/${path}`, CANDIDATE.test(path))
        if (found === null) continue
        if (typeof found === 'string') links.set(path, found)
        else if (found !== true) contents.set(path, found)
        types.set(path, typeof found === 'string' ? { path, type: 'symlink', link: found } : { path, type: 'file' })
      }
    },
    tree: () => {
      const entries = [...types.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
      return createTree(root, entries, links, contents)
    },
  }
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
    const followed = follow(path)?.path
    return followed !== undefined && (files.has(followed) || directories.has(followed)) ? followed : undefined
  }
  const bytes = (path: string): Buffer | undefined => {
    if (!files.has(path)) return undefined
    const held = contents.get(path)
    if (held !== undefined) return held
    const read = readFile(`${root}/${path}`)
    if (read !== undefined && read.length <= LARGE) contents.set(path, read)
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

type FileReader = (path: string, wanted: boolean) => Buffer | string | true | null

/**
 * A function from a path to the bytes of a file, the target of a link, `true` for a file that is not wanted or too large
 * to be held, and `null` for everything else. Small files are cut from slabs.
 */
function createFileReader(): FileReader {
  let slab = Buffer.allocUnsafeSlow(SLAB)
  let used = 0
  return (path, wanted) => {
    let descriptor: number
    try {
      descriptor = openSync(path, READ_FLAGS)
    } catch (error) {
      return linkTarget(path, error)
    }
    try {
      if (!wanted) return fstatSync(descriptor).isFile() ? true : null
      if (slab.length - used < SMALL) {
        slab = Buffer.allocUnsafeSlow(SLAB)
        used = 0
      }
      // A short read is the whole file: no question for its size, which would take as long as the read itself.
      const length = readSync(descriptor, slab, used, SMALL, 0)
      if (length < SMALL) {
        used += length
        return slab.subarray(used - length, used)
      }
      const { size } = fstatSync(descriptor)
      return size > LARGE ? true : readAll(descriptor, size)
    } catch (error) {
      if (isNoFile(error)) return null
      throw error
    } finally {
      closeSync(descriptor)
    }
  }
}

function readAll(descriptor: number, size: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(size)
  let length = 0
  while (length < size) {
    const read = readSync(descriptor, buffer, length, size - length, length)
    if (read === 0) break
    length += read
  }
  return buffer.subarray(0, length)
}

/** The bytes of a regular file of any size; `undefined` when it is none (any more). */
function readFile(path: string): Buffer | undefined {
  let descriptor: number
  try {
    descriptor = openSync(path, READ_FLAGS)
  } catch {
    return undefined
  }
  try {
    const stat = fstatSync(descriptor)
    return stat.isFile() ? readAll(descriptor, stat.size) : undefined
  } finally {
    closeSync(descriptor)
  }
}

/** What reading a directory, a socket or an empty pipe says. */
function isNoFile(error: unknown): boolean {
  return ['EISDIR', 'EAGAIN', 'EINVAL', 'ENXIO'].includes((error as NodeJS.ErrnoException).code ?? '')
}

function linkTarget(path: string, error: unknown): string | null {
  const code = (error as NodeJS.ErrnoException).code
  // ELOOP, EMLINK and EFTYPE are what systems answer to O_NOFOLLOW on a link.
  if (code === 'ELOOP' || code === 'EMLINK' || code === 'EFTYPE') return readlinkSync(path)
  if (code === 'ENOENT' || code === 'ENOTDIR' || isNoFile(error)) return null
  throw error
}

/** All files and links below a folder that is no git repository; `.git` folders are left out. */
export function walk(root: string, signal?: AbortSignal): string[] {
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
