/** Quality of service class of a pod (https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/). */
import { FIELDS, RESOURCES } from '../../workload.ts'
import type { ContainerView, PodView } from '../pod.ts'

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

/**
 * The class that Kubernetes gives to a pod, init containers included. A zero counts as not set.
 *
 * @param pod with defaults filled in: an unset request equals the limit
 * @returns `null` when a value is unreadable, or the pod has resources of its own (then they decide, and no change of a
 * container can alter the class)
 */
export function qosClass(pod: PodView): QosClass | null {
  const all = [...pod.containers, ...pod.init]
  if (pod.podLevel || all.some(isUnreadable)) return null
  if (all.every(hasNothing)) return 'BestEffort'
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable'
}

function readings(container: ContainerView) {
  return FIELDS.flatMap((field) => RESOURCES.map((resource) => container.resources[field][resource]))
}

function isUnreadable(container: ContainerView): boolean {
  return readings(container).includes('unreadable')
}

function hasNothing(container: ContainerView): boolean {
  return readings(container).every((amount) => amount === null || amount === 0)
}

function isGuaranteed({ resources: { requests, limits } }: ContainerView): boolean {
  return RESOURCES.every(
    (resource) => limits[resource] !== null && limits[resource] !== 0 && requests[resource] === limits[resource],
  )
}
