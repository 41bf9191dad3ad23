/** The containers of a workload as the patches of its overlay find them. */
import { isRecord, readDocuments } from '../locate/documents.ts'
import type { Kustomization } from '../locate/kustomization.ts'
import type { PatchContext } from './draft.ts'
import { realPath } from './identity.ts'

/** Names in a list of containers of a rendered workload, in order. */
export function containerNames(object: unknown, containersPath: readonly string[]): string[] {
  let here: unknown = object
  for (const step of containersPath) here = isRecord(here) ? here[step] : undefined
  return Array.isArray(here) ? here.map((container) => (isRecord(container) ? String(container.name) : '')) : []
}

/**
 * Names of containers that `patchesJson6902` of this very kustomization adds. They come after `patches`: an entry there
 * does not find them yet, and a strategic merge would invent a second one.
 */
export function namesAddedLater(context: PatchContext, overlay: Kustomization): Set<string> {
  const names = new Set<string>()
  for (const { path, inline } of overlay.patchesJson6902) {
    const file = path === null ? null : realPath(context, overlay.dir, path)
    const text = inline ?? (file === null ? '' : (context.tree.text(file) ?? ''))
    for (const operation of readDocuments(text).flat().filter(isRecord)) {
      const { op, path: pointer, value } = operation
      if (op !== 'add' || !/containers\/(?:\d+|-)$/i.test(String(pointer))) continue
      if (isRecord(value) && typeof value.name === 'string') names.add(value.name)
    }
  }
  return names
}
