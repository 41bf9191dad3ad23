/** Explains the difference of two documents by the values that were meant; what is left over is a surprise. */
import fastJsonPatch, { type Operation } from 'fast-json-patch'
import { parseQuantity } from '../quantity.ts'
import type { Difference } from './compare.ts'
import { EXACT_NULL, type ExactTree, scalarText, showTree } from './exact-tree.ts'
import type { IntendedContainer, IntendedValue } from './intended.ts'

const { compare, escapePathComponent, getValueByPointer } = fastJsonPatch

export type Finding = Pick<Difference, 'kind' | 'pointer' | 'message'>

/**
 * @param was the document before
 * @param is the document after
 * @param containers what was meant for this document
 * @returns an empty list if the documents differ in exactly the intended values
 */
export function explain(was: ExactTree, is: ExactTree, containers: readonly IntendedContainer[]): Finding[] {
  const findings: Finding[] = containers.flatMap((container) => misplaced(was, container))
  const open = intendedPointers(containers)
  for (const operation of compare(root(was), root(is))) {
    for (const leaf of leavesOf(operation, was, is)) {
      const intended = open.get(leaf.pointer)
      if (intended === undefined) {
        findings.push({ kind: 'unexpected', pointer: leaf.pointer, message: describe(leaf) })
        continue
      }
      open.delete(leaf.pointer)
      if (!isMeant(intended, leaf.is)) {
        const message = `${describe(leaf)}, but ${intended.value ?? 'nothing'} was meant`
        findings.push({ kind: 'wrong-value', pointer: leaf.pointer, message })
      }
    }
  }
  for (const [pointer, intended] of open) {
    findings.push({ kind: 'missing', pointer, message: `did not become ${intended.value ?? 'nothing'}` })
  }
  return findings
}

/** `compare` is typed for containers only; a document whose top is a scalar is wrapped all the same. */
function root(tree: ExactTree): ExactTree[] {
  return [tree]
}

function pointerTo(path: readonly (string | number)[]): string {
  return path.map((step) => `/${typeof step === 'number' ? step : escapePathComponent(step)}`).join('')
}

function intendedPointers(containers: readonly IntendedContainer[]): Map<string, IntendedValue> {
  const pointers = new Map<string, IntendedValue>()
  for (const { containersPath, index, values } of containers) {
    for (const value of values) {
      pointers.set(pointerTo([...containersPath, index, 'resources', value.field, value.resource]), value)
    }
  }
  return pointers
}

function isMeant({ value, resource, inAnyForm }: IntendedValue, is: ExactTree | undefined): boolean {
  const text = scalarText(is)
  if (value === null) return is === undefined
  if (value === text) return true
  return inAnyForm === true && parseQuantity(text, resource) === parseQuantity(value, resource)
}

/** The container must stand where the intention says, under its name. */
function misplaced(was: ExactTree, { container, containersPath, index }: IntendedContainer): Finding[] {
  const pointer = pointerTo([...containersPath, index, 'name'])
  const name = valueAt(was, pointer)
  if (scalarText(name) === container) return []
  return [{ kind: 'container', pointer, message: `is ${showTree(name)}, not ${container}` }]
}

/** A single place that differs; `undefined` = there is nothing. */
interface Leaf {
  readonly pointer: string
  readonly was: ExactTree | undefined
  readonly is: ExactTree | undefined
}

/**
 * Breaks an operation down to single scalars, so that `add /resources {requests: {cpu}}` counts as what it means.
 * A map stands for its scalars only where nothing else than them comes or goes; an empty map or a list is itself a leaf.
 */
function leavesOf(operation: Operation, before: ExactTree, after: ExactTree): Leaf[] {
  // The documents were wrapped into a list of one.
  const pointer = operation.path.replace(/^\/0/, '')
  const was = valueAt(before, pointer)
  if (operation.op === 'remove') {
    return scalars(pointer, was).map(([at, value]) => ({ pointer: at, was: value, is: undefined }))
  }
  const value = valueAt(after, pointer)
  // An explicit `null` holds nothing that could get lost when a map takes its place.
  if (operation.op === 'add' || was === EXACT_NULL) {
    return scalars(pointer, value).map(([at, is]) => ({ pointer: at, was: at === pointer ? was : undefined, is }))
  }
  return [{ pointer, was, is: value }]
}

function scalars(pointer: string, value: ExactTree | undefined): [string, ExactTree | undefined][] {
  if (typeof value !== 'object' || Array.isArray(value)) return [[pointer, value]]
  const entries = Object.entries(value)
  if (entries.length === 0) return [[pointer, value]]
  return entries.flatMap(([key, inner]) => scalars(`${pointer}/${escapePathComponent(key)}`, inner))
}

function valueAt(tree: ExactTree, pointer: string): ExactTree | undefined {
  try {
    return getValueByPointer(tree, pointer) as ExactTree | undefined
  } catch {
    // The library throws where a step on the way does not exist.
    return undefined
  }
}

function describe({ was, is }: Leaf): string {
  if (was === undefined) return `${showTree(is)} was added`
  if (is === undefined) return `${showTree(was)} was removed`
  return `${showTree(was)} became ${showTree(is)}`
}
