/**
 * Work by repository: one thing at a time in one repository, several repositories at once. What comes while a repository is
 * worked on is gathered into one next time. Nothing is kept when the process ends: the sweep at the next start finds it.
 */
import pLimit from 'p-limit'
import type { Logger } from '../../ports/runtime.ts'
import { errorFields, errorMessage } from './error-fields.ts'
import { type AppRepository, slugOf } from './flows.ts'
import { isUrgent, mergeWork, type Work } from './work.ts'

export interface QueueOptions {
  /** Does one piece of work; what it throws is logged, and the work is tried again. */
  readonly run: (repository: AppRepository, work: Work, signal: AbortSignal) => Promise<void>
  /** Whether trying again can help. */
  readonly isPassing: (error: unknown) => boolean
  readonly logger: Logger
  /** Repositories worked on at once because of events. */
  readonly concurrency: number
  /** Repositories swept at once, besides those. */
  readonly sweeps: number
  /** Milliseconds to wait for more events of a burst: an opened pull request sends six. */
  readonly settle: number
  /** Milliseconds before the first, second, … repetition of what failed. */
  readonly retryAfter: readonly number[]
}

export interface WorkQueue {
  /** False when the queue takes nothing any more. */
  add(repository: AppRepository, work: Work): boolean
  /** Drops what waits; what runs goes on. */
  forget(installation: number, repositories: readonly AppRepository[] | null): void
  /** Repositories with work that waits or runs. */
  size(): number
  /** Resolves as soon as nothing waits or runs. */
  idle(): Promise<void>
  /**
   * Takes nothing more, drops what waits, and lets what runs end; aborts it after `grace` milliseconds.
   *
   * @returns true when everything ended by itself
   */
  close(grace: number): Promise<boolean>
}

interface Entry {
  readonly repository: AppRepository
  waiting: Work | null
  running: boolean
  timer: NodeJS.Timeout | null
  failures: number
}

export function createQueue(options: QueueOptions): WorkQueue {
  const { run, isPassing, logger, settle, retryAfter } = options
  const entries = new Map<string, Entry>()
  const limits = { event: pLimit(options.concurrency), sweep: pLimit(options.sweeps) }
  const abort = new AbortController()
  const idlers = new Set<() => void>()
  let closed = false

  const tidy = (key: string, entry: Entry): void => {
    if (entry.running || entry.waiting !== null) return
    if (entry.timer !== null) clearTimeout(entry.timer)
    entries.delete(key)
    if (entries.size > 0) return
    for (const resolve of idlers) resolve()
    idlers.clear()
  }

  const schedule = (key: string, entry: Entry, after: number): void => {
    if (entry.timer !== null) clearTimeout(entry.timer)
    entry.timer = setTimeout(() => {
      entry.timer = null
      submit(key, entry)
    }, after)
  }

  /** Whoever gets a place first takes all that waits; a later place finds nothing and is given back. */
  const submit = (key: string, entry: Entry): void => {
    if (entry.waiting === null || entry.running) return
    const limit = isUrgent(entry.waiting) ? limits.event : limits.sweep
    void limit(() => work(key, entry))
  }

  const work = async (key: string, entry: Entry): Promise<void> => {
    const { repository, waiting } = entry
    if (closed || waiting === null || entry.running) return
    entry.waiting = null
    entry.running = true
    try {
      await run(repository, waiting, abort.signal)
      entry.failures = 0
    } catch (error) {
      failed(entry, waiting, error)
    } finally {
      entry.running = false
      if (entry.waiting !== null && !closed) schedule(key, entry, pause(entry))
      tidy(key, entry)
    }
  }

  const pause = ({ failures }: Entry): number => (failures === 0 ? settle : (retryAfter[failures - 1] ?? settle))

  const failed = (entry: Entry, work: Work, error: unknown): void => {
    const place = { repository: slugOf(entry.repository) }
    if (abort.signal.aborted) {
      logger.warn(place, 'stopped in the middle; the next run goes on from there')
      return
    }
    const again = isPassing(error) && entry.failures < retryAfter.length
    const next = again
      ? `tried again in ${(retryAfter[entry.failures] ?? 0) / 1000} s`
      : 'the next event or sweep looks again'
    logger.error({ ...place, ...errorFields(error) }, `${errorMessage(error)} (${next})`)
    entry.failures = again ? entry.failures + 1 : 0
    if (again) entry.waiting = mergeWork(entry.waiting, work)
  }

  const idle = (): Promise<void> =>
    entries.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.add(resolve))

  return {
    idle,
    add(repository, work) {
      if (closed) return false
      const key = slugOf(repository).toLowerCase()
      const entry = entries.get(key) ?? { repository, waiting: null, running: false, timer: null, failures: 0 }
      entries.set(key, entry)
      entry.waiting = mergeWork(entry.waiting, work)
      // A repetition that waits for GitHub to recover is not hurried by new events.
      if (!entry.running && entry.timer === null) schedule(key, entry, settle)
      return true
    },
    forget(installation, repositories) {
      const keys = repositories === null ? null : new Set(repositories.map((each) => slugOf(each).toLowerCase()))
      for (const [key, entry] of [...entries]) {
        if (entry.repository.installation !== installation || (keys !== null && !keys.has(key))) continue
        entry.waiting = null
        tidy(key, entry)
      }
    },
    size: () => entries.size,
    async close(grace) {
      closed = true
      for (const [key, entry] of [...entries]) {
        entry.waiting = null
        tidy(key, entry)
      }
      const done = idle()
      let late = false
      const timer = setTimeout(() => {
        late = true
        abort.abort(new DOMException('the server stops', 'AbortError'))
      }, grace)
      await done
      clearTimeout(timer)
      return !late
    },
  }
}
