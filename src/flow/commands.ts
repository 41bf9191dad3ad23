/**
 * Commands in comments: each is carried out once and answered once, wherever a run is cut and however many run at once.
 *
 * First the act, which may happen twice without harm, then the answer, then the reaction; both are looked at. Closing comes
 * last, because closed pull requests are not looked at again.
 */
import { renderHelp } from '../core/after/command/help.ts'
import type { PullRequestFacts, Reaction } from '../ports/life.ts'
import { execute, type Outcome, type RollBackForCommand } from './commands/execute.ts'
import { nextPending, type Pending } from './commands/pending.ts'
import { type AnswerRecord, answerName, renderRecord } from './confirm/answer-record.ts'
import { closePull } from './confirm/close.ts'
import type { LifeContext } from './confirm/context.ts'
import { commentOnce } from './propose/comment-once.ts'

export type { RollBackForCommand } from './commands/execute.ts'

export interface CommandResult {
  /** `null`: what was said could not be understood. */
  readonly command: AnswerRecord['command']
  readonly by: string
  readonly accepted: boolean
  /** A sentence for the log. */
  readonly why: string
}

export interface CommandOptions {
  readonly rollBack: RollBackForCommand
  readonly supersededBy: number | null
}

export interface Commanded {
  readonly results: readonly CommandResult[]
  /** As it stands after the commands. */
  readonly facts: PullRequestFacts
}

/** Steps, up to three a command: what is left waits for the next run. */
const MOST = 60

/** Carries out what the comments of one pull request ask for. Without any command it makes no request. */
export async function runCommands(
  facts: PullRequestFacts,
  context: LifeContext,
  options: CommandOptions,
): Promise<Commanded> {
  const results: CommandResult[] = []
  let seen = facts
  for (let count = 0; count < MOST; count += 1) {
    const pending = nextPending(seen, context)
    if (pending === null) break
    const result = await carryOut(pending, seen, context, options)
    if (result !== null) results.push(result)
    const [again] = await context.forge.life.look([facts.pull.number])
    if (again === undefined) break
    seen = again
  }
  return { results, facts: seen }
}

async function carryOut(
  pending: Pending,
  facts: PullRequestFacts,
  context: LifeContext,
  options: CommandOptions,
): Promise<CommandResult | null> {
  const { comment } = pending
  const { number } = facts.pull
  switch (pending.step) {
    case 'answer':
      return answer(pending, facts, context, options)
    case 'react':
      await context.forge.reactions.react(comment.id, reactionOf(pending.record))
      return null
    case 'close': {
      const { command, until } = pending.record
      const reason = command === 'snooze' ? 'snoozed' : 'ignored'
      const why = `#${number} is closed: ${comment.author ?? 'somebody'} asked for it (${reason}).`
      await closePull(facts, { reason, until, comment: comment.id, why }, context)
      return null
    }
  }
}

async function answer(
  { comment, reading }: Extract<Pending, { step: 'answer' }>,
  facts: PullRequestFacts,
  context: LifeContext,
  { rollBack, supersededBy }: CommandOptions,
): Promise<CommandResult | null> {
  const { number, head } = facts.pull
  const by = comment.author ?? ''
  const command = reading.type === 'command' ? reading.command.name : null
  const outcome: Outcome =
    reading.type === 'unclear'
      ? { accepted: false, answer: renderHelp(reading.why) }
      : await execute(reading.command, { facts, comment: { ...comment, author: by }, supersededBy }, context, rollBack)
  const { accepted, until } = outcome
  const record = { comment: comment.id, command, head, accepted, ...(until === undefined ? {} : { until }) }
  const text = `${renderRecord(record)}\n${outcome.answer}`
  const mine = await commentOnce(context.forge, number, answerName(comment.id), text)
  // Another instance was quicker: its answer stands, and is what the reaction goes by.
  if (!mine) return null
  const what = command === null ? 'something unclear' : command
  const why = `#${number}: ${by} asked for ${what}, ${accepted ? 'done' : 'refused'}.`
  const reason = reading.type === 'command' && reading.command.name === 'bypass' ? reading.command.reason : undefined
  const audit = { audit: true, action: 'command', number, head, command, by, comment: comment.id, accepted, reason }
  context.logger.info({ ...audit, answer: outcome.answer }, why)
  return { command, by, accepted, why }
}

function reactionOf(record: AnswerRecord | null): Reaction {
  if (record === null) return 'eyes'
  if (record.accepted) return '+1'
  return record.command === null ? 'confused' : '-1'
}
