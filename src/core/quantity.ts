/**
 * Kubernetes quantities with exact integer arithmetic.
 *
 * Rule: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 * (a signed number, then a binary suffix, a decimal suffix or a decimal exponent; CPU finer than 1m and memory finer than
 * 1 byte round up, as the API server does).
 */
import type { Amount, Resource } from './workload.ts'

const QUANTITY =
  /^\+?(\d+)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$|^\+?\.(\d+)(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/

const BINARY: Readonly<Record<string, bigint>> = {
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
}
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }

/** Exponents beyond this are refused: they are no amount of anything, and 10^n would eat the memory. */
const MAX_EXPONENT = 40

/**
 * Reads a quantity as it stands in a manifest.
 *
 * @param value a YAML scalar: text (`250m`, `1.5Gi`, `1e9`) or number (`2`, `0.5`)
 * @returns millicores for `cpu`, bytes for `memory`, rounded up; `null` when it is no quantity, negative, or larger than
 * a safe integer
 */
export function parseQuantity(value: unknown, resource: Resource): Amount | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const match = QUANTITY.exec(String(value))
  if (match === null) return null
  const whole = match[1] ?? ''
  const fraction = match[2] ?? match[4] ?? ''
  const suffix = match[3] ?? match[5] ?? ''
  const digits = BigInt(`${whole}${fraction}` || '0')
  const binary = BINARY[suffix]
  const exponent = binary === undefined ? decimalExponent(suffix) : 0
  if (exponent === null) return null
  const scale = exponent - fraction.length + (resource === 'cpu' ? 3 : 0)
  const amount = ceilScaled(digits * (binary ?? 1n), scale)
  return amount > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(amount)
}

function decimalExponent(suffix: string): number | null {
  const known = DECIMAL[suffix]
  if (known !== undefined) return known
  const exponent = Number(suffix.slice(1))
  return Math.abs(exponent) <= MAX_EXPONENT ? exponent : null
}

/** `digits` times ten to the power of `scale`, rounded up. */
function ceilScaled(digits: bigint, scale: number): bigint {
  if (scale >= 0) return digits * 10n ** BigInt(scale)
  const divisor = 10n ** BigInt(-scale)
  return (digits + divisor - 1n) / divisor
}

const BINARY_NAMES = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const

/**
 * Writes an amount in the short canonical form: whole cores without suffix (`2`), else `250m`; memory with the largest
 * binary suffix that keeps it whole (`1536Mi`, `1Gi`), else plain bytes.
 */
export function formatQuantity(amount: Amount, resource: Resource): string {
  if (resource === 'cpu') return amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`
  if (amount === 0) return '0'
  const bytes = BigInt(amount)
  const name = BINARY_NAMES.find((suffix) => bytes % (BINARY[suffix] as bigint) === 0n)
  return name === undefined ? String(amount) : `${bytes / (BINARY[name] as bigint)}${name}`
}
