/** Amounts in words, for people: `1.25 cores`, `2.5 GiB`, `12.40 EUR`. */
import type { Savings } from '../change/change.ts'

const GIB = 1024 ** 3
const MIB = 1024 ** 2

/** Two decimals, more only where nothing would be left. */
function short(value: number): string {
  const decimals = value >= 0.01 || value === 0 ? 100 : 1000
  return String(Math.round(value * decimals) / decimals)
}

/** `0.25 cores`, `1 core`; the sign is dropped. */
export function cores(millicores: number): string {
  const value = short(Math.abs(millicores) / 1000)
  return `${value} ${value === '1' ? 'core' : 'cores'}`
}

/** `2.5 GiB`, `300 MiB`; the sign is dropped. */
export function memory(bytes: number): string {
  const size = Math.abs(bytes)
  return size >= GIB ? `${short(size / GIB)} GiB` : `${short(size / MIB)} MiB`
}

/** `12.40 EUR`; the sign is dropped. `null` without prices. */
export function money(savings: Savings): string | null {
  if (savings.monthly === null) return null
  return [Math.abs(savings.monthly).toFixed(2), savings.currency ?? ''].join(' ').trim()
}

/** What is freed and what is asked for, as parts of a sentence: `['1.25 cores', '2.5 GiB of memory']`. */
export function freedAndAsked(savings: Savings): { freed: string[]; asked: string[] } {
  const parts = [
    { amount: savings.cpu, text: `${cores(savings.cpu)} of CPU` },
    { amount: savings.memory, text: `${memory(savings.memory)} of memory` },
  ]
  return {
    freed: parts.filter(({ amount }) => amount > 0).map(({ text }) => text),
    asked: parts.filter(({ amount }) => amount < 0).map(({ text }) => text),
  }
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** `2 days`, `36 hours`, `90 minutes`: the largest unit that keeps it whole. */
export function duration(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000))
  if (minutes % 1440 === 0) return plural(minutes / 1440, 'day')
  if (minutes % 60 === 0) return plural(minutes / 60, 'hour')
  return plural(minutes, 'minute')
}

/** `12 days`, `5 hours`, `40 minutes`: rounded up, for a time that is still to come. */
export function roughly(milliseconds: number): string {
  const unit = [86_400_000, 3_600_000, 60_000].find((size) => milliseconds >= 2 * size) ?? 60_000
  return duration(Math.ceil(milliseconds / unit) * unit)
}

export function sentenceList(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1] ?? ''}`
}
