/** Names of what the bound stage leaves out or warns about, and the advice that goes with each. */
import type { Skip, Warning } from '../problem.ts'
import type { ContainerRef, Resource } from '../workload.ts'

/** What the user can do, by the code of the skip. The codes are stable: scripts and documentation refer to them. */
export const SKIP_HINTS = {
  ignored: 'Remove the annotation krr-gitops.io/ignore when the workload should be right-sized again.',
  'bad-annotation': 'Correct the annotation in the manifest; it takes the keys of `policy` for this one workload.',
  protected: 'Take the workload out of `policy.protect` when it may be changed.',
  'not-selected': 'Change `select` (or the filters of the command line) to take it in.',
  'no-request': 'Nothing to do: this tool never removes a request.',
  'unreadable-quantity':
    'Write a plain Kubernetes quantity in Git; variables that are filled in later cannot be bounded.',
  'request-above-limit': 'Correct the manifest first: Kubernetes refuses a request that is larger than its limit.',
  'pod-resources': 'Change pod-level resources by hand; the requests of the containers must fit into them.',
  'other-resizer': 'Switch the other resizer off for this workload, or leave the workload to it.',
  hpa: 'Change the target of the autoscaler by hand, or set `hpa: warn` for this workload.',
  'hpa-unknown': 'Let krr list autoscalers (list horizontalpodautoscalers in autoscaling/v2) and scan again.',
  'already-right': 'Nothing to do.',
  'below-min-change':
    'Lower `policy.minChange` for this workload (or raise the cap that made the step small) to have it proposed.',
  'max-increase': 'Raise `policy.maxIncrease` for this workload.',
  'max-decrease': 'Raise `policy.maxDecrease` for this workload.',
  floor: 'Lower `policy.floor` for this workload when less is really enough.',
  ceiling: 'Raise `policy.ceiling` for this workload when it may have more.',
  'heap-floor': 'Make the heap smaller first (-Xmx, --max-old-space-size, GOMEMLIMIT, …); memory can follow then.',
  'heap-unknown': 'State the heap in the manifest (-Xmx, or MaxRAMPercentage with a memory limit).',
  'heap-follows-limit': 'State the heap in absolute numbers, or change the memory limit by hand.',
  'oom-evidence': 'Look at the out-of-memory kills first; memory can come down when krr no longer sees any.',
  'cpu-limit': 'Raise or remove the CPU limit by hand, or set `limits: recommended` or `limits: remove-cpu`.',
  'limit-range': 'Change the LimitRange of the namespace, or leave the value within it.',
  quota: 'Give the namespace a LimitRange with a default CPU limit, or take limits.cpu out of the quota.',
  'limit-needed': 'Set a request in Git first; today Kubernetes takes it from the limit.',
  'conflicting-bounds': 'Make the bounds agree for this workload, for example with a rule of its own.',
  'shared-overlay': 'Nothing to do: the overlay serves several clusters and gets the larger value.',
} as const

export type SkipCode = keyof typeof SKIP_HINTS

/** One skip. `resource: null` leaves out the whole container. The message is one plain sentence. */
export function buildSkip(container: ContainerRef, resource: Resource | null, code: SkipCode, message: string): Skip {
  return { container, resource, code, message, hint: SKIP_HINTS[code] }
}

export type WarningCode =
  | 'drift'
  | 'hpa'
  | 'hpa-other-metric'
  | 'hpa-unknown'
  | 'heap-unknown'
  | 'heap-follows-limit'
  | 'heap-follows-request'
  | 'qos-change'
  | 'quota'
  | 'single-replica'
  | 'no-disruption-budget'
  | 'daemonset'
  | 'statefulset-restart'
  | 'thin-history'
  | 'krr-floor'
  | 'unknown-in-cluster'
  | 'new-limit'
  | 'limit-removed'

/** A warning whose code is one of ours. */
export interface ChangeWarning extends Warning {
  readonly code: WarningCode
}

export function buildWarning(code: WarningCode, message: string): ChangeWarning {
  return { code, message }
}
