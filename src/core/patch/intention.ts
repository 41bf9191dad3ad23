/** What the changes of a workload mean, container by container; the common ground of patches and proofs. */
import type { Change, WorkloadChange } from '../change/change.ts'
import { formatQuantity } from '../quantity.ts'
import { FIELDS, type Field, RESOURCES, type Resource } from '../workload.ts'

/** One scalar of one container's resources. */
export interface IntendedValue {
  readonly field: Field
  readonly resource: Resource
  /** Exactly the text of the scalar; a quantity that is only equal in amount is not accepted. `null` = the field is gone. */
  readonly value: string | null
  /** True when another form of the same amount is accepted all the same. */
  readonly inAnyForm?: true
}

/** The values of one container. */
export interface IntendedContainer {
  readonly container: string
  /** Path of the list that holds the container: `spec`, `template`, `spec`, `containers`. */
  readonly containersPath: readonly string[]
  /** Position in that list. */
  readonly index: number
  readonly values: readonly IntendedValue[]
}

/** The text that is written for a change, everywhere the same; `null` = the field is removed. */
export function writtenValue(change: Change): string | null {
  return change.to === null ? null : formatQuantity(change.to, change.resource)
}

/**
 * The containers that a workload's changes are about, in the order of the manifest, values in a fixed order: the same
 * changes give the same patch, in whatever order a report names them.
 */
export function intendedContainers(workload: WorkloadChange): IntendedContainer[] {
  const containers = new Map<string, IntendedContainer & { values: IntendedValue[] }>()
  for (const change of workload.changes) {
    const { container, containersPath, index } = change.target
    const key = JSON.stringify([containersPath, index])
    const known = containers.get(key) ?? { container: container.container, containersPath, index, values: [] }
    const { field, resource, inAnyForm } = change
    const value = writtenValue(change)
    known.values.push({ field, resource, value, ...(inAnyForm === true ? { inAnyForm } : {}) })
    containers.set(key, known)
  }
  return [...containers.values()]
    .map((container) => ({ ...container, values: [...container.values].sort(byField) }))
    .sort(byPlace)
}

function byPlace(one: IntendedContainer, other: IntendedContainer): number {
  const [a, b] = [one, other].map(({ containersPath }) => containersPath.join('/'))
  if (a !== b) return String(a) < String(b) ? -1 : 1
  return one.index - other.index
}

function byField(one: IntendedValue, other: IntendedValue): number {
  const rank = ({ field, resource }: IntendedValue) =>
    FIELDS.indexOf(field) * RESOURCES.length + RESOURCES.indexOf(resource)
  return rank(one) - rank(other)
}
