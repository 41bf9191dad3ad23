/** What a run of `propose` hears from the life of earlier pull requests, and what it leaves for people to see. */
import { NO_TICKS } from '../core/after/dashboard/ticks.ts'
import { Problem, type Skip } from '../core/problem.ts'
import { BRANCH_PREFIX } from '../core/pull-request/branch-name.ts'
import { readDashboard, toPlanPart, writeDashboard } from '../flow/dashboard.ts'
import type { Plan } from '../flow/plan.ts'
import { createGate, type Gate } from '../flow/propose/gates.ts'
import type { Exceptions, ProposeResult } from '../flow/propose.ts'
import type { Forge } from '../ports/forge.ts'
import type { Clock, Logger } from '../ports/runtime.ts'
import { isLiving } from './living-forge.ts'
import { toPullRequestSettings } from './settings/for-flows.ts'
import { toGateSettings } from './settings/for-life.ts'
import type { Settings } from './settings/schema.ts'
import type { Workspace } from './workspace.ts'

export interface Proposing {
  readonly gate: Gate | undefined
  /** What people ticked on the dashboard. */
  readonly exceptions: Exceptions
  /** Takes out patches that do nothing any more, as far as this run may still open pull requests. */
  cleanUp(workspace: Workspace, plan: Plan, results: readonly ProposeResult[]): Promise<readonly ProposeResult[]>
  /** Writes the dashboard where it differs; what goes wrong with it is told and stops nothing. */
  show(results: readonly ProposeResult[], skipped: readonly Skip[]): Promise<void>
}

const NOTHING: Proposing = {
  ...{ gate: undefined, exceptions: NO_TICKS, cleanUp: async () => [], show: async () => undefined },
}

export async function openProposing(
  forge: Forge,
  settings: Settings,
  tools: { readonly clock: Clock; readonly logger: Logger },
): Promise<Proposing> {
  if (!isLiving(forge)) return NOTHING
  const gate = createGate(toGateSettings(settings), { forge, clock: tools.clock })
  const cleanUp: Proposing['cleanUp'] = async (workspace, plan, results) => {
    const { repository } = workspace
    if (plan.base === null) return []
    const flow = await import('../flow/clean-up.ts')
    const opened = results.filter(({ action }) => action === 'create' || action === 'adopt').length
    const pullRequests = toPullRequestSettings(settings)
    const { clusters, render } = settings
    return flow.cleanUp(
      {
        repository,
        settings: { clusters, render, pullRequests: { ...pullRequests, perRun: pullRequests.perRun - opened } },
        busy: new Set(plan.proposals.flatMap((one) => one.plan.workloads.map(({ target }) => target.overlay))),
      },
      { ...workspace.tools, forge },
    )
  }
  if (!settings.pullRequests.dashboard) return { ...NOTHING, gate, cleanUp }
  const seen = await tolerant(tools.logger, () => readDashboard(forge))
  if (seen === null) return { ...NOTHING, gate, cleanUp }
  const show: Proposing['show'] = async (results, skipped) => {
    await tolerant(tools.logger, async () => {
      const all = await forge.life.listAll(BRANCH_PREFIX, new Date(0))
      const now = tools.clock.now().getTime()
      const lately = new Date(now - settings.rollout.timeout - settings.rollout.soak)
      const shown = all.filter(({ state, mergedAt }) => state === 'open' || (mergedAt !== null && mergedAt >= lately))
      const pulls = shown.length === 0 ? [] : await forge.life.look(shown.map(({ number }) => number))
      await writeDashboard({ seen, pulls, plan: toPlanPart(results, skipped, all) }, { forge, logger: tools.logger })
    })
  }
  return { gate, exceptions: seen.ticks, cleanUp, show }
}

/** The pull requests are what matters; a token may not be allowed to write issues. */
async function tolerant<T>(logger: Logger, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    logger.warn({ code: error.code }, `The dashboard could not be kept: ${error.message}`)
    return null
  }
}
