/** What a set of changes is meant to do to a render: the only differences that a proof accepts. */
import type { Change, WorkloadChange } from '../change/change.ts'
import type { ObjectId, Render } from '../locate/render.ts'
import { formatQuantity } from '../quantity.ts'
import type { Field, Resource } from '../workload.ts'

/** One scalar of one container's resources. */
export interface IntendedValue {
  readonly field: Field
  readonly resource: Resource
  /** Exactly the text of the scalar; a quantity that is only equal in amount is not accepted. `null` = the field is gone. */
  readonly value: string | null
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

/** The containers of one rendered object. */
export interface IntendedObject {
  /** As the overlay renders it. */
  readonly id: ObjectId
  readonly containers: readonly IntendedContainer[]
}

/** The text that is written for a change, everywhere the same; `null` = the field is removed. */
export function writtenValue(change: Change): string | null {
  return change.to === null ? null : formatQuantity(change.to, change.resource)
}

/** Collects what the changes of one workload mean for the object that its overlay renders. */
export function intendedObject(workload: WorkloadChange): IntendedObject {
  const containers = new Map<string, IntendedContainer & { values: IntendedValue[] }>()
  for (const change of workload.changes) {
    const { container, containersPath, index } = change.target
    const key = JSON.stringify([containersPath, index])
    const known = containers.get(key) ?? { container: container.container, containersPath, index, values: [] }
    known.values.push({ field: change.field, resource: change.resource, value: writtenValue(change) })
    containers.set(key, known)
  }
  return { id: workload.target.object.id, containers: [...containers.values()] }
}

/** True when both names stand for the same object of a render. */
export function sameId(one: ObjectId, other: ObjectId): boolean {
  return (
    one.apiVersion === other.apiVersion &&
    one.kind === other.kind &&
    one.namespace === other.namespace &&
    one.name === other.name
  )
}

/** Positions of the documents that have this identity; a usable target has exactly one. */
export function positionsOf(render: Render, id: ObjectId): number[] {
  return render.objects.flatMap((object, position) => (sameId(object.id, id) ? [position] : []))
}
