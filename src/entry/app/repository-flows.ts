/** The flows of one repository as the App runs them: settings from its default branch, a checkout only where it is needed. */
import { BRANCH_PREFIX } from '../../core/pull-request/branch-name.ts'
import { statementOf } from '../../core/pull-request/statement-of.ts'
import type { RenderCache } from '../../flow/render-cache.ts'
import { createRollBack } from '../../flow/roll-back.ts'
import { applicationOf, surveyCheckout } from '../../flow/survey.ts'
import { type SweepResult, sweep } from '../../flow/sweep.ts'
import { type WatchTools, watchPulls } from '../../flow/watch.ts'
import type { Kustomize } from '../../ports/kustomize.ts'
import type { LivingForge } from '../../ports/life.ts'
import { type Clock, type Logger, silentProgress } from '../../ports/runtime.ts'
import { mergedForMs, toLifeSettings, toRollBackSettings, toWatchSettings } from '../settings/for-life.ts'
import { CONFIG_PATH, configProblem } from '../settings/load.ts'
import { defaultSettings, readSettings } from '../settings/read.ts'
import type { Settings } from '../settings/schema.ts'
import type { ApplicationMemory } from './applications.ts'
import type { Checkout } from './checkout.ts'
import { type AppFlows, type AppRepository, slugOf } from './flows.ts'

export interface RepositoryFlowsOptions {
  readonly openForge: (repository: AppRepository) => LivingForge
  readonly checkout: (repository: AppRepository, signal: AbortSignal) => Checkout
  readonly kustomize: (settings: Settings) => Kustomize
  /** A new one for each step. */
  readonly cache: () => RenderCache
  /** Builds that run at the same time. */
  readonly concurrency: number
  readonly applications: ApplicationMemory
  readonly clock: Clock
  readonly logger: Logger
}

export function createRepositoryFlows(options: RepositoryFlowsOptions): AppFlows {
  return {
    async lookAt(repository, { numbers, branches }, signal) {
      const forge = options.openForge(repository)
      const only = [...numbers, ...(await numbersOf(branches, forge))]
      if (only.length > 0) await step(repository, forge, only, options, signal)
    },
    sweep: (repository, signal) => step(repository, options.openForge(repository), undefined, options, signal),
  }
}

async function numbersOf(branches: readonly string[], forge: LivingForge): Promise<readonly number[]> {
  if (branches.length === 0) return []
  const open = await forge.pullRequests.listOpen(BRANCH_PREFIX)
  return open.filter(({ branch }) => branches.includes(branch)).map(({ number }) => number)
}

async function step(
  repository: AppRepository,
  forge: LivingForge,
  only: readonly number[] | undefined,
  options: RepositoryFlowsOptions,
  signal: AbortSignal,
): Promise<void> {
  const { clock, logger, concurrency, applications } = options
  const { head } = await forge.repository.describe()
  const settings = readConfig(await forge.history.fileAt(head, CONFIG_PATH))
  const kustomize = options.kustomize(settings)
  await using checkout = options.checkout(repository, signal)
  const tools = { forge, clock, logger, signal }
  const planning = { kustomize, cache: options.cache(), concurrency, progress: silentProgress }
  const rollBack = createRollBack(toRollBackSettings(settings), { ...tools, ...planning, checkout: checkout.open })
  const survey: WatchTools['survey'] = (pulls) => {
    const overlays = pulls.flatMap(
      ({ commits }) => statementOf(commits)?.statement.changes.map((each) => each.overlay) ?? [],
    )
    return applications.find(slugOf(repository), head, overlays, async () => {
      const { clusters, render } = settings
      const found = await surveyCheckout({ ...tools, ...planning, repository: await checkout.open(), clusters, render })
      return (overlay) => applicationOf(found, overlay)
    })
  }
  const watching = { ...tools, rollBack, survey, delivery: null, guards: null, applicationOf: () => null }
  const input = { settings: toLifeSettings(settings), mergedForMs: mergedForMs(settings) }
  const result = await sweep(
    only === undefined ? input : { ...input, only },
    { rollBack, watch: (merged) => watchPulls(merged, toWatchSettings(settings), watching) },
    tools,
  )
  report(result, repository, logger)
}

/** @throws Problem (exit 2): nothing is decided by a configuration that is wrong */
function readConfig(text: string | null): Settings {
  if (text === null) return defaultSettings()
  const read = readSettings(CONFIG_PATH, text)
  if (read.ok) return read.settings
  throw configProblem(CONFIG_PATH, read.findings)
}

/** Each action is in the log already, where it was done. @throws the Problem that another try may pass */
function report({ pulls, actions, problems, stopped }: SweepResult, repository: AppRepository, logger: Logger): void {
  const fields = { repository: slugOf(repository), pulls: pulls.length, actions: actions.length }
  if (actions.length > 0) logger.info(fields, actions.map(({ why }) => why).join(' '))
  else logger.debug(fields, 'nothing to do')
  const again = problems.find(({ problem }) => stopped || problem.exit === 3)
  if (again !== undefined) throw again.problem
}
