/** What a look shows of what is stored. */
import type { AccountType } from '../../../src/core/after/people.ts'
import type { CommitFacts, PullRequest } from '../../../src/ports/forge.ts'
import type { PullRequestFacts } from '../../../src/ports/life.ts'
import { isBehind, isMergeable } from './merge.ts'
import { ancestry, BOT, BOT_LOGIN, headOf, type MemoryState, type StoredCommit, type StoredPull } from './state.ts'

export function accountType(login: string): AccountType {
  return login.endsWith('[bot]') ? 'Bot' : 'User'
}

export function commitFacts({ sha, tree, parents, message, author }: StoredCommit): CommitFacts {
  return { sha, tree, parents, message, author, committer: author, byBot: author.email === BOT.email }
}

export function viewPull(state: MemoryState, pull: StoredPull): PullRequest {
  const { number, draft, title, body, branch, base, labels, author, createdAt, closedAt, mergedAt } = pull
  return {
    ...{ number, draft, title, body, branch, base, author, createdAt, closedAt, mergedAt, state: pull.state },
    ...{ url: `https://forge.test/acme/fleet/pull/${number}`, head: headOf(state, pull), labels: [...labels] },
  }
}

function canPush(state: MemoryState, login: string | null): boolean | null {
  if (!state.tellsPush) return null
  return ['admin', 'maintain', 'write'].includes(state.permissions.get(login ?? '') ?? 'none')
}

export function viewFacts(state: MemoryState, pull: StoredPull): PullRequestFacts {
  const head = headOf(state, pull)
  // As on GitHub, what a merged pull request shows as its commits is what it was merged with.
  const beforeMerge = state.commits.get(pull.mergeCommit ?? '')?.parents[0]
  const below = new Set(ancestry(state, beforeMerge ?? state.branches.get(pull.base) ?? '').map(({ sha }) => sha))
  return {
    ...{ pull: viewPull(state, pull), mergeCommit: pull.mergeCommit, mergedBy: pull.mergedBy },
    commits: ancestry(state, head)
      .filter(({ sha }) => !below.has(sha))
      .reverse()
      .map((commit) => ({
        ...{ sha: commit.sha, message: commit.message, byBot: commitFacts(commit).byBot },
        people: [commit.author.login],
      })),
    reviews: pull.reviews.map((review) => ({
      ...review,
      authorType: accountType(review.author ?? ''),
      authorCanPush: canPush(state, review.author),
    })),
    comments: pull.comments.map(({ id, author, body, createdAt, edited, reactions }) => ({
      ...{ id, author, body, createdAt, edited, ownReactions: [...reactions] },
      ...{ authorType: accountType(author), byBot: author === BOT_LOGIN },
    })),
    checks: state.checks.filter(({ commit }) => commit === head),
    requiredChecks: [...state.requiredChecks].map(([name, result]) => ({ name, result })),
    ...{ mergeable: isMergeable(state, pull), behind: isBehind(state, pull) },
    ...{ mergeQueue: state.mergeQueue, queued: pull.queued },
  }
}
