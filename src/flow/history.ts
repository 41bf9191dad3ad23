/** Reads back what became of every pull request: nothing is remembered but what stands on the forge. */
import { type Confirmation, confirm, confirmedHead } from '../core/after/confirmation/confirm.ts'
import type { ConfirmationInput } from '../core/after/confirmation/input.ts'
import { buildHistory, type HistoryFacts, type HistoryRecord } from '../core/after/history/record.ts'
import { judgeMerge } from '../core/after/merge/merged-by.ts'
import { canWrite, type People, type Permission } from '../core/after/people.ts'
import { ROLLOUT_CHECK } from '../core/after/rollout/report-rollout.ts'
import { healthySince, readMemory, rolloutOf } from '../core/after/rollout/rollout-check.ts'
import { BRANCH_PREFIX } from '../core/pull-request/branch-name.ts'
import { readClosing } from '../core/pull-request/marks.ts'
import { statementOf } from '../core/pull-request/statement-of.ts'
import type { PublishedCheck, PullRequestFacts } from '../ports/life.ts'
import type { LifeContext } from './confirm/context.ts'
import { gather } from './confirm/gather.ts'
import { settledVerdict } from './confirm/merged.ts'

export interface HistoryInput {
  /** Pull requests that were opened before this are left out; `null` = all. */
  readonly openedSince: Date | null
}

/** Newest first. One request for each 100, 20 and 50 pull requests. */
export async function readHistory(
  { openedSince }: HistoryInput,
  context: LifeContext,
): Promise<readonly HistoryRecord[]> {
  const { forge } = context
  const all = await forge.life.listAll(BRANCH_PREFIX, openedSince ?? new Date(0))
  const seen = all.length === 0 ? [] : await forge.life.look(all.map(({ number }) => number))
  const commits = seen.flatMap(({ mergeCommit }) => mergeCommit ?? [])
  const checks = commits.length === 0 ? new Map<string, readonly PublishedCheck[]>() : await forge.checks.read(commits)
  const facts: HistoryFacts[] = []
  for (const one of seen) {
    context.signal?.throwIfAborted()
    facts.push(await toHistoryFacts(one, checks.get(one.mergeCommit ?? '') ?? [], context))
  }
  return buildHistory(facts).reverse()
}

async function toHistoryFacts(
  facts: PullRequestFacts,
  checks: readonly PublishedCheck[],
  context: LifeContext,
): Promise<HistoryFacts> {
  const { pull, mergeCommit, mergedBy } = facts
  const statement = statementOf(facts.commits)?.statement ?? null
  const confirmation = await confirmationOf(facts, context)
  const verdict = settledVerdict(facts) ?? judgeMerge({ confirmation, head: pull.head, mergedBy }).verdict
  return {
    ...{ number: pull.number, url: pull.url, title: pull.title, state: pull.state, author: pull.author },
    ...{ requester: statement?.requester ?? null, openedAt: pull.createdAt, endedAt: pull.closedAt, head: pull.head },
    ...{ statement, confirmation, rollout: rolloutFacts(pull.mergedAt, checks) },
    merge: mergeCommit === null ? null : { by: mergedBy, commit: mergeCommit, verdict },
    revertOf: statement?.reverts ?? null,
  }
}

/** As it stood at the end, or stands now. */
async function confirmationOf(facts: PullRequestFacts, context: LifeContext): Promise<Confirmation> {
  const { pull } = facts
  const closing = pull.state === 'closed' ? readClosing(pull.body) : null
  if (closing?.reason === 'expired') return { state: 'expired', at: new Date(closing.at) }
  const input = await gather(facts, context, { supersededBy: null })
  if (pull.mergedAt === null) return confirm(input)
  const at = pull.mergedAt
  const then: ConfirmationInput = {
    ...{ ...input, state: 'open', draft: false, now: at },
    reviews: input.reviews.filter(({ submittedAt }) => submittedAt !== null && submittedAt <= at),
    bypasses: input.bypasses.filter((bypass) => bypass.at <= at),
  }
  const found = confirm(then)
  const settled = settledVerdict(facts)
  if (settled !== 'confirmed' || confirmedHead(found) !== null) return found
  // The check is the witness: it was confirmed then, by people who may have left since.
  const people = trusting(then)
  const { approvals } = then.policy
  const policy = { ...then.policy, approvals: { ...approvals, low: 1, medium: 1, high: 1, teams: {} } }
  return confirm({ ...then, people, policy })
}

function trusting({ reviews, people }: ConfirmationInput): People {
  const permissions = new Map<string, Permission>(people.permissions)
  for (const { author } of reviews) {
    if (author !== null && !canWrite(author, people)) permissions.set(author.toLowerCase(), 'write')
  }
  return { ...people, permissions }
}

function rolloutFacts(mergedAt: Date | null, checks: readonly PublishedCheck[]): HistoryFacts['rollout'] {
  const check = checks.find(({ name }) => name === ROLLOUT_CHECK)
  const state = check === undefined ? null : rolloutOf(check)
  if (check === undefined || state === null || mergedAt === null) return null
  return { state, at: state === 'healthy' ? (healthySince(readMemory(check.summary)) ?? mergedAt) : mergedAt }
}
