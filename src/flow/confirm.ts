/**
 * From a pull request as it stands to what it may become: judged, published, merged, or closed. Safe to run again from the
 * start, at any time, by several at once.
 */
import type { Confirmation } from '../core/after/confirmation/confirm.ts'
import { reportConfirmation } from '../core/after/confirmation/report.ts'
import type { Risk } from '../core/change/change.ts'
import type { PullRequestFacts } from '../ports/life.ts'
import { closeExpired, closeSuperseded } from './confirm/close.ts'
import type { LifeContext } from './confirm/context.ts'
import { evaluate } from './confirm/evaluate.ts'
import { type MergeOutcome, mergeConfirmed } from './confirm/merge.ts'
import { publishCheck } from './confirm/publish.ts'

export interface ConfirmOptions {
  /** Number of the pull request that replaces this one, see `findSuperseding`. */
  readonly supersededBy: number | null
  /** `never`: only say what stands. `allowed`: as the policy says. `asked`: a person asks for it right now. */
  readonly merge: 'never' | 'allowed' | 'asked'
}

export interface ConfirmResult {
  readonly confirmation: Confirmation
  readonly risk: Risk
  /** What it takes, in plain words; Markdown. */
  readonly report: { readonly conclusion: string; readonly title: string; readonly summary: string }
  readonly published: boolean
  /** `null`: not tried. */
  readonly merge: MergeOutcome | null
  /** Sentence about why it was closed; `null` = it was not. */
  readonly closed: string | null
}

/** One open pull request. @throws Problem when the forge fails; what was done until then stays and is found next time */
export async function confirmPull(
  facts: PullRequestFacts,
  context: LifeContext,
  options: ConfirmOptions,
): Promise<ConfirmResult> {
  const { supersededBy } = options
  const evaluation = await evaluate(facts, context, { supersededBy })
  const { confirmation, risk } = evaluation
  const report = reportConfirmation(confirmation, risk)
  const published = await publishCheck(facts, report, context)
  const result = { confirmation, risk, report, published, merge: null, closed: null }
  if (confirmation.state === 'expired') return { ...result, closed: await closeExpired(facts, context) }
  if (supersededBy !== null && confirmation.state === 'not-confirmable' && confirmation.reason === 'superseded') {
    return { ...result, closed: await closeSuperseded(facts, supersededBy, context) }
  }
  if (options.merge === 'never') return result
  const merge = await mergeConfirmed(facts, evaluation, context, { supersededBy, asked: options.merge === 'asked' })
  logMerge(facts, confirmation, merge, context)
  return { ...result, merge }
}

/** What waits, or is left to people, is no news. */
function logMerge(
  { pull }: PullRequestFacts,
  confirmation: Confirmation,
  merge: MergeOutcome,
  { logger }: LifeContext,
): void {
  const { number, head } = pull
  const by = confirmation.state === 'bypassed' ? [confirmation.by] : 'by' in confirmation ? confirmation.by : []
  const audit = { audit: true, action: 'merge', number, head, outcome: merge.outcome, state: confirmation.state, by }
  if (merge.outcome === 'merged' || merge.outcome === 'queued') logger.info(audit, `#${number} is ${merge.outcome}.`)
  else logger.debug({ ...audit, audit: false }, `#${number} is not merged: ${merge.reason}`)
}
