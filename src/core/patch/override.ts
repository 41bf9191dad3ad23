/** Places in an overlay's own files that set a workload's fields: its patches, and manifests that it lists itself. */
import type { Kustomization, PatchEntry } from '../locate/kustomization.ts'
import { isMap, isSeq } from '../yaml.ts'
import { type Draft, draftText, type PatchContext } from './draft.ts'
import type { Identity } from './identity.ts'
import { kustomizationKey } from './kustomization-file.ts'
import { isVendored, ownFile } from './ownership.ts'
import { embeddedText, insideScalar } from './yaml-embedded.ts'
import { nodeAt, type Place, type YamlPath, type YamlSource } from './yaml-source.ts'
import type { EditPlan } from './yaml-text.ts'

export type OverrideKind = 'manifest' | 'strategic-merge' | 'json6902'

/** One document that speaks about the workload. */
export interface Override {
  readonly kind: OverrideKind
  /** The file that holds it. */
  readonly file: string
  /** The text of that file, or of the block inside it. */
  readonly source: YamlSource
  /** The document, and the object in it (an item of a `List`, or the document itself). */
  readonly place: Place
  /** Turns a plan for `source` into one for the file. */
  wrap(plan: EditPlan): EditPlan
}

/** All names under which the overlay's files may call the workload. */
export interface Names {
  readonly kind: string
  readonly names: ReadonlySet<string>
  readonly namespaces: ReadonlySet<string | null>
}

/**
 * Lists the overrides of a workload, the one that acts last first: `patchesJson6902`, `patches`, `patchesStrategicMerge`,
 * then the manifests themselves.
 */
export function overridesOf(context: PatchContext, draft: Draft, overlay: Kustomization, names: Names): Override[] {
  const manifests = overlay.resources.flatMap((resource) => {
    const file = ownFile(context, overlay, resource)
    const text = file === null ? undefined : draftText(context, draft, file)
    if (file === null || text === undefined || isVendored(file, text)) return []
    return manifestsIn(context, file, text, names)
  })
  const patches = [
    ...entries(context, overlay, 'patchesStrategicMerge', overlay.patchesStrategicMerge),
    ...entries(context, overlay, 'patches', overlay.patches),
    ...entries(context, overlay, 'patchesJson6902', overlay.patchesJson6902),
  ].flatMap((listed) => patchesIn(context, draft, overlay, listed, names))
  return [...manifests, ...patches].reverse()
}

interface Listed {
  readonly entry: PatchEntry
  /** Where an inline text of it stands in the kustomization file. */
  readonly path: YamlPath
}

function entries(context: PatchContext, overlay: Kustomization, key: string, list: readonly PatchEntry[]): Listed[] {
  const name = kustomizationKey(context, overlay, key)
  return list.map((entry, index) => ({
    entry,
    path: key === 'patchesStrategicMerge' ? [name, index] : [name, index, 'patch'],
  }))
}

function manifestsIn(context: PatchContext, file: string, text: string, names: Names): Override[] {
  if (![...names.names].some((name) => text.includes(name))) return []
  const read = context.read(text)
  if (!read.ok) return []
  const { source } = read
  return source.documents.flatMap((document, index) => {
    const top: Place = { document: index, path: [] }
    const items = isMap(document.contents) ? document.contents.get('items', true) : undefined
    const places = isSeq(items) ? items.items.map((_, item): Place => ({ ...top, path: ['items', item] })) : [top]
    return places
      .filter((place) => isAbout(source, place, names))
      .map((place): Override => ({ kind: 'manifest', file, source, place, wrap: (plan) => plan }))
  })
}

function patchesIn(
  context: PatchContext,
  draft: Draft,
  overlay: Kustomization,
  listed: Listed,
  names: Names,
): Override[] {
  const { entry } = listed
  const opened =
    entry.path === null ? openInline(context, draft, overlay, listed) : openFile(context, draft, overlay, entry.path)
  if (opened === null) return []
  const { file, source, wrap } = opened
  return source.documents.flatMap((document, index): Override[] => {
    const place: Place = { document: index, path: [] }
    if (isSeq(document.contents)) {
      if (entry.target === null || !targets(entry.target, names)) return []
      return [{ kind: 'json6902', file, source, place, wrap }]
    }
    const about = entry.target === null ? isAbout(source, place, names) : targets(entry.target, names)
    return about ? [{ kind: 'strategic-merge', file, source, place, wrap }] : []
  })
}

type Opened = Pick<Override, 'file' | 'source' | 'wrap'> | null

function openFile(context: PatchContext, draft: Draft, overlay: Kustomization, reference: string): Opened {
  const file = ownFile(context, overlay, reference)
  const text = file === null ? undefined : draftText(context, draft, file)
  const read = text === undefined ? null : context.read(text)
  return file === null || read === null || !read.ok ? null : { file, source: read.source, wrap: (plan) => plan }
}

function openInline(context: PatchContext, draft: Draft, overlay: Kustomization, { path }: Listed): Opened {
  const text = draftText(context, draft, overlay.file)
  const outer = text === undefined ? null : context.read(text)
  if (outer === null || !outer.ok) return null
  const place: Place = { document: 0, path }
  const embedded = embeddedText(outer.source, place)
  const read = embedded.ok ? context.read(embedded.text) : embedded
  if (!read.ok) return null
  return { file: overlay.file, source: read.source, wrap: (plan) => insideScalar(place, plan) }
}

/** True for a document with this kind and one of these names. */
function isAbout(source: YamlSource, { document, path }: Place, { kind, names, namespaces }: Names): boolean {
  const text = (...steps: string[]) => scalarAt(source, { document, path: [...path, ...steps] })
  const namespace = text('metadata', 'namespace')
  return text('kind') === kind && names.has(text('metadata', 'name') ?? '') && namespaces.has(namespace)
}

function scalarAt(source: YamlSource, place: Place): string | null {
  const node = nodeAt(source, place)
  return node !== null && node !== undefined && 'value' in node && typeof node.value === 'string' ? node.value : null
}

/**
 * True when a patch's target can only mean this workload. Targets are regular expressions; one that is more than a name
 * may mean others too, so it is left alone.
 */
function targets(target: Readonly<Record<string, unknown>>, { kind, names, namespaces }: Names): boolean {
  const { name, namespace, labelSelector, annotationSelector } = target
  if (labelSelector !== undefined || annotationSelector !== undefined) return false
  if (target.kind !== kind || typeof name !== 'string' || !names.has(literal(name))) return false
  return (
    namespace === undefined || namespace === '' || (typeof namespace === 'string' && namespaces.has(literal(namespace)))
  )
}

/** The only name that a pattern matches, or the pattern itself when it has operators (no object is called like that). */
function literal(pattern: string): string {
  const plain = pattern.replace(/^\^/, '').replace(/\$$/, '')
  return /[*+?()[\]{}|^$]/.test(plain.replace(/\\./g, '')) ? pattern : plain.replace(/\\(.)/g, '$1')
}

/** The names for {@link overridesOf}: those before this kustomization's own step, and those that it renders. */
export function namesOf(
  identities: readonly Identity[],
  rendered: Pick<Identity, 'kind' | 'name' | 'namespace'>,
): Names {
  return {
    kind: rendered.kind,
    names: new Set([...identities.map(({ name }) => name), rendered.name]),
    // Patches and manifests need not name the namespace at all.
    namespaces: new Set([null, ...identities.map(({ namespace }) => namespace), rendered.namespace]),
  }
}
