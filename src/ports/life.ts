/**
 * The life of a pull request after it is open, as a forge tells it.
 *
 * A look at many pull requests costs one request as a rule, so a flow looks once, decides in `core/after`, and acts on what
 * it decided. Answers that are part of the game are values; only what ends the run is thrown, as a Problem.
 */

import type { Review } from '../core/after/confirmation/review.ts'
import type { RequiredCheck } from '../core/after/merge/may-merge.ts'
import type { MergeAnswer } from '../core/after/merge/merge-answer.ts'
import type { AccountType, Permission } from '../core/after/people.ts'
import type { CommitStatus } from '../core/after/rollout/commit-status.ts'
import type { DeploymentStatus } from '../core/after/rollout/deployment-status.ts'
import type { Forge, PullRequest } from './forge.ts'

/** A review, and whether its author may push here (`null`: the forge did not say; ask `People.permission`). */
export interface SeenReview extends Review {
  readonly authorCanPush: boolean | null
}

/** One commit of the branch that is not on the base. */
export interface BranchCommit {
  readonly sha: string
  readonly message: string
  /** Made and signed as this program makes commits; see `CommitFacts.byBot`. */
  readonly byBot: boolean
  /** Logins of its author, committer and co-authors, this program's own login for its own; `null` = no account is known. */
  readonly people: readonly (string | null)[]
}

export interface SeenComment {
  readonly id: number
  /** `null` when the account is gone. */
  readonly author: string | null
  readonly authorType: AccountType
  readonly byBot: boolean
  readonly body: string
  readonly createdAt: Date
  /** True when its text was changed after it was posted, by anybody. */
  readonly edited: boolean
  /** Reactions of this program on it: how it marks a command as answered. */
  readonly ownReactions: readonly Reaction[]
}

export type Reaction = '+1' | '-1' | 'eyes' | 'rocket' | 'confused'

/** What this program published on a commit under one name; as a commit status where the token may not make check runs. */
export interface PublishedCheck {
  /** Number of the check run; `null` for a commit status, which is never changed, only covered by a newer one. */
  readonly id: number | null
  readonly name: string
  readonly conclusion: CheckConclusion
  readonly title: string
  /** Markdown; empty for a commit status. */
  readonly summary: string
}

/** `pending` is a check run in progress. */
export type CheckConclusion = 'pending' | 'success' | 'failure' | 'action_required' | 'neutral'

/** One pull request of this program with everything around it. */
export interface PullRequestFacts {
  readonly pull: PullRequest
  /** Commit that the merge made on the base; `null` unless merged. */
  readonly mergeCommit: string | null
  /** `null` unless merged, or when the account is gone. */
  readonly mergedBy: string | null
  /** Oldest first. `null`: too many to be a branch of this program. */
  readonly commits: readonly BranchCommit[] | null
  /** Oldest first. */
  readonly reviews: readonly SeenReview[]
  /** Oldest first. */
  readonly comments: readonly SeenComment[]
  /** This program's own checks on the head. */
  readonly checks: readonly PublishedCheck[]
  /** Checks that the base branch requires, as far as they are known for the head. */
  readonly requiredChecks: readonly RequiredCheck[]
  /** False: conflicts. `null`: not found out yet. */
  readonly mergeable: boolean | null
  /** The base requires the branch to hold its tip, and it does not. */
  readonly behind: boolean
  /** The base is merged into through a merge queue only. */
  readonly mergeQueue: boolean
  /** It waits in the merge queue, or auto-merge is switched on. */
  readonly queued: boolean
}

export interface Life {
  /** Everything about these pull requests, in their order; a number that is none is left out. One request per 20. */
  look(numbers: readonly number[]): Promise<readonly PullRequestFacts[]>
  /**
   * Pull requests whose branch starts with `prefix` and that were merged at or after `since`, latest first: those of which a
   * rollout may still be watched. One request per 100.
   */
  listMerged(prefix: string, since: Date): Promise<readonly PullRequest[]>
  /** All pull requests whose branch starts with `prefix`, opened at or after `since`, any state, oldest first. */
  listAll(prefix: string, since: Date): Promise<readonly PullRequest[]>
}

