/**
 * LimitRange: bounds that the API server enforces on every container and pod of a namespace. A change that breaks one
 * merges without complaint, and then no pod starts.
 *
 * Rules: https://kubernetes.io/docs/concepts/policy/limit-range/ and the defaulting of LimitRange objects themselves
 * (`default` from `max`, then `defaultRequest` from `default`, else from `min`).
 */
import { formatQuantity, parseQuantity } from '../../quantity.ts'
import { type Amount, RESOURCES, type Resource } from '../../workload.ts'
import type { Constraint } from '../clamp.ts'
import { at, listOf, type Mapping, nameOf, textOf } from '../manifest.ts'
import { type ContainerView, type Defaults, type PodView, podTotal } from '../pod.ts'

type Amounts = Partial<Record<Resource, Amount>>

/** One item of `spec.limits`. */
export interface Range {
  /** Name of the LimitRange object. */
  readonly name: string
  readonly type: string
  readonly min: Amounts
  readonly max: Amounts
  readonly default: Amounts
  readonly defaultRequest: Amounts
  /** `maxLimitRequestRatio` in thousandths. */
  readonly ratio: Amounts
}

/** Reads LimitRange objects; values that are no quantities are passed over. */
export function readRanges(objects: readonly Mapping[]): Range[] {
  return objects.flatMap((object) => {
    return listOf(at(object, 'spec', 'limits')).map((item) => readRange(nameOf(object), item))
  })
}

function readRange(name: string, item: unknown): Range {
  const min = amounts(at(item, 'min'))
  const max = amounts(at(item, 'max'))
  const limit = { ...max, ...amounts(at(item, 'default')) }
  const request = { ...min, ...limit, ...amounts(at(item, 'defaultRequest')) }
  const ratio = Object.fromEntries(
    // A ratio is a plain quantity; read as CPU it comes in thousandths, for memory too.
    RESOURCES.map((resource) => [resource, parseQuantity(at(item, 'maxLimitRequestRatio', resource), 'cpu')] as const),
  )
  return {
    name,
    type: textOf(at(item, 'type')) ?? '',
    min,
    max,
    default: limit,
    defaultRequest: request,
    ratio: known(ratio),
  }
}

function amounts(value: unknown): Amounts {
  return known(
    Object.fromEntries(RESOURCES.map((resource) => [resource, parseQuantity(at(value, resource), resource)])),
  )
}

function known(values: Record<string, Amount | null>): Amounts {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, Amount] => entry[1] !== null),
  ) as Amounts
}

/** What the ranges of type Container fill in. Where several do, Kubernetes does not say which one wins; the first here. */
export function rangeDefaults(ranges: readonly Range[]): Defaults {
  const containers = ranges.filter((range) => range.type === 'Container').reverse()
  return {
    limit: Object.assign({}, ...containers.map((range) => range.default)),
    request: Object.assign({}, ...containers.map((range) => range.defaultRequest)),
  }
}

/**
 * Bounds on a container's request.
 *
 * @param limit the limit that the container will have (its own or the LimitRange's default); `null` = none
 */
export function requestConstraints(ranges: readonly Range[], resource: Resource, limit: Amount | null): Constraint[] {
  const own = ranges.filter((range) => range.type === 'Container')
  return own.flatMap((range) => requestBounds(range, resource, limit))
}

function requestBounds(range: Range, resource: Resource, limit: Amount | null): Constraint[] {
  const ratio = range.ratio[resource]
  return [
    ...outer(range, resource),
    ...(ratio === undefined || ratio === 0 || limit === null
      ? []
      : [{ name: 'limit-range', min: Math.ceil((limit * 1000) / ratio) } as const]),
  ]
}

/** Bounds on a container's limit, the ratio left to {@link brokenByContainer}. */
export function limitConstraints(ranges: readonly Range[], resource: Resource): Constraint[] {
  return ranges.filter((range) => range.type === 'Container').flatMap((range) => outer(range, resource))
}

function outer(range: Range, resource: Resource): Constraint[] {
  const min = range.min[resource]
  const max = range.max[resource]
  return [
    ...(min === undefined ? [] : [{ name: 'limit-range', min } as const]),
    ...(max === undefined ? [] : [{ name: 'limit-range', max } as const]),
  ]
}

/** The sentence about the first range that the container breaks; `null` when it keeps to all. */
export function brokenByContainer(
  ranges: readonly Range[],
  container: ContainerView,
  resource: Resource,
): string | null {
  const request = container.resources.requests[resource]
  const limit = container.resources.limits[resource]
  if (request === 'unreadable' || limit === 'unreadable') return null
  const own = ranges.filter((range) => range.type === 'Container')
  return firstBroken(own, `container ${container.name}`, resource, request, limit)
}

/** The same for the sums of the pod and ranges of type Pod. */
export function brokenByPod(ranges: readonly Range[], pod: PodView, resource: Resource): string | null {
  const own = ranges.filter((range) => range.type === 'Pod')
  const zeroIsUnset = (amount: Amount | null) => (amount === 0 ? null : amount)
  const [request, limit] = [podTotal(pod, 'requests', resource), podTotal(pod, 'limits', resource)]
  return firstBroken(own, 'the pod', resource, zeroIsUnset(request), zeroIsUnset(limit))
}

function firstBroken(
  ranges: readonly Range[],
  what: string,
  resource: Resource,
  request: Amount | null,
  limit: Amount | null,
): string | null {
  for (const range of ranges) {
    const broken = brokenRange(range, resource, request, limit)
    if (broken !== null) return `LimitRange ${range.name} allows ${what} ${broken}.`
  }
  return null
}

function brokenRange(range: Range, resource: Resource, request: Amount | null, limit: Amount | null): string | null {
  const text = (amount: Amount) => `${formatQuantity(amount, resource)} of ${resource}`
  const min = range.min[resource]
  const max = range.max[resource]
  const ratio = range.ratio[resource]
  if (min !== undefined && request !== null && request < min) return `no request below ${text(min)}`
  if (max !== undefined && Math.max(request ?? 0, limit ?? 0) > max) return `no more than ${text(max)}`
  const ratioBroken = ratio !== undefined && request !== null && limit !== null && limit * 1000 > request * ratio
  return ratioBroken ? `no ${resource} limit above ${ratio / 1000} times the request` : null
}
