/** `krr-gitops confirm <pr>`: whether people confirmed it, and with --merge the merge. */
import { Problem } from '../../../core/problem.ts'
import { BRANCH_PREFIX } from '../../../core/pull-request/branch-name.ts'
import { judgeMerged } from '../../../flow/confirm/merged.ts'
import { findSuperseding } from '../../../flow/confirm/superseded.ts'
import { type ConfirmResult, confirmPull } from '../../../flow/confirm.ts'
import { isOurs } from '../../../flow/sweep.ts'
import type { PullRequestFacts } from '../../../ports/life.ts'
import { type Life, openLifeOf } from '../../life/open.ts'
import type { CommandContext } from '../context.ts'
import { formatConfirmation, formatEnded } from '../life-text.ts'
import type { ConfirmOptions } from '../options.ts'

/** Refused by policy, or not confirmed. */
const NOT_CONFIRMED = 4

export async function runConfirm(command: CommandContext, number: number, options: ConfirmOptions): Promise<number> {
  await using life = await openLifeOf(command)
  const open = await life.context.forge.pullRequests.listOpen(BRANCH_PREFIX)
  const seen = await life.context.forge.life.look([...new Set([number, ...open.map((pull) => pull.number)])])
  const facts = requireOurs(seen, number, life)
  if (facts.pull.state !== 'open') return ended(command, facts, life)
  const supersededBy = findSuperseding(facts, seen)
  const merge = options.merge === true ? 'asked' : 'never'
  const result = await confirmPull(facts, life.context, { supersededBy, merge })
  if (command.globals.json) command.printJson(documentOf(life, facts, result))
  else command.print(formatConfirmation(facts.pull, result, command.style))
  return isDone(result) ? 0 : NOT_CONFIRMED
}

function isDone({ confirmation, merge }: ConfirmResult): boolean {
  if (merge !== null) return merge.outcome === 'merged' || merge.outcome === 'queued'
  return 'head' in confirmation
}

async function ended(command: CommandContext, facts: PullRequestFacts, life: Life): Promise<number> {
  const { pull } = facts
  const verdict = pull.state === 'merged' ? (await judgeMerged(facts, life.context)).verdict : null
  const words = verdict === null ? 'It is closed.' : WORDS[verdict]
  if (command.globals.json) command.printJson({ ...headOf(life, facts), verdict })
  else command.print(formatEnded(pull, words, command.style))
  return verdict === null || verdict === 'unconfirmed' ? NOT_CONFIRMED : 0
}

const WORDS = {
  confirmed: 'It was merged, and people had confirmed exactly that commit.',
  bypassed: 'It was merged with an emergency bypass.',
  unconfirmed: 'It was merged without the confirmation that the policy asks for.',
} as const

function requireOurs(seen: readonly PullRequestFacts[], number: number, { context }: Life): PullRequestFacts {
  const facts = seen.find(({ pull }) => pull.number === number)
  const hint = 'See "krr-gitops list" for those that are open.'
  if (facts === undefined) {
    const message = `There is no pull request #${number}.`
    throw new Problem({ code: 'pull-request-not-found', exit: 2, message, hint })
  }
  if (isOurs(facts, context.repository.bot.login)) return facts
  const message = `#${number} is no pull request of krr-gitops.`
  throw new Problem({ code: 'pull-request-not-ours', exit: 2, message, hint })
}

function headOf({ context }: Life, { pull }: PullRequestFacts): object {
  const { number, url, title, state, head } = pull
  const repository = context.repository.slug
  return { schemaVersion: 1, forge: context.forge.kind, repository, pullRequest: { number, url, title, state, head } }
}

function documentOf(life: Life, facts: PullRequestFacts, result: ConfirmResult): object {
  const { confirmation, risk, report, published, merge, closed } = result
  return { ...headOf(life, facts), risk, confirmation, report, published, merge, closed }
}
