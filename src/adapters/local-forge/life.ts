/** Local pull requests with everything around them. */
import type { Person } from '../../ports/forge.ts'
import type { Life, PullRequestFacts } from '../../ports/life.ts'
import { branchCommits, findMerge } from './branch-commits.ts'
import type { PullFile } from './pull-file.ts'
import { createLocalPullRequests, type PullContext, toPullRequest } from './pull-requests.ts'
import type { Records } from './records.ts'
import { readChecks } from './said.ts'
import { syncPulls } from './sync.ts'

export interface LifeOptions extends PullContext {
  readonly records: Records
  readonly bot: Person
}

export function createLocalLife(options: LifeOptions): Life {
  const { git, store, clock } = options
  const all = () => syncPulls(git, store, clock.now())
  const newestFirst = (one: PullFile, other: PullFile) =>
    Number(new Date(other.mergedAt ?? 0)) - Number(new Date(one.mergedAt ?? 0))
  return {
    async look(numbers) {
      const pulls = await all()
      const found = numbers.flatMap((number) => pulls.find((pull) => pull.number === number) ?? [])
      const seen: PullRequestFacts[] = []
      for (const pull of found) seen.push(await factsOf(pull, options))
      return seen
    },
    async listMerged(prefix, since) {
      return (await all())
        .filter(({ branch, mergedAt }) => branch.startsWith(prefix) && mergedAt !== null && new Date(mergedAt) >= since)
        .sort((one, other) => newestFirst(one, other) || other.number - one.number)
        .map((pull) => toPullRequest(pull, store))
    },
    async listAll(prefix, since) {
      return (await all())
        .filter(({ branch, createdAt }) => branch.startsWith(prefix) && new Date(createdAt) >= since)
        .map((pull) => toPullRequest(pull, store))
    },
  }
}

async function factsOf(pull: PullFile, options: LifeOptions): Promise<PullRequestFacts> {
  const { git, store, records, bot, author } = options
  const merge = await findMerge(git, pull, bot)
  return {
    pull: toPullRequest(pull, store),
    mergeCommit: merge?.commit ?? null,
    mergedBy: merge?.by ?? null,
    commits: await branchCommits(git, pull, merge, bot),
    reviews: (pull.reviews ?? []).map((review) => ({
      ...review,
      authorType: typeOf(review.author, author),
      submittedAt: new Date(review.submittedAt),
      authorCanPush: null,
    })),
    comments: pull.comments.map(({ reactions = [], ...comment }) => ({
      ...comment,
      authorType: typeOf(comment.author, author),
      byBot: comment.author === author,
      createdAt: new Date(comment.createdAt),
      edited: false,
      ownReactions: reactions,
    })),
    checks: await readChecks(records, pull.head),
    requiredChecks: [],
    mergeable: pull.state === 'open' ? await createLocalPullRequests(options).mergeable(pull.number) : null,
    behind: false,
    mergeQueue: false,
    queued: false,
  }
}

function typeOf(login: string, bot: string): string {
  return login === bot ? 'Bot' : 'User'
}
