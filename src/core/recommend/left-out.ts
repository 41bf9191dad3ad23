/** Why a container of a report, or one resource of it, becomes no recommendation. Codes are stable; see `Skip`. */
import type { Skip } from '../problem.ts'
import type { ContainerRef, Resource } from '../workload.ts'
import { IMPOSSIBLE, type Recommendation } from './recommendation.ts'

export interface Reason {
  readonly code: string
  readonly message: string
  readonly hint: string
}

function noData(resource: Resource, { evidence }: Recommendation): Reason {
  const none = evidence.pods + evidence.deletedPods === 0
  return {
    code: 'no-data',
    message: none
      ? 'krr found no pods of this workload'
      : `Prometheus has no ${resource} history of this container ("No data")`,
    hint: none
      ? 'Nothing to do while it is scaled to zero; it is looked at again with the next report.'
      : 'Check that Prometheus scrapes the pods of this workload (cadvisor metrics with its namespace and pod labels).',
  }
}

const NOT_ENOUGH_DATA: Reason = {
  code: 'not-enough-data',
  message: 'There is too little history of this container ("Not enough data")',
  hint: 'Wait for more history (about two hours by default), or lower points_required in clusters[].krr.flags.',
}

const HPA_DETECTED: Reason = {
  code: 'hpa-detected',
  message: 'A HorizontalPodAutoscaler scales this workload on this resource',
  hint: 'Change its target by hand, or set allow_hpa: true in clusters[].krr.flags to get numbers all the same.',
}

const IMPOSSIBLE_VALUE: Reason = {
  code: 'impossible-value',
  message: 'krr recommends a number that is no amount (negative, infinite or far too large)',
  hint: 'Run krr again; if it stays, look for wrong samples of this container in Prometheus.',
}

const JOB: Reason = {
  code: 'job',
  message: 'The pod template of a Job cannot be changed once it exists',
  hint: 'Change the resources where the Job is generated; a CronJob is handled under its own name.',
}

const GROUPED_JOB: Reason = {
  code: 'grouped-job',
  message: 'This is a group that krr made of several Jobs (job_grouping_labels), not an object of the cluster',
  hint: 'Use its numbers for whatever creates those Jobs.',
}

/** The reason why one resource has no number; `null` when it has one, or krr says it should be unset. */
export function reasonFor(entry: Recommendation, resource: Resource): Reason | null {
  const advice = entry.resources[resource]
  if (advice.request.type !== 'unknown') return null
  if (advice.info === IMPOSSIBLE) return IMPOSSIBLE_VALUE
  if (advice.info === 'No data') return noData(resource, entry)
  if (advice.info === 'Not enough data') return NOT_ENOUGH_DATA
  if (advice.info === 'HPA detected') return HPA_DETECTED
  return {
    code: 'unknown',
    message: advice.info === null ? 'krr does not say why it knows no value' : `krr knows no value: ${advice.info}`,
    hint: "Read krr's own log for this container.",
  }
}

/** The reason why a kind is left out whole; `null` for all that can be patched. */
export function reasonForKind(kind: string): Reason | null {
  if (kind === 'Job') return JOB
  return kind === 'GroupedJob' ? GROUPED_JOB : null
}

export function skipFor(container: ContainerRef, resource: Resource | null, reason: Reason): Skip {
  return { container, resource, code: reason.code, message: reason.message, hint: reason.hint }
}
