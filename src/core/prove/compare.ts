/**
 * Compares two renders of one kustomization and accepts only what was meant: the intended values at the intended
 * containers, all else equal, in the same order.
 */
import type { ObjectId, Render, RenderedObject } from '../locate/render.ts'
import { boundedDiff } from './diff.ts'
import { type ExactTree, exactTree } from './exact-tree.ts'
import { explain } from './explain.ts'
import { type IntendedObject, positionsOf, sameId } from './intended.ts'

/** What kind of surprise a render holds; `flow` chooses the next form of a patch from it. */
export type DifferenceKind =
  /** Something that nobody meant to change is different. */
  | 'unexpected'
  /** A value that was meant to change did not. */
  | 'missing'
  /** The value is there, but is not the one that was written. */
  | 'wrong-value'
  /** The container is not where the intention says. */
  | 'container'
  /** Another object stands at this place. */
  | 'order'
  /** The object has another name: names with a content hash follow every edit. */
  | 'renamed'
  /** Objects appeared or disappeared. */
  | 'document-count'
  /** The meant object is not there, or is there more than once. */
  | 'object'
  /** The document cannot be compared exactly. */
  | 'unreadable'

export interface Difference {
  readonly kind: DifferenceKind
  /** Position of the document in the render before; `null` when the render as a whole is meant. */
  readonly position: number | null
  readonly object: ObjectId | null
  /** JSON pointer into the document; `''` is the whole document. */
  readonly pointer: string
  /** Plain phrase, free of advice. */
  readonly message: string
}

export type Verdict =
  | {
      readonly ok: true
      /** The objects that changed, as the render before names them. */
      readonly changed: readonly ObjectId[]
      /** Unified diff of the changed documents. */
      readonly diff: string
    }
  | { readonly ok: false; readonly differences: readonly Difference[] }

/** Which differences a render may show. */
export interface Intentions {
  /** Must show, each in exactly one object with this identity. */
  readonly exact: readonly IntendedObject[]
  /**
   * May show: what other overlays, which this kustomization includes, are meant to change. Prefixes, suffixes and
   * namespaces of this kustomization may have renamed the objects on the way.
   */
  readonly passing?: readonly IntendedObject[]
  /** True when what passes must have the very names that the included overlay gives it. */
  readonly keepsNames?: boolean
}

/**
 * @param before the render of the repository as it stands
 * @param after the render with all edits
 * @returns `ok` only if the renders differ in exactly the intended values; else every difference, in the order of the render
 */
export function compareRenders(before: Render, after: Render, intentions: Intentions): Verdict {
  const pairs = pairUp(before, after)
  if (pairs === null) {
    const message = `${before.objects.length} objects became ${after.objects.length}`
    return { ok: false, differences: [{ kind: 'document-count', position: null, object: null, pointer: '', message }] }
  }
  const { meant, differences } = placeIntentions(before, intentions.exact)
  const changed: ObjectId[] = []
  const diffs: string[] = []
  for (const [position, { old, young }] of pairs.entries()) {
    const intended = meant.get(position) ?? []
    if (old.text === young.text && intended.length === 0) continue
    const found = compareObjects({ position, old, young, intended, intentions })
    differences.push(...found)
    if (old.text === young.text) continue
    changed.push(old.id)
    diffs.push(boundedDiff(label(old.id), old.text, young.text))
  }
  return differences.length > 0 ? { ok: false, differences } : { ok: true, changed, diff: diffs.join('') }
}

interface Pair {
  readonly old: RenderedObject
  readonly young: RenderedObject
}

/** Objects at the same place; `null` when one render has more of them than the other. */
function pairUp(before: Render, after: Render): Pair[] | null {
  const pairs: Pair[] = []
  for (let position = 0; position < Math.max(before.objects.length, after.objects.length); position += 1) {
    const [old, young] = [before.objects[position], after.objects[position]]
    if (old === undefined || young === undefined) return null
    pairs.push({ old, young })
  }
  return pairs
}

interface Placed {
  readonly meant: Map<number, IntendedObject[]>
  readonly differences: Difference[]
}

function placeIntentions(before: Render, exact: readonly IntendedObject[]): Placed {
  const meant = new Map<number, IntendedObject[]>()
  const differences: Difference[] = []
  for (const intended of exact) {
    const positions = positionsOf(before, intended.id)
    const position = positions[0]
    if (position === undefined || positions.length > 1) {
      const message = `the object is rendered ${positions.length} times`
      differences.push({ kind: 'object', position: null, object: intended.id, pointer: '', message })
      continue
    }
    meant.set(position, [...(meant.get(position) ?? []), intended])
  }
  return { meant, differences }
}

interface Compared {
  readonly position: number
  readonly old: RenderedObject
  readonly young: RenderedObject
  readonly intended: readonly IntendedObject[]
  readonly intentions: Intentions
}

function compareObjects({ position, old, young, intended, intentions }: Compared): Difference[] {
  const at = { position, object: old.id, pointer: '' }
  if (!sameId(old.id, young.id)) return [{ ...at, ...describeIdentity(old.id, young.id) }]
  const was = exactTree(old.text)
  if (!was.ok) return [{ ...at, kind: 'unreadable', message: `the document before: ${was.unreadable}` }]
  const is = exactTree(young.text)
  if (!is.ok) return [{ ...at, kind: 'unreadable', message: `the document after: ${is.unreadable}` }]
  const { passing = [], keepsNames = false } = intentions
  const candidates = keepsNames ? passing.filter(({ id }) => sameId(id, old.id)) : passing
  if (intended.length === 0 && candidates.some((candidate) => passesOn(candidate, old.id, was.tree, is.tree))) return []
  const containers = intended.flatMap((object) => object.containers)
  return explain(was.tree, is.tree, containers).map((finding) => ({ ...at, ...finding }))
}

/** True when the document differs only by what this object, rendered by an included overlay, was meant to become. */
function passesOn(candidate: IntendedObject, id: ObjectId, was: ExactTree, is: ExactTree): boolean {
  return (
    candidate.id.kind === id.kind &&
    candidate.id.apiVersion === id.apiVersion &&
    // A prefix or suffix only adds to a name.
    id.name.includes(candidate.id.name) &&
    // A later patch of the including kustomization may set some of the values itself: those do not get here.
    explain(was, is, candidate.containers).every((finding) => finding.kind === 'missing')
  )
}

function describeIdentity(old: ObjectId, young: ObjectId): Pick<Difference, 'kind' | 'message'> {
  const renamed = old.kind === young.kind && old.apiVersion === young.apiVersion && old.namespace === young.namespace
  return {
    kind: renamed && withoutHash(old.name) === withoutHash(young.name) ? 'renamed' : 'order',
    message: `${label(young)} stands where ${label(old)} stood`,
  }
}

/** kustomize's name hashes are ten characters of this alphabet (api/hasher/hasher.go). */
function withoutHash(name: string): string {
  return name.replace(/-[2456789bcdfghkmt]{10}$/, '')
}

function label(id: ObjectId): string {
  return `${id.kind} ${id.namespace === null ? '' : `${id.namespace}/`}${id.name}`
}

/** `Deployment shop/cart at /spec/replicas: "1" became "2"`, for messages. */
export function formatDifference({ object, pointer, message }: Difference): string {
  const place = [object === null ? '' : label(object), pointer === '' ? '' : `at ${pointer}`].filter(
    (part) => part !== '',
  )
  return place.length === 0 ? message : `${place.join(' ')}: ${message}`
}
