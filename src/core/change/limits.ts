/**
 * Limits, by policy.
 *
 * `keep`: only requests change. A memory limit is raised when its request would pass it, for memory cannot be throttled
 * and a request above the limit is refused. A CPU limit stays and holds the request: it was set on purpose, and raising it
 * is not what "keep" says. `recommended`: limits follow krr's numbers under the same caps. `remove-cpu`: as `keep`, and a
 * CPU limit goes where krr says that it should be unset. `?` of krr always means keep.
 */
import { formatQuantity } from '../quantity.ts'
import type { Amount } from '../workload.ts'
import { clamp, destinationOf, isWorthwhile, stepCaps } from './clamp.ts'
import { limitConstraints } from './guards/limit-range.ts'
import { refuseClamped, refuseSmall } from './refusals.ts'
import {
  effectiveLimit,
  type FieldChange,
  limitMemoryConstraints,
  policyConstraints,
  type Refusal,
  type ResourceFacts,
} from './resource-facts.ts'

/** What the limit shall be before the request is known. */
export interface LimitPlan {
  /** `null` = none. */
  readonly to: Amount | null
  /** True when a limit below the request is raised to it; otherwise the limit holds the request. */
  readonly follows: boolean
  /** krr's number where it is followed, and where the steps lead to; `null` = krr's number plays no part. */
  readonly wanted: { readonly recommended: Amount; readonly destination: Amount } | null
  readonly because: readonly string[]
  /** Why the limit stays although policy would change it. */
  readonly refusal: Refusal | null
}

export function planLimit(facts: ResourceFacts): LimitPlan {
  const { resource, bounds, limit, wantedLimit } = facts
  const kept = { to: limit, follows: resource === 'memory', wanted: null, because: [], refusal: null }
  if (resource === 'cpu' && bounds.limits === 'remove-cpu' && wantedLimit.type === 'unset' && limit !== null) {
    return removed(facts, kept)
  }
  return bounds.limits === 'recommended' && wantedLimit.type === 'value' ? followed(facts, wantedLimit.amount) : kept
}

function removed(facts: ResourceFacts, kept: LimitPlan): LimitPlan {
  const replaced = facts.defaults.limit[facts.resource] !== undefined
  if (!facts.quotaNeedsLimit || replaced) return { ...kept, to: null, because: ['remove-cpu'] }
  const message = 'A ResourceQuota of the namespace counts limits.cpu, so a pod without a CPU limit would be refused.'
  return { ...kept, refusal: { code: 'quota', message } }
}

function followed(facts: ResourceFacts, goal: Amount): LimitPlan {
  const { resource, limit } = facts
  const base = effectiveLimit(facts)
  const constraints = [
    ...stepCaps({ base, goal, bounds: facts.bounds, resource }),
    ...policyConstraints(facts),
    ...limitMemoryConstraints(facts, base, goal),
    ...limitConstraints(facts.ranges, resource),
  ]
  const input = { goal, base, resource, constraints }
  const clamped = clamp(input)
  if (clamped.type === 'value') {
    const wanted = { recommended: goal, destination: destinationOf(input) }
    return { to: clamped.amount, follows: true, wanted, because: clamped.because, refusal: null }
  }
  const right = clamped.type === 'held' && clamped.by === 'already-right'
  const refusal = right ? null : refuseClamped(clamped, { facts, what: 'limit', base, goal })
  return { to: limit, follows: true, wanted: { recommended: goal, destination: goal }, because: [], refusal }
}

/**
 * The limit once the request is known.
 *
 * @param request what `requests` will say; `null` = nothing, and Kubernetes takes it from the limit
 * @returns `null` = the limit stays, and there is nothing to tell
 */
export function settleLimit(
  facts: ResourceFacts,
  plan: LimitPlan,
  request: Amount | null,
): FieldChange | Refusal | null {
  const { resource, limit, bounds } = facts
  const must = plan.follows && plan.to !== null && request !== null && request > plan.to
  const to = must ? request : plan.to
  if (to === limit) return plan.refusal
  const base = effectiveLimit(facts)
  if (request === null) {
    const what = to === null ? 'removed' : `set to ${formatQuantity(to, resource)}`
    const message = `The ${resource} limit could be ${what}, but no request is set, so the request would change with it.`
    return { code: 'limit-needed', message }
  }
  const filledIn = facts.defaults.limit[resource]
  if (to === null && filledIn !== undefined && request > filledIn) {
    const [given, asked] = [formatQuantity(filledIn, resource), formatQuantity(request, resource)]
    const message = `Without a limit of its own the container gets ${given} from the LimitRange, less than its request of ${asked}.`
    return { code: 'limit-range', message }
  }
  const needed = base !== null && request > base
  if (plan.wanted !== null && to !== null && !needed) {
    const { recommended: goal, destination } = plan.wanted
    const step = { base, to, destination: Math.max(destination, request), resource }
    if (!isWorthwhile(step, bounds.minChange)) return refuseSmall(to, { facts, what: 'limit', base, goal })
  }
  return {
    field: 'limits',
    from: limit,
    inherited: limit === null ? base : null,
    recommended: plan.wanted?.recommended ?? null,
    to,
    because: [...(limit === null ? ['unset-before'] : []), ...plan.because, ...(must ? ['limit-follows-request'] : [])],
  }
}
