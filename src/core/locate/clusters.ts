/** `clusters[].paths` of the configuration: which part of the repository serves which cluster. */
import { matchAny } from '../glob.ts'
import type { Delivery } from './delivery.ts'
import type { KustomizationGraph } from './graph.ts'
import type { PathNames } from './path-names.ts'
import { ancestorsOf, isWithin, joinPath } from './paths.ts'

/** One entry of `clusters[]`, as far as locating needs it. */
export interface ClusterPaths {
  readonly name: string
  /** Directories or globs whose overlays serve this cluster; everything below a match belongs to it. */
  readonly paths: readonly string[]
}

const GLOB = /[*?[\]{}!()]/

/** True when a pattern names the path or a directory above it. */
export function coversPath(pattern: string, path: string): boolean {
  const clean = joinPath('', pattern)
  if (clean === null) return false
  if (!GLOB.test(clean)) return isWithin(path, clean)
  const matches = matchAny([clean])
  return [path, ...ancestorsOf(path)].some((each) => each !== '' && matches(each))
}

/**
 * Names of the clusters that a path serves, in the order of the configuration.
 *
 * @param namesOf all names of the path; people write the one with a link in it as well as the real one
 */
export function clustersServing(path: string, clusters: readonly ClusterPaths[], namesOf: PathNames = only): string[] {
  const all = namesOf(path)
  return clusters
    .filter(({ paths }) => paths.some((pattern) => all.some((each) => coversPath(pattern, each))))
    .map(({ name }) => name)
}

function only(path: string): readonly string[] {
  return [path]
}

/** True when a path of this cluster names the directory itself, not only one above it. */
export function isNamedExactly(
  path: string,
  cluster: string,
  clusters: readonly ClusterPaths[],
  namesOf: PathNames = only,
): boolean {
  const all = namesOf(path)
  return clusters.some(
    ({ name, paths }) => name === cluster && paths.some((pattern) => all.some((each) => namesExactly(pattern, each))),
  )
}

/**
 * Overlays that only the configuration names: roots below its paths, and directories that it names exactly. An overlay
 * that an object delivers to the same cluster is left to that object, which knows more.
 */
export function configDeliveries(
  clusters: readonly ClusterPaths[],
  deliveries: readonly Delivery[],
  graph: KustomizationGraph,
): Delivery[] {
  const roots = new Set(graph.roots())
  const directories = graph.directories().map((dir) => ({ dir, names: graph.namesOf(dir) }))
  const delivered = new Set(
    deliveries.flatMap(({ path, place, cluster }) =>
      place === 'here' ? [JSON.stringify([graph.realDirectory(path), cluster])] : [],
    ),
  )
  return clusters.flatMap(({ name, paths }) =>
    directories
      .filter(({ dir, names }) => {
        const serves = roots.has(dir) ? coversPath : namesExactly
        return paths.some((pattern) => names.some((each) => serves(pattern, each)))
      })
      .filter(({ dir }) => !delivered.has(JSON.stringify([dir, name])))
      .map(({ dir }) => configDelivery(name, dir, isNamedExactly(dir, name, clusters, graph.namesOf))),
  )
}

/** True when a pattern names this very directory. */
function namesExactly(pattern: string, dir: string): boolean {
  const clean = joinPath('', pattern)
  return clean !== null && (clean === dir || (GLOB.test(clean) && matchAny([clean])(dir)))
}

function configDelivery(cluster: string, path: string, namedExactly: boolean): Delivery {
  return {
    controller: 'config',
    name: path === '' ? '.' : path,
    cluster,
    clusterFrom: 'config',
    namedExactly,
    path,
    defaultNamespace: null,
    forcedNamespace: null,
    suspended: false,
    file: null,
    declaredIn: null,
    objectName: null,
    objectNamespace: null,
    place: 'here',
    namePrefix: '',
    nameSuffix: '',
    patches: [],
    substitution: null,
    source: null,
  }
}
