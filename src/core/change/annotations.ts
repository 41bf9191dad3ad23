/** What a workload says about itself: `krr-gitops.io/ignore` and `krr-gitops.io/policy`. */
import { parseQuantity } from '../quantity.ts'
import type { Resource } from '../workload.ts'
import { parseYaml } from '../yaml.ts'
import { at, isMapping, type Mapping, textOf } from './manifest.ts'
import { parsePercent } from './parse.ts'
import type { BoundsPatch } from './policy.ts'

export const IGNORE_ANNOTATION = 'krr-gitops.io/ignore'
export const POLICY_ANNOTATION = 'krr-gitops.io/policy'

export type AnnotationPolicy =
  | { readonly type: 'ignored' }
  | { readonly type: 'bounds'; readonly bounds: BoundsPatch }
  | { readonly type: 'bad'; readonly message: string }

/**
 * Reads both annotations of the rendered workload. Git only: an annotation that somebody put on the live object has no
 * reviewer, so it may not loosen anything.
 */
export function readAnnotations(body: Mapping): AnnotationPolicy {
  const ignore = textOf(at(body, 'metadata', 'annotations', IGNORE_ANNOTATION))
  const answer = ignore?.trim().toLowerCase() ?? 'false'
  if (answer === 'true') return { type: 'ignored' }
  if (answer !== 'false') {
    return { type: 'bad', message: `The annotation ${IGNORE_ANNOTATION} is "${ignore}"; it must be "true" or "false".` }
  }
  const text = textOf(at(body, 'metadata', 'annotations', POLICY_ANNOTATION))
  if (text === null) return { type: 'bounds', bounds: {} }
  const read = readText(text)
  if ('value' in read) return { type: 'bounds', bounds: read.value as BoundsPatch }
  return { type: 'bad', message: `The annotation ${POLICY_ANNOTATION} cannot be used: ${read.wrong}.` }
}

/** A value, or what is wrong with it in words. */
type Reading = { readonly value: unknown } | { readonly wrong: string }
type Reader = (value: unknown, key: string) => Reading

function readText(text: string): Reading {
  try {
    return readBounds(parseYaml(text) ?? {}, '')
  } catch {
    return { wrong: 'it is not valid YAML' }
  }
}

/** A mapping of which every key must be known; the result holds those that are given. */
function mapping(readers: Readonly<Record<string, Reader>>): Reader {
  return (value, path) => {
    if (!isMapping(value)) return { wrong: `${path === '' ? 'it' : path} must be a mapping (keys with values)` }
    const result: Record<string, unknown> = {}
    for (const [key, entry] of Object.entries(value)) {
      const name = path === '' ? key : `${path}.${key}`
      const reader = Object.hasOwn(readers, key) ? readers[key] : undefined
      if (reader === undefined) {
        return { wrong: `it has the unknown key "${name}"; known are ${Object.keys(readers).join(', ')}` }
      }
      const read = reader(entry, name)
      if ('wrong' in read) return read
      result[key] = read.value
    }
    return { value: result }
  }
}

function percent(largest: number, words: string): Reader {
  return (value, key) => {
    const number = parsePercent(value)
    return number === null || number > largest ? { wrong: `${key} must be ${words}` } : { value: number }
  }
}

function quantity(resource: Resource, example: string): Reader {
  return (value, key) => {
    const amount = parseQuantity(value, resource)
    return amount === null ? { wrong: `${key} must be a quantity such as ${example}` } : { value: amount }
  }
}

function oneOf(...values: readonly string[]): Reader {
  return (value, key) =>
    values.some((known) => known === value) ? { value } : { wrong: `${key} must be one of ${values.join(', ')}` }
}

const PERCENT = percent(Number.MAX_SAFE_INTEGER, 'a percentage such as 30%')
const PER_RESOURCE = { cpu: quantity('cpu', '250m'), memory: quantity('memory', '256Mi') }

/** The keys of {@link BoundsPatch}, one reader each. */
const readBounds = mapping({
  maxIncrease: PERCENT,
  maxDecrease: percent(100, 'a percentage from 0% to 100%'),
  minChange: mapping({ percent: PERCENT, ...PER_RESOURCE }),
  floor: mapping(PER_RESOURCE),
  ceiling: mapping(PER_RESOURCE),
  limits: oneOf('keep', 'recommended', 'remove-cpu'),
  hpa: oneOf('skip', 'warn'),
} satisfies Record<keyof BoundsPatch, Reader>)
