/** Sweeps all repositories of all installations again and again, so that a missed webhook costs only time. */
import type { Logger } from '../../ports/runtime.ts'
import { errorFields, errorMessage } from './error-fields.ts'
import type { AppRepository } from './flows.ts'

export interface SweeperOptions {
  /** Milliseconds from one sweep to the next; 0 = never. */
  readonly interval: number
  /** Milliseconds before the first one: what happened while nothing ran is found early. */
  readonly first: number
  readonly list: () => Promise<readonly AppRepository[]>
  readonly sweep: (repository: AppRepository) => void
  readonly logger: Logger
  /** 0 to 1; several instances must not sweep at the same second. */
  readonly random: () => number
}

export interface Sweeper {
  stop(): void
}

/** Part of the interval by which each pause is longer or shorter. */
const JITTER = 0.1

export function startSweeper({ interval, first, list, sweep, logger, random }: SweeperOptions): Sweeper {
  if (interval === 0) return { stop() {} }
  let stopped = false
  let timer = setTimeout(tick, first)
  async function tick(): Promise<void> {
    try {
      const repositories = await list()
      if (stopped) return
      logger.info({ repositories: repositories.length }, 'sweep begins')
      for (const repository of repositories) sweep(repository)
    } catch (error) {
      logger.error(errorFields(error), `no sweep: ${errorMessage(error)}`)
    }
    if (!stopped) timer = setTimeout(tick, interval * (1 + JITTER * (2 * random() - 1)))
  }
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
