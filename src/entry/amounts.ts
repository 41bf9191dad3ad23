/** Numbers as people read them. */

/** Millicores as cores: `0.25`, `1.5`, `1,200`. */
export function cores(millicores: number): string {
  return decimal(millicores / 1000)
}

/** Bytes as GiB: `0.5`, `12.3`. */
export function gibibytes(bytes: number): string {
  return decimal(bytes / 1024 ** 3)
}

/** Three digits that matter, thousands apart. */
function decimal(value: number): string {
  const size = Math.abs(value)
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

export function money(amount: number, currency: string): string {
  try {
    return amount.toLocaleString('en-US', {
      style: 'currency',
      currency,
      maximumFractionDigits: Math.abs(amount) < 100 ? 2 : 0,
    })
  } catch {
    return `${decimal(amount)} ${currency}`
  }
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${Math.round((part / whole) * 100)} %`
}

export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`
}
