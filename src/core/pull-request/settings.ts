/** Policy of pull requests as values, after the configuration file was read, defaulted and checked. */
import type { Risk } from '../change/change.ts'
import type { Amount } from '../workload.ts'

export type GroupBy = 'overlay' | 'namespace' | 'application' | 'workload' | 'cluster'

/** How many reviews confirm a pull request, and of which teams, by its risk. */
export interface Approvals extends Readonly<Record<Risk, number>> {
  /** Team slugs (`platform` or `org/platform`); one review of each has to be among the approvals. */
  readonly teams: Readonly<Partial<Record<Risk, readonly string[]>>>
  readonly bypassTeam: string | null
}

/** A move of a value counts only if it reaches the percentage and the amount (`policy.minChange` of the configuration). */
export interface Band {
  readonly percent: number
  /** Millicores. */
  readonly cpu: Amount
  /** Bytes. */
  readonly memory: Amount
}

/** Calendar days in UTC, both included. */
export interface FreezePeriod {
  /** `2026-12-24`. */
  readonly from: string
  readonly to: string
  readonly reason?: string
}

export interface PullRequestSettings {
  readonly groupBy: GroupBy
  /** Most pull requests of the bot that may be open at once. */
  readonly maxOpen: number
  /** Most pull requests that one run opens. Updates of open ones are not counted. */
  readonly perRun: number
  /** When pull requests may be opened or updated, see `window.ts`; open when any entry is, always when empty. */
  readonly schedule: readonly string[]
  readonly expireAfterMs: number
  /** How long a proposal that a person closed stays closed. */
  readonly snoozeMs: number
  /** Percent that a value must move for a snoozed proposal to come back before its time. */
  readonly reopenWhenPercent: number
  /** How far a new recommendation must lie from what the open pull request proposes to change it. */
  readonly band: Band
  /** Labels beyond `krr-gitops` and `risk/<level>`. */
  readonly labels: readonly string[]
  /** `codeowners`, `user`, `org/team`, `team:NAME` (of the repository's owner), in any mix; empty = nobody is asked. */
  readonly reviewers: readonly string[]
  readonly draft: boolean
  readonly merge: 'manual' | 'when-confirmed'
  /** When the bot may merge, see `window.ts`. */
  readonly mergeWindow: readonly string[]
  /** Days on which nothing is opened, updated or merged, whatever the windows say. */
  readonly freeze: readonly FreezePeriod[]
  readonly approvals: Approvals
}

/** The defaults that the documentation promises; a configuration of `version: 1` gives exactly these. */
export const DEFAULT_PULL_REQUEST_SETTINGS: PullRequestSettings = {
  groupBy: 'overlay',
  maxOpen: 10,
  perRun: 5,
  schedule: [],
  expireAfterMs: 14 * 86_400_000,
  snoozeMs: 30 * 86_400_000,
  reopenWhenPercent: 20,
  band: { percent: 10, cpu: 10, memory: 16 * 1024 * 1024 },
  labels: [],
  reviewers: ['codeowners'],
  draft: false,
  merge: 'manual',
  mergeWindow: [],
  freeze: [],
  approvals: { low: 1, medium: 1, high: 2, teams: {}, bypassTeam: null },
}
