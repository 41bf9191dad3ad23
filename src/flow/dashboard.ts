/** One issue that shows everything at a glance, kept up to date; what people tick in it is read back. */

import { CONFIRMATION_CHECK } from '../core/after/confirmation/report.ts'
import type { PlanPart, WaitingProposal } from '../core/after/dashboard/plan-part.ts'
import { renderPlanPart } from '../core/after/dashboard/plan-part.ts'
import {
  DASHBOARD_LABEL,
  DASHBOARD_TITLE,
  type DashboardPull,
  renderDashboard,
  replacePulls,
} from '../core/after/dashboard/render.ts'
import { NO_TICKS, parseTicks, type Ticks } from '../core/after/dashboard/ticks.ts'
import { revertedNumber } from '../core/after/revert/revert-branch.ts'
import type { Savings } from '../core/change/change.ts'
import type { Skip } from '../core/problem.ts'
import { parseState } from '../core/pull-request/state.ts'
import type { PullRequest } from '../ports/forge.ts'
import type { Issue, LivingForge, PullRequestFacts } from '../ports/life.ts'
import type { Logger } from '../ports/runtime.ts'
import type { ProposeResult } from './propose.ts'
import type { SweepAction } from './sweep/result.ts'
import { rolloutComments } from './watch/comment.ts'

export interface SeenDashboard {
  /** `off`: the repository has no issues. */
  readonly issue: Issue | null | 'off'
  readonly ticks: Ticks
}

/** One request. */
export async function readDashboard({ issues }: Pick<LivingForge, 'issues'>): Promise<SeenDashboard> {
  const issue = await issues.find(DASHBOARD_LABEL)
  return { issue, ticks: issue === null || issue === 'off' ? NO_TICKS : parseTicks(issue.body) }
}

export interface DashboardInput {
  readonly seen: SeenDashboard
  readonly pulls: readonly PullRequestFacts[]
  /** `null`: this run has no plan; what the last one said stays, and no issue is opened. */
  readonly plan: PlanPart | null
}

export type DashboardOutcome = 'opened' | 'edited' | 'same' | 'off'

/** Writes only what differs. A plan acted on the boxes, so they come back empty; without one they stay as they are. */
export async function writeDashboard(
  { seen, pulls, plan }: DashboardInput,
  { forge, logger }: { readonly forge: Pick<LivingForge, 'issues'>; readonly logger: Logger },
): Promise<DashboardOutcome> {
  const { issue, ticks } = seen
  if (issue === 'off' || (issue === null && plan === null)) return 'off'
  const shown = toDashboardPulls(pulls)
  const body =
    plan === null
      ? replacePulls(issue?.body ?? '', shown, ticks)
      : renderDashboard(shown, NO_TICKS, (none, budget) => renderPlanPart(plan, none, budget))
  if (body === null) return 'same'
  if (issue === null) {
    const opened = await forge.issues.open({ title: DASHBOARD_TITLE, body, labels: [DASHBOARD_LABEL] })
    logger.info({ audit: true, action: 'dashboard', number: opened.number }, `The dashboard is #${opened.number}.`)
    return 'opened'
  }
  // GitHub may change line ends and the space at the end.
  if (issue.body.replace(/\r\n/g, '\n').trimEnd() === body.trimEnd()) return 'same'
  await forge.issues.edit(issue.number, { body })
  logger.info({ audit: true, action: 'dashboard', number: issue.number }, 'The dashboard says something new.')
  return 'edited'
}

/**
 * As the last step of a whole sweep: an issue that is there follows the pull requests, as they were when the sweep began. One
 * request, or none without any.
 */
export async function dashboardStep(
  seen: readonly PullRequestFacts[],
  { forge, logger }: { readonly forge: Pick<LivingForge, 'issues'>; readonly logger: Logger },
): Promise<readonly SweepAction[]> {
  if (seen.length === 0) return []
  const dashboard = await readDashboard(forge)
  const outcome = await writeDashboard({ seen: dashboard, pulls: seen, plan: null }, { forge, logger })
  const { issue } = dashboard
  if (outcome !== 'edited' || issue === null || issue === 'off') return []
  return [{ action: 'dashboard', number: null, url: issue.url, why: 'The dashboard says something new.' }]
}

/** Open ones by what they wait for, merged ones by how they are rolled out; both were said on them already. */
export function toDashboardPulls(pulls: readonly PullRequestFacts[]): DashboardPull[] {
  return pulls.flatMap((facts): DashboardPull[] => {
    const { number, title, state } = facts.pull
    if (state === 'closed') return []
    const check = facts.checks.find(({ name }) => name === CONFIRMATION_CHECK)
    const [rollout] = rolloutComments(facts.comments)
    const said = /\*\*Rollout: (.+)\*\*/.exec(rollout?.body ?? '')?.[1]
    const standing = state === 'open' ? (check?.title ?? 'open') : (said ?? 'merged')
    return [{ number, title, state, standing }]
  })
}

const KINDS: Readonly<Partial<Record<ProposeResult['action'], WaitingProposal['kind']>>> = {
  ...{ limited: 'waiting', waiting: 'waiting', snoozed: 'snoozed', 'hands-off': 'other', stale: 'other' },
  ...{ 'in-use': 'other', moved: 'other', failed: 'other' },
}

/** @param all every pull request of this program, for what was saved so far */
export function toPlanPart(
  results: readonly ProposeResult[],
  skipped: readonly Skip[],
  all: readonly PullRequest[],
): PlanPart {
  const proposals = results.flatMap(({ action, branch, title, why }): WaitingProposal[] => {
    const kind = KINDS[action]
    return kind === undefined ? [] : [{ branch, title, why, kind }]
  })
  return { proposals, skipped, saved: savedSoFar(all) }
}

/** What the bodies of merged pull requests promised; undone ones and reverts do not count. */
export function savedSoFar(all: readonly PullRequest[]): Savings {
  const merged = all.filter(({ state }) => state === 'merged')
  const undone = new Set(merged.map(({ branch }) => revertedNumber(branch)))
  const savings = merged
    .filter(({ number, branch }) => revertedNumber(branch) === null && !undone.has(number))
    .flatMap(({ body }) => {
      const reading = parseState(body)
      return reading.type === 'valid' ? [reading.state.savings] : []
    })
  const priced = savings.filter(({ monthly }) => monthly !== null)
  const sum = (pick: (one: Savings) => number | null) => savings.reduce((total, one) => total + (pick(one) ?? 0), 0)
  return {
    cpu: sum(({ cpu }) => cpu),
    memory: sum(({ memory }) => memory),
    monthly: priced.length === 0 ? null : Math.round(sum(({ monthly }) => monthly) * 100) / 100,
    currency: priced.at(-1)?.currency ?? null,
  }
}
