/**
 * A krr report after the door: only the fields that the program uses, amounts as integers, and nothing that could be a
 * secret. The raw report also carries passwords (last-applied annotations, URLs in `config`); none of that comes here.
 */
import type { Amount, Resource } from '../workload.ts'
import type { Recommendation } from './recommendation.ts'

/** krr's own remark about the whole run; the only two that exist are `HistoryRangeError` and `NotEnoughHistoryAvailable`. */
export interface ReportError {
  readonly name: string
  /** A date without time zone, as krr prints it. */
  readonly retryAfter: string | null
}

/** What the report itself does not say and whoever obtained it does. */
export interface ReportStamp {
  /** ISO 8601, UTC. */
  readonly generatedAt: string
  readonly krrVersion: string | null
  /** A file name, `-`, or `krr`. */
  readonly source: string
}

export interface Report {
  readonly stamp: ReportStamp
  /** Every container of the report, also those for which krr knows nothing: see `siftContainers`. */
  readonly containers: readonly Recommendation[]
  /** As the command line calls it: `simple`, `simple-limit`, or a custom one; `unknown` when the report does not say. */
  readonly strategy: string
  readonly historyHours: number | null
  /** The smallest request that krr recommended by its settings. */
  readonly floor: Readonly<Record<Resource, Amount>>
  readonly errors: readonly ReportError[]
  /** True when krr ran with a label selector: krr applies it to the HPA list too, which loses autoscalers. */
  readonly selectorUsed: boolean
  /** The contexts that krr was asked for; `null` = none, all, or not said. */
  readonly requestedClusters: readonly string[] | null
}

/** A sentence about a report as a whole. */
export interface ReportWarning {
  readonly code: string
  readonly message: string
  readonly hint: string | null
  /** The report's source. */
  readonly source: string
  readonly cluster: string | null
}
