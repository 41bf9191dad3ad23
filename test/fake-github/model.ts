/** What the fake server remembers beside the git repository. One field per concern; new concerns add their own. */
import type { Objects } from './objects.ts'

export interface User {
  readonly id: number
  readonly login: string
  readonly name: string
  readonly email: string
  readonly type: 'User' | 'Bot'
}

export interface Pull {
  readonly number: number
  title: string
  body: string
  state: 'open' | 'closed'
  draft: boolean
  readonly branch: string
  readonly base: string
  /** Moves with the branch while open. */
  head: string
  readonly author: string
  labels: string[]
  reviewers: string[]
  teams: string[]
  readonly createdAt: Date
  updatedAt: Date
  closedAt: Date | null
  mergedAt: Date | null
  /** Comes from this fork; `null` = from a branch of the repository. */
  readonly fork: string | null
  /** The commit that the merge made. */
  mergeCommit?: string
  mergedBy?: string
  /** Waits in the merge queue. */
  queued?: boolean
  autoMerge?: boolean
}

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'

export interface Review {
  readonly id: number
  readonly pull: number
  /** `null`: the account is gone. */
  readonly author: string | null
  state: ReviewState
  readonly commit: string
  readonly submittedAt: Date | null
}

export interface IssueComment {
  readonly id: number
  readonly issue: number
  readonly author: string
  body: string
  readonly createdAt: Date
  editedAt?: Date
  reactions?: { readonly by: string; readonly content: string }[]
}

export interface IssueEvent {
  readonly id: number
  readonly issue: number
  readonly event: 'labeled' | 'unlabeled' | 'review_requested' | 'closed' | 'merged'
  readonly actor: string
  readonly label?: string
  readonly at: Date
}

export interface StoredIssue {
  readonly number: number
  title: string
  body: string
  state: 'open' | 'closed'
  labels: string[]
  readonly author: string
  readonly createdAt: Date
}

export interface CheckRun {
  readonly id: number
  readonly commit: string
  /** Slug of the App that made it. */
  readonly app: string
  readonly name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: string | null
  title: string
  summary: string
  readonly startedAt: Date
}

export interface StoredStatus {
  readonly id: number
  readonly commit: string
  readonly creator: string
  readonly context: string
  readonly state: 'success' | 'failure' | 'error' | 'pending'
  readonly description: string | null
  readonly targetUrl: string | null
  readonly createdAt: Date
}

export interface Deployment {
  readonly id: number
  readonly commit: string
  readonly creator: string
  readonly environment: string
  readonly statuses: {
    readonly state: string
    readonly description: string | null
    readonly logUrl: string | null
    readonly createdAt: Date
  }[]
}

/** Settings and rules of the default branch. */
export interface Rules {
  readonly methods: Set<'squash' | 'merge' | 'rebase'>
  /** Names of checks. */
  requiredChecks: string[]
  /** How GitHub was told: that decides where it shows them. */
  requiredBy: 'protection' | 'ruleset'
  /** The branch has to hold the tip of its base. */
  strict: boolean
  approvals: number
  /** A push takes approvals away. */
  dismissStale: boolean
  mergeQueue: boolean
  /** Words of a rule that no merge meets. */
  refuses: string | null
}

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none'

/** A webhook that GitHub would send. */
export interface FakeEvent {
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
}

export interface FakeState {
  readonly owner: string
  readonly repo: string
  readonly defaultBranch: string
  readonly objects: Objects
  readonly users: Map<string, User>
  /** Token -> login. */
  readonly tokens: Map<string, string>
  /** Who may be asked for a review. */
  readonly collaborators: Set<string>
  /** What somebody may do; whoever is missing is a stranger. A role of the organisation's own making is `[name, base]`. */
  readonly permissions: Map<string, Role | readonly [name: string, base: Role]>
  /** Slug -> members. */
  readonly teams: Map<string, Set<string>>
  readonly labels: Map<string, { readonly name: string; readonly color: string; readonly description: string }>
  readonly pulls: Pull[]
  readonly reviews: Review[]
  readonly comments: IssueComment[]
  readonly events: IssueEvent[]
  readonly issues: StoredIssue[]
  readonly checkRuns: CheckRun[]
  readonly statuses: StoredStatus[]
  readonly deployments: Deployment[]
  readonly rules: Rules
  /** Commits that GitHub itself made and signed. */
  readonly signed: Set<string>
  /** Fields that the token may not see: `Commit.statusCheckRollup`. */
  readonly forbidden: Set<string>
  readonly app: { readonly id: number; readonly slug: string; readonly installation: number }
  /** Told of every webhook as it happens. */
  readonly listeners: ((event: FakeEvent) => void)[]
  issuesEnabled: boolean
  /** Bytes of a file that GraphQL shows. */
  blobLimit: number
  archived: boolean
  /** False: like a server whose GraphQL does not know `updateRefs`. */
  updateRefs: boolean
  /** Recursive trees are cut off, as GitHub does over 100,000 entries. */
  truncateTrees: boolean
  nextId: number
  nextNumber: number
  now: () => Date
}

export interface FakeOptions {
  /** Folder for the bare repository; `null` = in memory. */
  readonly directory: string | null
  readonly now: () => Date
  /** Files of the first commit, by path; a mode other than 100644 as `[mode, text]`. */
  readonly files: Readonly<Record<string, string | readonly [mode: string, text: string]>>
}
