/** Reading fields of objects that somebody else wrote. */
import { isRecord } from './documents.ts'

/** The value at a path of keys; `undefined` when anything on the way is missing or no mapping. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value)
}

/** A non-empty string at a path of keys; `null` otherwise. */
export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = valueAt(value, ...path)
  return typeof found === 'string' && found !== '' ? found : null
}

export function recordAt(value: unknown, ...path: readonly string[]): Record<string, unknown> | null {
  const found = valueAt(value, ...path)
  return isRecord(found) ? found : null
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...path)
  return Array.isArray(found) ? found : []
}
