/** A merge that the forge refused: said once, and not tried again until something is different. */
import { createHash } from 'node:crypto'
import { CONFIRMATION_CHECK } from '../../core/after/confirmation/report.ts'
import { prose } from '../../core/pull-request/escape.ts'
import type { PullRequestFacts } from '../../ports/life.ts'
import { commentOnce, marker } from '../propose/comment-once.ts'
import type { LifeContext } from './context.ts'

/** Everything that may have made the forge refuse, as far as a look shows it. */
function circumstances({ pull, reviews, requiredChecks, mergeable, behind }: PullRequestFacts): string {
  const seen = [
    ...[pull.head, pull.draft, mergeable, behind],
    reviews.map(({ id, state }) => [id, state]),
    requiredChecks.filter(({ name }) => name !== CONFIRMATION_CHECK).map(({ name, result }) => [name, result]),
  ]
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 16)
}

const nameOf = ({ pull }: PullRequestFacts) => `merge-refused-${pull.head.slice(0, 12)}`
const noteOf = (facts: PullRequestFacts) => `<!-- krr-gitops:refused-at ${circumstances(facts)} -->`

export function isRefusedAlready(facts: PullRequestFacts): boolean {
  const found = commentOf(facts)
  return found?.body.includes(noteOf(facts)) ?? false
}

/** One comment for each head, kept up to date. */
export async function reportRefusal(facts: PullRequestFacts, reason: string, context: LifeContext): Promise<void> {
  const { forge, logger } = context
  const { number, head } = facts.pull
  const text = [
    `This is confirmed, but the rules of the repository do not let me merge it: ${prose(reason)}`,
    '',
    'I try again when a review or a required check is different, or when somebody says `/krr-gitops merge`.',
    '',
    noteOf(facts),
  ].join('\n')
  const before = commentOf(facts)
  const name = nameOf(facts)
  if (before === undefined) await commentOnce(forge, number, name, text)
  else await forge.reactions.editComment(before.id, `${text}\n\n${marker(name)}\n`)
  logger.warn({ audit: true, action: 'merge-refused', number, head, reason }, `The forge does not merge #${number}.`)
}

function commentOf(facts: PullRequestFacts) {
  return facts.comments.find(({ byBot, body }) => byBot && body.includes(marker(nameOf(facts))))
}
