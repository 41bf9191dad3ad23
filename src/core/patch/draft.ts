/** A repository with unsaved edits: what the forms of a patch read and write. */
import type { KustomizationGraph } from '../locate/graph.ts'
import { createRawReader } from '../locate/raw-reading.ts'
import type { Application } from '../locate/target.ts'
import type { FileTree } from '../locate/tree.ts'
import { createFileGuard, createFolderGuard } from './directory-generators.ts'
import type { FileEdit } from './edit.ts'
import { type Refusal, refuse } from './refusal.ts'
import { createSourceReader, type SourceReader } from './yaml-source.ts'
import { type EditPlan, editYaml } from './yaml-text.ts'

export interface PatchContext {
  readonly tree: FileTree
  readonly graph: KustomizationGraph
  /** Every path of the repository in lower case (some file systems do not tell cases apart), links included. */
  readonly taken: ReadonlySet<string>
  /** Paths that a new file must not have because git ignores them. */
  readonly ignored: ReadonlySet<string>
  readonly read: SourceReader
  /** True for a folder that an ApplicationSet would make an application of. */
  isApplicationFolder(folder: string): boolean
  /** True for a file that an ApplicationSet would make an application from. */
  isApplicationFile(path: string): boolean
  /** The delivery that applies a file as it stands, outside of every build; `null` when there is none. */
  rawReader(path: string): Application | null
}

/** @param applications the deliveries of the repository, as far as they are known */
export function buildPatchContext(
  tree: FileTree,
  graph: KustomizationGraph,
  applications: readonly Application[] = [],
): PatchContext {
  const taken = new Set(tree.entries().map(({ path }) => path.toLowerCase()))
  return {
    tree,
    graph,
    taken,
    ignored: new Set(),
    read: createSourceReader(),
    isApplicationFolder: createFolderGuard(tree),
    isApplicationFile: createFileGuard(tree),
    rawReader: createRawReader(applications, tree),
  }
}

/** Texts of edited and new files by repository-relative path. Values, never changed in place. */
export type Draft = ReadonlyMap<string, string>

export const EMPTY_DRAFT: Draft = new Map()

export type DraftResult = { readonly ok: true; readonly draft: Draft } | Refusal

/** The text as the draft has it, else as the repository has it. */
export function draftText(context: PatchContext, draft: Draft, path: string): string | undefined {
  return draft.get(path) ?? context.tree.text(path)
}

/** Makes one edit in a file of the draft. */
export function editFile(context: PatchContext, draft: Draft, path: string, plan: EditPlan): DraftResult {
  const text = draftText(context, draft, path)
  if (text === undefined) return refuse(`${path} cannot be read`)
  const edited = editYaml(text, plan, context.read)
  if (!edited.ok) return refuse(`${path}: ${edited.reason}`)
  return { ok: true, draft: withFile(draft, path, edited.text) }
}

export function withFile(draft: Draft, path: string, text: string): Draft {
  return new Map([...draft, [path, text]])
}

/** The draft as edits, sorted by path; files whose text is as before are left out. */
export function draftEdits(context: PatchContext, draft: Draft): FileEdit[] {
  return [...draft]
    .map(([path, after]) => ({ path, before: context.tree.text(path) ?? null, after }))
    .filter(({ before, after }) => before !== after)
    .sort((one, other) => (one.path < other.path ? -1 : 1))
}
