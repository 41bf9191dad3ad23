/** Why a container was not located, in words for the person who has to do something about it. */
import type { Skip } from '../problem.ts'
import type { ContainerRef } from '../workload.ts'

export type LocateSkipCode =
  | 'not-found'
  | 'ambiguous'
  | 'remote-base'
  | 'helm'
  | 'outside-repository'
  | 'suspended'
  | 'container-not-found'
  | 'init-container'
  | 'injected-container'
  | 'build-failed'
  | 'flux-variables'
  | 'delivery-patches'
  | 'generated-name'
  | 'raw-manifests'
  | 'unsupported-kind'

export function locateSkip(container: ContainerRef, code: LocateSkipCode, message: string, hint: string): Skip {
  return { container, resource: null, code, message, hint }
}

/** `a`, `b` and 3 more. */
export function listNames(names: readonly string[], shown = 5): string {
  const first = names.slice(0, shown)
  const rest = names.length - first.length
  return rest > 0 ? `${first.join(', ')} and ${rest} more` : first.join(', ')
}

/** A directory as people write it. */
export function directoryName(dir: string): string {
  return dir === '' ? '.' : dir
}

/** Lines of configuration that give a cluster its overlay, on one line. */
export function clusterPathsHint(cluster: string | null, overlay: string): string {
  const paths = `paths: [${JSON.stringify(directoryName(overlay))}]`
  return cluster === null
    ? `name the cluster with --cluster NAME and its overlay in the configuration: clusters: [{ name: NAME, ${paths} }]`
    : `say in the configuration which one serves this cluster, for example clusters: [{ name: ${JSON.stringify(cluster)}, ${paths} }]`
}

/** A clause as a sentence. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`
}
