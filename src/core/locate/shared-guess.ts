/** Several clusters that report one workload, and one overlay of which nobody says whom it serves. */
import type { Skip } from '../problem.ts'
import { clusterPathsHint, directoryName, listNames, locateSkip, sentence } from './skips.ts'
import { type Target, targetWorkloadKey } from './target.ts'

/**
 * Targets that rest on a guess about the cluster: the same object of one overlay was found for several clusters, and the
 * overlay is not known to serve this one. Each may be right, and not all of them can be known to be.
 */
export function sharedGuesses(targets: readonly Target[]): Map<Target, Skip> {
  const clusters = new Map<string, Set<string | null>>()
  for (const target of targets) {
    const key = targetWorkloadKey(target)
    clusters.set(key, new Set([...(clusters.get(key) ?? []), target.container.cluster]))
  }
  const skips = new Map<Target, Skip>()
  for (const target of targets) {
    const { container, overlay, application } = target
    const reporting = [...(clusters.get(targetWorkloadKey(target)) ?? [])].map((name) => name ?? 'one without a name')
    if (reporting.length < 2 || (application !== null && application.cluster === container.cluster)) continue
    const message = `clusters ${listNames(reporting.sort())} all report this workload, and nothing says which of them ${directoryName(overlay)} serves`
    skips.set(
      target,
      locateSkip(container, 'ambiguous', message, sentence(clusterPathsHint(container.cluster, overlay))),
    )
  }
  return skips
}
