/**
 * Which kustomization reads which file, found without rendering.
 *
 * Everything here over-approximates: a file that a build might read counts as read. That is what makes it safe to
 * cache renders by the content of a closure, and to prove an edit by rebuilding the readers of the edited files.
 */

import { type GraphNode, KUSTOMIZATION_NAMES, readNode } from './graph-node.ts'
import type { GraphProblem } from './graph-problem.ts'
import type { Kustomization } from './kustomization.ts'
import { createPathNames, type PathNames } from './path-names.ts'
import { ancestorsOf, createLinkFollower, isWithin, type LinkFollower, parentOf } from './paths.ts'
import type { ReferenceRole } from './references.ts'
import type { FileTree } from './tree.ts'

export type { GraphProblem, GraphProblemKind } from './graph-problem.ts'

export interface Listing {
  readonly dir: string
  readonly role: ReferenceRole
}

export interface KustomizationGraph {
  /** Every directory that holds a kustomization file, sorted. */
  directories(): readonly string[]
  /** A directory with all links followed. */
  realDirectory(dir: string): string
  /** All names of a path: as given, the real one, and those that it has through links. */
  namesOf: PathNames
  /** The kustomization in a directory (links followed); `undefined` when there is none or it cannot be parsed. */
  get(dir: string): Kustomization | undefined
  /** Directories of all kustomizations that a build of `dir` includes, `dir` itself first. */
  includes(dir: string): readonly string[]
  /** Files (and links on the way) of the repository that a build of `dir` can read. */
  closure(dir: string): ReadonlySet<string>
  /** Directories whose kustomization names `dir` directly, sorted. */
  consumers(dir: string): readonly string[]
  /** Directories of all kustomizations whose build can read this file, directly or through others, sorted. */
  readersOf(path: string): readonly string[]
  /** Kustomizations that name this file, and as what: objects (`resource`), a patch, data, … */
  listedBy(path: string): readonly Listing[]
  /** True when a build of `dir` reads files that lie outside of the kustomization that names them. */
  needsLoadRestrictionsNone(dir: string): boolean
  /** Directories that no other kustomization includes, sorted. Components are no roots. */
  roots(): readonly string[]
  /** What stands in the way of rendering `dir`, anywhere in what it includes. */
  problems(dir: string): readonly GraphProblem[]
}

/** Reads every kustomization of a repository and joins them. */
export function buildGraph(tree: FileTree): KustomizationGraph {
  const index = indexEntries(tree)
  const nodes = new Map<string, GraphNode>()
  for (const [dir, files] of [...index.kustomizations].sort(([a], [b]) => (a < b ? -1 : 1))) {
    nodes.set(dir, readNode(dir, files, index))
  }
  const consumers = reverse([...nodes.values()].map((node) => [node.dir, node.edges]))
  const readers = reverse([...nodes.values()].map((node) => [node.dir, node.reads]))
  const opaque = [...nodes.values()].filter((node) => node.opaque)
  const included = memoize((dir: string) => reach([dir], (each) => nodes.get(each)?.edges).filter((d) => nodes.has(d)))
  // What an unparsable file seems to name takes nobody's place as a root.
  const isIncluded = (dir: string) =>
    [...(consumers.get(dir) ?? [])].some((each) => each !== dir && nodes.get(each)?.kustomization !== null)
  const real = (path: string) => index.follow(path)?.path ?? path

  return {
    directories: () => [...nodes.keys()],
    realDirectory: real,
    namesOf: index.namesOf,
    get: (dir) => nodes.get(real(dir))?.kustomization ?? undefined,
    includes: (dir) => included(real(dir)),
    closure: memoize((dir: string) => closureOf(included(real(dir)), nodes, index)),
    consumers: (dir) => [...(consumers.get(real(dir)) ?? [])].sort(),
    readersOf: (path) => {
      const target = real(path)
      const direct = [...(readers.get(path) ?? []), ...(readers.get(target) ?? [])]
      const possible = opaque.filter((node) => isWithin(target, node.dir)).map((node) => node.dir)
      // A file that turns a folder into the kustomization that others name already.
      const named = isKustomizationFile(target) ? (consumers.get(parentOf(target)) ?? []) : []
      return reach([...direct, ...possible, ...named], (dir) => consumers.get(dir))
        .filter((dir) => nodes.has(dir))
        .sort()
    },
    listedBy: (path) =>
      [...(readers.get(real(path)) ?? [])].flatMap((dir) =>
        (nodes.get(dir)?.roles ?? []).flatMap((named) =>
          named.path === real(path) ? [{ dir, role: named.role }] : [],
        ),
      ),
    needsLoadRestrictionsNone: (dir) =>
      included(real(dir)).some((each) => (nodes.get(each)?.roles ?? []).some(({ path }) => !isWithin(path, each))),
    roots: () =>
      [...nodes.values()]
        .filter(({ dir, kustomization }) => kustomization?.kind !== 'Component' && !isIncluded(dir))
        .map(({ dir }) => dir),
    problems: memoize((dir: string) => included(real(dir)).flatMap((each) => nodes.get(each)?.problems ?? [])),
  }
}

