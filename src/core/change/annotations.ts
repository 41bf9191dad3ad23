/** What a workload says about itself: `krr-gitops.io/ignore` and `krr-gitops.io/policy`. */
import { parseQuantity } from '../quantity.ts'
import { RESOURCES, type Resource } from '../workload.ts'
import { parseYaml } from '../yaml.ts'
import { at, isMapping, type Mapping, textOf } from './manifest.ts'
import { parsePercent } from './parse.ts'
import type { BoundsPatch, HpaPolicy, LimitsPolicy, PerResource } from './policy.ts'

export const IGNORE_ANNOTATION = 'krr-gitops.io/ignore'
export const POLICY_ANNOTATION = 'krr-gitops.io/policy'

export type AnnotationPolicy =
  | { readonly type: 'ignored' }
  | { readonly type: 'bounds'; readonly bounds: BoundsPatch }
  | { readonly type: 'bad'; readonly message: string }

/** Carries the sentence out of the readers below; never leaves this file. */
class BadAnnotation extends Error {}

/**
 * Reads both annotations of the rendered workload. Git only: an annotation that somebody put on the live object has no
 * reviewer, so it may not loosen anything.
 */
export function readAnnotations(body: Mapping): AnnotationPolicy {
  const ignore = textOf(at(body, 'metadata', 'annotations', IGNORE_ANNOTATION))
  if (ignore !== null && !['true', 'false'].includes(ignore.trim().toLowerCase())) {
    return { type: 'bad', message: `The annotation ${IGNORE_ANNOTATION} is "${ignore}"; it must be "true" or "false".` }
  }
  if (ignore?.trim().toLowerCase() === 'true') return { type: 'ignored' }
  const text = textOf(at(body, 'metadata', 'annotations', POLICY_ANNOTATION))
  if (text === null) return { type: 'bounds', bounds: {} }
  try {
    return { type: 'bounds', bounds: readBounds(parseText(text)) }
  } catch (error) {
    if (!(error instanceof BadAnnotation)) throw error
    return { type: 'bad', message: `The annotation ${POLICY_ANNOTATION} cannot be used: ${error.message}.` }
  }
}

function parseText(text: string): unknown {
  try {
    return parseYaml(text)
  } catch {
    throw new BadAnnotation('it is not valid YAML')
  }
}

type Readers = Readonly<Record<string, (value: unknown, key: string) => unknown>>

const BOUNDS: Readers = {
  maxIncrease: percent,
  maxDecrease: share,
  minChange: (value, key) => readKeys(value, key, { percent, cpu: quantity('cpu'), memory: quantity('memory') }),
  floor: perResource,
  ceiling: perResource,
  limits: oneOf<LimitsPolicy>('keep', 'recommended', 'remove-cpu'),
  hpa: oneOf<HpaPolicy>('skip', 'warn'),
}

function readBounds(value: unknown): BoundsPatch {
  return readKeys(value ?? {}, '', BOUNDS) as BoundsPatch
}

/** Every key must be known; the result holds those that are given. */
function readKeys(value: unknown, path: string, readers: Readers): Record<string, unknown> {
  if (!isMapping(value)) throw new BadAnnotation(`${path === '' ? 'it' : path} must be a mapping (keys with values)`)
  const entries = Object.entries(value).map(([key, entry]) => {
    const name = path === '' ? key : `${path}.${key}`
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined
    if (reader === undefined) {
      throw new BadAnnotation(`it has the unknown key "${name}"; known are ${Object.keys(readers).join(', ')}`)
    }
    return [key, reader(entry, name)] as const
  })
  return Object.fromEntries(entries)
}

function percent(value: unknown, key: string): number {
  const number = parsePercent(value)
  if (number === null) throw new BadAnnotation(`${key} must be a percentage such as 30%`)
  return number
}

function share(value: unknown, key: string): number {
  const number = percent(value, key)
  if (number > 100) throw new BadAnnotation(`${key} must be a percentage from 0% to 100%`)
  return number
}

function quantity(resource: Resource): (value: unknown, key: string) => number {
  const example = resource === 'cpu' ? '250m' : '256Mi'
  return (value, key) => {
    const amount = parseQuantity(value, resource)
    if (amount === null) throw new BadAnnotation(`${key} must be a quantity such as ${example}`)
    return amount
  }
}

function perResource(value: unknown, key: string): PerResource {
  return readKeys(value, key, Object.fromEntries(RESOURCES.map((resource) => [resource, quantity(resource)])))
}

function oneOf<Value extends string>(...values: readonly Value[]): (value: unknown, key: string) => Value {
  return (value, key) => {
    const found = values.find((candidate) => candidate === value)
    if (found === undefined) throw new BadAnnotation(`${key} must be one of ${values.join(', ')}`)
    return found
  }
}
