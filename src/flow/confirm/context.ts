/** What every step of the life of a pull request is handed. */
import type { PullRequestSettings } from '../../core/pull-request/settings.ts'
import type { ForgeRepository } from '../../ports/forge.ts'
import type { LivingForge } from '../../ports/life.ts'
import type { Clock, Logger } from '../../ports/runtime.ts'
import { createPeopleLookup, type PeopleLookup } from './people.ts'

export interface LifeSettings {
  /** Of the default branch: what a pull request says about its own policy does not count. */
  readonly pullRequests: PullRequestSettings
  /** Logins of automation beside accounts of type `Bot`. */
  readonly bots: readonly string[]
  /** Whether a configuration file (`null` = there is none) says `rollback.preApproved: true`; false when it is broken. */
  readonly preApproves: (text: string | null) => boolean
}

export interface LifeTools {
  readonly forge: LivingForge
  readonly clock: Clock
  readonly logger: Logger
  readonly signal?: AbortSignal | undefined
}

export interface LifeContext extends LifeTools {
  readonly settings: LifeSettings
  readonly repository: ForgeRepository
  readonly people: PeopleLookup
}

/**
 * Asks the forge who it is; the people are asked for as they turn up, each once.
 *
 * @param described what the forge said about itself a moment ago, to spare the question
 */
export async function openLife(
  settings: LifeSettings,
  tools: LifeTools,
  described?: ForgeRepository,
): Promise<LifeContext> {
  const repository = described ?? (await tools.forge.repository.describe())
  const bots = [...settings.bots, ...(repository.bot.login === null ? [] : [repository.bot.login])]
  return { ...tools, settings, repository, people: createPeopleLookup(tools.forge.people, bots) }
}
