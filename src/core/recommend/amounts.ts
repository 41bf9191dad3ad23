/** krr's numbers (cores and bytes as floating point) as exact integers. */
import type { Amount, Resource } from '../workload.ts'
import type { RawValue } from './raw-report.ts'
import type { Advice } from './recommendation.ts'

/** Relative error below which a product counts as the whole number beside it: 0.143 * 1000 is 142.99999999999997. */
const NOISE = 1e-9

const UNSET: Advice = { type: 'unset' }
const UNKNOWN: Advice = { type: 'unknown' }

/**
 * Cores to millicores, bytes to bytes.
 *
 * @returns a whole amount, rounded up like the API server does; `null` for what is no amount of anything (negative,
 * infinite, NaN, beyond the safe integers)
 */
export function toAmount(value: number, resource: Resource): Amount | null {
  const scaled = resource === 'cpu' ? value * 1000 : value
  if (!(scaled >= 0) || scaled > Number.MAX_SAFE_INTEGER) return null
  const rounded = Math.round(scaled)
  return Math.abs(scaled - rounded) <= NOISE * Math.max(1, rounded) ? rounded : Math.ceil(scaled)
}

/** `"?"`, `null` and a number are three different answers; `null` for a number that cannot be an amount. */
export function toAdvice(value: RawValue, resource: Resource): Advice | null {
  if (value === '?') return UNKNOWN
  if (value === null) return UNSET
  const amount = toAmount(value, resource)
  return amount === null ? null : { type: 'value', amount }
}

/** What the live template sets; `null` = not set, not known to krr, or no amount. */
export function toLiveAmount(value: number | '?' | null | undefined, resource: Resource): Amount | null {
  return typeof value === 'number' ? toAmount(value, resource) : null
}

export const UNKNOWN_ADVICE = UNKNOWN
