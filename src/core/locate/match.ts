/** Finds a live workload in a render, under the names that the controller gives to what it renders. */
import type { WorkloadRef } from '../workload.ts'
import type { Delivery } from './delivery.ts'
import { isGroupOf } from './pod-template.ts'
import type { Render, RenderedObject } from './render.ts'
import { substituteVariables, type Variables, variablePattern } from './substitute.ts'
import { recordAt, textAt, valueAt } from './values.ts'

/** `exact`: the same text; `pattern`: a variable whose value is not known here could make it so. */
export type NameMatch = 'exact' | 'pattern'
/** `unknown`: neither the render nor the controller says a namespace, so any is possible. */
export type NamespaceMatch = NameMatch | 'unknown'

export interface WorkloadMatch {
  /** The object whose pod template counts: the Deployment behind a Rollout with `workloadRef`. */
  readonly object: RenderedObject
  readonly name: NameMatch
  readonly namespace: NamespaceMatch
  /** The Rollout that refers to `object`; `null` when the object is the workload itself. */
  readonly referredBy: RenderedObject | null
}

export interface MatchContext {
  readonly delivery: Delivery | null
  /** Values of `delivery.substitution`; `null` when nothing is replaced. */
  readonly variables: Variables | null
}

/** All objects of a render that may be the workload: none, one, or several that only a namespace could tell apart. */
export function matchRender(render: Render, workload: WorkloadRef, context: MatchContext): WorkloadMatch[] {
  const matches: WorkloadMatch[] = []
  for (const object of render.objects) {
    const { id } = object
    if (id.kind !== workload.kind || !isGroupOf(id.kind, id.apiVersion)) continue
    const variables = isSubstituted(object) ? context.variables : null
    const { namePrefix = '', nameSuffix = '' } = context.delivery ?? {}
    const name = compare(`${namePrefix}${id.name}${nameSuffix}`, workload.name, variables)
    const namespace =
      name === null ? null : compareNamespace(id.namespace, workload.namespace, context.delivery, variables)
    if (name === null || namespace === null) continue
    const target = referredObject(render, object)
    if (target !== null)
      matches.push({ object: target, name, namespace, referredBy: target === object ? null : object })
  }
  return matches
}

function compareNamespace(
  rendered: string | null,
  live: string,
  delivery: Delivery | null,
  variables: Variables | null,
): NamespaceMatch | null {
  const forced = delivery?.forcedNamespace ?? null
  if (forced !== null) return compare(forced, live, null)
  const namespace = rendered ?? delivery?.defaultNamespace ?? null
  return namespace === null ? 'unknown' : compare(namespace, live, variables)
}

function compare(written: string, live: string, variables: Variables | null): NameMatch | null {
  if (!written.includes('${')) return written === live ? 'exact' : null
  if (variables !== null) {
    const { text, complete } = substituteVariables(written, variables)
    if (complete) return text === live ? 'exact' : null
    return variablePattern(text)?.test(live) ? 'pattern' : null
  }
  // Nothing says who replaces the variables, but somebody has to: no live object has such a name.
  return variablePattern(written)?.test(live) ? 'pattern' : null
}

function isSubstituted(object: RenderedObject): boolean {
  if (!object.text.includes('kustomize.toolkit.fluxcd.io/substitute')) return true
  const metadata = recordAt(object.body(), 'metadata')
  const key = 'kustomize.toolkit.fluxcd.io/substitute'
  return textAt(metadata, 'annotations', key) !== 'disabled' && textAt(metadata, 'labels', key) !== 'disabled'
}

/**
 * A Rollout may borrow the pod template of a Deployment of the same render (`spec.workloadRef`): that is the object to
 * patch. `null` when it refers to something that is not there.
 */
function referredObject(render: Render, object: RenderedObject): RenderedObject | null {
  if (object.id.kind !== 'Rollout') return object
  const reference = valueAt(object.body(), 'spec', 'workloadRef')
  const kind = textAt(reference, 'kind')
  const name = textAt(reference, 'name')
  if (kind === null || name === null) return object
  const found = render.objects.filter(
    ({ id }) => id.kind === kind && id.name === name && id.namespace === object.id.namespace,
  )
  return found.length === 1 ? (found[0] ?? null) : null
}
