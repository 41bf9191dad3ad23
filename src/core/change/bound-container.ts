/** One container: gates, guards and bounds for both resources. */

import type { Skip } from '../problem.ts'
import { formatQuantity } from '../quantity.ts'
import { type Amount, RESOURCES, type Resource, workloadKey } from '../workload.ts'
import { boundResource } from './bound-resource.ts'
import type { Change } from './change.ts'
import { boundsFor } from './effective-bounds.ts'
import { evidenceWarnings } from './evidence.ts'
import { passGate, subjectOf } from './gate.ts'
import { type Autoscaler, findAutoscalers } from './guards/autoscaler.ts'
import { followsLimit, type HeapView, readHeap } from './guards/heap.ts'
import { readRuntimeOptions } from './guards/heap-sources.ts'
import { judgeHpa } from './guards/hpa.ts'
import type { Range } from './guards/limit-range.ts'
import type { Neighbourhood } from './guards/neighbourhood.ts'
import { quotaNeedsLimit } from './guards/quota.ts'
import { findResizer } from './guards/resizer.ts'
import type { Choice, MergedContainer } from './merge-clusters.ts'
import type { ContainerView, Defaults, PodView } from './pod.ts'
import type { Bounds, Policy, Selection } from './policy.ts'
import { buildSkip, buildWarning, type ChangeWarning } from './reasons.ts'
import type { FieldChange, Refusal } from './resource-facts.ts'

/** What is the same for all containers of the workload. */
export interface ContainerContext {
  readonly policy: Policy
  readonly select: Selection
  readonly neighbourhood: Neighbourhood
  readonly pod: PodView
  readonly ranges: readonly Range[]
  readonly defaults: Defaults
}

export interface ContainerResult {
  readonly merged: MergedContainer
  /** One for each resource that krr has a number for; none when the container is left out as a whole. */
  readonly parts: readonly ResourcePart[]
  /** Of the container as a whole. */
  readonly skips: readonly Skip[]
  readonly autoscalers: readonly Autoscaler[]
}

export interface ResourcePart {
  readonly resource: Resource
  readonly changes: readonly Change[]
  /** At least one when there is no change. */
  readonly skips: readonly Skip[]
  /** About the changes. */
  readonly warnings: readonly ChangeWarning[]
}

export function boundContainer(merged: MergedContainer, context: ContainerContext): ContainerResult {
  const { target } = merged
  const autoscalers = findAutoscalers(target, context.neighbourhood)
  const empty = { merged, parts: [], skips: [], autoscalers }
  const asked = RESOURCES.filter((resource) => merged.choices[resource].request.type !== 'unknown')
  // Why krr knows nothing was said when the report was read.
  if (asked.length === 0) return empty
  const gate = passGate(merged, context.policy, context.select)
  if ('code' in gate) return { ...empty, skips: skipsFor(merged, null, gate) }
  const bounds = boundsFor(context.policy, merged.members.map(subjectOf), gate)
  const heap = readHeap(readRuntimeOptions(target, context.neighbourhood))
  const parts = asked.map((resource) => boundOne({ merged, context, autoscalers, bounds, heap, resource }))
  return { ...empty, parts }
}

/** The same skip for every cluster that has the container. */
export function skipsFor(merged: MergedContainer, resource: Resource | null, refusal: Refusal): Skip[] {
  return merged.members.map(({ target }) => buildSkip(target.container, resource, refusal.code, refusal.message))
}

interface OneResource {
  readonly merged: MergedContainer
  readonly context: ContainerContext
  readonly autoscalers: readonly Autoscaler[]
  readonly bounds: Bounds
  readonly heap: HeapView
  readonly resource: Resource
}

