/** One kustomization file as values: what it says, before anybody renders it. */
import { isRecord, parseText, stringsOf } from './documents.ts'
import { isInline, listReferences, type Reference } from './references.ts'

/** An entry of `patches`, `patchesJson6902` or `patchesStrategicMerge`. */
export interface PatchEntry {
  /** The file as written, relative to the kustomization; `null` for an inline patch. */
  readonly path: string | null
  /** The inline text; `null` for a patch in a file. */
  readonly inline: string | null
  /** `target` as written; `null` when there is none. */
  readonly target: Readonly<Record<string, unknown>> | null
}

export interface Kustomization {
  /** Repository-relative real directory (links followed), no leading or trailing slash; `''` is the repository itself. */
  readonly dir: string
  /** Repository-relative path of the kustomization file; it may be a link to another place. */
  readonly file: string
  /** The file's text as it stands in the repository (BOM and line endings included). */
  readonly text: string
  readonly kind: 'Kustomization' | 'Component'
  /** What this kustomization sets on everything that it renders; `null` and `''` = it sets nothing. */
  readonly namespace: string | null
  readonly namePrefix: string
  readonly nameSuffix: string
  /** Entries of `resources` and `bases`, as written (files, directories, URLs). */
  readonly resources: readonly string[]
  readonly components: readonly string[]
  readonly patches: readonly PatchEntry[]
  readonly patchesStrategicMerge: readonly PatchEntry[]
  readonly patchesJson6902: readonly PatchEntry[]
  /** Everything that it names: paths, URLs, charts. */
  readonly references: readonly Reference[]
  /** Strings in the file that some version of kustomize may take for a path, besides `references`. */
  readonly strings: readonly string[]
  /** The whole first document; keys of the top level in kustomize's spelling (it reads them without regard to case). */
  readonly body: Readonly<Record<string, unknown>>
}

/** Keys of a kustomization that this program reads. */
const KEYS = [
  ...['apiVersion', 'kind', 'metadata', 'namespace', 'namePrefix', 'nameSuffix', 'resources', 'bases', 'components'],
  ...['patches', 'patchesStrategicMerge', 'patchesJson6902', 'generators', 'transformers', 'validators'],
  ...['configMapGenerator', 'secretGenerator', 'replacements', 'configurations', 'crds', 'openapi'],
  ...['helmCharts', 'helmChartInflationGenerator', 'helmGlobals', 'images', 'replicas', 'labels'],
]
const CANONICAL = new Map(KEYS.map((key) => [key.toLowerCase(), key]))

/** Keys whose strings are no paths, or whose paths are all among the references. */
const PLAIN = new Set([
  ...['apiVersion', 'kind', 'metadata', 'namespace', 'namePrefix', 'nameSuffix', 'resources', 'bases', 'components'],
  ...['patches', 'patchesStrategicMerge', 'patchesJson6902', 'configurations', 'crds', 'images', 'replicas', 'labels'],
  ...['commonLabels', 'commonAnnotations', 'buildMetadata', 'sortOptions', 'generatorOptions'],
])

export interface KustomizationFile {
  readonly dir: string
  readonly file: string
  readonly text: string
}

/** Reads a kustomization; `null` when the text is no YAML mapping (kustomize could not read it either). */
export function parseKustomization({ dir, file, text }: KustomizationFile): Kustomization | null {
  const parsed = parseText(text)
  if (parsed === null || !isRecord(parsed.first)) return null
  const body = canonicalKeys(parsed.first)
  return {
    dir,
    file,
    text,
    kind: body.kind === 'Component' ? 'Component' : 'Kustomization',
    namespace: textOf(body.namespace) || null,
    namePrefix: textOf(body.namePrefix),
    nameSuffix: textOf(body.nameSuffix),
    resources: [...textsOf(body.resources), ...textsOf(body.bases)],
    components: textsOf(body.components),
    patches: recordsOf(body.patches).map(patchEntry),
    patchesStrategicMerge: textsOf(body.patchesStrategicMerge).map(strategicMergeEntry),
    patchesJson6902: recordsOf(body.patchesJson6902).map(patchEntry),
    references: listReferences(body),
    strings:
      parsed.strings ?? stringsOf(Object.entries(body).flatMap(([key, value]) => (PLAIN.has(key) ? [] : [value]))),
    body,
  }
}

function canonicalKeys(first: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(first).map(([key, value]) => [CANONICAL.get(key.toLowerCase()) ?? key, value]),
  )
}

function patchEntry(entry: Record<string, unknown>): PatchEntry {
  return {
    path: textOf(entry.path) || null,
    inline: textOf(entry.patch) || null,
    target: isRecord(entry.target) ? entry.target : null,
  }
}

/** Entries of `patchesStrategicMerge` are paths or whole patches. */
function strategicMergeEntry(entry: string): PatchEntry {
  const inline = isInline(entry)
  return { path: inline ? null : entry, inline: inline ? entry : null, target: null }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
