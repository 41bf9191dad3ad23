/**
 * Watches what was merged until it is healthy for its soak: one check run on the merge commit, one comment, and a revert
 * pull request when it went wrong. Safe to run again from the start; a rollout that is settled costs nothing more.
 */
import type { RollbackSettings } from '../core/after/revert/may-revert.ts'
import { revertedNumber } from '../core/after/revert/revert-branch.ts'
import type { RolloutState } from '../core/after/rollout/judge-rollout.ts'
import { ROLLOUT_CHECK } from '../core/after/rollout/report-rollout.ts'
import { readRolloutCheck } from '../core/after/rollout/rollout-check.ts'
import { Problem } from '../core/problem.ts'
import { BRANCH_PREFIX } from '../core/pull-request/branch-name.ts'
import { statementOf } from '../core/pull-request/statement-of.ts'
import type { Delivery, Guards } from '../ports/delivery.ts'
import type { LivingForge, PublishedCheck, PullRequestFacts } from '../ports/life.ts'
import type { Clock, Logger } from '../ports/runtime.ts'
import type { RollBack, RollBackResult } from './roll-back.ts'
import { createReverts } from './watch/after-failure.ts'
import { type LookedAt, lookAt, type Merge } from './watch/look-at.ts'
import type { ApplicationOf } from './watch/signals.ts'

export interface WatchSettings {
  /** `rollout` of the configuration, in milliseconds. */
  readonly watch: 'github' | 'kubernetes' | 'none'
  readonly soakMs: number
  readonly timeoutMs: number
  readonly rollback: RollbackSettings
}

export interface WatchTools {
  readonly forge: LivingForge
  /** For `watch: kubernetes`; `null`: only what is said on the forge is heard. */
  readonly delivery: Delivery | null
  /** `null`: the configuration has none. */
  readonly guards: Guards | null
  /** Who delivers an overlay; `null` where no checkout tells: then every delivery report of the repository counts. */
  readonly applicationOf: ApplicationOf
  /** Asked in its place, and only when there is a rollout to look at: for whoever has to fetch a checkout first. */
  readonly survey?: ((pulls: readonly PullRequestFacts[]) => Promise<ApplicationOf>) | undefined
  readonly rollBack: RollBack
  readonly clock: Clock
  readonly logger: Logger
  readonly signal?: AbortSignal | undefined
}

export interface WatchResult {
  readonly number: number
  readonly url: string
  readonly title: string
  /** `unwatched`: it is not merged, changed no value, or watching is off; `silent`: nobody ever reports here. */
  readonly state: RolloutState['state'] | 'silent' | 'unwatched'
  /** `null` when it was settled before and not looked at again, or is not watched. */
  readonly rollout: RolloutState | null
  readonly mergeCommit: string | null
  readonly wrote: boolean
  /** The revert that there is now, or why there is none; `null` when none is wanted. */
  readonly revert: RollBackResult | null
  /** What went wrong with this one; the others were looked at all the same. */
  readonly problem: Problem | null
}

/** A rollout is looked at for this long after it had to be over, should the program not have run for a while. */
const GRACE_MS = 7 * 86_400_000

/** Every other look would meet it too. */
const OF_THE_FORGE = /^github-(?!refused)/

/** Looks at everything that was merged lately and not undone since. */
export async function watchMerged(settings: WatchSettings, tools: WatchTools): Promise<readonly WatchResult[]> {
  if (settings.watch === 'none') return []
  const since = new Date(tools.clock.now().getTime() - settings.timeoutMs - settings.soakMs - GRACE_MS)
  const merged = await tools.forge.life.listMerged(BRANCH_PREFIX, since)
  const undone = new Set(merged.map(({ branch }) => revertedNumber(branch)))
  const numbers = merged.map(({ number }) => number).filter((number) => !undone.has(number))
  return numbers.length === 0 ? [] : watchPulls(await tools.forge.life.look(numbers), settings, tools)
}

/**
 * The same for pull requests that were looked up already; results in their order. What another of them has undone is not
 * watched.
 */
