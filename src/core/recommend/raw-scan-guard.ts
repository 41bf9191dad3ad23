/** The hot path of reading a report: whether one entry of `scans` has the types that the rest relies on. */
import type { RawScan } from './raw-report.ts'
import { SEVERITIES } from './recommendation.ts'

type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const KNOWN_SEVERITIES: ReadonlySet<unknown> = new Set(SEVERITIES)

/** True when every field that is read has its type. Says nothing about amounts: a negative number passes here. */
export function isRawScan(scan: unknown): scan is RawScan {
  if (!isFields(scan) || !isFields(scan.object) || !isFields(scan.recommended)) return false
  const object = scan.object
  const recommended = scan.recommended
  return (
    isWord(object.name) &&
    isWord(object.container) &&
    isWord(object.namespace) &&
    isWord(object.kind) &&
    isMaybeString(object.cluster) &&
    isMaybe(object.pods, isPods) &&
    isMaybe(object.hpa, isHpa) &&
    isAllocations(object.allocations) &&
    isMaybe(object.warnings, isStrings) &&
    isMaybe(object.labels, isTexts) &&
    isMaybe(object.annotations, isTexts) &&
    isAdvicePair(recommended.requests) &&
    isAdvicePair(recommended.limits) &&
    isMaybe(recommended.info, isInfo) &&
    KNOWN_SEVERITIES.has(scan.severity)
  )
}

function isMaybe(value: unknown, check: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || check(value)
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0
}

function isMaybeString(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string'
}

function isMaybeNumber(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'number'
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isTexts(value: unknown): boolean {
  if (!isFields(value)) return false
  for (const key in value) if (typeof value[key] !== 'string') return false
  return true
}

function isPods(value: unknown): boolean {
  return Array.isArray(value) && value.every(isPod)
}

function isPod(value: unknown): boolean {
  if (!isFields(value) || typeof value.name !== 'string') return false
  const deleted = value.deleted
  return deleted === undefined || deleted === null || typeof deleted === 'boolean'
}

function isHpa(value: unknown): boolean {
  return (
    isFields(value) &&
    isMaybeNumber(value.min_replicas) &&
    isMaybeNumber(value.max_replicas) &&
    isMaybeNumber(value.target_cpu_utilization_percentage) &&
    isMaybeNumber(value.target_memory_utilization_percentage)
  )
}

function isAllocations(value: unknown): boolean {
  return isFields(value) && isAllocationPair(value.requests) && isAllocationPair(value.limits)
}

function isAllocationPair(value: unknown): boolean {
  return isFields(value) && isAllocation(value.cpu) && isAllocation(value.memory)
}

function isAllocation(value: unknown): boolean {
  return value === '?' || isMaybeNumber(value)
}

function isAdvicePair(value: unknown): boolean {
  return isFields(value) && isAdvice(value.cpu) && isAdvice(value.memory)
}

function isAdvice(value: unknown): boolean {
  if (!isFields(value)) return false
  const number = value.value
  return (number === null || number === '?' || typeof number === 'number') && KNOWN_SEVERITIES.has(value.severity)
}

function isInfo(value: unknown): boolean {
  return isFields(value) && isMaybeString(value.cpu) && isMaybeString(value.memory)
}
