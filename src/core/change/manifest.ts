/** Careful reading of parsed manifests: a wrong shape gives an empty value, never an exception. */

import { isRecord } from '../locate/documents.ts'
import { valueAt } from '../locate/values.ts'

export { isRecord as isMapping } from '../locate/documents.ts'
/** The value below a path of mapping keys; `undefined` where the path ends early. */
export { valueAt as at } from '../locate/values.ts'

export type Mapping = Readonly<Record<string, unknown>>

const EMPTY: Mapping = {}

export function mappingOf(value: unknown): Mapping {
  return isRecord(value) ? value : EMPTY
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A scalar as text; `null` for everything that is no text, number or boolean. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

/** `metadata.name`, for messages; empty when there is none. */
export function nameOf(body: unknown): string {
  return textOf(valueAt(body, 'metadata', 'name')) ?? ''
}

/** A count such as `replicas`; `null` when it is not a whole number from 0 (a Flux variable, for one). */
export function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

/** The scalar entries of a mapping of texts (labels, annotations, data). */
export function textsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(mappingOf(value)).map(([key, entry]) => [key, textOf(entry)] as const)
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null))
}
