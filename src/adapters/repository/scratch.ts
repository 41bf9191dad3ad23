/** Private throw-away copies of a repository, for rendering edited files. */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pLimit from 'p-limit'
import { createLinkFollower } from '../../core/locate/paths.ts'
import type { Scratch } from '../../ports/repository.ts'
import type { Snapshot } from './snapshot.ts'

const WRITERS = 16

/** Makes the copy; see `Repository.scratch`. The folder can be read by its owner only. */
export async function createScratch(snapshot: Snapshot, paths: ReadonlySet<string> | null): Promise<Scratch> {
  // The real path, because kustomize resolves links before it compares and before it complains.
  const root = await realpath(await mkdtemp(join(tmpdir(), 'krr-gitops-')))
  const entries = new Map(snapshot.entries().map((entry) => [entry.path, entry]))
  const links = new Map(
    snapshot.entries().flatMap((entry) => (entry.link === undefined ? [] : [[entry.path, entry.link]])),
  )
  const follow = createLinkFollower(links)
  const limit = pLimit(WRITERS)
  const copied = new Set<string>()
  const folders = new Map<string, Promise<unknown>>()

  const place = async (path: string, content: string | Uint8Array): Promise<void> => {
    const file = join(root, path)
    await folder(dirname(file))
    await writeFile(file, content)
  }
  const folder = (path: string): Promise<unknown> => {
    const known = folders.get(path) ?? mkdir(path, { recursive: true })
    folders.set(path, known)
    return known
  }
  const copy = async (path: string): Promise<void> => {
    const entry = entries.get(path)
    if (entry === undefined || copied.has(path)) return
    copied.add(path)
    if (entry.link === undefined) {
      const bytes = snapshot.bytes(path)
      if (bytes !== undefined) await place(path, bytes)
      return
    }
    // A link that leaves the repository is not followed and not copied.
    if (follow(path) === null) return
    await folder(dirname(join(root, path)))
    await symlink(entry.link, join(root, path))
  }
  const inside = (path: string): string => {
    const followed = follow(path)?.path
    if (followed === undefined || followed === '') throw new RangeError(`${path} is no file of the repository`)
    return followed
  }
  const scratch: Scratch = {
    root,
    add: async (more) => {
      await Promise.all([...(more ?? entries.keys())].map((path) => limit(copy, path)))
    },
    write: async (files) => {
      for (const [path, text] of files) {
        const file = inside(path)
        if (text !== null) await place(file, text)
        else if (entries.has(file)) await place(file, snapshot.bytes(file) ?? '')
        else await rm(join(root, file), { force: true })
        copied.add(file)
      }
    },
    remove: async (paths) => {
      for (const path of paths) {
        const file = inside(path)
        // A copy that is still to come must not bring it back.
        copied.add(file)
        await rm(join(root, file), { force: true })
      }
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  }
  try {
    await scratch.add(paths)
  } catch (error) {
    await scratch[Symbol.asyncDispose]()
    throw error
  }
  return scratch
}
