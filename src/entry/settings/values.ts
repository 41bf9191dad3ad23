/**
 * The kinds of value that the configuration file knows: how each is written, and what the program gets.
 *
 * Every rule is a pattern or a range that JSON Schema can say too, so that an editor with the published schema accepts
 * and refuses exactly the files that the program does. The `error` texts complete the sentence "… must be".
 */
import { z } from 'zod'
import { parseQuantity } from '../../core/quantity.ts'
import type { Resource } from '../../core/workload.ts'

const UNIT_MS: Readonly<Record<string, number>> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 }

/** Milliseconds of a duration such as `7d`, `1h30m` or `90s`; `null` when it is none. Units fall from weeks to seconds. */
export function parseDuration(text: string): number | null {
  if (!DURATION.test(text)) return null
  return [...text.matchAll(/(\d+)([wdhms])/g)].reduce((sum, [, count, unit]) => {
    return sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0)
  }, 0)
}

const DURATION = /^(?=\d)(\d{1,3}w)?(\d{1,4}d)?(\d{1,5}h)?(\d{1,6}m)?(\d{1,7}s)?$/
const DURATION_WORDS = 'a duration with its unit, such as 7d, 1h30m or 90s'

/** Output: milliseconds. */
export function duration() {
  return z.string({ error: DURATION_WORDS }).regex(DURATION, { error: DURATION_WORDS }).transform(toDuration)
}

function toDuration(text: string): number {
  return parseDuration(text) ?? 0
}

const PERCENTAGE = /^\d{1,5}(\.\d{1,3})?%$/
const SHARE = /^(100(\.0{1,3})?|\d{1,2}(\.\d{1,3})?)%$/

/** Output: the number before the sign, 30 for `30%`. */
export function percentage() {
  const words = 'a percentage such as 30%'
  return z.string({ error: words }).regex(PERCENTAGE, { error: words }).transform(toPercent)
}

/** A share: a percentage that cannot pass 100 %. */
export function share() {
  const words = 'a percentage from 0% to 100%'
  return z.string({ error: words }).regex(SHARE, { error: words }).transform(toPercent)
}

function toPercent(text: string): number {
  return Number(text.slice(0, -1))
}

/** Longer numbers are refused by the pattern: they would pass the largest safe integer. */
const CPU = /^(\d{1,12}m|\d{1,9}(\.\d{1,3})?)$/
const MEMORY = /^(\d{1,15}|\d{1,12}(k|Ki)|\d{1,9}(M|Mi)|\d{1,6}(\.\d{1,3})?(G|Gi)|\d{1,3}(\.\d{1,3})?(T|Ti))$/

/** A Kubernetes CPU quantity, as text or as a plain number of cores. Output: millicores. */
export function cpuQuantity() {
  const words = 'a CPU quantity such as 250m or 2'
  const options = [
    z.string({ error: words }).regex(CPU, { error: words }),
    z.number({ error: words }).min(0, { error: words }).max(1_000_000, { error: words }),
  ] as const
  return z.union(options, { error: words }).transform((value) => toAmount(value, 'cpu'))
}

/** A Kubernetes memory quantity, as text or as a plain number of bytes. Output: bytes. */
export function memoryQuantity() {
  const words = 'a memory quantity such as 256Mi or 1.5Gi'
  const options = [
    z.string({ error: words }).regex(MEMORY, { error: words }),
    z.int({ error: words }).min(0, { error: words }).max(1e15, { error: words }),
  ] as const
  return z.union(options, { error: words }).transform((value) => toAmount(value, 'memory'))
}

/** A number is written without an exponent first: `parseQuantity` reads `1e-7` exactly, but its text form may be long. */
function toAmount(value: string | number, resource: Resource): number {
  return parseQuantity(value, resource) ?? 0
}

/** Text that is not empty, of one line. */
export function word(words: string) {
  return z.string({ error: words }).regex(/^\S(.*\S)?$/, { error: words })
}

/** Globs are words; what they match is picomatch's business. */
export function globs(what: string) {
  return z.array(word(`${what}, as a name or a glob`), { error: `a list of ${what}s (names or globs)` })
}

export function wholeNumber(min: number, max: number) {
  const words = `a whole number from ${min} to ${max}`
  return z.int({ error: words }).min(min, { error: words }).max(max, { error: words })
}

export function price() {
  const words = 'a price per month such as 21.5, or null'
  return z.number({ error: words }).min(0, { error: words }).max(1e9, { error: words }).nullable().prefault(null)
}

export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `one of ${values.join(', ')}` })
}

export function yesNo() {
  return z.boolean({ error: 'true or false' })
}

/** A mapping with exactly these keys; the unknown ones are reported with a suggestion by whoever explains the issue. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, { error: sectionError })
}

function sectionError(issue: { readonly code?: string | undefined }): string | undefined {
  return issue.code === 'invalid_type' ? 'a mapping (keys with values)' : undefined
}

/** What the patterns above mean, for pages that are made from the JSON schema. */
export const PATTERN_WORDS: ReadonlyMap<string, string> = new Map([
  [DURATION.source, 'duration'],
  [PERCENTAGE.source, 'percentage'],
  [SHARE.source, 'percentage up to 100%'],
  [CPU.source, 'CPU quantity'],
  [MEMORY.source, 'memory quantity'],
])
