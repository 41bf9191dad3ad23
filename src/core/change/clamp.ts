/** The arithmetic of bounds: whole millicores and bytes, percentages exact, rounding to the safe side. */
import type { Amount, Resource } from '../workload.ts'
import { milliPercent } from './parse.ts'
import type { Bounds } from './policy.ts'

const MEBI = 1024 * 1024

/** Everything that can bound a value; each is also the code of a skip. */
export type BoundName =
  | 'max-increase'
  | 'max-decrease'
  | 'floor'
  | 'ceiling'
  | 'heap-floor'
  | 'heap-unknown'
  | 'heap-follows-limit'
  | 'oom-evidence'
  | 'cpu-limit'
  | 'limit-range'

/** One bound. The name goes into `because` when it acts, and becomes the code of the skip when it leaves nothing to do. */
export interface Constraint {
  readonly name: BoundName
  readonly min?: Amount
  readonly max?: Amount
  /** A later minimum that may lift the value over `max`, up to here. */
  readonly yieldsTo?: Amount
}

export type Clamped =
  | { readonly type: 'value'; readonly amount: Amount; readonly because: readonly string[] }
  /** Nothing changes: the value is right already, or a bound holds it where it is. */
  | { readonly type: 'held'; readonly by: BoundName | 'already-right' }
  /** No value satisfies all bounds; these two disagree. */
  | { readonly type: 'conflict'; readonly between: readonly [BoundName, BoundName] }

export interface ClampInput {
  /** What krr wants. */
  readonly goal: Amount
  /** What applies today; `null` = nothing, and caps do not apply. */
  readonly base: Amount | null
  /** In the order in which they act. */
  readonly constraints: readonly Constraint[]
  readonly resource: Resource
}

/**
 * Moves `goal` into all constraints, one after the other, and rounds memory to whole MiB as far as that stays inside.
 *
 * Two rules stand above every constraint. The direction is krr's: where krr wants less no bound makes it more, and where
 * krr wants more none makes it less. And no bound takes a decrease below what krr says is needed. If a bound would, the
 * value stays as it is.
 */
export function clamp({ goal: wish, base, constraints, resource }: ClampInput): Clamped {
  const goal = aimOf(wish, resource)
  // Between the wish and its whole MiB there is nothing to gain, and rounding would only go back and forth.
  if (base !== null && wish <= base && base <= goal) return { type: 'held', by: 'already-right' }
  const { amount, because } = applyAll(goal, constraints)
  const last = because.at(-1)
  if (last === undefined) return { type: 'value', amount, because: goal === wish ? [] : ['rounded'] }
  if (base !== null && leavesDirection(amount, goal, base)) return { type: 'held', by: last }
  const broken = constraints.find((constraint) => !satisfies(amount, constraint))
  if (broken !== undefined) return { type: 'conflict', between: [broken.name, last] }
  if (amount === base) return { type: 'held', by: last }
  return { type: 'value', amount: roundInside(amount, resource, window(goal, base, constraints)), because }
}

/** krr rounds memory up to whole MiB itself; a report that was made otherwise is treated the same. */
function aimOf(wish: Amount, resource: Resource): Amount {
  return resource === 'memory' ? Math.ceil(wish / MEBI) * MEBI : wish
}

function applyAll(goal: Amount, constraints: readonly Constraint[]): { amount: Amount; because: BoundName[] } {
  let amount = goal
  const because: BoundName[] = []
  for (const { name, min = 0, max = Number.MAX_SAFE_INTEGER } of constraints) {
    const moved = Math.min(Math.max(amount, min), max)
    if (moved !== amount && because.at(-1) !== name) because.push(name)
    amount = moved
  }
  return { amount, because }
}

function leavesDirection(amount: Amount, goal: Amount, base: Amount): boolean {
  return goal < base ? amount > base || amount < goal : amount < base
}

function satisfies(amount: Amount, constraint: Constraint): boolean {
  return amount >= (constraint.min ?? 0) && amount <= highest(constraint)
}

function highest({ max = Number.MAX_SAFE_INTEGER, yieldsTo = 0 }: Constraint): Amount {
  return Math.max(max, yieldsTo)
}

