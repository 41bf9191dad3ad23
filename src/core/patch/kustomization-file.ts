/** Additions to a kustomization file. */
import type { Kustomization } from '../locate/kustomization.ts'
import { isMap } from '../yaml.ts'
import { type Draft, type DraftResult, draftText, editFile, type PatchContext } from './draft.ts'
import { refuse } from './refusal.ts'
import { insertIntoList } from './yaml-insert.ts'
import { keyText } from './yaml-source.ts'
import type { NewValue } from './yaml-write.ts'

/** A field as this file spells it; kustomize reads `Patches` as `patches`. */
export function kustomizationKey({ read: reader }: PatchContext, overlay: Kustomization, key: string): string {
  const read = reader(overlay.text)
  const top = read.ok ? read.source.documents[0]?.contents : null
  const keys = isMap(top) ? top.items.map(keyText) : []
  return keys.find((one) => one?.toLowerCase() === key.toLowerCase()) ?? key
}

/** Adds an entry to the end of a list of the kustomization file, which must be the overlay's own. */
export function addEntry(
  context: PatchContext,
  draft: Draft,
  overlay: Kustomization,
  key: 'patches' | 'patchesJson6902',
  entry: NewValue,
): DraftResult {
  const { file } = overlay
  if (context.tree.real(file) !== file) return refuse(`${file} is a link to a file in another place`)
  const read = context.read(draftText(context, draft, file) ?? '')
  if (!read.ok) return refuse(`${file}: ${read.reason}`)
  if (read.source.documents.length !== 1) return refuse(`${file} has ${read.source.documents.length} documents`)
  return editFile(
    context,
    draft,
    file,
    insertIntoList({ document: 0, path: [] }, kustomizationKey(context, overlay, key), entry),
  )
}
