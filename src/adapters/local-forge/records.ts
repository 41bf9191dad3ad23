/** Small JSON files beside the pull requests: what was said about commits, and issues. Written under the store's lock. */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { z } from 'zod'
import { Problem } from '../../core/problem.ts'
import type { PullStore } from './store.ts'

export interface Records {
  /** `null` when there is none. */
  read<T>(name: string, schema: z.ZodType<T>): Promise<T | null>
  /** Names of the records in a folder, without `.json`. */
  list(folder: string): Promise<string[]>
  /** Reads, changes and writes one record alone. */
  change<T>(name: string, schema: z.ZodType<T>, change: (now: T | null) => T): Promise<T>
}

export function createRecords(directory: string, store: PullStore): Records {
  const fileOf = (name: string) => join(directory, `${name}.json`)
  const read = async <T>(name: string, schema: z.ZodType<T>): Promise<T | null> => {
    let text: string
    try {
      text = await readFile(fileOf(name), 'utf8')
    } catch (error) {
      if (isMissing(error)) return null
      throw broken(fileOf(name), error)
    }
    try {
      return schema.parse(JSON.parse(text))
    } catch (error) {
      throw broken(fileOf(name), error)
    }
  }
  return {
    read,
    async list(folder) {
      const names = await readdir(join(directory, folder)).catch((error: unknown) => {
        if (isMissing(error)) return []
        throw broken(join(directory, folder), error)
      })
      return names.flatMap((name) => (name.endsWith('.json') && !name.startsWith('.') ? [name.slice(0, -5)] : []))
    },
    change: (name, schema, change) =>
      store.exclusive(async () => {
        const next = change(await read(name, schema))
        const file = fileOf(name)
        const temporary = `${file}.${process.pid}.tmp`
        await mkdir(dirname(file), { recursive: true })
        await writeFile(temporary, `${JSON.stringify(next, null, 2)}\n`)
        await rename(temporary, file)
        return next
      }),
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function broken(file: string, cause: unknown): Problem {
  return new Problem({
    code: 'local-forge-broken',
    exit: 3,
    message: 'A record of the local forge cannot be read.',
    hint: 'Repair the JSON, or remove the file to forget it.',
    place: { file },
    cause,
  })
}
