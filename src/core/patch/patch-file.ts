/** Where new patch files go, and what stands on top of them. */
import { describeDelivery } from '../locate/delivery.ts'
import type { Kustomization } from '../locate/kustomization.ts'
import { type Draft, draftText, type PatchContext, withFile } from './draft.ts'
import type { Identity } from './identity.ts'
import type { Override } from './override.ts'
import { type Refusal, refuse } from './refusal.ts'
import { type NewValue, writeBlock } from './yaml-write.ts'

/** The first line of every file that this program makes. */
export const PATCH_HEAD =
  "# krr-gitops: resources from Robusta KRR's recommendations. Values may be edited; the next run starts from them."

/** A folder, and the one to take where that is in use; else `krr-` before the name of the file. */
const PREFIXES = ['krr/', 'krr-gitops/']
const MAX_NAME = 200
/** Names to choose from in each place: only objects whose names become the same text need more than two. */
const NAMES = 10

export interface NewFile {
  /** Repository-relative. */
  readonly path: string
  /** Relative to the kustomization. */
  readonly reference: string
}

/**
 * Chooses a free name `krr/<kind>-<name>.yaml` in the overlay. Another file of that name gets out of the way: first
 * by the namespace, then by a number. What git would never commit is passed over, if need be for another folder.
 */
export function chooseFile(
  context: PatchContext,
  draft: Draft,
  overlay: Kustomization,
  identity: Identity,
): NewFile | Refusal {
  const drafted = new Set([...draft.keys()].map((path) => path.toLowerCase()))
  let ignored: string | null = null
  for (const { path, reference } of freeFiles(context, overlay, identity)) {
    if (drafted.has(path.toLowerCase())) continue
    if (context.ignored.has(path)) {
      ignored ??= path
      continue
    }
    const reader = context.rawReader(path)
    if (reader !== null) return refuse(`${describeDelivery(reader)} would apply ${path} as a manifest`)
    if (context.isApplicationFile(path)) return refuse(`an ApplicationSet would make an application from ${path}`)
    return { path, reference }
  }
  if (ignored !== null)
    return refuse(`git ignores ${ignored} and every other name for it, so it would not be committed`)
  return refuse(`there are too many patches for ${identity.kind} ${identity.name}`)
}

/** What {@link chooseFile} takes one of, in its order. */
export function freeFiles(context: PatchContext, overlay: Kustomization, identity: Identity): NewFile[] {
  return [...PREFIXES.filter((each) => isUsable(context, overlay, each)), 'krr-'].flatMap((prefix) => {
    const files: NewFile[] = []
    for (const name of namesFor(identity)) {
      const reference = `${prefix}${name}.yaml`
      const path = inOverlay(overlay, reference)
      if (!context.taken.has(path.toLowerCase())) files.push({ path, reference })
      if (files.length === NAMES) break
    }
    return files
  })
}

function* namesFor({ kind, name, namespace }: Identity): Generator<string> {
  const base = safeName(`${kind}-${name}`)
  yield base
  if (namespace !== null) yield safeName(`${base}-${namespace}`)
  for (let number = 2; ; number += 1) yield `${base}-${number}`
}

/** A folder that is no link, no file, no kustomization of its own, and no application of an ApplicationSet. */
function isUsable(
  { graph, taken, isApplicationFolder }: PatchContext,
  overlay: Kustomization,
  prefix: string,
): boolean {
  const folder = inOverlay(overlay, prefix.slice(0, -1))
  return !taken.has(folder.toLowerCase()) && !graph.directories().includes(folder) && !isApplicationFolder(folder)
}

function inOverlay({ dir }: Kustomization, reference: string): string {
  return dir === '' ? reference : `${dir}/${reference}`
}

function safeName(text: string): string {
  const safe = text.toLowerCase().replace(/(?:[^a-z0-9.]|\.\.+)+/g, '-')
  return safe.replace(/^[-.]+|[-.]+$/g, '').slice(0, MAX_NAME)
}

/** The text of a new patch file. */
export function patchText(value: NewValue): string {
  return `${[PATCH_HEAD, ...writeBlock(value)].join('\n')}\n`
}

export function addFile(draft: Draft, { path }: NewFile, value: NewValue): Draft {
  return withFile(draft, path, patchText(value))
}

/** The override that stands in a file of our own making, if there is one of this kind. */
export function ownOverride(
  context: PatchContext,
  draft: Draft,
  overrides: readonly Override[],
  kind: Override['kind'],
): Override | undefined {
  return overrides.find(
    (override) =>
      override.kind === kind && draftText(context, draft, override.file)?.startsWith('# krr-gitops:') === true,
  )
}
