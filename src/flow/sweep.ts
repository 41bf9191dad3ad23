/**
 * One look at everything that is open or was merged lately, and one step forward for each: what a missed webhook would have
 * done. Safe to run again from the start, at any time, by several at once; where nothing changed it writes nothing.
 *
 * It costs three or four requests and one for every 20 pull requests; one more for each that reviews would let merge.
 */
import { Problem } from '../core/problem.ts'
import { BRANCH_PREFIX } from '../core/pull-request/branch-name.ts'
import { statementOf } from '../core/pull-request/statement-of.ts'
import type { ForgeRepository } from '../ports/forge.ts'
import type { PullRequestFacts } from '../ports/life.ts'
import type { RollBackForCommand } from './commands.ts'
import { type LifeContext, type LifeSettings, type LifeTools, openLife } from './confirm/context.ts'
import { findSuperseding } from './confirm/superseded.ts'
import type { SweepAction, SweepProblem, SweepResult, SweptPull } from './sweep/result.ts'
import { tend } from './sweep/tend.ts'
import { watchActions } from './sweep/watch-actions.ts'
import type { WatchResult } from './watch.ts'

export type { SweepAction, SweepResult, SweptPull } from './sweep/result.ts'

export interface SweepInput {
  readonly settings: LifeSettings
  /** Merged pull requests are looked at for this long: their rollout, their merge, commands on them. Milliseconds. */
  readonly mergedForMs: number
  /** Only these pull requests, whatever their state; for one event. All when missing. */
  readonly only?: readonly number[]
  /** As it was described a moment ago; asked for when missing. */
  readonly repository?: ForgeRepository
}

/** What other parts do on the way; what is missing is left out. */
export interface SweepSteps {
  readonly rollBack: RollBackForCommand
  readonly watch?: (merged: readonly PullRequestFacts[]) => Promise<readonly WatchResult[]>
  /** After all pull requests, in this order: dashboard, clean-up. Each gives the actions that it did. */
  readonly finish?: readonly ((
    seen: readonly PullRequestFacts[],
    context: LifeContext,
  ) => Promise<readonly SweepAction[]>)[]
}

/** Everything that comes after these would meet them too. */
const OF_THE_FORGE: ReadonlySet<string> = new Set([
  ...['github-unreachable', 'github-token-refused', 'github-rate-limit', 'github-secondary-rate-limit', 'github-sso'],
  ...['github-archived', 'git-missing', 'local-forge-locked'],
])

/** @throws Problem when the forge cannot be looked at; problems with single pull requests are in the result */
export async function sweep(input: SweepInput, steps: SweepSteps, tools: LifeTools): Promise<SweepResult> {
  const context = await openLife(input.settings, tools, input.repository)
  const seen = await lookAround(input, context)
  const wanted = input.only === undefined ? seen : seen.filter(({ pull }) => input.only?.includes(pull.number))
  const open = seen.filter(({ pull }) => pull.state === 'open')
  const pulls: SweptPull[] = []
  const actions: SweepAction[] = []
  const problems: SweepProblem[] = []
  const act = (action: SweepAction) => actions.push(action)

  const guarded = async (number: number | null, work: () => Promise<void>): Promise<void> => {
    if (problems.some(({ problem }) => OF_THE_FORGE.has(problem.code))) return
    tools.signal?.throwIfAborted()
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problems.push({ number, problem: error })
      tools.logger.error({ number, code: error.code }, error.message)
    }
  }

  for (const facts of wanted) {
    const options = { rollBack: steps.rollBack, supersededBy: findSuperseding(facts, open) }
    await guarded(facts.pull.number, async () => {
      pulls.push(await tend(facts, context, options, act))
    })
  }
  const { watch } = steps
  const merged = wanted.filter(({ pull }) => pull.state === 'merged')
  if (watch !== undefined && merged.length > 0) {
    await guarded(null, async () => {
      const found = watchActions(await watch(merged))
      actions.push(...found.actions)
      problems.push(...found.problems)
    })
  }
  for (const step of steps.finish ?? []) {
    await guarded(null, async () => {
      actions.push(...(await step(seen, context)))
    })
  }
  const stopped = problems.some(({ problem }) => OF_THE_FORGE.has(problem.code))
  return { repository: context.repository.slug, pulls, actions, problems, stopped }
}

/** All that is open is looked at even for one event: another pull request may replace this one. */
async function lookAround(
  { mergedForMs, only }: SweepInput,
  context: LifeContext,
): Promise<readonly PullRequestFacts[]> {
  const { forge, clock, repository } = context
  const open = await forge.pullRequests.listOpen(BRANCH_PREFIX)
  const since = new Date(clock.now().getTime() - mergedForMs)
  const merged = only === undefined ? await forge.life.listMerged(BRANCH_PREFIX, since) : []
  const numbers = [
    ...new Set([...open.map(({ number }) => number), ...merged.map(({ number }) => number), ...(only ?? [])]),
  ]
  const seen = numbers.length === 0 ? [] : await forge.life.look(numbers)
  return seen.filter((facts) => isOurs(facts, repository.bot.login))
}

/** Others may name their branches as they like: it is ours when this program opened it, or made one of its commits. */
export function isOurs({ pull, commits }: PullRequestFacts, bot: string | null): boolean {
  if (!pull.branch.startsWith(BRANCH_PREFIX)) return false
  return pull.author === bot || statementOf(commits) !== null
}
