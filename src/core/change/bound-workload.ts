/** The containers of one workload together: LimitRanges on the pod, QoS class, what a restart means. */
import type { Skip } from '../problem.ts'
import { boundContainer, type ContainerResult, type ResourcePart, skipsFor } from './bound-container.ts'
import type { Change } from './change.ts'
import { isHit, keepToRanges } from './guards/keep-to-ranges.ts'
import { rangeDefaults, readRanges } from './guards/limit-range.ts'
import type { Neighbourhood } from './guards/neighbourhood.ts'
import { type QosClass, qosClass } from './guards/qos.ts'
import { replicasOf } from './guards/replicas.ts'
import { restartWarnings } from './guards/restart.ts'
import { at, mappingOf } from './manifest.ts'
import type { MergedContainer, WorkloadGroup } from './merge-clusters.ts'
import { type Defaults, type PodView, readPod, withChanges, withDefaults } from './pod.ts'
import type { Policy, Selection } from './policy.ts'
import { buildWarning, type ChangeWarning } from './reasons.ts'

export interface WorkloadContext {
  readonly policy: Policy
  readonly select: Selection
  readonly neighbourhood: Neighbourhood
}

export interface WorkloadResult {
  readonly group: WorkloadGroup
  readonly changes: readonly Change[]
  readonly skips: readonly Skip[]
  /** Empty when nothing changes. */
  readonly warnings: readonly ChangeWarning[]
  /** Quality of service class before and after. */
  readonly qos: readonly [QosClass | null, QosClass | null]
  readonly before: PodView
  readonly after: PodView
  readonly defaults: Defaults
  /** Pods in one cluster, and in all clusters that the overlay serves. */
  readonly replicas: number
  readonly allReplicas: number
}

export function boundWorkload(group: WorkloadGroup, context: WorkloadContext): WorkloadResult {
  const first = group[0] as MergedContainer
  const { target } = first
  const before = readPod(mappingOf(at(target.object.body(), ...target.containersPath.slice(0, -1))))
  const ranges = readRanges(context.neighbourhood.bodies(target, ['LimitRange']))
  const defaults = rangeDefaults(ranges)
  const results = group.map((merged) => boundContainer(merged, { ...context, pod: before, ranges, defaults }))
  const proposed = results.flatMap(({ parts }) => parts.flatMap((part) => part.changes))
  const { changes, broken } = keepToRanges({ pod: before, ranges, defaults, changes: proposed })
  const after = withChanges(before, changes)
  const pods = podsOf(first, results)
  const skips = results.flatMap((result) => [...result.skips, ...result.parts.flatMap((part) => part.skips)])
  const qos = [qosClass(withDefaults(before, defaults)), qosClass(withDefaults(after, defaults))] as const
  const common = { group, changes, qos, before, after, defaults, replicas: pods.one, allReplicas: pods.all }
  const late = results.flatMap(({ merged, parts }) =>
    parts.flatMap((part) => {
      const hit = broken.find((one) => part.changes.some((change) => isHit(one, change)))
      return hit === undefined ? [] : skipsFor(merged, part.resource, { code: 'limit-range', message: hit.message })
    }),
  )
  const kept = results
    .flatMap(({ parts }) => parts)
    .filter((part) => part.changes.some((change) => changes.includes(change)))
  return {
    ...common,
    skips: [...skips, ...late],
    warnings: changes.length === 0 ? [] : warningsOf({ first, context, changes, kept, qos, replicas: pods.one }),
  }
}

interface Changed {
  readonly first: MergedContainer
  readonly context: WorkloadContext
  readonly changes: readonly Change[]
  readonly kept: readonly ResourcePart[]
  readonly qos: WorkloadResult['qos']
  readonly replicas: number
}

function warningsOf({ first, context, changes, kept, qos, replicas }: Changed): ChangeWarning[] {
  const { target, members } = first
  const histories = members.map(({ recommendation }) => recommendation.evidence)
  return [
    ...kept.flatMap((part) => part.warnings),
    ...qosWarnings(qos),
    ...restartWarnings({ target, neighbourhood: context.neighbourhood, changes, replicas, histories }),
  ]
}

function qosWarnings([old, next]: WorkloadResult['qos']): ChangeWarning[] {
  if (old === next) return []
  return [buildWarning('qos-change', `The quality of service class of the pods changes from ${old} to ${next}.`)]
}

/** The autoscaler's minimum as Git says; as krr saw it where Git sets no number of replicas at all. */
function podsOf(
  { target, members }: MergedContainer,
  results: readonly ContainerResult[],
): { one: number; all: number } {
  const body = target.object.body()
  const minimums = results.flatMap((result) => result.autoscalers.map((autoscaler) => autoscaler.minReplicas))
  const git = minimums.length === 0 ? null : Math.max(...minimums)
  const clusters = new Map(members.map((member) => [member.target.container.cluster, member.recommendation.evidence]))
  const counts = [...clusters.values()].map(({ hpa, pods }) => {
    const live = at(body, 'spec', 'replicas') === undefined ? (hpa?.minReplicas ?? null) : null
    return replicasOf(body, git ?? live, pods)
  })
  return { one: Math.max(...counts), all: counts.reduce((sum, count) => sum + count, 0) }
}
