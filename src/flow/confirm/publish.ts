/** The check run on the head: published when it says something new. */
import { type CheckReport, CONFIRMATION_CHECK } from '../../core/after/confirmation/report.ts'
import type { PublishedCheck, PullRequestFacts } from '../../ports/life.ts'
import type { LifeContext } from './context.ts'

/** A commit status holds 140 characters of a title. */
const STATUS_TITLE = 100

export function publishedCheck(facts: PullRequestFacts): PublishedCheck | null {
  return facts.checks.find(({ name }) => name === CONFIRMATION_CHECK) ?? null
}

/** @returns whether it was published now */
export async function publishCheck(
  facts: PullRequestFacts,
  report: CheckReport,
  { forge, logger }: LifeContext,
): Promise<boolean> {
  const seen = publishedCheck(facts)
  if (seen !== null && saysTheSame(seen, report)) return false
  const { number, head } = facts.pull
  await forge.checks.publish(head, { name: CONFIRMATION_CHECK, ...report }, seen)
  const audit = { audit: true, action: 'check', number, head, conclusion: report.conclusion }
  logger.info(audit, `#${number}: ${report.title}`)
  return true
}

function saysTheSame(seen: PublishedCheck, report: CheckReport): boolean {
  if (seen.conclusion !== report.conclusion) return false
  if (seen.id === null) return seen.title.slice(0, STATUS_TITLE) === report.title.slice(0, STATUS_TITLE)
  return seen.title === report.title && seen.summary.trim() === report.summary.trim()
}
