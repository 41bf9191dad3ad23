/**
 * One resource of one container: from krr's numbers to the values that policy and guards allow.
 *
 * Works on plain numbers, so that its promises can be tested for all of them: a change stays inside caps, floors and
 * ceilings or does not happen; a request never passes its limit; a memory limit is never lowered under `limits: keep`.
 */
import type { Amount } from '../workload.ts'
import { type Constraint, clamp, destinationOf, isWorthwhile, stepCaps } from './clamp.ts'
import { requestConstraints } from './guards/limit-range.ts'
import { type LimitPlan, planLimit, settleLimit } from './limits.ts'
import { refuseClamped, refuseSmall } from './refusals.ts'
import {
  effectiveLimit,
  effectiveRequest,
  type FieldChange,
  memoryConstraints,
  policyConstraints,
  type Refusal,
  type ResourceFacts,
} from './resource-facts.ts'

export interface ResourceResult {
  readonly changes: readonly FieldChange[]
  /** At least one when there is no change. */
  readonly refusals: readonly Refusal[]
}

export function boundResource(facts: ResourceFacts): ResourceResult {
  const plan = planLimit(facts)
  const request = boundRequest(facts, plan)
  const limit = settleLimit(facts, plan, 'field' in request ? request.to : facts.request)
  const outcomes = limit === null ? [request] : [request, limit]
  return {
    changes: outcomes.filter((outcome) => 'field' in outcome),
    refusals: outcomes.filter((outcome) => 'code' in outcome),
  }
}

function boundRequest(facts: ResourceFacts, plan: LimitPlan): FieldChange | Refusal {
  const { resource, bounds, request, wantedRequest: goal } = facts
  const base = effectiveRequest(facts)
  const held = { facts, what: 'request', base, goal } as const
  const input = { goal, base, resource, constraints: requestBounds(facts, plan, base) }
  const clamped = clamp(input)
  if (clamped.type !== 'value') return refuseClamped(clamped, held)
  const step = { base, to: clamped.amount, destination: destinationOf(input), resource }
  if (!isWorthwhile(step, bounds.minChange)) return refuseSmall(clamped.amount, held)
  return {
    field: 'requests',
    from: request,
    inherited: request === null ? base : null,
    recommended: goal,
    to: clamped.amount,
    because: [...(request === null ? ['unset-before'] : []), ...clamped.because],
  }
}

/** In the order in which they act. */
function requestBounds(facts: ResourceFacts, plan: LimitPlan, base: Amount | null): Constraint[] {
  const limit = plan.to ?? effectiveLimit({ ...facts, limit: null })
  const fixed = limit !== null && !(plan.follows && plan.to !== null)
  // A plain zero has no cap of its own, but the limit that would follow has one.
  const { bounds, resource, wantedRequest: goal } = facts
  const following =
    plan.follows && plan.to !== null ? stepCaps({ base: effectiveLimit(facts), goal, bounds, resource }) : []
  return [
    ...stepCaps({ base, goal, bounds, resource }),
    ...following.filter(({ name }) => name === 'max-increase'),
    ...policyConstraints(facts),
    ...memoryConstraints(facts, base, goal),
    // A limit of the LimitRange is not ours to raise, not even for memory.
    ...(fixed ? [{ name: plan.to === null ? 'limit-range' : 'cpu-limit', max: limit } as const] : []),
    ...requestConstraints(facts.ranges, resource, limit),
  ]
}
