/** Which kustomizations a delivery builds. */
import type { Delivery } from './delivery.ts'
import type { KustomizationGraph } from './graph.ts'
import { ancestorsOf, isWithin } from './paths.ts'

/**
 * Directories of the kustomizations that a delivery renders: its path, when there is one.
 *
 * Without a kustomization file, Flux makes one that includes every kustomization below (and all loose manifests); Argo
 * CD applies the loose manifests only.
 */
export function overlaysOf(delivery: Delivery, graph: KustomizationGraph): string[] {
  if (delivery.place !== 'here') return []
  const path = graph.realDirectory(delivery.path)
  const directories = graph.directories()
  if (directories.includes(path)) return [path]
  if (delivery.controller !== 'flux') return []
  const below = directories.filter((dir) => isWithin(dir, path))
  const known = new Set(below)
  return below.filter((dir) => !ancestorsOf(dir).some((above) => known.has(above)))
}
