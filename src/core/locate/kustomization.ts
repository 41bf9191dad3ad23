/** One kustomization file as values: what it says, before anybody renders it. */

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
  /** Repository-relative path of the kustomization file. */
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
  /** The whole first document; keys of the top level in kustomize's spelling (it reads them without regard to case). */
  readonly body: Readonly<Record<string, unknown>>
}
