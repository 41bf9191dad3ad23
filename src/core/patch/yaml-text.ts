/**
 * Edits YAML by splicing text at a position. Nothing is ever printed anew, so every byte outside the splice stays.
 *
 * Whatever a splice was computed from, it is believed only after the new text was parsed again and its values differ from
 * the old ones in exactly the intended place; an anchor whose aliases would change along is therefore refused.
 */
import { isDeepStrictEqual } from 'node:util'
import { type Refusal, refuse } from './refusal.ts'
import {
  type Place,
  plainValue,
  type ReadResult,
  readSource,
  type SourceReader,
  type YamlPath,
  type YamlSource,
} from './yaml-source.ts'

/** Replaces the characters from `start` up to `end` (not included). */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface PlannedSplice {
  readonly ok: true
  readonly splice: Splice
  /** The one place whose value differs afterwards. */
  readonly place: Place
  /** Its value afterwards. */
  readonly value: unknown
}

/** Computes one splice from a parsed text. */
export type EditPlan = (source: YamlSource) => PlannedSplice | Refusal

export type TextResult = { readonly ok: true; readonly text: string } | Refusal

/** Makes one edit, or says why it cannot be made without touching anything else. */
export function editYaml(text: string, plan: EditPlan, read: SourceReader = readSource): TextResult {
  const edited = editOnce(text, plan, read)
  return edited.ok ? { ok: true, text: edited.text } : edited
}

/** Like {@link editYaml}, together with the splice that did it. */
export function editOnce(
  text: string,
  plan: EditPlan,
  read: SourceReader = readSource,
): { ok: true; text: string; planned: PlannedSplice } | Refusal {
  const old = read(text)
  if (!old.ok) return old
  const planned = plan(old.source)
  if (!planned.ok) return planned
  const after = splice(text, planned.splice)
  const checked = checkValues(old.source, read(after), planned)
  return checked ?? { ok: true, text: after, planned }
}

function splice(text: string, { start, end, text: inserted }: Splice): string {
  return text.slice(0, start) + inserted + text.slice(end)
}

function checkValues(old: YamlSource, read: ReadResult, { place, value }: PlannedSplice): Refusal | null {
  if (!read.ok) return refuse(`the edit would break the file: ${read.reason}`)
  if (read.source.documents.length !== old.documents.length)
    return refuse('the edit would change the number of documents')
  for (const [index, document] of old.documents.entries()) {
    const was = plainValue(document)
    if (!was.ok) return was
    const now = read.source.documents[index]
    const is = now === undefined ? refuse('the document is gone') : plainValue(now)
    if (!is.ok) return is
    const expected = index === place.document ? withValue(was.value, place.path, value) : was.value
    if (!isDeepStrictEqual(is.value, expected)) return refuse('the edit would change other values of the file as well')
  }
  return null
}

/** A copy of `tree` with the value at `path` replaced; the parent of the last step must exist. */
function withValue(tree: unknown, path: YamlPath, value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (Array.isArray(tree)) {
    const copy = [...tree]
    copy[Number(step)] = withValue(copy[Number(step)], rest, value)
    return copy
  }
  const map = typeof tree === 'object' && tree !== null ? (tree as Record<string, unknown>) : {}
  return { ...map, [step]: withValue(map[step], rest, value) }
}