interface EntryIndex {
  readonly kustomizations: ReadonlyMap<string, string[]>
  readonly follow: LinkFollower
  readonly namesOf: PathNames
  readonly paths: readonly string[]
  isFile(path: string): boolean
  isDirectory(path: string): boolean
  text(path: string): string | undefined
}

function indexEntries(tree: FileTree): EntryIndex {
  const files = new Set<string>()
  const links = new Map<string, string>()
  const kustomizations = new Map<string, string[]>()
  const directories = new Set<string>([''])
  let last = ''
  for (const entry of tree.entries()) {
    if (entry.type === 'symlink') links.set(entry.path, entry.link ?? '')
    else files.add(entry.path)
    const dir = parentOf(entry.path)
    if (dir !== last && !directories.has(dir)) for (const each of [dir, ...ancestorsOf(dir)]) directories.add(each)
    last = dir
    if (isKustomizationFile(entry.path)) kustomizations.set(dir, [...(kustomizations.get(dir) ?? []), entry.path])
  }
  const follow = createLinkFollower(links)
  return {
    kustomizations,
    follow,
    namesOf: createPathNames(links.keys(), follow),
    paths: [...files, ...links.keys()],
    isFile: (path) => files.has(path),
    isDirectory: (path) => directories.has(path),
    text: (path) => tree.text(path),
  }
}

function closureOf(dirs: readonly string[], nodes: ReadonlyMap<string, GraphNode>, index: EntryIndex): Set<string> {
  const known = new Set(index.paths)
  const closure = new Set<string>()
  for (const dir of dirs) {
    const node = nodes.get(dir)
    for (const path of node?.reads ?? []) if (known.has(path)) closure.add(path)
    if (node?.opaque) for (const path of index.paths) if (isWithin(path, dir)) closure.add(path)
  }
  return closure
}

function isKustomizationFile(path: string): boolean {
  return (KUSTOMIZATION_NAMES as readonly string[]).includes(path.slice(path.lastIndexOf('/') + 1))
}

function reverse(edges: readonly (readonly [string, readonly string[]])[]): Map<string, string[]> {
  const reversed = new Map<string, string[]>()
  for (const [from, targets] of edges) {
    for (const to of targets) {
      const sources = reversed.get(to)
      if (sources === undefined) reversed.set(to, [from])
      else if (sources.at(-1) !== from) sources.push(from)
    }
  }
  return reversed
}

/** Everything that can be reached from the starts, the starts first, each once. */
function reach(starts: readonly string[], next: (dir: string) => Iterable<string> | undefined): string[] {
  const seen = new Set(starts)
  // A Set visits what is added while it is walked.
  for (const dir of seen) for (const each of next(dir) ?? []) seen.add(each)
  return [...seen]
}

function memoize<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const value = compute(key)
    known.set(key, value)
    return value
  }
}
