/** Small readers of the values that people write into policy. */

/** Percentages are kept to three decimals, so that thousandths of a percent are whole numbers and arithmetic is exact. */
const PERCENT = /^(\d{1,5}(?:\.\d{1,3})?)\s*%?$/

/**
 * Reads a percentage.
 *
 * @param value `30%`, `"12.5 %"` or a plain number of percent, `30`
 * @returns the number of percent (30 is 30 %), or `null` when it is none, negative, or finer than a thousandth
 */
export function parsePercent(value: unknown): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const match = PERCENT.exec(String(value).trim())
  return match === null ? null : Number(match[1])
}

/** Thousandths of a percent as a whole number. */
export function milliPercent(percent: number): bigint {
  return BigInt(Math.round(percent * 1000))
}
