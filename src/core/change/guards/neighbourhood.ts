/**
 * The objects that live beside a workload in its cluster and namespace, as far as the given renders show them.
 *
 * Guards can only be as good as this view, so it errs towards finding: in the workload's own overlay an object whose
 * namespace is not known counts as a neighbour. From other overlays that serve the same cluster (a tenant's LimitRange
 * is seldom beside the application) only objects count that name the namespace.
 */
import type { Render, RenderedObject } from '../../locate/render.ts'
import type { Application, Target } from '../../locate/target.ts'
import type { ContainerRef } from '../../workload.ts'
import { type Mapping, mappingOf } from '../manifest.ts'

export interface Neighbour {
  readonly overlay: string
  readonly object: RenderedObject
}

export interface Neighbourhood {
  /** Objects of these kinds in the namespace of the target's workload; of kind `Namespace`, that namespace itself. */
  find(target: Target, kinds: readonly string[]): readonly Neighbour[]
  /** Their parsed documents. */
  bodies(target: Target, kinds: readonly string[]): readonly Mapping[]
}

export interface NeighbourhoodInput {
  readonly targets: readonly Target[]
  /** By overlay directory. */
  readonly renders: ReadonlyMap<string, Render>
  /** Clusters of overlays that no target names: where else to look for LimitRanges and the like. */
  readonly clusters: ReadonlyMap<string, readonly (string | null)[]>
}

/** Indexes the renders once; each look-up afterwards costs what it finds. */
export function buildNeighbourhood({ targets, renders, clusters }: NeighbourhoodInput): Neighbourhood {
  const applications = new Map<string, Application>()
  const served = new Map<string, Set<string | null>>([...clusters].map(([overlay, names]) => [overlay, new Set(names)]))
  for (const target of targets) {
    if (target.application !== null) applications.set(target.overlay, target.application)
    served.set(target.overlay, (served.get(target.overlay) ?? new Set()).add(target.container.cluster))
  }
  const byOverlay = new Map<string, Map<string, RenderedObject[]>>()
  const byPlace = new Map<string, Neighbour[]>()
  for (const [overlay, render] of renders) {
    byOverlay.set(overlay, groupByKind(render))
    for (const object of render.objects) {
      const neighbour = { overlay, object }
      const namespace = placeOf(object, applications.get(overlay) ?? null)
      for (const cluster of served.get(overlay) ?? []) {
        push(byPlace, placeKey(cluster, namespace, object.id.kind), neighbour)
      }
    }
  }

  const find = (target: Target, kinds: readonly string[]): Neighbour[] =>
    kinds.flatMap((kind) => {
      const own = (byOverlay.get(target.overlay)?.get(kind) ?? []).filter((object) => isBeside(object, target))
      const others = [...(served.get(target.overlay) ?? [])].flatMap(
        (cluster) => byPlace.get(placeKey(cluster, target.container.namespace, kind)) ?? [],
      )
      return [
        ...own.map((object) => ({ overlay: target.overlay, object })),
        ...[...new Set(others)].filter((neighbour) => neighbour.overlay !== target.overlay),
      ]
    })
  return { find, bodies: (target, kinds) => find(target, kinds).map(({ object }) => object.body()) }
}

function groupByKind(render: Render): Map<string, RenderedObject[]> {
  const kinds = new Map<string, RenderedObject[]>()
  for (const object of render.objects) push(kinds, object.id.kind, object)
  return kinds
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

function placeKey(cluster: string | null, namespace: string | null, kind: string): string {
  return `${cluster ?? ''}|${namespace ?? ''}|${kind}`
}

/** The namespace that an object ends up in; `null` = nothing in Git says. */
function placeOf({ id }: RenderedObject, application: Application | null): string | null {
  if (id.kind === 'Namespace') return id.name
  return application?.forcedNamespace ?? id.namespace ?? application?.defaultNamespace ?? null
}

/** In the workload's own overlay: objects that say no namespace go where the workload goes if it says none either. */
function isBeside(object: RenderedObject, target: Target): boolean {
  const own = target.object.id.namespace
  if (object.id.kind !== 'Namespace' && object.id.namespace === own) return true
  const place = placeOf(object, target.application)
  return place === null || place === target.container.namespace
}

/** True when a `scaleTargetRef`, `targetRef` or the like names the target's workload. */
export function refersTo(reference: unknown, target: Target, defaultKind: string): boolean {
  const { kind = defaultKind, name } = mappingOf(reference)
  const { id } = target.object
  return [id, target.container].some(
    (known: Pick<ContainerRef, 'kind' | 'name'>) => known.kind === kind && known.name === name,
  )
}
