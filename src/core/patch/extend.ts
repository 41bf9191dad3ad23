/** Adds containers to a patch file that an earlier run made, instead of putting a second file beside it. */
import { isMap, isSeq } from '../yaml.ts'
import { type Draft, type DraftResult, editFile, type PatchContext } from './draft.ts'
import type { IntendedContainer } from './intention.ts'
import type { Override } from './override.ts'
import { refuse } from './refusal.ts'
import { type NamesOf, resourcesTree } from './strategic-merge.ts'
import { insertItem, insertKey } from './yaml-insert.ts'
import { nodeAt, type Place } from './yaml-source.ts'
import type { EditPlan } from './yaml-text.ts'
import type { NewValue } from './yaml-write.ts'

/** Appends operations to a JSON6902 patch of ours. */
export function extendOperations(
  context: PatchContext,
  draft: Draft,
  own: Override,
  operations: readonly NewValue[],
): DraftResult {
  const plans = operations.map((operation) => insertItem(own.place, operation))
  return editAll(context, draft, own, plans)
}

/**
 * Adds containers to a strategic-merge patch of ours. Its list must still name the first containers of the workload in
 * their order; the missing ones up to the new container are appended.
 */
export function extendStrategicMerge(
  context: PatchContext,
  draft: Draft,
  own: Override,
  containers: readonly IntendedContainer[],
  namesOf: NamesOf,
): DraftResult {
  const plans: EditPlan[] = []
  const known = new Map<string, string[]>()
  for (const container of containers) {
    const list: Place = { ...own.place, path: [...own.place.path, ...container.containersPath] }
    const key = JSON.stringify(list.path)
    const named = known.get(key) ?? listNames(own, list)
    const names = namesOf(container.containersPath)
    if (named === null || !named.every((name, index) => names[index] === name)) {
      return refuse('the patch of an earlier run names other containers')
    }
    const position = names.indexOf(container.container)
    const resources = resourcesTree(container)
    if (position < named.length) {
      plans.push(insertKey({ ...list, path: [...list.path, position] }, 'resources', resources))
    } else {
      for (const name of names.slice(named.length, position)) plans.push(insertItem(list, { name }))
      plans.push(insertItem(list, { name: container.container, resources }))
    }
    known.set(key, names.slice(0, Math.max(named.length, position + 1)))
  }
  return editAll(context, draft, own, plans)
}

function editAll(context: PatchContext, draft: Draft, own: Override, plans: readonly EditPlan[]): DraftResult {
  let result: DraftResult = { ok: true, draft }
  for (const plan of plans) {
    result = editFile(context, result.draft, own.file, own.wrap(plan))
    if (!result.ok) return result
  }
  return result
}

function listNames(own: Override, list: Place): string[] | null {
  const node = nodeAt(own.source, list)
  if (!isSeq(node)) return null
  return node.items.map((item) => (isMap(item) ? String(item.get('name')) : ''))
}
