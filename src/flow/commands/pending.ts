/** Which comments want something from the bot that it has not done yet. */
import { type CommandReading, parseCommand } from '../../core/after/command/parse-command.ts'
import { wasClosedFor } from '../../core/pull-request/marks.ts'
import type { PullRequestFacts, SeenComment } from '../../ports/life.ts'
import { type AnswerRecord, findAnswer, readRecord } from '../confirm/answer-record.ts'
import type { LifeContext } from '../confirm/context.ts'

export type Pending =
  /** Nobody answered it yet. */
  | { readonly step: 'answer'; readonly comment: SeenComment; readonly reading: Said }
  /** Answered, but a run was cut before the reaction. `record` is `null` when the answer cannot be trusted any more. */
  | { readonly step: 'react'; readonly comment: SeenComment; readonly record: AnswerRecord | null }
  /** Answered, but a run was cut before it closed the pull request. */
  | { readonly step: 'close'; readonly comment: SeenComment; readonly record: AnswerRecord }

export type Said = Exclude<CommandReading, { readonly type: 'none' }>

/**
 * The next thing to do about the comments of one pull request, oldest first; `null` = all is done.
 *
 * Two marks say that a comment was answered, the answer and the reaction on it, so that taking one away does not make the
 * bot do it again. The reaction comes after the answer.
 */
export function nextPending(facts: PullRequestFacts, { people }: LifeContext): Pending | null {
  for (const comment of facts.comments) {
    if (comment.byBot || !people.isPerson(comment.author, comment.authorType)) continue
    const reading = parseCommand(comment.body)
    if (reading.type === 'none') continue
    const pending = pendingOf(facts, comment, reading)
    if (pending !== null) return pending
  }
  return null
}

function pendingOf(facts: PullRequestFacts, comment: SeenComment, reading: Said): Pending | null {
  const answered = findAnswer(facts, comment.id) !== null
  const reacted = comment.ownReactions.length > 0
  if (!answered) return reacted ? null : { step: 'answer', comment, reading }
  const record = readRecord(facts, comment.id)
  if (!reacted) return { step: 'react', comment, record }
  const closes = record?.accepted && (record.command === 'snooze' || record.command === 'ignore')
  if (!closes || facts.pull.state !== 'open' || wasClosedFor(facts.pull.body, comment.id)) return null
  return { step: 'close', comment, record }
}
