/** The patches of this program in a checkout, and which of them do nothing any more. */
import type { PointlessPatch } from '../../core/after/clean-up/to-clean-up.ts'
import { isRecord, readDocuments } from '../../core/locate/documents.ts'
import type { Kustomization } from '../../core/locate/kustomization.ts'
import type { Render } from '../../core/locate/render.ts'
import type { FileTree } from '../../core/locate/tree.ts'
import { textAt } from '../../core/locate/values.ts'
import type { PatchContext } from '../../core/patch/draft.ts'
import type { FileEdit } from '../../core/patch/edit.ts'
import { kustomizationKey } from '../../core/patch/kustomization-file.ts'
import { ownFile } from '../../core/patch/ownership.ts'
import { removeFromList } from '../../core/patch/yaml-remove.ts'
import { editYaml } from '../../core/patch/yaml-text.ts'
import type { Outcome } from '../../core/prove/verify.ts'

export interface OwnPatch {
  /** Repository-relative. */
  readonly path: string
  /** As the kustomization names it. */
  readonly reference: string
  readonly key: 'patches' | 'patchesJson6902'
  readonly kind: string
  /** Before prefixes and suffixes. */
  readonly name: string
}

/** The first words of every file that this program makes; see `PATCH_HEAD`. */
export const MADE_BY_US = '# krr-gitops:'

export function isOwnFile(tree: FileTree, path: string): boolean {
  return tree.text(path)?.startsWith(MADE_BY_US) === true
}

/** Whole files of our own that this kustomization names once and nobody else reads. */
export function ownPatches(context: PatchContext, overlay: Kustomization): OwnPatch[] {
  return (['patches', 'patchesJson6902'] as const).flatMap((key) =>
    overlay[key].flatMap(({ path: reference, target }): OwnPatch[] => {
      const path = reference === null ? null : ownFile(context, overlay, reference)
      const text = path === null ? undefined : context.tree.text(path)
      if (reference === null || path === null || text === undefined || !isOwnFile(context.tree, path)) return []
      if (context.graph.listedBy(path).length !== 1) return []
      const documents = readDocuments(text)
      const [document] = documents
      const about = target ?? (isRecord(document) && documents.length === 1 ? document : null)
      const kind = textAt(about, 'kind')
      const name = target === null ? textAt(about, 'metadata', 'name') : textAt(about, 'name')
      return kind === null || name === null ? [] : [{ path, reference, key, kind, name }]
    }),
  )
}

/** The edits that take patches out of a kustomization; `null` when that cannot be done without touching anything else. */
export function removalOf(
  context: PatchContext,
  overlay: Kustomization,
  patches: readonly OwnPatch[],
): readonly FileEdit[] | null {
  let text = overlay.text
  if (context.tree.real(overlay.file) !== overlay.file) return null
  for (const key of ['patches', 'patchesJson6902'] as const) {
    const gone = patches.filter((patch) => patch.key === key).map(({ reference }) => reference)
    const indices = overlay[key].flatMap(({ path }, index) => (path !== null && gone.includes(path) ? [index] : []))
    // From the end, so that the positions of the others stay.
    for (const index of indices.reverse()) {
      const edited = editYaml(
        text,
        removeFromList({ document: 0, path: [] }, kustomizationKey(context, overlay, key), index),
      )
      if (!edited.ok) return null
      text = edited.text
    }
  }
  return [
    { path: overlay.file, before: overlay.text, after: text },
    ...patches.map(({ path }) => ({ path, before: context.tree.text(path) ?? null, after: null })),
  ]
}

/** @param without the render with all of these patches taken out */
export function pointlessOf(
  patches: readonly OwnPatch[],
  before: Outcome,
  without: Outcome,
): [OwnPatch, PointlessPatch][] {
  if (!without.ok) return []
  return patches.flatMap((patch): [OwnPatch, PointlessPatch][] => {
    const why = whyPointless(patch, before.ok ? before.render : null, without.render)
    return why === null ? [] : [[patch, { path: patch.path, workload: `${patch.kind} ${patch.name}`, why }]]
  })
}

function whyPointless({ kind, name }: OwnPatch, before: Render | null, without: Render): PointlessPatch['why'] | null {
  const about = (render: Render) =>
    // A prefix or suffix only adds to a name.
    render.objects.filter(({ id }) => id.kind === kind && id.name.includes(name)).map(({ text }) => text)
  const now = about(without)
  if (before === null) return now.length === 0 ? 'breaks-the-build' : null
  const were = about(before)
  if (were.length === 0 && now.length === 0) return 'workload-gone'
  return were.length === now.length && were.every((text, index) => text === now[index]) ? 'same-without' : null
}
