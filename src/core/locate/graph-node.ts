/** One folder of the graph: what a build of its kustomization reads directly. */

import type { GraphProblem, GraphProblemKind } from './graph-problem.ts'
import { type Kustomization, parseKustomization } from './kustomization.ts'
import { isWithin, joinPath, type LinkFollower } from './paths.ts'
import { isInline, type Reference, type ReferenceRole, withoutKey } from './references.ts'
import { isRemote } from './remote.ts'

/** The names under which kustomize looks for its file, in its order. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const

/** A file that a kustomization names, and what it is there. */
export interface NamedFile {
  readonly path: string
  readonly role: ReferenceRole
}

/** Lists may name a path twice: sets for thousands of folders would take more time than reading them. */
export interface GraphNode {
  readonly dir: string
  readonly files: readonly string[]
  /** `null` when it cannot be parsed, or when there are two files. */
  readonly kustomization: Kustomization | null
  /** Paths that are read, links on the way included; some may not exist. */
  readonly reads: readonly string[]
  /** Files that the kustomization names, each with what it is there. */
  readonly roles: readonly NamedFile[]
  /** Directories that are built as part of this one. */
  readonly edges: readonly string[]
  /** True when it may read any file of its folder: it cannot be parsed, or configures plugins. */
  readonly opaque: boolean
  readonly problems: readonly GraphProblem[]
}

/** What is known about the repository while a node is read. */
export interface NodeContext {
  readonly follow: LinkFollower
  isFile(path: string): boolean
  isDirectory(path: string): boolean
  text(path: string): string | undefined
}

interface Draft {
  readonly dir: string
  readonly file: string
  readonly reads: string[]
  readonly roles: NamedFile[]
  readonly edges: string[]
  readonly problems: GraphProblem[]
}

/** Reads the kustomization of one folder. `files` are its kustomization files; more than one is kustomize's error. */
export function readNode(dir: string, files: readonly string[], context: NodeContext): GraphNode {
  const draft: Draft = { dir, file: files[0] ?? '', reads: [], roles: [], edges: [], problems: [] }
  for (const file of files) {
    if (addPath(draft, file, context) !== null) continue
    report(draft, 'outside-repository', file, `${file} is a link that leaves this repository`)
  }
  const texts = files.flatMap((file) => context.text(file) ?? [])
  const [text] = texts
  const parsed = text === undefined ? null : parseKustomization({ dir, file: draft.file, text })
  const kustomization = files.length === 1 ? parsed : null
  if (kustomization === null) {
    const why =
      files.length > 1 ? 'there is more than one kustomization file in this folder' : 'it is not readable YAML'
    report(draft, 'unparsable', '', why)
    for (const each of texts) scan(draft, each, context)
    return { ...draft, files, kustomization, opaque: true }
  }
  for (const reference of kustomization.references) addReference(draft, reference, context)
  const understood = new Set(kustomization.references.map(({ value }) => value))
  for (const value of kustomization.strings) if (!understood.has(value)) addPossibleFile(draft, value, context)
  const opaque = kustomization.references.some(({ role }) => role === 'plugin')
  return { ...draft, files, kustomization, opaque }
}

function addReference(draft: Draft, { role, value }: Reference, context: NodeContext): void {
  if (role === 'helm') report(draft, 'helm', value, `it inflates the Helm chart ${value}`)
  else if (role === 'plugin' && isInline(value)) scan(draft, value, context)
  else addPathReference(draft, role, value, context)
}

function addPathReference(draft: Draft, role: ReferenceRole, value: string, context: NodeContext): void {
  const joined = joinPath(draft.dir, value)
  const path = joined === null ? null : addPath(draft, joined, context)
  if (path !== null && context.isFile(path)) {
    draft.roles.push({ path, role })
    // Paths in a plugin's configuration are relative to the kustomization that uses it.
    if (role === 'plugin') scan(draft, context.text(path) ?? '', context)
  } else if (isRemote(value)) {
    // kustomize tries the file first, so only what is no file can be an address.
    report(draft, 'remote', value, `it needs ${value}, which is not in this repository`)
  } else if (path === null) {
    report(draft, 'outside-repository', value, `${value} lies outside of this repository`)
  } else {
    if (role === 'resource' || role === 'component' || role === 'plugin') draft.edges.push(path)
    if (context.isDirectory(path)) return
    report(draft, 'missing', value, `${value} is not among the files of this repository`)
  }
}

function addPath(draft: Draft, path: string, context: NodeContext): string | null {
  const followed = context.follow(path)
  if (followed === null) return null
  for (const link of followed.via) draft.reads.push(link)
  draft.reads.push(followed.path)
  return followed.path
}

/** Any string that happens to be the path of a file counts as read: fields of other versions of kustomize, `key=path`. */
function addPossibleFile(draft: Draft, value: string, context: NodeContext): void {
  if (value.length > 512 || value.includes('\n')) return
  const path = withoutKey(value)
  for (const candidate of path === value ? [value] : [value, path]) {
    const joined = joinPath(draft.dir, candidate)
    const followed = joined === null ? null : context.follow(joined)
    if (followed !== null && context.isFile(followed.path)) addPath(draft, followed.path, context)
  }
}

/** Looks for paths in a text that is not understood: words that are files, or folders that could be built. */
function scan(draft: Draft, text: string, context: NodeContext): void {
  if (text.includes('HelmChartInflationGenerator')) report(draft, 'helm', '', 'it inflates a Helm chart')
  for (const [word] of text.matchAll(/[^\s"'`,:=[\]{}()]+/g)) {
    const joined = joinPath(draft.dir, word)
    const followed = joined === null ? null : context.follow(joined)
    if (followed === null) {
      report(draft, 'unchecked', word, `${word} may be a path out of this repository`)
      continue
    }
    if (context.isFile(followed.path)) addPath(draft, joined as string, context)
    else if (word.includes('/') && !isWithin(draft.dir, followed.path) && context.isDirectory(followed.path)) {
      draft.edges.push(followed.path)
    }
  }
}

function report(draft: Draft, kind: GraphProblemKind, reference: string, message: string): void {
  draft.problems.push({ kind, dir: draft.dir, file: draft.file, reference, message })
}
