/** Sentences about a value that stays: what it is, what krr recommends, and what stands in between. */
import { formatQuantity } from '../quantity.ts'
import type { Amount } from '../workload.ts'
import type { BoundName, Clamped } from './clamp.ts'
import { whyUnknown } from './guards/heap.ts'
import { effectiveLimit, type Refusal, type ResourceFacts } from './resource-facts.ts'

export interface Held {
  readonly facts: ResourceFacts
  /** `request` or `limit`, for the sentence. */
  readonly what: 'request' | 'limit'
  readonly base: Amount | null
  readonly goal: Amount
}

/** The refusal behind a clamp that gave no value. */
export function refuseClamped(clamped: Exclude<Clamped, { type: 'value' }>, held: Held): Refusal {
  if (clamped.type === 'conflict') {
    const [a, b] = clamped.between.map((name) => actor(name, held.facts))
    const between = a === b ? `no value satisfies ${a}` : `no value satisfies both ${a} and ${b}`
    return { code: 'conflicting-bounds', message: `${situation(held)}; ${between}.` }
  }
  const why =
    clamped.by === 'already-right' ? 'nothing is to change' : `${actor(clamped.by, held.facts)} keeps it there`
  return { code: clamped.by, message: `${situation(held)}; ${why}.` }
}

/** The refusal of a step that is not worth a pull request. */
export function refuseSmall(to: Amount, held: Held): Refusal {
  const { resource, bounds } = held.facts
  const least = `${bounds.minChange.percent} % and ${formatQuantity(bounds.minChange[resource], resource)}`
  const message = `${situation(held)}; the step to ${formatQuantity(to, resource)} is less than minChange (${least}).`
  return { code: 'below-min-change', message }
}

function situation({ facts: { resource }, what, base, goal }: Held): string {
  const today = base === null ? 'not set' : formatQuantity(base, resource)
  return `The ${resource} ${what} is ${today}, krr recommends ${formatQuantity(goal, resource)}`
}

/** Who a bound belongs to, in words. */
function actor(name: BoundName, facts: ResourceFacts): string {
  const { bounds, resource, heap } = facts
  const limit = effectiveLimit(facts)
  const text = (amount: Amount | null | undefined) => formatQuantity(amount ?? 0, resource)
  const words: Record<BoundName, string> = {
    'max-increase': `maxIncrease (${bounds.maxIncrease} %)`,
    'max-decrease': `maxDecrease (${bounds.maxDecrease} %)`,
    floor: `the floor of ${text(bounds.floor[resource])}`,
    ceiling: `the ceiling of ${text(bounds.ceiling[resource])}`,
    'heap-floor': `the heap with its overhead (${heap.found.join(', ') || 'a share of the memory limit'})`,
    'heap-unknown': `a heap of unknown size (${whyUnknown(heap, limit)})`,
    'heap-follows-limit': 'a heap that is a share of the memory limit',
    'oom-evidence': 'the evidence of out-of-memory kills',
    'cpu-limit': `the CPU limit of ${text(limit)}`,
    'limit-range': 'the LimitRange of the namespace',
  }
  return words[name]
}
