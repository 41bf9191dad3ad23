/** Pull requests of a local repository as JSON files in its `.git/krr-gitops/`: `pulls/<number>.json`, one lock. */
import { link, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../../core/problem.ts'
import { type PullFile, pullFileSchema } from './pull-file.ts'

/** How long to wait for another process, in steps. */
const PATIENCE_MS = 10_000
const STEP_MS = 15

export interface PullStore {
  /** All pull requests, by number. */
  all(): Promise<PullFile[]>
  read(number: number): Promise<PullFile | null>
  fileOf(number: number): string
  /** Runs alone among all processes that use this store. `save` replaces the file of a pull request in one step. */
  exclusive<T>(work: (save: (pull: PullFile) => Promise<void>) => Promise<T>): Promise<T>
}

export function createPullStore(directory: string): PullStore {
  const pulls = join(directory, 'pulls')
  const lock = join(directory, 'lock')
  const fileOf = (number: number) => join(pulls, `${number}.json`)

  const read = async (number: number): Promise<PullFile | null> => {
    let text: string
    try {
      text = await readFile(fileOf(number), 'utf8')
    } catch (error) {
      if (isCode(error, 'ENOENT')) return null
      throw unusable(fileOf(number), error)
    }
    return parsePull(text, fileOf(number))
  }

  const save = async (pull: PullFile): Promise<void> => {
    const temporary = join(pulls, `.${pull.number}.${process.pid}.tmp`)
    await writeFile(temporary, `${JSON.stringify(pull, null, 2)}\n`)
    await rename(temporary, fileOf(pull.number))
  }

  return {
    ...{ read, fileOf },
    async all() {
      const names = await readdir(pulls).catch((error: unknown) => {
        if (isCode(error, 'ENOENT')) return []
        throw unusable(pulls, error)
      })
      const numbers = names.flatMap((name) => (/^\d+\.json$/.test(name) ? [Number.parseInt(name, 10)] : []))
      const found = await Promise.all(numbers.sort((a, b) => a - b).map(read))
      return found.filter((pull) => pull !== null)
    },
    async exclusive(work) {
      try {
        await mkdir(pulls, { recursive: true })
      } catch (error) {
        throw unusable(directory, error)
      }
      await acquire(lock)
      try {
        return await work(save)
      } finally {
        await rm(lock, { force: true })
      }
    },
  }
}

function parsePull(text: string, file: string): PullFile {
  try {
    return pullFileSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new Problem({
      code: 'local-forge-broken',
      exit: 3,
      message: 'The file of a local pull request cannot be read.',
      hint: 'Repair the JSON, or remove the file to forget this pull request.',
      place: { file },
      cause: error,
    })
  }
}

async function acquire(lock: string): Promise<void> {
  const mine = `${process.pid} ${hostname()}\n`
  for (let waited = 0; ; waited += STEP_MS) {
    try {
      const handle = await open(lock, 'wx')
      await handle.writeFile(mine)
      await handle.close()
      return
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw unusable(lock, error)
    }
    if (waited % (STEP_MS * 20) === STEP_MS * 19) await breakDeadLock(lock)
    if (waited >= PATIENCE_MS) {
      throw new Problem({
        code: 'local-forge-locked',
        exit: 3,
        message: 'Another run is working on the local pull requests.',
        hint: 'Wait for it; if none is running, remove the lock file.',
        place: { file: lock },
      })
    }
    await sleep(STEP_MS)
  }
}

/** Removes the lock of a process of this machine that is gone. */
async function breakDeadLock(lock: string): Promise<void> {
  const owner = await readFile(lock, 'utf8').catch(() => '')
  const [pid = '', host = ''] = owner.trim().split(' ')
  if (!/^\d+$/.test(pid) || host !== hostname() || isAlive(Number(pid))) return
  const aside = `${lock}.${process.pid}`
  try {
    await rename(lock, aside)
    // Between reading and renaming somebody may have broken it and taken it: then it is put back.
    if ((await readFile(aside, 'utf8')) !== owner) await link(aside, lock)
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw unusable(lock, error)
  } finally {
    await rm(aside, { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !isCode(error, 'ESRCH')
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function unusable(file: string, cause: unknown): Problem {
  const words = cause instanceof Error ? cause.message : String(cause)
  return new Problem({
    code: 'local-forge-unusable',
    exit: 3,
    message: 'The local pull requests cannot be read or written.',
    hint: 'Check the permissions of the folder krr-gitops inside .git.',
    place: { file },
    detail: words,
    cause,
  })
}
