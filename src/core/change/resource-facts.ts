/** What is known about one resource of one container before it is bounded, as plain numbers. */
import type { Advice } from '../recommend/recommendation.ts'
import type { Amount, Field, Resource } from '../workload.ts'
import type { Constraint } from './clamp.ts'
import { followsLimit, type HeapView, memoryFloor, whyUnknown } from './guards/heap.ts'
import type { Range } from './guards/limit-range.ts'
import type { Defaults } from './pod.ts'
import type { Bounds } from './policy.ts'
import type { SkipCode } from './reasons.ts'

export interface ResourceFacts {
  readonly resource: Resource
  readonly bounds: Bounds
  /** What Git sets; `null` = not set. Never above the limit that applies: such a manifest has been refused before. */
  readonly request: Amount | null
  readonly limit: Amount | null
  readonly wantedRequest: Amount
  readonly wantedLimit: Advice
  readonly ranges: readonly Range[]
  readonly defaults: Defaults
  readonly heap: HeapView
  /** krr saw out-of-memory kills: memory does not come down. */
  readonly outOfMemory: boolean
  /** A ResourceQuota refuses pods without this limit. */
  readonly quotaNeedsLimit: boolean
}

/** One field to write. */
export interface FieldChange {
  readonly field: Field
  readonly from: Amount | null
  /** What applies today in place of an unset `from`; `null` = nothing. */
  readonly inherited: Amount | null
  readonly recommended: Amount | null
  readonly to: Amount | null
  readonly because: readonly string[]
}

/** A field that stays as it is although krr says otherwise. */
export interface Refusal {
  readonly code: SkipCode
  readonly message: string
}

/** The request that applies today: Git's, or what Kubernetes puts in its place. */
export function effectiveRequest({ request, limit, defaults, resource }: ResourceFacts): Amount | null {
  return request ?? limit ?? defaults.request[resource] ?? null
}

/** The limit that applies today: Git's, or the LimitRange's. */
export function effectiveLimit({ limit, defaults, resource }: ResourceFacts): Amount | null {
  return limit ?? defaults.limit[resource] ?? null
}

/** Floor and ceiling of policy, in this order. */
export function policyConstraints({ bounds, resource }: ResourceFacts): Constraint[] {
  const floor = bounds.floor[resource]
  const ceiling = bounds.ceiling[resource]
  return [
    ...(floor === undefined ? [] : [{ name: 'floor', min: floor } as const]),
    ...(ceiling === undefined ? [] : [{ name: 'ceiling', max: ceiling } as const]),
  ]
}

/**
 * What keeps memory from coming down. An increase is never held: it can only bring the value nearer to the heap.
 *
 * @param base what applies today, request or limit
 */
export function memoryConstraints(facts: ResourceFacts, base: Amount | null, goal: Amount): Constraint[] {
  if (facts.resource === 'cpu' || (base !== null && goal >= base)) return []
  const limit = effectiveLimit(facts)
  const heap = memoryFloor(facts.heap, limit)
  if (base === null) return [{ name: 'heap-floor', min: heap }]
  return [
    { name: 'heap-floor', min: Math.min(heap, base) },
    ...(whyUnknown(facts.heap, limit) === null ? [] : [{ name: 'heap-unknown', min: base } as const]),
    ...(facts.outOfMemory ? [{ name: 'oom-evidence', min: base } as const] : []),
  ]
}

/** On a memory limit besides: lowering it would shrink a heap that follows it. */
export function limitMemoryConstraints(facts: ResourceFacts, base: Amount | null, goal: Amount): Constraint[] {
  const held = facts.resource === 'memory' && base !== null && goal < base && followsLimit(facts.heap)
  const hold: Constraint[] = held ? [{ name: 'heap-follows-limit', min: base }] : []
  return [...memoryConstraints(facts, base, goal), ...hold]
}
