/**
 * Kubernetes quantities with exact integer arithmetic.
 *
 * Rule: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 * (a signed number, then a binary suffix, a decimal suffix or a decimal exponent; CPU finer than 1m and memory finer than
 * 1 byte round up, as the API server does). An exponent and a suffix together (`1e3m`) are no quantity; a suffix without
 * any digit is none by that rule either, although the API server takes it for zero.
 */
import type { Amount, Resource } from './workload.ts'

const QUANTITY = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/

const BINARY: Readonly<Record<string, bigint>> = {
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
}
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }

/** The API server reads exponents as 32-bit numbers, and makes something else of larger ones. */
const MAX_EXPONENT = 2 ** 31 - 1
/** Amounts with more digits than this are larger than a safe integer, and 10^n would eat the memory. */
const MAX_DIGITS = 17

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
  const [, sign, whole = '', afterWhole = '', alone = '', suffix = ''] = match
  const fraction = afterWhole + alone
  const digits = BigInt(`${whole}${fraction}`)
  if (digits === 0n) return 0
  const binary = BINARY[suffix]
  const exponent = binary === undefined ? decimalExponent(suffix) : 0
  if (exponent === null || sign === '-') return null
  const scale = exponent - fraction.length + (resource === 'cpu' ? 3 : 0)
  const amount = ceilScaled(digits * (binary ?? 1n), scale)
  return amount === null || amount > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(amount)
}

function decimalExponent(suffix: string): number | null {
  const known = DECIMAL[suffix]
  if (known !== undefined) return known
  const exponent = Number(suffix.slice(1))
  return Math.abs(exponent) <= MAX_EXPONENT ? exponent : null
}

/** `digits`, which are not zero, times ten to the power of `scale`, rounded up; `null` when that is far too large. */
function ceilScaled(digits: bigint, scale: number): bigint | null {
  const length = String(digits).length
  if (length + scale > MAX_DIGITS) return null
  // Less than one: some resources were asked for, so it is the least there is.
  if (length + scale <= 0) return 1n
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