interface Window {
  readonly low: Amount
  readonly high: Amount
}

/** Where a rounded value may lie: inside all constraints, and really on krr's side of what applies today. */
function window(goal: Amount, base: Amount | null, constraints: readonly Constraint[]): Window {
  const lows = constraints.map((constraint) => constraint.min ?? 0)
  const highs = constraints.map(highest)
  const decrease = base !== null && goal < base
  return {
    low: Math.max(...lows, decrease ? goal : (base ?? 0) + 1),
    high: Math.min(...highs, decrease ? base - 1 : Number.MAX_SAFE_INTEGER),
  }
}

/** Up to the next whole MiB; down where up is not allowed; as it is where neither is. CPU is whole millicores already. */
function roundInside(amount: Amount, resource: Resource, { low, high }: Window): Amount {
  if (resource === 'cpu') return amount
  const up = Math.ceil(amount / MEBI) * MEBI
  const down = Math.floor(amount / MEBI) * MEBI
  return [up, down].find((candidate) => candidate >= low && candidate <= high) ?? amount
}

/**
 * The caps of one pull request around what applies today. Both are rounded towards it, so that a decrease never ends below
 * `base × (1 − maxDecrease)` and an increase never above `base × (1 + maxIncrease)`. Nothing set, or a plain zero, has no
 * caps.
 *
 * One exception: where krr wants the floor or more, an increase may always reach the floor. Between a request of 15Mi that
 * may double and a floor of 32Mi there is no value, and such a container would be starved for ever by two bounds that
 * both mean well. `maxIncrease: 0%` has no exception.
 */
export function stepCaps({ base, goal, bounds, resource }: CapsInput): Constraint[] {
  if (base === null || base === 0) return []
  const floor = bounds.floor[resource] ?? 0
  const yieldsTo = goal >= floor && bounds.maxIncrease > 0 ? floor : 0
  return [
    { name: 'max-increase', max: Math.min(base + share(base, bounds.maxIncrease), Number.MAX_SAFE_INTEGER), yieldsTo },
    { name: 'max-decrease', min: base - share(base, bounds.maxDecrease) },
  ]
}

export interface CapsInput {
  readonly base: Amount | null
  readonly goal: Amount
  readonly bounds: Pick<Bounds, 'maxIncrease' | 'maxDecrease' | 'floor'>
  readonly resource: Resource
}

/** `percent` of `amount`, rounded down. */
function share(amount: Amount, percent: number): Amount {
  return Number((BigInt(amount) * milliPercent(percent)) / 100_000n)
}

export interface Step {
  /** What applies today; `null` = nothing. */
  readonly base: Amount | null
  readonly to: Amount
  /** Where the steps lead to: the value without the caps of one pull request. */
  readonly destination: Amount
  readonly resource: Resource
}

/**
 * True when a step is worth a pull request.
 *
 * The percentage of `minChange` is asked of where the steps lead to, not of the step: `maxDecrease: 10%` beside
 * `minChange: { percent: 10 }` would else stop everything that does not divide by ten. The amount is asked of the step
 * on the way down, so that nobody reviews a saving of 3m; on the way up again of the destination, so that a cap never
 * leaves a small container starved. Setting what was not set is always worth it.
 */
export function isWorthwhile({ base, to, destination, resource }: Step, minChange: Bounds['minChange']): boolean {
  if (base === null) return true
  const distance = Math.abs(destination - base)
  const amount = to < base ? base - to : distance
  return amount >= minChange[resource] && BigInt(distance) * 100_000n >= BigInt(base) * milliPercent(minChange.percent)
}

/**
 * The value without the caps of one pull request. To be asked only where {@link clamp} gives a value: then the other
 * bounds have values in common, and moving through them one after the other ends at the one nearest to the goal.
 */
export function destinationOf({ goal, constraints, resource }: ClampInput): Amount {
  const lasting = constraints.filter(({ name }) => name !== 'max-increase' && name !== 'max-decrease')
  return applyAll(aimOf(goal, resource), lasting).amount
}
