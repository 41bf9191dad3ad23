/** Finds today's containers of changes that were merged: the overlay is known, the workload in it is looked for. */

import { findContainer } from '../../core/locate/containers.ts'
import type { Delivery } from '../../core/locate/delivery.ts'
import { matchRender, type WorkloadMatch } from '../../core/locate/match.ts'
import type { Render } from '../../core/locate/render.ts'
import type { Target } from '../../core/locate/target.ts'
import { listAt, valueAt } from '../../core/locate/values.ts'
import { changeKey, type ProposedChange } from '../../core/pull-request/proposed-change.ts'
import { parseQuantity } from '../../core/quantity.ts'
import type { Amount, ContainerRef } from '../../core/workload.ts'
import { applicationOf, type Survey } from '../survey.ts'

/** Where a merged value stands today. */
export type FoundValue =
  | { readonly found: 'value'; readonly target: Target; readonly now: Amount | null }
  /** Its container is not rendered any more. */
  | { readonly found: 'gone' }
  /** Several may be meant, or the overlay cannot be rendered, or the value is no quantity; a plain clause says which. */
  | { readonly found: 'unclear'; readonly why: string }

/** By `changeKey`. Builds each overlay once. */
export async function findValues(
  changes: readonly ProposedChange[],
  survey: Survey,
): Promise<ReadonlyMap<string, FoundValue>> {
  const known = new Set(survey.graph.directories())
  await survey.renderAll(changes.map(({ overlay }) => overlay).filter((overlay) => known.has(overlay)))
  return new Map(changes.map((change) => [changeKey(change), findValue(change, survey)]))
}

function findValue(change: ProposedChange, survey: Survey): FoundValue {
  const state = survey.states.get(change.overlay)
  if (state === undefined) return { found: 'gone' }
  if (!state.ok) return { found: 'unclear', why: state.message }
  const target = findTarget(change, change.overlay, state.render, survey)
  if ('found' in target) return target
  const { object, containersPath, index } = target
  const container = listAt(object.body(), ...containersPath)[index]
  const raw = valueAt(container, 'resources', change.field, change.resource)
  if (raw === undefined || raw === null) return { found: 'value', target, now: null }
  const now = parseQuantity(raw, change.resource)
  return now === null ? { found: 'unclear', why: `${String(raw)} is no quantity` } : { found: 'value', target, now }
}

function findTarget(
  container: ContainerRef,
  overlay: string,
  render: Render,
  survey: Survey,
): Target | Exclude<FoundValue, { found: 'value' }> {
  const matches = bestMatches(render, container, survey, survey.deliveriesOf(overlay))
  const objects = [...new Set(matches.map(({ object }) => object))]
  const [object] = objects
  if (object === undefined) return { found: 'gone' }
  if (objects.length > 1) return { found: 'unclear', why: `${objects.length} rendered objects may be meant` }
  const place = findContainer(object, container.container)
  if (place.found !== 'container') return { found: 'gone' }
  const { cluster, namespace, kind, name } = container
  return {
    container: { cluster, namespace, kind, name, container: container.container },
    ...{ overlay, application: applicationOf(survey, overlay), object },
    ...{ containersPath: place.path, index: place.index, evidence: [] },
  }
}

/** Names that fit exactly are preferred to those that only may fit. */
function bestMatches(
  render: Render,
  container: ContainerRef,
  { variablesOf }: Survey,
  deliveries: readonly Delivery[],
): WorkloadMatch[] {
  const byDelivery = deliveries.flatMap((delivery) =>
    matchRender(render, container, { delivery, variables: variablesOf(delivery) }),
  )
  const all = byDelivery.length > 0 ? byDelivery : matchRender(render, container, { delivery: null, variables: null })
  const score = ({ name, namespace }: WorkloadMatch) =>
    (name === 'exact' ? 4 : 0) + (namespace === 'exact' ? 2 : namespace === 'pattern' ? 1 : 0)
  const best = Math.max(...all.map(score))
  return all.filter((match) => score(match) === best)
}
