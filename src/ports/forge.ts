/**
 * Where pull requests live: GitHub, or the inside of a repository's `.git`.
 *
 * One narrow interface per concern; a flow asks for the ones it uses. An answer that is part of the game (a branch
 * that somebody else moved, a pull request that is already there) is a value; only what ends the run is thrown, as a
 * Problem with exit 3 (the forge failed), 2 (the user's input) or 4 (the forge refuses).
 */
import type { Warning } from '../core/problem.ts'

/** Somebody as the forge knows them; commits made elsewhere may carry a name and no login. */
export interface Person {
  readonly login: string | null
  readonly name: string
  readonly email: string
}

export interface ForgeRepository {
  /** `owner/name`; for a local repository its folder. */
  readonly slug: string
  readonly url: string | null
  readonly defaultBranch: string
  /** Commit that the default branch points at. */
  readonly head: string
  /** Who this program is here. */
  readonly bot: Person
}

export interface CommitFacts {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: Person
  readonly committer: Person
  /** Author and committer are this program's own identity (on GitHub the committer may be GitHub, which signs for it). */
  readonly byBot: boolean
}

/** What is to be written to one file. */
export interface FileWrite {
  readonly path: string
  /** The text that the parent commit must hold there; `null` = there must be nothing. */
  readonly before: string | null
  /** `null` = the file is removed. */
  readonly after: string | null
}

export interface CommitRequest {
  /** The commit to build on. */
  readonly parent: string
  readonly files: readonly FileWrite[]
  /** Makes the message from the tree that is committed, so that the message can name it. */
  readonly message: (tree: string) => string
}

export interface RepositoryFacts {
  /** One look per call: the head moves. */
  describe(): Promise<ForgeRepository>
  /** True when `ancestor` is `descendant` or one of its ancestors; false too when either is not known to the forge. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>
}

export interface Branches {
  /** Branch name -> commit, for all branches whose name starts with `prefix`. */
  list(prefix: string): Promise<ReadonlyMap<string, string>>
  /** `null` when there is no such branch. */
  head(branch: string): Promise<string | null>
  /**
   * Writes a commit that no branch points at yet. File modes are kept. Throws `base-differs` (exit 2) when the parent
   * does not hold what `before` says, and `not-a-file` (exit 2) where a symlink, submodule or folder is in the way.
   */
  commit(request: CommitRequest): Promise<CommitFacts>
  /**
   * Lets `branch` point at `to`, only if it points at `from` right now (`null`: only if it does not exist).
   * This is the lock: of two runs one gets `moved`. `in-use`: a person has it checked out in a local repository.
   */
  point(branch: string, to: string, from: string | null): Promise<'done' | 'moved' | 'in-use'>
}

export interface CommitReader {
  /** `null` when the forge does not know the commit. */
  readCommit(sha: string): Promise<CommitFacts | null>
}

export type PullRequestState = 'open' | 'closed' | 'merged'

export interface PullRequest {
  readonly number: number
  readonly url: string
  readonly state: PullRequestState
  readonly draft: boolean
  readonly title: string
  readonly body: string
  /** Branch of this repository; pull requests from forks are never listed. */
  readonly branch: string
  readonly base: string
  /** Commit that the branch points (or pointed) at. */
  readonly head: string
  readonly labels: readonly string[]
  readonly author: string
  readonly createdAt: Date
  /** `null` while open. */
  readonly closedAt: Date | null
  readonly mergedAt: Date | null
}

export interface NewPullRequest {
  readonly branch: string
  readonly base: string
  readonly title: string
  readonly body: string
  readonly draft: boolean
}

export interface PullRequests {
  /** All open pull requests whose branch starts with `prefix`, oldest first. */
  listOpen(prefix: string): Promise<readonly PullRequest[]>
  /** Of each of these branches the pull requests closed or merged at or after `since`, latest first. */
  listClosed(branches: readonly string[], since: Date): Promise<readonly PullRequest[]>
  /** `null` when there is none of that number. */
  get(number: number): Promise<PullRequest | null>
  /** `exists`: the branch already has an open pull request (another run was quicker); look again. */
  open(request: NewPullRequest): Promise<PullRequest | 'exists'>
  edit(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly state?: 'closed' },
  ): Promise<void>
  /** False: it conflicts with its base. `null`: the forge has not found out yet. */
  mergeable(number: number): Promise<boolean | null>
}

export interface LabelKind {
  readonly name: string
  /** Six hex digits without `#`. */
  readonly color: string
  readonly description: string
}

export interface Labels {
  /** Adds labels to a pull request; those that the repository does not know are made. */
  addLabels(number: number, labels: readonly LabelKind[]): Promise<void>
  /** No error when it is not there. */
  removeLabel(number: number, label: string): Promise<void>
  /** True when the label was put on at any time, even if it was taken off since. */
  wasLabelled(number: number, label: string): Promise<boolean>
}

export interface Reviewers {
  readonly users: readonly string[]
  /** `org/team`. */
  readonly teams: readonly string[]
}

export interface ReviewRequests {
  /** Who cannot be asked becomes a warning, never an error. Asking somebody again is harmless. */
  requestReviewers(number: number, reviewers: Reviewers): Promise<readonly Warning[]>
}

export interface Comment {
  readonly id: number
  readonly author: string
  readonly byBot: boolean
  readonly body: string
  readonly createdAt: Date
}

export interface Comments {
  /** Oldest first. */
  list(number: number): Promise<readonly Comment[]>
  add(number: number, body: string): Promise<Comment>
  /** No error when it is not there. */
  remove(id: number): Promise<void>
}

/** What proposing needs; `LivingForge` in `life.ts` adds what the life of a pull request after that needs. */
export interface Forge {
  readonly kind: 'github' | 'local'
  readonly repository: RepositoryFacts
  readonly commits: CommitReader
  readonly branches: Branches
  readonly pullRequests: PullRequests
  readonly labels: Labels
  readonly reviewRequests: ReviewRequests
  readonly comments: Comments
}
