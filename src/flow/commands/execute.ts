/** What each command does, and what is answered. Everything here may happen twice without harm: the answer comes after it. */
import { renderHelp } from '../../core/after/command/help.ts'
import { mayCommand } from '../../core/after/command/may-command.ts'
import type { Command, CommandName } from '../../core/after/command/parse-command.ts'
import { reportConfirmation } from '../../core/after/confirmation/report.ts'
import { asSentence, atMinute } from '../../core/after/sentences.ts'
import { code, prose } from '../../core/pull-request/escape.ts'
import { markRefresh, readRefresh } from '../../core/pull-request/marks.ts'
import type { PullRequestFacts, SeenComment } from '../../ports/life.ts'
import type { LifeContext } from '../confirm/context.ts'
import { evaluate } from '../confirm/evaluate.ts'
import { statementOnBranch } from '../confirm/gather.ts'
import { renderIgnore } from './ignore-words.ts'

const DAY_MS = 86_400_000

/** Opens the pull request that undoes a merged one; asked twice it gives the same one. */
export type RollBackForCommand = (
  facts: PullRequestFacts,
  request: { readonly why: string; readonly requestedBy: string; readonly evidence: readonly [] },
) => Promise<{ readonly number: number; readonly url: string } | { readonly refused: string }>

export interface Outcome {
  readonly accepted: boolean
  /** Markdown. */
  readonly answer: string
  /** ISO 8601: how long a snoozed pull request stays closed. */
  readonly until?: string
}

export interface Asked {
  readonly facts: PullRequestFacts
  readonly comment: SeenComment & { readonly author: string }
  readonly supersededBy: number | null
}

/** Only what is open, or merged, can be asked for these. */
const STATES: Readonly<Record<CommandName, readonly PullRequestFacts['pull']['state'][]>> = {
  merge: ['open'],
  revert: ['merged'],
  refresh: ['open'],
  snooze: ['open'],
  ignore: ['open'],
  bypass: ['open'],
  help: ['open', 'merged', 'closed'],
}

export async function execute(
  command: Command,
  asked: Asked,
  context: LifeContext,
  rollBack: RollBackForCommand,
): Promise<Outcome> {
  const refusal = (await notAllowed(command, asked, context)) ?? wrongState(command, asked.facts)
  if (refusal !== null) return refuse(refusal)
  switch (command.name) {
    case 'help':
      return accept(renderHelp(null))
    case 'merge':
      return merge(asked, context)
    case 'bypass':
      return bypass(command.reason, asked, context)
    case 'refresh':
      return refresh(asked, context)
    case 'snooze': {
      const until = new Date(asked.comment.createdAt.getTime() + command.days * DAY_MS)
      const percent = context.settings.pullRequests.reopenWhenPercent
      const answer = `I close this. It stays closed until ${atMinute(until)}, or until a value moves by ${percent} %.`
      return { ...accept(answer), until: until.toISOString() }
    }
    case 'ignore':
      return accept(renderIgnore(statementOnBranch(asked.facts), context.settings.pullRequests.reopenWhenPercent))
    case 'revert': {
      const { author } = asked.comment
      const result = await rollBack(asked.facts, { why: `${author} asked for it`, requestedBy: author, evidence: [] })
      return 'refused' in result
        ? refuse(`${result.refused}.`)
        : accept(`#${result.number} undoes this. It needs a confirmation like any other.`)
    }
  }
}

async function notAllowed({ name }: Command, { comment }: Asked, context: LifeContext): Promise<string | null> {
  const { bypassTeam } = context.settings.pullRequests.approvals
  if (comment.edited) {
    return 'This comment was edited after it was posted, so I cannot tell whose words it holds. Write a new one.'
  }
  const people = await context.people.find({
    reviews: [],
    logins: name === 'help' || name === 'bypass' ? [] : [comment.author],
    teams: name === 'bypass' && bypassTeam !== null ? [bypassTeam] : [],
  })
  const { author: by, authorType: byType } = comment
  const permission = mayCommand({ command: name, by, byType, people, bypassTeam })
  return permission.allowed ? null : (permission.answer ?? 'Only people may give commands.')
}

function wrongState({ name }: Command, { pull }: PullRequestFacts): string | null {
  if (STATES[name].includes(pull.state)) return null
  if (name === 'revert') return 'This is not merged, so there is nothing to undo; close it instead.'
  return `This is ${pull.state}, so ${name} does nothing here.`
}

async function merge(asked: Asked, context: LifeContext): Promise<Outcome> {
  const { facts, supersededBy } = asked
  const { confirmation, risk } = await evaluate(facts, context, { supersededBy })
  const { title, summary } = reportConfirmation(confirmation, risk)
  if (confirmation.state === 'not-confirmable' || confirmation.state === 'expired') return refuse(summary)
  const head = code(facts.pull.head.slice(0, 10))
  return accept(
    `I merge exactly this commit (${head}) as soon as it is confirmed, its checks are green and the merge window is open. When the branch moves, ask again. Now: ${prose(asSentence(title))}`,
  )
}

async function bypass(reason: string, { facts, comment }: Asked, context: LifeContext): Promise<Outcome> {
  if (statementOnBranch(facts) === null || facts.pull.base !== context.repository.defaultBranch) return refuse(THEIRS)
  const head = code(facts.pull.head.slice(0, 10))
  return accept(
    `${code(comment.author)} bypasses the confirmation of exactly this commit (${head}): ${prose(asSentence(reason))} This is recorded.`,
  )
}

const THEIRS =
  'Somebody else committed to this branch, so what is on it is not what was proved, and I leave it to them.'

async function refresh({ facts }: Asked, { forge }: LifeContext): Promise<Outcome> {
  const { number, head, body } = facts.pull
  if (statementOnBranch(facts) === null) return refuse(THEIRS)
  if (readRefresh(body) !== head) await forge.pullRequests.edit(number, { body: markRefresh(body, head) })
  return accept('The next plan builds this anew, on the newest commit and with the newest values.')
}

function accept(answer: string): Outcome {
  return { accepted: true, answer }
}

function refuse(answer: string): Outcome {
  return { accepted: false, answer: asSentence(answer) }
}
