/** Which files an overlay may edit: those that nobody else reads and no upstream overwrites. */
import type { Kustomization } from '../locate/kustomization.ts'
import { joinPath } from '../locate/paths.ts'
import type { PatchContext } from './draft.ts'

/**
 * The file behind a reference of this kustomization, if an edit of it is an edit of this overlay only: it is no link and
 * behind none, and whoever else reads it does so by including the overlay.
 */
export function ownFile(context: PatchContext, overlay: Kustomization, reference: string): string | null {
  const path = joinPath(overlay.dir, reference)
  if (path === null || context.tree.real(path) !== path || context.tree.text(path) === undefined) return null
  const { graph } = context
  // Somebody applies it without any kustomization: no build would show what becomes of an edit there.
  if (context.rawReader(path) !== null) return null
  const readers = graph.readersOf(path)
  const exclusive = readers.every((reader) => graph.includes(reader).includes(overlay.dir))
  return exclusive && readers.includes(overlay.dir) ? path : null
}

/** Names under which people keep upstream's manifests: `install.yaml`, `gotk-components.yaml`, `*-crds.yaml`. */
const VENDORED_NAME = /(?:^|\/)(?:install|[^/]*components|[^/]*crds?)\.(?:ya?ml|json)$/i
const VENDORED_FOLDER = /(?:^|\/)(?:vendor|vendored|upstream|third[_-]party)\//i
const GENERATED = /^[ \t]*#.*\bgenerated\b/im
const MAX_HAND_WRITTEN = 100_000
const MAX_DOCUMENTS = 20

/** True for files that look written by a tool: the next update would overwrite an edit, so it goes above them. */
export function isVendored(path: string, text: string): boolean {
  return (
    VENDORED_NAME.test(path) ||
    VENDORED_FOLDER.test(path) ||
    text.length > MAX_HAND_WRITTEN ||
    GENERATED.test(text) ||
    (text.match(/^---/gm)?.length ?? 0) > MAX_DOCUMENTS
  )
}
