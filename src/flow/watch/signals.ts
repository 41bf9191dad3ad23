/** What everybody says about one merge: on GitHub, in the cluster, and by the guards of the configuration. */
import { readArgoApplication } from '../../core/after/rollout/argo-application.ts'
import { readStatuses, type StatusReading } from '../../core/after/rollout/commit-status.ts'
import { readDeployments } from '../../core/after/rollout/deployment-status.ts'
import { readFluxKustomization } from '../../core/after/rollout/flux-kustomization.ts'
import { readGuard } from '../../core/after/rollout/guard.ts'
import { readLiveValues } from '../../core/after/rollout/live-values.ts'
import { readPods } from '../../core/after/rollout/pods.ts'
import type { Relate, Signal } from '../../core/after/rollout/signal.ts'
import { readWorkload, workloadName } from '../../core/after/rollout/workload-status.ts'
import type { Application } from '../../core/locate/target.ts'
import type { ProposedChange } from '../../core/pull-request/proposed-change.ts'
import { workloadKey } from '../../core/workload.ts'
import type { ClusterObservation, Delivery, Guards, WatchedCluster, WatchedWorkload } from '../../ports/delivery.ts'
import type { DeliveryWords } from '../../ports/life.ts'

/** One merge that is looked at. */
export interface Watched {
  readonly changes: readonly ProposedChange[]
  readonly mergedAt: Date
  readonly relate: Relate
}

export type ApplicationOf = (overlay: string) => Application | null

/** Commit statuses and deployments; an application that is not known makes every delivery report count. */
export function wordsOf(
  words: DeliveryWords,
  { changes, relate }: Watched,
  applicationOf: ApplicationOf,
): StatusReading {
  const applications = [...new Set(changes.map(({ overlay }) => applicationOf(overlay)))]
  const asked = applications.length === 0 || applications.includes(null) ? [null] : applications
  const readings = asked.map((application) => readStatuses(words.statuses, application, relate))
  const deployments = asked.flatMap((application) => readDeployments(words.deployments, application, relate))
  const signals = [...readings.flatMap((reading) => reading.signals), ...deployments]
  return {
    // Two applications may share a reporter.
    signals: [...new Map(signals.map((signal) => [JSON.stringify(signal), signal])).values()],
    known: [...new Set(readings.flatMap(({ known }) => known))],
  }
}

/** Looks at each cluster that the merge went to. */
export async function observe(
  delivery: Delivery,
  watched: Watched,
  applicationOf: ApplicationOf,
  { now, signal }: { readonly now: Date; readonly signal?: AbortSignal | undefined },
): Promise<Signal[]> {
  const signals: Signal[] = []
  for (const cluster of clustersOf(watched, applicationOf)) {
    const seen = await delivery.observe(cluster, signal)
    signals.push(...observedSignals(cluster, seen, watched.relate, now))
  }
  return signals
}

export async function askGuards(
  guards: Guards,
  { changes }: Watched,
  { now, signal }: { readonly now: Date; readonly signal?: AbortSignal | undefined },
): Promise<Signal[]> {
  const signals: Signal[] = []
  for (const cluster of new Set(changes.map((change) => change.cluster))) {
    for (const result of await guards.run(cluster, signal)) signals.push(readGuard(result, now))
  }
  return signals
}

function clustersOf({ changes, mergedAt }: Watched, applicationOf: ApplicationOf): WatchedCluster[] {
  return [...new Set(changes.map(({ cluster }) => cluster))].map((cluster) => {
    const here = changes.filter((change) => change.cluster === cluster)
    const found = here.flatMap(({ overlay }) => applicationOf(overlay) ?? [])
    const applications = [...new Map(found.map((one) => [`${one.controller} ${one.name}`, one])).values()]
    return { cluster, applications, workloads: workloadsOf(here), mergedAt }
  })
}

function workloadsOf(changes: readonly ProposedChange[]): WatchedWorkload[] {
  const byWorkload = new Map<string, ProposedChange[]>()
  for (const change of changes) {
    const key = workloadKey(change)
    byWorkload.set(key, [...(byWorkload.get(key) ?? []), change])
  }
  return [...byWorkload.values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const values = own.map(({ container, resource, field, to }) => ({ container, resource, field, to }))
    return [{ kind: first.kind, namespace: first.namespace, name: first.name, values }]
  })
}

function observedSignals(
  { workloads, mergedAt }: WatchedCluster,
  seen: ClusterObservation,
  relate: Relate,
  now: Date,
): Signal[] {
  const ofWorkloads = workloads.flatMap((workload, index) => {
    const observed = seen.workloads[index]
    if (observed === undefined) return []
    const { status, pods, before, live } = observed
    return [
      readWorkload(workload, status, now),
      readPods({ workload: workloadName(workload), pods, before, mergedAt, now }),
      ...(live === null ? [] : [readLiveValues(live, now)]),
    ]
  })
  return [
    ...seen.argo.map((facts) => readArgoApplication(facts, relate, now)),
    ...seen.flux.map((facts) => readFluxKustomization(facts, relate, now)),
    ...ofWorkloads,
  ]
}
