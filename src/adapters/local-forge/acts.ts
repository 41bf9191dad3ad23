/** What people, and whoever delivers, do on a local forge: each says who he is, and nobody is the bot. */
import type { MergeAnswer } from '../../core/after/merge/merge-answer.ts'
import { Problem } from '../../core/problem.ts'
import { resolveCommit } from '../git/refs.ts'
import { mergeLocally } from './merging.ts'
import { toLogin } from './people.ts'
import type { PullFile } from './pull-file.ts'
import { changePull, type PullContext } from './pull-requests.ts'
import type { Records } from './records.ts'
import { type NewStatus, postStatus } from './said.ts'
import { syncPulls } from './sync.ts'

export interface LocalActs {
  /** Gives the login that the name became. A review speaks of the head as it is now. */
  review(number: number, state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED', by: string): Promise<string>
  /** Takes back what the latest review of somebody said. */
  dismiss(number: number, of: string): Promise<void>
  comment(number: number, body: string, by: string): Promise<number>
  merge(number: number, by: string): Promise<MergeAnswer>
  /** @throws Problem `no-such-commit` (exit 2) */
  status(commit: string, status: NewStatus): Promise<string>
}

/** Comment ids name their pull request: `number * IDS + count`. */
export const IDS = 100_000

export function createLocalActs(context: PullContext, records: Records): LocalActs {
  const { git, store, clock, author: bot } = context
  const somebody = (name: string): string => {
    const login = toLogin(name)
    if (login === '' || login === bot || login.endsWith('[bot]')) throw notAPerson(name)
    return login
  }
  const nextId = (pull: PullFile) =>
    Math.max(pull.number * IDS, ...[...pull.comments, ...(pull.reviews ?? [])].map(({ id }) => id)) + 1
  return {
    async review(number, state, by) {
      const author = somebody(by)
      await syncPulls(git, store, clock.now())
      await changePull(store, number, (pull) => {
        const review = { id: nextId(pull), author, state, commit: pull.head, submittedAt: clock.now().toISOString() }
        return { ...pull, reviews: [...(pull.reviews ?? []), review] }
      })
      return author
    },
    async dismiss(number, of) {
      const author = somebody(of)
      await changePull(store, number, (pull) => {
        const latest = (pull.reviews ?? []).findLast(
          (review) => review.author === author && review.state !== 'COMMENTED',
        )
        const reviews = (pull.reviews ?? []).map((review) =>
          review === latest ? { ...review, state: 'DISMISSED' as const } : review,
        )
        return { ...pull, reviews }
      })
    },
    async comment(number, body, by) {
      const author = somebody(by)
      let id = 0
      await changePull(store, number, (pull) => {
        id = nextId(pull)
        return { ...pull, comments: [...pull.comments, { id, author, body, createdAt: clock.now().toISOString() }] }
      })
      return id
    },
    merge: (number, by) => {
      const login = somebody(by)
      const person = { login, name: by.trim(), email: `${login}@localhost` }
      const title = `Merge pull request #${number}`
      return mergeLocally(context, { number, sha: null, title, message: `Merged by ${person.name}.`, by: person })
    },
    async status(commit, status) {
      const sha = await resolveCommit(git, commit)
      if (sha === null) throw noSuchCommit(commit)
      await postStatus(records, sha, status, clock.now())
      return sha
    },
  }
}

function notAPerson(name: string): Problem {
  return new Problem({
    code: 'not-a-person',
    exit: 2,
    message: `"${name}" is no name of a person.`,
    hint: 'Say who acts with --as NAME; the bot cannot review, comment or merge this way.',
  })
}

function noSuchCommit(commit: string): Problem {
  return new Problem({
    code: 'no-such-commit',
    exit: 2,
    message: `There is no commit ${JSON.stringify(commit)} here.`,
    hint: 'Name a commit or a branch, such as main.',
  })
}
