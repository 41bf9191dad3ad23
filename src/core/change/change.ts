/** A change that policy allows: what to write, and every reason that shaped the number. */

import type { Target } from '../locate/target.ts'
import type { Warning } from '../problem.ts'
import type { Recommendation } from '../recommend/recommendation.ts'
import type { Amount, Field, Resource } from '../workload.ts'

export type Risk = 'low' | 'medium' | 'high'

export interface Change {
  readonly target: Target
  /** The recommendation behind it (of the cluster that asked for the most, when several share the overlay). */
  readonly recommendation: Recommendation
  readonly resource: Resource
  readonly field: Field
  /** What Git renders today; `null` = not set. */
  readonly from: Amount | null
  /**
   * What applies today although the field is not set: Kubernetes takes an unset request from the container's limit, and
   * a LimitRange fills in both. Present only when `from` is `null` and there is such a value; caps and savings count from it.
   */
  readonly inherited?: Amount
  /** krr's number; `null` = krr says unset, or the change follows from another one (a limit raised to its request). */
  readonly recommended: Amount | null
  /** What is proposed; `null` = the field is removed. */
  readonly to: Amount | null
  /** Names of the clamps and rules that acted, in the order in which they did: `max-decrease`, `floor`, `limit-follows-request`, … */
  readonly because: readonly string[]
  /** True when a text comes back that people had written: it may stand there in any form of the same amount. */
  readonly inAnyForm?: true
}

/** What applies today: the field, else what stands in for it; `null` = nothing. */
export function baseOf({ from, inherited }: Change): Amount | null {
  return from ?? inherited ?? null
}

/** True when the field asks for more than applies today. */
export function raises(change: Change): boolean {
  return change.to !== null && change.to > (baseOf(change) ?? 0)
}

/** The changes of one workload of one overlay, judged together. */
export interface WorkloadChange {
  readonly target: Target
  readonly changes: readonly Change[]
  readonly risk: Risk
  /** Why it is not low. */
  readonly riskReasons: readonly string[]
  readonly warnings: readonly Warning[]
  /**
   * Pods that the workload runs as Git renders it (autoscaler's minimum, replicas, 1 when unknown; pods that krr saw for a
   * DaemonSet), over all clusters that the overlay serves; savings are multiplied by it.
   */
  readonly replicas: number
}

/** Freed by a set of changes; negative when more is asked for. Millicores, bytes, money per month (`null` without prices). */
export interface Savings {
  readonly cpu: Amount | number
  readonly memory: Amount | number
  readonly monthly: number | null
  readonly currency: string | null
}
