/** What a sweep did, as values for a person, a document, a metric. */
import type { Confirmation } from '../../core/after/confirmation/confirm.ts'
import type { Problem } from '../../core/problem.ts'
import type { MergeOutcome } from '../confirm/merge.ts'
import type { Verdict } from '../confirm/merged.ts'

export type SweepActionName =
  /** A command in a comment was carried out, or refused. */
  | 'command'
  /** The check on the head says something new. */
  | 'check'
  | 'merge'
  | 'queue'
  | 'close'
  /** Somebody merged it without confirmation. */
  | 'unconfirmed-merge'
  | 'rollout'
  | 'revert'
  /** Of the steps that come after all pull requests. */
  | 'dashboard'
  | 'clean-up'

export interface SweepAction {
  readonly action: SweepActionName
  /** `null`: about no single pull request. */
  readonly number: number | null
  readonly url: string | null
  /** One sentence. */
  readonly why: string
}

export interface SweptPull {
  readonly number: number
  readonly url: string
  readonly title: string
  readonly head: string
  /** When the sweep was done with it. */
  readonly state: 'open' | 'closed' | 'merged'
  /** `null` unless open. */
  readonly confirmation: Confirmation['state'] | null
  /** What is missing, in a few words; `null` unless open. */
  readonly standing: string | null
  /** `null`: not tried. */
  readonly merge: MergeOutcome | null
  /** `null` unless merged. */
  readonly verdict: Verdict | null
}

export interface SweepProblem {
  /** `null`: about no single pull request. */
  readonly number: number | null
  readonly problem: Problem
}

export interface SweepResult {
  readonly repository: string
  readonly pulls: readonly SweptPull[]
  /** In the order in which they were done. */
  readonly actions: readonly SweepAction[]
  readonly problems: readonly SweepProblem[]
  /** True when a problem would have met everything that came after it too: what is left waits for the next sweep. */
  readonly stopped: boolean
}
