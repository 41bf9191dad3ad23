/**
 * Horizontal autoscaling on the resource that would be changed.
 *
 * An autoscaler compares usage with the request. Lower the request and it sees more load, adds pods, each of them uses
 * less, the next recommendation is lower again: a spiral. So such a resource is left alone unless policy says `hpa: warn`.
 */
import type { Target } from '../../locate/target.ts'
import type { Recommendation } from '../../recommend/recommendation.ts'
import type { Resource } from '../../workload.ts'
import type { HpaPolicy } from '../policy.ts'
import { buildWarning, type ChangeWarning } from '../reasons.ts'
import type { Autoscaler } from './autoscaler.ts'

export type Verdict<Code extends string> =
  | { readonly type: 'skip'; readonly code: Code; readonly message: string }
  | { readonly type: 'pass'; readonly warnings: readonly ChangeWarning[] }

export interface HpaInput {
  readonly target: Target
  readonly resource: Resource
  /** From Git, for this container. */
  readonly autoscalers: readonly Autoscaler[]
  /** What each cluster's report says about the container. */
  readonly recommendations: readonly Recommendation[]
  readonly policy: HpaPolicy
}

/** Kinds whose number of pods nothing scales. */
const UNSCALED = ['DaemonSet', 'CronJob', 'Job']

export function judgeHpa(input: HpaInput): Verdict<'hpa' | 'hpa-unknown'> {
  const { resource, policy } = input
  const by = scaledBy(input)
  if (by !== null && policy === 'skip') {
    return {
      type: 'skip',
      code: 'hpa',
      message: `${by} scales on ${resource}; its number of pods follows the request.`,
    }
  }
  if (by !== null) {
    const message = `${by} scales on ${resource}: another request changes how many pods run.`
    return { type: 'pass', warnings: [buildWarning('hpa', message)] }
  }
  const others = input.autoscalers.flatMap((autoscaler) =>
    autoscaler.others.map((other) => `${autoscaler.name} (${other})`),
  )
  if (others.length > 0) {
    const message = `The number of pods follows other metrics: ${others.join(', ')}.`
    return { type: 'pass', warnings: [buildWarning('hpa-other-metric', message)] }
  }
  return judgeUnknown(input)
}

/** Who scales on the resource, in words; `null` = nobody that Git or krr knows of. */
function scaledBy({ resource, autoscalers, recommendations }: HpaInput): string | null {
  const git = autoscalers.find((autoscaler) => autoscaler.resources.includes(resource))
  if (git !== undefined) return git.name
  const seen = recommendations.some(({ resources, evidence: { hpa } }) => {
    const target = resource === 'cpu' ? hpa?.cpuTarget : hpa?.memoryTarget
    return typeof target === 'number' || resources[resource].info === 'HPA detected'
  })
  return seen ? 'An autoscaler that krr saw in the cluster' : null
}

/** Neither Git nor krr shows an autoscaler: was there really a look? */
function judgeUnknown({ target, autoscalers, recommendations, policy }: HpaInput): Verdict<'hpa-unknown'> {
  const known = autoscalers.length > 0 || UNSCALED.includes(target.object.id.kind)
  const unwitnessed = recommendations.filter(({ evidence }) => evidence.hpa === null && !evidence.hpaWitnessed)
  if (known || unwitnessed.length === 0) return { type: 'pass', warnings: [] }
  const failed = unwitnessed.some(({ evidence }) => evidence.hpaListFailed === true)
  const message = failed
    ? 'krr could not list autoscalers, so this workload may be scaled on what would change.'
    : 'Nothing shows that krr could list autoscalers, and Git has none for this workload.'
  if (failed && policy === 'skip') return { type: 'skip', code: 'hpa-unknown', message }
  return { type: 'pass', warnings: [buildWarning('hpa-unknown', message)] }
}
