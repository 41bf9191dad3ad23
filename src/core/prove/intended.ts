/** What a set of changes is meant to do to a render: the only differences that a proof accepts. */
import type { WorkloadChange } from '../change/change.ts'
import type { ObjectId, Render } from '../locate/render.ts'
import { type IntendedContainer, intendedContainers } from '../patch/intention.ts'

export type { IntendedContainer, IntendedValue } from '../patch/intention.ts'

/** The containers of one rendered object. */
export interface IntendedObject {
  /** As the overlay renders it. */
  readonly id: ObjectId
  readonly containers: readonly IntendedContainer[]
}

/** What the changes of one workload mean for the object that its overlay renders. */
export function intendedObject(workload: WorkloadChange): IntendedObject {
  return { id: workload.target.object.id, containers: intendedContainers(workload) }
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
