/** Which clusters an overlay serves, as its deliveries and the configuration say. */
import { type ClusterPaths, clustersServing } from '../core/locate/clusters.ts'
import type { KustomizationGraph } from '../core/locate/graph.ts'
import type { Application } from '../core/locate/target.ts'

/**
 * A LimitRange that stands in a tenant's overlay holds for the clusters of that overlay only.
 *
 * @returns names by overlay; an overlay of which nothing is known is missing
 */
export function clustersOf(
  overlays: Iterable<string>,
  applications: readonly Application[],
  clusters: readonly ClusterPaths[],
  graph: Pick<KustomizationGraph, 'realDirectory' | 'namesOf'>,
): Map<string, string[]> {
  return new Map(
    [...overlays].flatMap((overlay): [string, string[]][] => {
      const declared = applications.flatMap(({ path, cluster }) =>
        graph.realDirectory(path) === overlay && cluster !== null ? [cluster] : [],
      )
      const names = [...new Set([...declared, ...clustersServing(overlay, clusters, graph.namesOf)])]
      return names.length === 0 ? [] : [[overlay, names]]
    }),
  )
}
