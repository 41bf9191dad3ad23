/** Which workloads a selector of the configuration means. */
import { matchAny } from '../glob.ts'
import type { ContainerRef } from '../workload.ts'
import type { Selector } from './policy.ts'

/** What a selector can look at. */
export interface Subject {
  readonly container: ContainerRef
  readonly labels: Readonly<Record<string, string>>
}

/**
 * How to take `clusters:` when the report names no cluster. Rules that protect answer `true`: a workload that may be in
 * the protected cluster is treated as if it were.
 */
export interface MatchOptions {
  readonly unknownCluster: boolean
}

/** True when every key that the selector gives matches; within a key any glob may. An empty selector matches everything. */
export function matchesSelector(
  selector: Selector,
  subject: Subject,
  options: MatchOptions = { unknownCluster: false },
): boolean {
  const { cluster, namespace, kind, name, container } = subject.container
  const given: readonly (readonly [readonly string[] | undefined, string])[] = [
    [selector.namespaces, namespace],
    [selector.kinds, kind],
    [selector.names, name],
    [selector.containers, container],
  ]
  return (
    given.every(([globs, value]) => globs === undefined || matchAny(globs)(value)) &&
    matchesCluster(selector.clusters, cluster, options) &&
    matchesLabels(selector.labels, subject.labels)
  )
}

function matchesCluster(globs: readonly string[] | undefined, cluster: string | null, options: MatchOptions): boolean {
  if (globs === undefined) return true
  return cluster === null ? options.unknownCluster || globs.includes('*') : matchAny(globs)(cluster)
}

function matchesLabels(wanted: Selector['labels'], labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted ?? {}).every(([key, glob]) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined
    return value !== undefined && (value === glob || matchAny([glob])(value))
  })
}
