/** How many pods a workload runs, and what happens to them while a change rolls out. */
import type { Target } from '../../locate/target.ts'
import { at, countOf, isMapping, listOf, type Mapping, mappingOf, textOf, textsOf } from '../manifest.ts'
import type { Neighbourhood } from './neighbourhood.ts'

/** Kinds that run a fixed number of pods at any time. */
export const REPLICATED = ['Deployment', 'StatefulSet', 'ReplicaSet', 'Rollout', 'DeploymentConfig']

/**
 * Pods as Git says: the autoscaler's minimum, else `replicas`, else 1 (which is what Kubernetes takes).
 *
 * @param seen pods that krr saw running; the only source for a DaemonSet, whose number is that of the nodes
 */
export function replicasOf(body: Mapping, minReplicas: number | null, seen: number): number {
  if (body.kind === 'DaemonSet') return Math.max(seen, 1)
  if (minReplicas !== null) return minReplicas
  const parallelism = countOf(at(body, 'spec', 'jobTemplate', 'spec', 'parallelism'))
  return countOf(at(body, 'spec', 'replicas')) ?? parallelism ?? 1
}

/**
 * Pods that a rollout starts beside the old ones: `maxSurge`, a quarter by default and rounded up, for a Deployment or
 * Rollout; none where pods are replaced one after the other.
 */
export function surgeOf(body: Mapping, replicas: number): number {
  const strategy = mappingOf(at(body, 'spec', 'strategy'))
  if (!['Deployment', 'Rollout'].includes(String(body.kind)) || strategy.type === 'Recreate') return 0
  const surge = at(strategy, 'rollingUpdate', 'maxSurge') ?? at(strategy, 'canary', 'maxSurge') ?? '25%'
  const percent = /^(\d+)%$/.exec(String(surge))?.[1]
  if (percent !== undefined) return Math.ceil((replicas * Number(percent)) / 100)
  return countOf(surge) ?? 0
}

/** True when a PodDisruptionBudget beside the workload selects its pods. */
export function hasDisruptionBudget(target: Target, neighbourhood: Neighbourhood): boolean {
  const labels = textsOf(at(target.object.body(), ...target.containersPath.slice(0, -2), 'metadata', 'labels'))
  return neighbourhood
    .bodies(target, ['PodDisruptionBudget'])
    .some((budget) => selects(at(budget, 'spec', 'selector'), labels))
}

/** A Kubernetes label selector: none selects nothing, an empty one everything. */
function selects(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(textsOf(at(selector, 'matchLabels')))
  return (
    isMapping(selector) &&
    wanted.every(([key, value]) => labels[key] === value) &&
    listOf(at(selector, 'matchExpressions')).every((expression) => holds(expression, labels))
  )
}

function holds(expression: unknown, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[textOf(at(expression, 'key')) ?? '']
  const listed = value !== undefined && listOf(at(expression, 'values')).includes(value)
  const operator = at(expression, 'operator')
  if (operator === 'In') return listed
  if (operator === 'NotIn') return !listed
  return (operator === 'Exists') === (value !== undefined)
}
