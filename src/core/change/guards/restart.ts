/** A change of resources replaces the pods: what that means for this kind of workload, and what krr has seen of it. */
import type { Target } from '../../locate/target.ts'
import type { Evidence } from '../../recommend/recommendation.ts'
import { type Change, raises } from '../change.ts'
import { historyWarnings } from '../evidence.ts'
import { buildWarning, type ChangeWarning } from '../reasons.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import { hasDisruptionBudget, REPLICATED } from './replicas.ts'

/** Runs of a job that make a statistic. */
const JOB_RUNS = 3

export interface RestartInput {
  readonly target: Target
  readonly neighbourhood: Neighbourhood
  readonly changes: readonly Change[]
  /** Pods in one cluster. */
  readonly replicas: number
  /** One for each cluster. */
  readonly histories: readonly Evidence[]
}

export function restartWarnings({
  target,
  neighbourhood,
  changes,
  replicas,
  histories,
}: RestartInput): ChangeWarning[] {
  const { kind } = target.object.id
  const warnings = histories.flatMap((evidence) => historyWarnings(evidence, kind === 'CronJob' ? JOB_RUNS : replicas))
  const replicated = REPLICATED.includes(kind)
  if (replicated && replicas === 1) {
    warnings.push(buildWarning('single-replica', 'It runs a single replica; the rollout replaces the only pod.'))
  }
  if (replicated && replicas > 1 && !hasDisruptionBudget(target, neighbourhood)) {
    warnings.push(buildWarning('no-disruption-budget', 'No PodDisruptionBudget in Git selects its pods.'))
  }
  if (kind === 'DaemonSet' && changes.some(raises)) {
    const message = `An increase applies on every node (krr saw ${replicas} pods) and must fit on the smallest.`
    warnings.push(buildWarning('daemonset', message))
  }
  if (kind === 'StatefulSet') {
    warnings.push(buildWarning('statefulset-restart', 'A StatefulSet replaces its pods one after the other.'))
  }
  return warnings
}
