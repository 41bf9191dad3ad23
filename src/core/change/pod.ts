/** The resources of a whole pod as Git renders them: LimitRanges, quotas and the QoS class are about pods. */
import { parseQuantity } from '../quantity.ts'
import { type Amount, FIELDS, type Field, RESOURCES, type Resource } from '../workload.ts'
import type { Change } from './change.ts'
import { at, isMapping, listOf, type Mapping, mappingOf, textOf } from './manifest.ts'

/** One value of `resources:`. `null` = not set; `unreadable` = there is something that is no quantity. */
export type Reading = Amount | null | 'unreadable'

export type Readings = Readonly<Record<Field, Readonly<Record<Resource, Reading>>>>

export interface ContainerView {
  readonly name: string
  /** An init container with `restartPolicy: Always`: it runs beside the others. */
  readonly sidecar: boolean
  readonly resources: Readings
}

export interface PodView {
  readonly containers: readonly ContainerView[]
  readonly init: readonly ContainerView[]
  /** True when the pod itself has `resources:` (Kubernetes 1.34); those of the containers must fit into them. */
  readonly podLevel: boolean
}

/** Reads a pod spec. Never throws: what cannot be read is `unreadable`. */
export function readPod(podSpec: Mapping): PodView {
  return {
    containers: listOf(podSpec.containers).map(readContainer),
    init: listOf(podSpec.initContainers).map(readContainer),
    podLevel: Object.keys(mappingOf(podSpec.resources)).length > 0,
  }
}

function readContainer(value: unknown): ContainerView {
  return {
    name: textOf(at(value, 'name')) ?? '',
    sidecar: at(value, 'restartPolicy') === 'Always',
    resources: perField((field) => perResource((resource) => read(at(value, 'resources'), field, resource))),
  }
}

function read(resources: unknown, field: Field, resource: Resource): Reading {
  const parents = [resources, at(resources, field)]
  if (parents.some((parent) => !isUnset(parent) && !isMapping(parent))) return 'unreadable'
  const value = at(resources, field, resource)
  return isUnset(value) ? null : (parseQuantity(value, resource) ?? 'unreadable')
}

function isUnset(value: unknown): value is null | undefined {
  return value === undefined || value === null
}

function perField<Value>(make: (field: Field) => Value): Record<Field, Value> {
  return Object.fromEntries(FIELDS.map((field) => [field, make(field)])) as Record<Field, Value>
}

function perResource<Value>(make: (resource: Resource) => Value): Record<Resource, Value> {
  return Object.fromEntries(RESOURCES.map((resource) => [resource, make(resource)])) as Record<Resource, Value>
}

/** The same pod with the changes written into its containers. */
export function withChanges(pod: PodView, changes: readonly Change[]): PodView {
  return { ...pod, containers: pod.containers.map((container) => written(container, changes)) }
}

function written(container: ContainerView, changes: readonly Change[]): ContainerView {
  const own = changes.filter((change) => change.target.container.container === container.name)
  const value = (field: Field, resource: Resource): Reading => {
    const change = own.find((candidate) => candidate.field === field && candidate.resource === resource)
    return change === undefined ? container.resources[field][resource] : change.to
  }
  return { ...container, resources: perField((field) => perResource((resource) => value(field, resource))) }
}

/** Values that Kubernetes fills in, by resource: LimitRange defaults. */
export interface Defaults {
  readonly limit: Partial<Record<Resource, Amount>>
  readonly request: Partial<Record<Resource, Amount>>
}

/**
 * The pod as the API server will have it: a request that is not set is taken from the container's own limit, then
 * LimitRange defaults fill in what is left (https://kubernetes.io/docs/concepts/policy/limit-range/).
 */
export function withDefaults(pod: PodView, defaults: Defaults): PodView {
  const fill = (container: ContainerView): ContainerView => ({ ...container, resources: filled(container, defaults) })
  return { ...pod, containers: pod.containers.map(fill), init: pod.init.map(fill) }
}

function filled({ resources }: ContainerView, defaults: Defaults): Readings {
  return {
    requests: perResource(
      (resource) => resources.requests[resource] ?? resources.limits[resource] ?? defaults.request[resource] ?? null,
    ),
    limits: perResource((resource) => resources.limits[resource] ?? defaults.limit[resource] ?? null),
  }
}

/**
 * What the scheduler reserves for the pod: the containers and sidecars together, or the hungriest moment of the init
 * phase if that is more. Unset counts as 0; `null` when a value is unreadable.
 */
export function podTotal(pod: PodView, field: Field, resource: Resource): Amount | null {
  const all = [...pod.containers, ...pod.init].map((container) => container.resources[field][resource])
  if (all.includes('unreadable')) return null
  const amount = (container: ContainerView) => Number(container.resources[field][resource] ?? 0)
  let running = pod.containers.reduce((sum, container) => sum + amount(container), 0)
  let sidecars = 0
  let peak = 0
  for (const container of pod.init) {
    if (container.sidecar) {
      running += amount(container)
      sidecars += amount(container)
    }
    peak = Math.max(peak, sidecars + (container.sidecar ? 0 : amount(container)))
  }
  return Math.max(running, peak)
}
