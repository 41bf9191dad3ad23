/**
 * The names by which a patch of an overlay must call a workload: those before this kustomization's own namespace, prefix
 * and suffix. A target with the final names matches nothing, and kustomize does not complain.
 */
import { isRecord, readDocument, splitDocuments } from '../locate/documents.ts'
import type { Kustomization } from '../locate/kustomization.ts'
import { joinPath } from '../locate/paths.ts'
import type { ObjectId } from '../locate/render.ts'
import type { PatchContext } from './draft.ts'

export interface Identity {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  /** `null` = the object has none at that point. */
  readonly namespace: string | null
  /** False when the namespace is a guess: the files do not show where the object comes from. */
  readonly certain: boolean
}

/** Bases are a few levels deep; this only ends loops that kustomize refuses anyway. */
const MAX_DEPTH = 20

/** The identities to try, the most likely first. */
export function identitiesBefore(context: PatchContext, overlay: Kustomization, id: ObjectId): Identity[] {
  const { apiVersion, kind } = id
  const name = withoutAffixes(overlay, id.name)
  const base = { apiVersion, kind, name }
  if (overlay.namespace === null) return [{ ...base, namespace: id.namespace, certain: true }]
  const found = new Set(namespacesBefore(context, overlay, kind, name, MAX_DEPTH))
  const [only] = found
  if (found.size === 1 && only !== undefined) return [{ ...base, namespace: only, certain: true }]
  const guesses = found.size > 0 ? found : new Set([null, id.namespace])
  return [...guesses].map((namespace) => ({ ...base, namespace, certain: false }))
}

/** The name before this kustomization's prefix and suffix; the name itself where they are not on it. */
function withoutAffixes({ namePrefix, nameSuffix }: Kustomization, name: string): string {
  const inner = name.slice(namePrefix.length, name.length - nameSuffix.length)
  return inner !== '' && `${namePrefix}${inner}${nameSuffix}` === name ? inner : name
}

/** Namespaces that the object has after a kustomization was built. */
function namespacesAfter(
  context: PatchContext,
  dir: string,
  kind: string,
  name: string,
  depth: number,
): (string | null)[] {
  const kustomization = depth > 0 ? context.graph.get(dir) : undefined
  if (kustomization === undefined) return []
  const before = namespacesBefore(context, kustomization, kind, withoutAffixes(kustomization, name), depth - 1)
  return kustomization.namespace === null ? before : before.map(() => kustomization.namespace)
}

function namespacesBefore(
  context: PatchContext,
  kustomization: Kustomization,
  kind: string,
  name: string,
  depth: number,
): (string | null)[] {
  let known = kustomization.resources.flatMap((resource) => {
    const path = realPath(context, kustomization.dir, resource)
    if (path === null) return []
    if (context.tree.isDirectory(path)) return namespacesAfter(context, path, kind, name, depth)
    return namespacesIn(context.tree.text(path) ?? '', kind, name)
  })
  // Components run over everything so far, one after the other, before this kustomization's patches.
  for (const component of kustomization.components) {
    const path = realPath(context, kustomization.dir, component)
    const part = path === null ? undefined : context.graph.get(path)
    if (path === null || part === undefined) continue
    known.push(...namespacesAfter(context, path, kind, name, depth))
    if (part.namespace !== null) known = known.map(() => part.namespace)
  }
  return known
}

function namespacesIn(text: string, kind: string, name: string): (string | null)[] {
  if (!text.includes(name)) return []
  return splitDocuments(text)
    .filter((part) => part.includes(name) && part.includes(kind))
    .flatMap(readDocument)
    .flatMap((document) => (isRecord(document) && Array.isArray(document.items) ? document.items : [document]))
    .flatMap((document) => {
      if (!isRecord(document) || document.kind !== kind || !isRecord(document.metadata)) return []
      const { metadata } = document
      if (metadata.name !== name) return []
      return [typeof metadata.namespace === 'string' && metadata.namespace !== '' ? metadata.namespace : null]
    })
}

export function realPath(context: PatchContext, dir: string, reference: string): string | null {
  const joined = joinPath(dir, reference)
  return joined === null ? null : (context.tree.real(joined) ?? null)
}
