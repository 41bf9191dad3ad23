/** All deliveries of a repository: its Argo CD and Flux objects and the paths of the configuration, with clusters. */

import { expandApplicationSet } from './application-set.ts'
import { readApplication } from './argocd.ts'
import { type ClusterPaths, clustersServing, configDeliveries, isNamedExactly } from './clusters.ts'
import type { Declaration } from './declarations.ts'
import type { Delivery, Limitation } from './delivery.ts'
import { readFluxKustomization } from './flux.ts'
import type { KustomizationGraph } from './graph.ts'
import { ancestorsOf } from './paths.ts'
import { buildSourceBook } from './sources.ts'
import type { FileTree } from './tree.ts'

export interface DeliveryContext {
  readonly tree: FileTree
  readonly graph: KustomizationGraph
  readonly originUrl: string | null
  /** `clusters[]` of the configuration. */
  readonly clusters: readonly ClusterPaths[]
  /** Names of clusters in the reports. */
  readonly reported: readonly string[]
}

export interface Deliveries {
  readonly deliveries: readonly Delivery[]
  readonly limitations: readonly Limitation[]
}

/** Turns declarations (plain or rendered) and the configuration into deliveries. */
export function readDeliveries(declarations: readonly Declaration[], context: DeliveryContext): Deliveries {
  const { tree, graph, clusters } = context
  const sources = buildSourceBook(declarations, context.originUrl)
  const names = [...new Set([...context.reported, ...clusters.map(({ name }) => name)])].sort()
  const limitations: Limitation[] = []
  const found = declarations.flatMap((declaration): Delivery[] => {
    if (declaration.kind === 'Application') return readApplication(declaration, tree, sources)
    if (declaration.kind === 'Kustomization') return readFluxKustomization(declaration, tree, sources)
    if (declaration.kind !== 'ApplicationSet') return []
    const set = expandApplicationSet(declaration, { tree, clusters: names, isHere: sources.isHere })
    limitations.push(...set.limitations)
    return set.applications.flatMap((application) => readApplication(application, tree, sources))
  })
  const parentsOf = findParents(found)
  const patched = new Map(found.map((each) => [each, inheritPatches(each, parentsOf(each))]))
  const placed = assignClusters(found, { clusters, graph }, parentsOf).map(({ delivery, names }) => {
    const own = patched.get(delivery) ?? delivery
    return names.length === 0
      ? [own]
      : names.map((cluster) => ({
          ...own,
          cluster,
          clusterFrom: 'config' as const,
          namedExactly: isNamedExactly(own.path, cluster, clusters, graph.namesOf),
        }))
  })
  return { deliveries: [...placed.flat(), ...configDeliveries(clusters, placed.flat(), graph)], limitations }
}

type Serving = Pick<DeliveryContext, 'clusters' | 'graph'>

type ParentsOf = (child: Delivery) => readonly Delivery[]

/** The deliveries that apply another one: those whose path holds its file, or the kustomization that renders it. */
function findParents(deliveries: readonly Delivery[]): ParentsOf {
  const byPath = new Map<string, Delivery[]>()
  for (const each of deliveries) {
    if (each.place === 'here') byPath.set(each.path, [...(byPath.get(each.path) ?? []), each])
  }
  return (child) => {
    const place = child.declaredIn ?? child.file
    if (place === null) return []
    return [place, ...ancestorsOf(place)].flatMap((dir) => (byPath.get(dir) ?? []).filter((parent) => parent !== child))
  }
}

/**
 * The clusters that the configuration gives each delivery. A path named for a cluster speaks for itself; else an object
 * belongs to the cluster whose paths hold its file, or to that of the delivery that applies it. An object that names
 * another cluster as its destination is left alone.
 */
function assignClusters(deliveries: readonly Delivery[], { clusters, graph }: Serving, parentsOf: ParentsOf) {
  const serving = (path: string) => clustersServing(path, clusters, graph.namesOf)
  const explicit = new Map(deliveries.map((each) => [each, serving(each.path)]))
  const inherited = new Map(deliveries.map((each) => [each, new Set(serving(declaringPlace(each)))]))
  const namesOf = (delivery: Delivery): readonly string[] => {
    const own = explicit.get(delivery) ?? []
    if (own.length > 0) return own
    return delivery.cluster === null ? [...(inherited.get(delivery) ?? [])] : []
  }
  for (let changed = clusters.length > 0; changed; ) {
    changed = false
    for (const [child, names] of inherited) {
      const before = names.size
      for (const parent of parentsOf(child)) for (const name of namesOf(parent)) names.add(name)
      if (names.size > before) changed = true
    }
  }
  return deliveries.map((delivery) => ({ delivery, names: namesOf(delivery) }))
}

/** The file of a base belongs to everybody who renders it, so the kustomization that renders an object goes first. */
function declaringPlace({ declaredIn, file }: Delivery): string {
  return declaredIn ?? file ?? ''
}

/** Flux: a parent's patches for Kustomizations add patches to its children. */
function inheritPatches(child: Delivery, parents: readonly Delivery[]): Delivery {
  const inherited = parents
    .filter((parent) => parent.controller === 'flux')
    .flatMap((parent) => parent.patches.filter((patch) => patch.includes('Kustomization')))
  return inherited.length === 0 ? child : { ...child, patches: [...child.patches, ...inherited] }
}
