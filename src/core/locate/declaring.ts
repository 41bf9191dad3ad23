/**
 * Which delivery objects can be taken as their files have them, and which need a render first.
 *
 * An app of apps often patches its Applications per environment: read as they stand in the base, they would all point
 * to the same overlay. So an object that some kustomization may change counts only as that kustomization renders it.
 */
import type { Declaration } from './declarations.ts'
import type { KustomizationGraph } from './graph.ts'
import type { Kustomization } from './kustomization.ts'
import { joinPath } from './paths.ts'

export interface DeclarationPlan {
  /** Objects that nothing changes; `declaredIn` and the namespace are those of the kustomization that lists them. */
  readonly plain: readonly Declaration[]
  /** Directories to build, whose objects replace the ones in the files. */
  readonly renders: readonly string[]
}

/** Keys of a kustomization that leave the spec of other objects as it is. */
const HARMLESS = new Set([
  ...['apiVersion', 'kind', 'metadata', 'resources', 'bases', 'components', 'namespace', 'crds', 'openapi'],
  ...['configMapGenerator', 'secretGenerator', 'generatorOptions', 'commonLabels', 'commonAnnotations', 'labels'],
  ...['images', 'imageTags', 'replicas', 'buildMetadata', 'sortOptions', 'validators'],
])

/**
 * @param declarations as found in the files
 * @param roots directories whose kustomizations are deployed, or may be
 */
export function planDeclarations(
  declarations: readonly Declaration[],
  graph: KustomizationGraph,
  roots: readonly string[],
): DeclarationPlan {
  const plain: Declaration[] = []
  const renders = new Set<string>()
  const plans = new Map<string, FilePlan>()
  for (const declaration of declarations) {
    const plan = plans.get(declaration.file) ?? planFile(declaration.file, graph, roots)
    plans.set(declaration.file, plan)
    if (plan.loose) plain.push(declaration)
    for (const { root, namespace } of plan.unchanged) {
      plain.push({ ...declaration, declaredIn: root, namespace: namespace ?? declaration.namespace })
    }
    for (const root of plan.changed) renders.add(root)
  }
  return { plain, renders: [...renders].sort() }
}

interface FilePlan {
  /** No kustomization names the file: it is applied as it stands, or is no object at all. */
  readonly loose: boolean
  readonly unchanged: readonly { readonly root: string; readonly namespace: string | null }[]
  readonly changed: readonly string[]
}

function planFile(file: string, graph: KustomizationGraph, roots: readonly string[]): FilePlan {
  const listings = graph.listedBy(file)
  if (listings.length === 0) return { loose: true, unchanged: [], changed: [] }
  const unchanged: { root: string; namespace: string | null }[] = []
  const changed: string[] = []
  const listers = listings.filter(({ role }) => role === 'resource').map(({ dir }) => dir)
  for (const root of roots) {
    const included = graph.includes(root)
    const through = listers.filter((dir) => included.includes(dir))
    if (through.length === 0) continue
    const chain = through.flatMap((dir) => chainBetween(dir, included, graph))
    if (chain.some((each) => each === undefined || changesObjects(each, graph))) changed.push(root)
    else {
      const namespaces = new Set(chain.flatMap((each) => each?.namespace ?? []))
      if (namespaces.size > 1) changed.push(root)
      else unchanged.push({ root, namespace: [...namespaces][0] ?? null })
    }
  }
  return { loose: false, unchanged, changed }
}

/** The kustomizations from the one that lists a file up to the root. */
function chainBetween(
  dir: string,
  included: readonly string[],
  graph: KustomizationGraph,
): (Kustomization | undefined)[] {
  const seen = new Set([dir])
  for (const each of seen)
    for (const consumer of graph.consumers(each)) if (included.includes(consumer)) seen.add(consumer)
  return [...seen].map((each) => graph.get(each))
}

function changesObjects(kustomization: Kustomization, graph: KustomizationGraph): boolean {
  if (Object.entries(kustomization.body).some(([key, value]) => !HARMLESS.has(key) && !isEmpty(value))) return true
  // A component acts on everything that was gathered before it.
  return kustomization.components.some((component) => {
    const path = joinPath(kustomization.dir, component)
    const dirs = path === null ? [] : graph.includes(path)
    return dirs.length === 0 || dirs.some((dir) => componentChanges(graph.get(dir), graph))
  })
}

function componentChanges(component: Kustomization | undefined, graph: KustomizationGraph): boolean {
  return component === undefined || component.namespace !== null || changesObjects(component, graph)
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
