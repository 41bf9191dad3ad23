/**
 * What a delivery applies as it stands, with no kustomization between: an edit of such a file, and a new file beside it,
 * reaches the cluster of that delivery although no build shows it.
 */
import { matchAcrossFolders } from '../glob.ts'
import { KUSTOMIZATION_NAMES } from './graph-node.ts'
import { isWithin, parentOf } from './paths.ts'
import type { Application } from './target.ts'
import type { FileTree } from './tree.ts'
import { textAt, valueAt } from './values.ts'

export interface RawReading {
  /** False: only files in the folder itself. */
  readonly recurse: boolean
  /** Globs on the path below the folder, as Argo CD has them; `null` = all. */
  readonly include: string | null
  readonly exclude: string | null
  /** True when a folder below with a kustomization of its own is built instead (Flux). */
  readonly buildsKustomizations: boolean
}

/** Flux makes a kustomization of a folder without one, and it lists every manifest below. */
const FLUX: RawReading = { recurse: true, include: null, exclude: null, buildsKustomizations: true }

const MANIFEST = /\.(?:ya?ml|json|jsonnet)$/i

/**
 * How an Argo CD source reads its folder as plain manifests; `null` when it builds it.
 *
 * Rule: Argo CD takes a source with `directory` for plain manifests whatever lies in the folder; else it looks for a
 * kustomization first.
 */
export function argoReading(source: unknown, tree: FileTree, directory: string): RawReading | null {
  const options = valueAt(source, 'directory')
  if (!isFolder(options) && hasKustomization(tree, directory)) return null
  return {
    recurse: valueAt(options, 'recurse') === true,
    include: textAt(options, 'include'),
    exclude: textAt(options, 'exclude'),
    buildsKustomizations: false,
  }
}

export function fluxReading(tree: FileTree, directory: string): RawReading | null {
  return hasKustomization(tree, directory) ? null : FLUX
}

/** Finds a delivery that applies a file as it stands; `null` when there is none. The file need not exist yet. */
export type RawReader = (path: string) => Application | null

export function createRawReader(applications: readonly Application[], tree: FileTree): RawReader {
  const readers = applications.flatMap((application) => {
    const { raw } = application
    if (raw === undefined || raw === null) return []
    const dir = tree.real(application.path) ?? application.path
    return [{ application, reads: (path: string) => isWithin(path, dir) && readsFile(raw, tree, dir, path) }]
  })
  return (path) => (MANIFEST.test(path) ? (readers.find(({ reads }) => reads(path))?.application ?? null) : null)
}

function readsFile(raw: RawReading, tree: FileTree, dir: string, path: string): boolean {
  if (!raw.recurse && parentOf(path) !== dir) return false
  const below = dir === '' ? path : path.slice(dir.length + 1)
  if (raw.include !== null && !matchAcrossFolders(raw.include)(below)) return false
  if (raw.exclude !== null && matchAcrossFolders(raw.exclude)(below)) return false
  if (!raw.buildsKustomizations) return true
  for (let folder = parentOf(path); folder !== dir; folder = parentOf(folder)) {
    if (hasKustomization(tree, folder)) return false
  }
  return true
}

function hasKustomization(tree: FileTree, directory: string): boolean {
  return KUSTOMIZATION_NAMES.some((name) => tree.real(directory === '' ? name : `${directory}/${name}`) !== undefined)
}

function isFolder(options: unknown): boolean {
  return typeof options === 'object' && options !== null
}
