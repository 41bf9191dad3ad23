/**
 * An overlay that several deliveries share is edited for all of them. Where no recommendation of this run comes from one of
 * them, the reviewer must know that its pods get the values too.
 */

import type { WorkloadChange } from '../core/change/change.ts'
import type { Located } from '../core/change/merge-clusters.ts'
import { type Delivery, describeDelivery } from '../core/locate/delivery.ts'
import type { KustomizationGraph } from '../core/locate/graph.ts'
import { overlaysOf } from '../core/locate/overlays.ts'
import { type Application, targetWorkloadKey } from '../core/locate/target.ts'

/** More names than this are a list that nobody reads. */
const MAX_NAMED = 5

export interface AlsoDelivered {
  readonly located: readonly Located[]
  readonly deliveries: readonly Delivery[]
  readonly graph: KustomizationGraph
}

/** Adds a warning `also-delivered` to each workload whose overlay somebody delivers for whom krr said nothing. */
export function warnOfOthers(workloads: readonly WorkloadChange[], sources: AlsoDelivered): WorkloadChange[] {
  const byOverlay = new Map<string, Delivery[]>()
  for (const delivery of sources.deliveries) {
    for (const dir of overlaysOf(delivery, sources.graph)) byOverlay.set(dir, [...(byOverlay.get(dir) ?? []), delivery])
  }
  return workloads.map((workload) => {
    const others = othersOf(workload, byOverlay.get(workload.target.overlay) ?? [], sources.located)
    if (others.length === 0) return workload
    const more = others.length > MAX_NAMED ? ` and ${others.length - MAX_NAMED} more` : ''
    const message = `The overlay is also delivered by ${others.slice(0, MAX_NAMED).join(', ')}${more}, for which krr recommended nothing here; its pods get the same values.`
    return { ...workload, warnings: [...workload.warnings, { code: 'also-delivered', message }] }
  })
}

function othersOf({ target }: WorkloadChange, deliveries: readonly Delivery[], located: readonly Located[]): string[] {
  const key = targetWorkloadKey(target)
  const mine = located.filter((one) => targetWorkloadKey(one.target) === key)
  const clusters = new Set(mine.map((one) => one.target.container.cluster))
  const known = new Set(mine.map((one) => identity(one.target.application)))
  // Whatever else delivers to a cluster of the report is what krr looked at.
  const others = deliveries.filter(
    (delivery) => !known.has(identity(delivery)) && (delivery.cluster === null || !clusters.has(delivery.cluster)),
  )
  return [...new Set(others.map(describe))].sort()
}

function identity(application: Application | null): string {
  return JSON.stringify([application?.controller, application?.name, application?.cluster])
}

function describe(delivery: Delivery): string {
  const { cluster, controller } = delivery
  const place = cluster === null || controller === 'config' ? '' : ` (${cluster})`
  // The configuration names a path, which here says nothing: it is the overlay's own.
  return controller === 'config' ? `cluster ${cluster ?? delivery.name}` : `${describeDelivery(delivery)}${place}`
}
