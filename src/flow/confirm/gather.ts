/** From what a look shows to what a confirmation is decided from. */
import type { ConfirmationInput } from '../../core/after/confirmation/input.ts'
import { requirementFor } from '../../core/after/confirmation/requirement.ts'
import type { Risk } from '../../core/change/change.ts'
import { parseSealedCommit, type SealedStatement } from '../../core/pull-request/trailers.ts'
import type { PullRequestFacts } from '../../ports/life.ts'
import { bypassesOf } from './commanded.ts'
import type { LifeContext } from './context.ts'
import type { PeopleLookup } from './people.ts'
import { preApprovedRevertOf } from './pre-approved.ts'

export interface GatherOptions {
  /** Number of the pull request that replaces this one, see `findSuperseding`. */
  readonly supersededBy: number | null
  /** Asked instead of the context's own, when nothing may be remembered. */
  readonly people?: PeopleLookup
}

/**
 * What the branch says: the statement of its one commit, which is the bot's. `null`: the branch is people's, whatever else
 * is on it.
 */
export function statementOnBranch(facts: PullRequestFacts): SealedStatement | null {
  const [commit, ...others] = facts.commits ?? []
  if (commit === undefined || others.length > 0 || !commit.byBot || commit.sha !== facts.pull.head) return null
  return parseSealedCommit(commit.message)
}

/** What cannot be read is taken for the worst. */
export function riskOf(statement: SealedStatement | null): Risk {
  return statement?.risk ?? 'high'
}

export async function gather(
  facts: PullRequestFacts,
  context: LifeContext,
  { supersededBy, people = context.people }: GatherOptions,
): Promise<ConfirmationInput> {
  const { pull, commits, reviews } = facts
  const { approvals, expireAfterMs } = context.settings.pullRequests
  const statement = statementOnBranch(facts)
  const risk = riskOf(statement)
  const bypasses = bypassesOf(facts)
  // Somebody who points the pull request at another branch changes what it means.
  const theirs = statement === null || pull.base !== context.repository.defaultBranch
  return {
    policy: { approvals, expireAfterMs },
    ...{ risk, supersededBy, reviews, bypasses, head: pull.head, state: pull.state, draft: pull.draft },
    editedByPeople: theirs,
    author: pull.author,
    requester: statement?.requester ?? null,
    committers: [...new Set((commits ?? []).flatMap((commit) => commit.people))],
    preApprovedRevertOf: theirs ? null : await preApprovedRevertOf(statement, context),
    people: await people.find({
      ...{ reviews, logins: [] },
      teams: [
        ...(reviews.some(({ state }) => state === 'APPROVED') ? requirementFor(risk, approvals).teams : []),
        ...(bypasses.length > 0 && approvals.bypassTeam !== null ? [approvals.bypassTeam] : []),
      ],
    }),
    openedAt: pull.createdAt,
    now: context.clock.now(),
  }
}
