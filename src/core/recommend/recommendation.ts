/** What krr wants for one container. Made by `readReport`; nothing secret is in here. */
import type { Amount, ContainerRef, Resource } from '../workload.ts'

export type Severity = 'UNKNOWN' | 'GOOD' | 'OK' | 'WARNING' | 'CRITICAL'

/** From the least to the most urgent, as krr orders them. */
export const SEVERITIES: readonly Severity[] = ['UNKNOWN', 'GOOD', 'OK', 'WARNING', 'CRITICAL']

/** 0 for `UNKNOWN` to 4 for `CRITICAL`. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

/**
 * One recommended value. krr's three answers are three different things:
 * a number, `null` ("should be unset") and `"?"` ("krr does not know").
 */
export type Advice =
  | { readonly type: 'value'; readonly amount: Amount }
  | { readonly type: 'unset' }
  | { readonly type: 'unknown' }

/** `info` of a resource whose number is no amount of anything (negative, infinite): it was not taken over. */
export const IMPOSSIBLE = 'Impossible value'

/**
 * What krr says about one resource of one container.
 *
 * Where the request is `unknown`, the reason stands in a Skip that was made together with the recommendation
 * (`no-data`, `hpa-detected`, …); later stages pass over the resource without adding another.
 */
export interface ResourceAdvice {
  readonly request: Advice
  readonly limit: Advice
  /** What the live template held when krr looked; `null` = not set. Git, not this, is the truth for "from". */
  readonly liveRequest: Amount | null
  readonly liveLimit: Amount | null
  /**
   * krr's own words: `No data`, `Not enough data`, `HPA detected`, `OOMKill detected`; `null` = none. One more is ours,
   * see {@link IMPOSSIBLE}.
   */
  readonly info: string | null
  readonly severity: Severity
  /** True when the number is krr's own minimum (0.01 cores, 100 MiB by default): policy, not a measurement. */
  readonly atFloor: boolean
}

/** An autoscaler as krr saw it. Utilisation targets in percent; `null` = that resource is not scaled on. */
export interface HpaEvidence {
  readonly minReplicas: number | null
  readonly maxReplicas: number | null
  readonly cpuTarget: number | null
  readonly memoryTarget: number | null
}

export interface Evidence {
  /** Running pods of the history window, and pods that are gone. */
  readonly pods: number
  readonly deletedPods: number
  readonly hpa: HpaEvidence | null
  /** False when nothing shows that krr could read the HPA list: then any workload may be autoscaled. */
  readonly hpaWitnessed: boolean
  /**
   * True when krr's log says that it could not read the HPA list. Stronger than `hpaWitnessed: false`, which is also the
   * state of every finished report that came without its log. Left out = the log does not say so.
   */
  readonly hpaListFailed?: boolean
  /** krr's warnings about this object, and `NotEnoughHistoryAvailable` when Prometheus holds less than three hours. */
  readonly warnings: readonly string[]
  /** The workload's own labels, for selectors and delivery tracking. */
  readonly labels: Readonly<Record<string, string>>
  /** Allow-listed annotations of the workload: delivery tracking and krr-gitops.io/*, nothing else. */
  readonly annotations: Readonly<Record<string, string>>
  readonly strategy: string
  /** Hours of history that the strategy looked at; `null` = the report does not say. */
  readonly historyHours: number | null
  /** When the report was made or read, ISO 8601 in UTC. */
  readonly generatedAt: string
  /** `v1.29.0`; `null` = unknown (finished reports do not say). */
  readonly krrVersion: string | null
  /** Where the report came from: a file name, `-` for stdin, or `krr` for a run. */
  readonly source: string
}

/** Another object of the same namespace under which krr reported the same pods. */
export interface Alias {
  readonly kind: string
  readonly name: string
}

export interface Recommendation {
  readonly container: ContainerRef
  readonly severity: Severity
  readonly resources: Readonly<Record<Resource, ResourceAdvice>>
  readonly evidence: Evidence
  /**
   * Further objects that krr reported for the same pods. krr lists an Argo `Rollout` with `workloadRef` and also the
   * Deployment that it names. The report cannot tell which of the two holds the containers in Git, so `container` names
   * the Deployment (which does under `workloadRef`) and the Rollout stands here: whoever locates tries both.
   */
  readonly alsoAs?: readonly Alias[]
}
