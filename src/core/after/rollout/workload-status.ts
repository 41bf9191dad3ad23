/**
 * Whether the pods of a workload were replaced, by the rules of `kubectl rollout status`
 * (k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go), plus what it leaves out: pods that are refused.
 */
import type { Saying, Signal } from './signal.ts'

export interface WorkloadFacts {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly generation: number
  /** `null` while the controller has not looked yet. */
  readonly observedGeneration: number | null
  /** Pods that should run the new template: `spec.replicas`, without a StatefulSet's partition; a DaemonSet's desired nodes. */
  readonly desired: number
  readonly updated: number
  readonly available: number
  /** Pods of former templates that still run and are on their way out. */
  readonly old: number
  readonly paused: boolean
  /** `RollingUpdate`, `OnDelete`, …; `null` when it has none. */
  readonly strategy: string | null
  readonly conditions: readonly {
    readonly type: string
    readonly status: string
    readonly reason: string
    readonly message: string
  }[]
  /** `status.phase` of an Argo Rollout; `null` elsewhere. */
  readonly phase: string | null
}

export function workloadName({ kind, namespace, name }: Pick<WorkloadFacts, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace}/${name}`
}

/** `facts` of a workload that is not there: `null`. */
export function readWorkload(
  workload: Pick<WorkloadFacts, 'kind' | 'namespace' | 'name'>,
  facts: WorkloadFacts | null,
  now: Date,
): Signal {
  const reporter = workloadName(workload)
  const [says, code, what] = facts === null ? MISSING : judge(facts)
  return { reporter, at: now, says, code, sentence: `${reporter} ${what}`, maybeOthers: false }
}

type Judgement = readonly [Saying, string, string]

const MISSING: Judgement = ['progressing', 'not-found', 'is not in the cluster']

function judge(facts: WorkloadFacts): Judgement {
  const { desired, updated, available, old } = facts
  if (facts.kind === 'CronJob') return ['healthy', 'next-run', 'uses the new values from its next run on']
  const refused = facts.conditions.find(
    (condition) => condition.type === 'ReplicaFailure' && condition.status === 'True',
  )
  if (refused !== undefined) return ['degraded', 'pods-refused', `cannot create pods: ${refused.message}`]
  const late = facts.conditions.find((condition) => condition.reason === 'ProgressDeadlineExceeded')
  if (late !== undefined) return ['degraded', 'deadline-exceeded', `did not progress in time: ${late.message}`]
  if (facts.phase === 'Degraded') return ['degraded', 'degraded', 'is Degraded']
  if (facts.observedGeneration === null || facts.observedGeneration < facts.generation) {
    return ['progressing', 'not-observed', 'was not looked at by its controller yet']
  }
  if (facts.paused) return ['progressing', 'paused', 'is paused']
  if (updated < desired) {
    const pods = `has ${updated} of ${desired} pods with the new values`
    return facts.strategy === 'OnDelete'
      ? ['progressing', 'on-delete', `${pods}; its strategy is OnDelete, so somebody has to delete the others`]
      : ['progressing', 'updating', pods]
  }
  if (old > 0) return ['progressing', 'old-pods', `still runs ${old} pods with the former values`]
  if (available < desired) return ['progressing', 'not-available', `has ${available} of ${desired} pods available`]
  return ['healthy', 'rolled-out', `runs the new values in ${updated} pods`]
}
