/** The bot closes what nobody needs any more. The branch stays: closing can be taken back. */
import { markClosed } from '../../core/pull-request/marks.ts'
import type { Closing } from '../../core/pull-request/state.ts'
import type { PullRequestFacts } from '../../ports/life.ts'
import { commentOnce } from '../propose/comment-once.ts'
import type { LifeContext } from './context.ts'

export interface CloseRequest {
  readonly reason: Closing['reason']
  /** ISO 8601. */
  readonly until?: string | undefined
  /** Number of the comment that asks for it; `null` = the bot does so by itself. */
  readonly comment: number | null
  /** A sentence for the log. */
  readonly why: string
}

/** One request: the note and the closing happen together. It comes last, because nobody looks at closed ones again. */
export async function closePull(
  { pull }: PullRequestFacts,
  { reason, until, comment, why }: CloseRequest,
  { forge, clock, logger }: LifeContext,
): Promise<void> {
  const closing = { reason, at: clock.now().toISOString(), ...(until === undefined ? {} : { until }) }
  const body = markClosed(pull.body, closing, comment)
  await forge.pullRequests.edit(pull.number, { body, state: 'closed' })
  logger.info({ audit: true, action: 'close', number: pull.number, reason, comment }, why)
}

export async function closeExpired(facts: PullRequestFacts, context: LifeContext): Promise<string> {
  const { number } = facts.pull
  const text =
    'Nobody confirmed this in time, so I close it. If krr still recommends the change later, it comes back as a new pull request; opening this one again changes nothing.'
  await commentOnce(context.forge, number, 'expired', text)
  const why = `#${number} expired unanswered and is closed.`
  await closePull(facts, { reason: 'expired', comment: null, why }, context)
  return why
}

export async function closeSuperseded(facts: PullRequestFacts, by: number, context: LifeContext): Promise<string> {
  const { number } = facts.pull
  await commentOnce(context.forge, number, 'superseded', `#${by} proposes all of this too, so I close this one.`)
  const why = `#${number} is closed: #${by} replaces it.`
  await closePull(facts, { reason: 'superseded', comment: null, why }, context)
  return why
}
