/**
 * The dashboard issue: two parts that are written by different runs. Whoever has no plan at hand leaves that part as it
 * stands, with the boxes that people ticked in it.
 */
import { prose } from '../../pull-request/escape.ts'
import { renderBox, type Ticks } from './ticks.ts'

export const DASHBOARD_LABEL = 'krr-gitops/dashboard'
export const DASHBOARD_TITLE = 'Resource changes by krr-gitops'

const START = '<!-- krr-gitops:dashboard -->'
const PLAN = '<!-- krr-gitops:dashboard-plan -->'
/** GitHub refuses more than 65,536 characters. */
const LONGEST = 65_000
const LONGEST_PULLS = 25_000

/** A pull request that is open, or merged and still watched. */
export interface DashboardPull {
  readonly number: number
  readonly title: string
  readonly state: 'open' | 'merged'
  /** What it waits for, or how its rollout is, in a few words. */
  readonly standing: string
}

/** Markdown; the same facts give the same text. `planPart` gets what room is left. */
export function renderDashboard(
  pulls: readonly DashboardPull[],
  ticks: Ticks,
  planPart: (ticks: Ticks, budget: number) => string,
): string {
  const head = top(pulls, ticks)
  return `${head}\n\n${PLAN}\n\n${planPart(ticks, LONGEST - head.length - PLAN.length - 6)}\n`
}

/** The same issue with other pull requests; `null` when its text is no dashboard any more. */
export function replacePulls(body: string, pulls: readonly DashboardPull[], ticks: Ticks): string | null {
  const text = body.replace(/\r\n/g, '\n')
  const at = text.indexOf(PLAN)
  if (!text.startsWith(START) || at < 0) return null
  return `${top(pulls, ticks)}\n\n${text.slice(at)}`
}

function top(pulls: readonly DashboardPull[], { refresh }: Ticks): string {
  const open = pulls.filter(({ state }) => state === 'open')
  const merged = pulls.filter(({ state }) => state === 'merged')
  return [
    START,
    'What krr-gitops proposes here, and why it does not propose the rest. Tick a box, and the next run acts on it.',
    '',
    renderBox('refresh', null, 'Plan again with the next run', refresh),
    '',
    '### Open',
    '',
    ...(open.length === 0 ? ['Nothing is open.'] : fitting(open)),
    ...(merged.length === 0 ? [] : ['', '### Rolling out', '', ...fitting(merged)]),
  ].join('\n')
}

function fitting(pulls: readonly DashboardPull[]): string[] {
  const lines: string[] = []
  let left = LONGEST_PULLS / 2
  for (const { number, title, standing } of pulls) {
    const line = `- #${number} ${prose(title)}: ${prose(standing)}`
    left -= line.length
    if (left < 0) return [...lines, `- and ${pulls.length - lines.length} more`]
    lines.push(line)
  }
  return lines
}
