/** Renders on disk, so that a second plan over the same files builds nothing. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RenderStore } from '../../ports/kustomize.ts'

export interface RenderStoreOptions {
  /** Made when it does not exist; only its owner may read it, because renders can hold Secrets. */
  readonly directory: string
  /** Entries that were not used for this long are removed by `prune`, in milliseconds. */
  readonly maxAge: number
}

const KEY = /^[0-9a-f]{64}$/

/**
 * A store that never fails: what cannot be read is a miss, what cannot be written is built again next time.
 * A write is a rename, so a reader never sees half of it.
 */
export function openRenderStore({ directory, maxAge }: RenderStoreOptions): RenderStore {
  const fileOf = (key: string): string => {
    if (!KEY.test(key)) throw new RangeError('the key of a render is a sha256 in hex')
    return join(directory, `${key}.render`)
  }
  return {
    read: async (key) => {
      const file = fileOf(key)
      try {
        const text = (await readFile(file)).toString('utf8')
        const now = new Date()
        await utimes(file, now, now).catch(() => undefined)
        return text
      } catch {
        return null
      }
    },
    write: async (key, text) => {
      const file = fileOf(key)
      const part = join(directory, `.${randomUUID()}.part`)
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 })
        await writeFile(part, text, { mode: 0o600, flag: 'wx' })
        await rename(part, file)
      } catch {
        await rm(part, { force: true }).catch(() => undefined)
      }
    },
    prune: async (now) => {
      const names = await readdir(directory).catch(() => [])
      for (const name of names) {
        if (!name.endsWith('.render') && !name.endsWith('.part')) continue
        const file = join(directory, name)
        const age = await stat(file).then(
          (found) => now.getTime() - found.mtimeMs,
          () => 0,
        )
        if (age > maxAge) await rm(file, { force: true }).catch(() => undefined)
      }
    },
  }
}
