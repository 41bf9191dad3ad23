/** What a cluster shows about a rollout, for those who give this program a kubeconfig. Reading only. */
import type { ArgoFacts } from '../core/after/rollout/argo-application.ts'
import type { FluxFacts } from '../core/after/rollout/flux-kustomization.ts'
import type { GuardResult } from '../core/after/rollout/guard.ts'
import type { LiveFacts } from '../core/after/rollout/live-values.ts'
import type { PodFacts, PodsBefore } from '../core/after/rollout/pods.ts'
import type { WorkloadFacts } from '../core/after/rollout/workload-status.ts'
import type { Application } from '../core/locate/target.ts'
import type { Field, Resource } from '../core/workload.ts'

export interface WatchedWorkload {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  /** What was merged, in millicores or bytes; `null` = not set. */
  readonly values: readonly {
    readonly container: string
    readonly resource: Resource
    readonly field: Field
    readonly to: number | null
  }[]
}

export interface WatchedCluster {
  /** As krr names it (a kube context); `null` = the only one. */
  readonly cluster: string | null
  readonly applications: readonly Application[]
  readonly workloads: readonly WatchedWorkload[]
  readonly mergedAt: Date
}

export interface ObservedWorkload {
  /** `null`: the workload is not there. */
  readonly status: WorkloadFacts | null
  readonly pods: readonly PodFacts[]
  readonly before: PodsBefore
  readonly live: LiveFacts | null
}

export interface ClusterObservation {
  readonly argo: readonly ArgoFacts[]
  readonly flux: readonly FluxFacts[]
  readonly workloads: readonly ObservedWorkload[]
}

export interface Delivery {
  /** @throws Problem `kubernetes-failed` (exit 3) when the cluster cannot be asked, with what to do next */
  observe(watched: WatchedCluster, signal?: AbortSignal): Promise<ClusterObservation>
}

export interface Guards {
  /** Runs the configured PromQL queries once. A query that cannot be run is a result too. */
  run(cluster: string | null, signal?: AbortSignal): Promise<readonly GuardResult[]>
}
