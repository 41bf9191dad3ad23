/** The fast guard and the schema that explains are two descriptions of one shape: they must never disagree. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rawScanSchema } from '../../../src/core/recommend/raw-report.ts'
import { isRawScan } from '../../../src/core/recommend/raw-scan-guard.ts'
import { rawScan } from './given.ts'

const FULL = {
  ...rawScan(),
  object: {
    ...rawScan().object,
    hpa: {
      min_replicas: 1,
      max_replicas: 5,
      target_cpu_utilization_percentage: 70,
      target_memory_utilization_percentage: null,
    },
    warnings: ['NoPrometheusPods'],
    labels: { app: 'api' },
    annotations: { a: 'b' },
  },
}

/** Every place of an entry, as a path. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))]
}

function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? replaced(item, rest, by) : item))
  const fields: Record<string, unknown> = { ...(value as object) }
  const child = replaced(fields[key], rest, by)
  if (child === undefined) delete fields[key]
  else fields[key] = child
  return fields
}

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  '?',
  'x',
  0,
  -1,
  Infinity,
  true,
  [],
  {},
  ['x'],
  [1],
  { x: 1 },
  { x: 'y' },
)

it('agrees with the schema wherever one or two places are something else', () => {
  const place = fc.constantFrom(...pathsOf(FULL))
  fc.assert(
    fc.property(place, odd, place, odd, (first, one, second, two) => {
      const scan = replaced(replaced(FULL, first, one), second, two)
      expect(isRawScan(scan)).toBe(rawScanSchema.safeParse(scan).success)
    }),
    { numRuns: 4000 },
  )
})

it('accepts the whole entry', () => expect(isRawScan(FULL)).toBe(true))