function boundOne(one: OneResource): ResourcePart {
  const { merged, context, bounds, heap, resource } = one
  const { target, members } = merged
  const choice = merged.choices[resource]
  const nothing = { resource, changes: [], warnings: [] }
  const refused = (refusal: Refusal) => ({ ...nothing, skips: skipsFor(merged, resource, refusal) })
  if (choice.request.type !== 'value') {
    return refused({ code: 'no-request', message: `krr recommends to set no ${resource} request.` })
  }
  const git = readGit(context, target.index, resource)
  if ('code' in git) return refused(git)
  const resizer = findResizer(target, resource, context.neighbourhood)
  if (resizer !== null) return refused({ code: 'other-resizer', message: resizer })
  const recommendations = members.map((member) => member.recommendation)
  const hpa = judgeHpa({ target, resource, autoscalers: one.autoscalers, recommendations, policy: bounds.hpa })
  if (hpa.type === 'skip') return refused({ code: hpa.code, message: hpa.message })

  const result = boundResource({
    resource,
    bounds,
    ...git,
    wantedRequest: choice.request.amount,
    wantedLimit: choice.limit,
    ranges: context.ranges,
    defaults: context.defaults,
    heap,
    outOfMemory: recommendations.some(({ resources }) => resources[resource].info === 'OOMKill detected'),
    quotaNeedsLimit: quotaNeedsLimit(target, resource, context.neighbourhood),
  })
  const changes = result.changes.map((change) => toChange(change, choice, resource))
  const skips = result.refusals.flatMap((refusal) => skipsFor(merged, resource, refusal))
  if (changes.length === 0) return { ...nothing, skips }
  return {
    resource,
    changes,
    skips: [...skips, ...coveredSkips(merged, choice, resource)],
    warnings: [
      ...hpa.warnings,
      ...evidenceWarnings(members, choice, resource, git),
      ...changes.flatMap((change) => [...limitWarnings(change), ...heapWarnings(change, heap)]),
    ],
  }
}

interface GitValues {
  readonly request: Amount | null
  readonly limit: Amount | null
}

/** What Git sets for the container, if that can be built upon. */
function readGit({ pod, defaults }: ContainerContext, index: number, resource: Resource): GitValues | Refusal {
  // Locate found the container at this position of this very render.
  const { resources } = pod.containers[index] as ContainerView
  const { requests, limits } = resources
  const [request, limit] = [requests[resource], limits[resource]]
  if (request === 'unreadable' || limit === 'unreadable') {
    const message = `The ${resource} ${request === 'unreadable' ? 'request' : 'limit'} in Git is no quantity that can be read.`
    return { code: 'unreadable-quantity', message }
  }
  if (pod.podLevel)
    return { code: 'pod-resources', message: 'The pod itself has resources, which the containers share.' }
  const most = limit ?? defaults.limit[resource] ?? Number.MAX_SAFE_INTEGER
  if (request !== null && request > most) {
    const [asked, given] = [formatQuantity(request, resource), formatQuantity(most, resource)]
    const whose = limit === null ? "the LimitRange's default limit" : 'its limit'
    const message = `The ${resource} request in Git is ${asked}, above ${whose} of ${given}.`
    return { code: 'request-above-limit', message }
  }
  return { request, limit }
}

function toChange(change: FieldChange, choice: Choice, resource: Resource): Change {
  const { inherited, because, ...values } = change
  const { target, recommendation } = choice.source
  const reasons = [...choice.because, ...because]
  return { target, recommendation, resource, ...values, ...(inherited === null ? {} : { inherited }), because: reasons }
}

/** The other clusters of a shared overlay get the value too; their containers must not be in neither list. */
function coveredSkips(merged: MergedContainer, choice: Choice, resource: Resource): Skip[] {
  const message = `The overlay ${merged.target.overlay} serves this cluster too; it gets the ${resource} value of ${workloadKey(choice.source.target.container)}.`
  return merged.members
    .filter((member) => member !== choice.source)
    .map(({ target }) => buildSkip(target.container, resource, 'shared-overlay', message))
}

function limitWarnings({ target, resource, field, from, to }: Change): ChangeWarning[] {
  const { container } = target.container
  if (field === 'limits' && from === null) {
    return [buildWarning('new-limit', `${container} gets a ${resource} limit where it has none.`)]
  }
  return to === null ? [buildWarning('limit-removed', `${container} loses its ${resource} limit.`)] : []
}

function heapWarnings({ target, resource, from, to }: Change, heap: HeapView): ChangeWarning[] {
  if (resource === 'cpu') return []
  const { container } = target.container
  const named = heap.found.length === 0 ? '' : ` (${heap.found.join(', ')})`
  const lowered = from !== null && to !== null && to < from
  return [
    ...(followsLimit(heap)
      ? [buildWarning('heap-follows-limit', `The heap of ${container} is a share of its memory limit${named}.`)]
      : []),
    ...(heap.follows === 'requests'
      ? [buildWarning('heap-follows-request', `GOMEMLIMIT of ${container} is its memory request and moves with it.`)]
      : []),
    ...(heap.suspected && lowered
      ? [buildWarning('heap-unknown', `${container} looks like a JVM by its image, and Git does not show its heap.`)]
      : []),
  ]
}
