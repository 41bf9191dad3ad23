/** What a forge holds, as plain data that tests read and write. */
import { createHash } from 'node:crypto'
import type { Permission } from '../../../src/core/after/people.ts'
import type { CommitStatus } from '../../../src/core/after/rollout/commit-status.ts'
import type { DeploymentStatus } from '../../../src/core/after/rollout/deployment-status.ts'
import type { Person, PullRequestState, Reviewers } from '../../../src/ports/forge.ts'
import type { Issue, PublishedCheck, Reaction, SeenReview } from '../../../src/ports/life.ts'

export type Files = Readonly<Record<string, string>>

export interface StoredCommit {
  readonly sha: string
  readonly tree: string
  readonly files: Files
  readonly parents: readonly string[]
  readonly message: string
  readonly author: Person
  readonly at: Date
}

export interface StoredComment {
  readonly id: number
  readonly author: string
  readonly createdAt: Date
  body: string
  edited: boolean
  reactions: Reaction[]
}

export interface StoredPull {
  readonly number: number
  readonly branch: string
  readonly base: string
  readonly author: string
  readonly createdAt: Date
  state: PullRequestState
  draft: boolean
  title: string
  body: string
  /** The last commit of the branch while it was open. */
  head: string
  labels: string[]
  readonly labelled: Set<string>
  readonly comments: StoredComment[]
  readonly reviews: Omit<SeenReview, 'authorType' | 'authorCanPush'>[]
  readonly reviewers: Reviewers[]
  closedAt: Date | null
  mergedAt: Date | null
  mergeCommit: string | null
  mergedBy: string | null
  queued: boolean
}

export interface StoredCheck extends PublishedCheck {
  readonly commit: string
}

/** Tests change every field of it freely. */
export interface MemoryState {
  now: Date
  nextId: number
  readonly commits: Map<string, StoredCommit>
  readonly branches: Map<string, string>
  readonly pulls: StoredPull[]
  readonly checks: StoredCheck[]
  readonly issues: (Issue & { labels: readonly string[]; open: boolean })[]
  readonly statuses: CommitStatus[]
  readonly deployments: DeploymentStatus[]
  /** By login; a login that is missing is a stranger. */
  readonly permissions: Map<string, Permission>
  /** By the policy's name; a missing team cannot be read. */
  readonly teams: Map<string, readonly string[]>
  /** Whether a look tells who may push. */
  tellsPush: boolean
  issuesOff: boolean
  mergeMethod: 'squash' | 'merge' | 'rebase'
  mergeQueue: boolean
  /** A rule that no merge here meets; `null` = none. */
  refusesMerge: string | null
  /** The base requires branches that hold its tip. */
  strict: boolean
  /** Required check -> its result, the same on every head. */
  readonly requiredChecks: Map<string, 'passed' | 'pending' | 'failed' | 'missing'>
}

export const BOT: Person = { login: 'krr-gitops[bot]', name: 'krr-gitops[bot]', email: 'bot@krr-gitops.test' }
export const BOT_LOGIN = 'krr-gitops[bot]'
export const MAIN = 'main'

export function person(login: string): Person {
  return { login, name: login, email: `${login}@people.test` }
}

export function newState(files: Files, now: Date): MemoryState {
  const state: MemoryState = {
    ...{ now, nextId: 100, commits: new Map(), branches: new Map(), pulls: [], checks: [], issues: [] },
    ...{ statuses: [], deployments: [], permissions: new Map(), teams: new Map(), requiredChecks: new Map() },
    ...{
      tellsPush: true,
      issuesOff: false,
      mergeMethod: 'squash',
      mergeQueue: false,
      refusesMerge: null,
      strict: false,
    },
  }
  const first = storeCommit(state, { files, parents: [], message: 'First\n', author: person('founder') })
  state.branches.set(MAIN, first.sha)
  return state
}

/** Numbers of pull requests, issues and comments all grow, and are never used twice. */
export function nextId(state: MemoryState): number {
  state.nextId += 1
  return state.nextId
}

export function storeCommit(
  state: MemoryState,
  commit: Pick<StoredCommit, 'files' | 'parents' | 'message' | 'author'>,
): StoredCommit {
  const tree = hash(Object.entries(commit.files).sort())
  const { parents, message, author } = commit
  const sha = hash([tree, parents, message, author, state.now.toISOString()])
  const stored = { ...commit, sha, tree, at: state.now }
  state.commits.set(sha, stored)
  return stored
}

export function commitOf(state: MemoryState, sha: string): StoredCommit {
  const commit = state.commits.get(sha)
  if (commit === undefined) throw new Error(`there is no commit ${sha}`)
  return commit
}

export function pullOf(state: MemoryState, number: number): StoredPull {
  const pull = state.pulls.find((found) => found.number === number)
  if (pull === undefined) throw new Error(`there is no pull request #${number}`)
  return pull
}

export function headOf(state: MemoryState, pull: StoredPull): string {
  return pull.state === 'open' ? (state.branches.get(pull.branch) ?? pull.head) : pull.head
}

/** The commit itself and everything below it, nearest first. */
export function ancestry(state: MemoryState, sha: string): StoredCommit[] {
  const found = new Map<string, StoredCommit>()
  const queue = [sha]
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const commit = state.commits.get(at)
    if (commit === undefined || found.has(at)) continue
    found.set(at, commit)
    queue.push(...commit.parents)
  }
  return [...found.values()]
}

function hash(value: unknown): string {
  return createHash('sha1').update(JSON.stringify(value)).digest('hex')
}