export async function watchPulls(
  pulls: readonly PullRequestFacts[],
  settings: WatchSettings,
  tools: WatchTools,
): Promise<readonly WatchResult[]> {
  const { forge, signal } = tools
  const commits = settings.watch === 'none' ? [] : pulls.flatMap(({ mergeCommit }) => mergeCommit ?? [])
  const checks = commits.length === 0 ? new Map() : await forge.checks.read(commits)
  const undone = new Set(
    pulls.flatMap(({ pull, mergeCommit }) => (mergeCommit === null ? [] : revertedNumber(pull.branch))),
  )
  const watched = settings.watch === 'none' ? [] : pulls.filter(({ pull }) => !undone.has(pull.number))
  const merges = watched.flatMap((facts) => toMerge(facts, checks))
  const open = merges.filter(({ seen }) => isOpen(seen))
  if (open.length === 0) return pulls.map((facts) => settledResult(facts, merges))
  const applicationOf = (await tools.survey?.(open.map(({ facts }) => facts))) ?? tools.applicationOf
  const words = await forge.deliveries.read(open.map(({ commit, mergedAt }) => ({ commit, mergedAt })))
  const oldest = Math.min(...open.map(({ mergedAt }) => mergedAt.getTime()))
  const reverts = createReverts(forge, new Date(oldest))
  const results: WatchResult[] = []
  for (const facts of pulls) {
    signal?.throwIfAborted()
    const merge = open.find((one) => one.facts === facts)
    results.push(
      merge === undefined
        ? settledResult(facts, merges)
        : await one(
            merge,
            () => lookAt(merge, words, reverts, { settings, tools: { ...tools, applicationOf } }),
            tools.logger,
          ),
    )
  }
  return results
}

function toMerge(facts: PullRequestFacts, checks: ReadonlyMap<string, readonly PublishedCheck[]>): Merge[] {
  const { mergeCommit, pull } = facts
  const statement = statementOf(facts.commits)?.statement
  if (mergeCommit === null || pull.mergedAt === null || statement === undefined) return []
  if (statement.changes.length === 0) return []
  const seen = checks.get(mergeCommit)?.find(({ name }) => name === ROLLOUT_CHECK) ?? null
  return [{ facts, statement, commit: mergeCommit, mergedAt: pull.mergedAt, seen }]
}

function isOpen(seen: PublishedCheck | null): boolean {
  const state = readRolloutCheck(seen?.conclusion ?? null)
  return state !== 'healthy' && state !== 'silent'
}

function settledResult(facts: PullRequestFacts, merges: readonly Merge[]): WatchResult {
  const merge = merges.find((one) => one.facts === facts)
  const seen = merge === undefined ? null : readRolloutCheck(merge.seen?.conclusion ?? null)
  const state = seen === 'healthy' || seen === 'silent' ? seen : 'unwatched'
  return { ...about(facts), state, rollout: null, wrote: false, revert: null, problem: null }
}

/** Whatever goes wrong with one of them is told, and the next one has its turn. */
async function one({ facts }: Merge, look: () => Promise<LookedAt>, logger: Logger): Promise<WatchResult> {
  const { number } = facts.pull
  try {
    const { judgement, wrote, revert, problem } = await look()
    const { rollout } = judgement
    const state = rollout.state === 'overdue' && rollout.silent ? 'silent' : rollout.state
    if (wrote) logger.info({ audit: true, action: 'rollout', number, state }, `#${number}: the rollout is ${state}`)
    if (problem !== null)
      logger.error({ number, code: problem.code }, `#${number} could not be reverted: ${problem.message}`)
    return { ...about(facts), state, rollout, wrote, revert, problem }
  } catch (error) {
    if (!(error instanceof Problem) || OF_THE_FORGE.test(error.code)) throw error
    logger.error({ number, code: error.code }, `#${number} could not be watched: ${error.message}`)
    return { ...about(facts), state: 'progressing', rollout: null, wrote: false, revert: null, problem: error }
  }
}

function about({ pull, mergeCommit }: PullRequestFacts): Pick<WatchResult, 'number' | 'url' | 'title' | 'mergeCommit'> {
  return { number: pull.number, url: pull.url, title: pull.title, mergeCommit }
}
