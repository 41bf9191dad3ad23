/** What krr wants for one container. Made by `toRecommendations`; nothing secret is in here. */
import type { Amount, ContainerRef, Resource } from '../workload.ts'

export type Severity = 'UNKNOWN' | 'GOOD' | 'OK' | 'WARNING' | 'CRITICAL'

/**
 * One recommended value. krr's three answers are three different things:
 * a number, `null` ("should be unset") and `"?"` ("krr does not know").
 */
export type Advice =
  | { readonly type: 'value'; readonly amount: Amount }
  | { readonly type: 'unset' }
  | { readonly type: 'unknown' }

export interface ResourceAdvice {
  readonly request: Advice
  readonly limit: Advice
  /** What the live template held when krr looked; `null` = not set. Git, not this, is the truth for "from". */
  readonly liveRequest: Amount | null
  readonly liveLimit: Amount | null
  /** krr's own words: `No data`, `Not enough data`, `HPA detected`, `OOMKill detected`; `null` = none. */
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
  readonly warnings: readonly string[]
  /** Allow-listed labels and annotations of the workload: delivery tracking and krr-gitops.io/*, nothing else. */
  readonly labels: Readonly<Record<string, string>>
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

export interface Recommendation {
  readonly container: ContainerRef
  readonly severity: Severity
  readonly resources: Readonly<Record<Resource, ResourceAdvice>>
  readonly evidence: Evidence
}
