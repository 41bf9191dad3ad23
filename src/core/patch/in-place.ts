/** Form (a): values that the overlay's own files set already are changed where they stand. */
import { type Draft, type DraftResult, editFile, type PatchContext } from './draft.ts'
import type { IntendedContainer, IntendedValue } from './intention.ts'
import type { Override } from './override.ts'
import { valuePlaces } from './override-values.ts'
import { refuse } from './refusal.ts'
import { insertKey } from './yaml-insert.ts'
import { setScalar } from './yaml-scalar.ts'
import type { EditPlan } from './yaml-text.ts'

/**
 * Edits all values of one container in place.
 *
 * @param overridesIn finds the overrides of the workload in a draft, the one that acts last first
 * @returns a refusal when a value has no place in any of them; nothing is half done
 */
export function editInPlace(
  context: PatchContext,
  draft: Draft,
  overridesIn: (draft: Draft) => readonly Override[],
  container: IntendedContainer,
): DraftResult {
  let result: DraftResult = { ok: true, draft }
  for (const value of container.values) {
    const found = planFor(overridesIn(result.draft), container, value)
    if (found === null) return refuse(`no override sets the resources of ${container.container}`)
    result = editFile(context, result.draft, found.override.file, found.override.wrap(found.plan))
    if (!result.ok) return result
  }
  return result
}

/** True when all values of a container have a place in these overrides. */
export function hasPlace(overrides: readonly Override[], container: IntendedContainer): boolean {
  return container.values.every((value) => planFor(overrides, container, value) !== null)
}

interface Found {
  readonly override: Override
  readonly plan: EditPlan
}

function planFor(overrides: readonly Override[], container: IntendedContainer, value: IntendedValue): Found | null {
  // In a manifest or an operation there is nothing below that `null` could remove.
  const able = value.value === null ? overrides.filter(({ kind }) => kind === 'strategic-merge') : overrides
  const places = able.map((override) => ({ override, places: valuePlaces(override, container, value) }))
  for (const { override, places: found } of places) {
    if (found.scalar !== null) return { override, plan: setScalar(found.scalar, value.value) }
  }
  for (const { override, places: found } of places) {
    if (found.field !== null) return { override, plan: insertKey(found.field, value.resource, value.value) }
  }
  for (const { override, places: found } of places) {
    if (found.resources === null) continue
    return { override, plan: insertKey(found.resources, value.field, { [value.resource]: value.value }) }
  }
  return null
}