export interface PeopleReader {
  /** What somebody may do here; `none` for a stranger. */
  permission(login: string): Promise<Permission>
  /** Logins of the members, `team` as the policy writes it; `null` when they cannot be read. */
  team(team: string): Promise<readonly string[] | null>
}

export interface CheckReportToPublish {
  readonly name: string
  readonly conclusion: CheckConclusion
  readonly title: string
  readonly summary: string
}

export interface Checks {
  /** This program's checks of that name prefix on these commits, by commit. One request per 50 commits. */
  read(commits: readonly string[]): Promise<ReadonlyMap<string, readonly PublishedCheck[]>>
  /**
   * Publishes, replacing what was seen before under the name. Where the token may not make check runs (a personal one) it
   * becomes a commit status of the same name. The caller has compared and knows that it is new.
   */
  publish(commit: string, report: CheckReportToPublish, seen: PublishedCheck | null): Promise<void>
}

export interface MergeRequest {
  readonly number: number
  /** The only head that may be merged: the forge refuses any other. */
  readonly sha: string
  readonly how: 'merge' | 'queue'
  /** Subject and body of the merge or squash commit; a rebase keeps the commit as it is. */
  readonly title: string
  readonly message: string
}

export interface Merging {
  /**
   * Uses the first method that the repository allows of squash, merge, rebase. Sent once: a repetition is a new decision.
   * With `queue`, `merged` says that the queue took it.
   */
  merge(request: MergeRequest): Promise<MergeAnswer>
}

/** What others said about the commits of the default branch. */
export interface DeliveryWords {
  /** Commits of the default branch, newest first, back to and some way beyond the oldest of `merges`. */
  readonly commits: readonly { readonly sha: string; readonly parents: readonly string[] }[]
  readonly statuses: readonly CommitStatus[]
  readonly deployments: readonly DeploymentStatus[]
}

export interface DeliveryReader {
  /** One request per 100 commits since the oldest merge, at most 300 commits; this program's own statuses are left out. */
  read(merges: readonly { readonly commit: string; readonly mergedAt: Date }[]): Promise<DeliveryWords>
}

/** A file as one commit changed it; `null` = not there. */
export interface CommittedEdit {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}

export interface History {
  /** What a commit changed against its first parent; works for heads whose branch is gone. */
  edits(commit: string): Promise<readonly CommittedEdit[]>
  /** Text of a file at a commit; `null` = not there. */
  fileAt(commit: string, path: string): Promise<string | null>
  /** Logins (or names) of whoever changed a path on the default branch after `since`, latest first. */
  changedBy(path: string, since: Date): Promise<readonly string[]>
}

export interface Issue {
  readonly number: number
  readonly url: string
  readonly title: string
  readonly body: string
  readonly author: string
}

/** The dashboard is an issue. A repository may have issues switched off. */
export interface Issues {
  /** The open issue of this program with that label; `null` = none. `off` = there are no issues here. */
  find(label: string): Promise<Issue | null | 'off'>
  /** Sent once. */
  open(issue: { readonly title: string; readonly body: string; readonly labels: readonly string[] }): Promise<Issue>
  edit(number: number, change: { readonly title?: string; readonly body?: string }): Promise<void>
}

export interface Reactions {
  /** On a comment. Adding it again is harmless. */
  react(comment: number, reaction: Reaction): Promise<void>
  /** Changes the text of an own comment. */
  editComment(comment: number, body: string): Promise<void>
}

/** A whole forge. */
export interface LivingForge extends Forge {
  readonly life: Life
  readonly people: PeopleReader
  readonly checks: Checks
  readonly merging: Merging
  readonly deliveries: DeliveryReader
  readonly history: History
  readonly issues: Issues
  readonly reactions: Reactions
}
