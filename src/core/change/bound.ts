/**
 * From located recommendations to changes that policy and guards allow.
 *
 * The truth for "from" is what Git renders. Every container and resource that krr has a number for ends in a change or in
 * at least one skip with a named reason; where krr has none (`?`), the reason was given when the report was read.
 */
import type { Render } from '../locate/render.ts'
import type { Skip } from '../problem.ts'
import { boundWorkload, type WorkloadResult } from './bound-workload.ts'
import type { WorkloadChange } from './change.ts'
import { buildNeighbourhood } from './guards/neighbourhood.ts'
import { indexSubjects, quotaWarnings } from './guards/quota.ts'
import { groupWorkloads, type Located, type MergedContainer } from './merge-clusters.ts'
import type { Policy, Selection } from './policy.ts'
import type { ChangeWarning } from './reasons.ts'
import { assessRisk, isProduction } from './risk.ts'

export interface BoundInput {
  readonly located: readonly Located[]
  /**
   * Renders by overlay directory. Guards look there for autoscalers, resizers, LimitRanges, quotas, disruption budgets and
   * ConfigMaps: in the workload's own overlay, and in others that serve the same cluster.
   */
  readonly renders: ReadonlyMap<string, Render>
  readonly policy: Policy
  readonly select: Selection
  /** Clusters of further overlays of `renders` that none of the targets is in (a tenant's LimitRange is often elsewhere). */
  readonly clusters?: ReadonlyMap<string, readonly (string | null)[]>
}

export interface BoundResult {
  readonly workloads: WorkloadChange[]
  readonly skipped: Skip[]
}

/** Pure; the order of the result is that of `located`, by workload. */
export function boundChanges(input: BoundInput): BoundResult {
  const { located, renders, policy, select, clusters = new Map() } = input
  const neighbourhood = buildNeighbourhood({ targets: located.map(({ target }) => target), renders, clusters })
  const results = groupWorkloads(located).map((group) => boundWorkload(group, { policy, select, neighbourhood }))
  const changed = results.filter((result) => result.changes.length > 0)
  const subjects = indexSubjects(changed.map(toSubject))
  return {
    workloads: changed.map((result) => {
      const quota = quotaWarnings(toSubject(result), subjects, neighbourhood, result.defaults)
      return toWorkloadChange(result, [...result.warnings, ...quota])
    }),
    skipped: results.flatMap((result) => result.skips),
  }
}

function toSubject({ group, before, after, replicas }: WorkloadResult) {
  return { target: (group[0] as MergedContainer).target, before, after, replicas }
}

function toWorkloadChange(
  { group, changes, qos, allReplicas }: WorkloadResult,
  all: readonly ChangeWarning[],
): WorkloadChange {
  const warnings = [...new Map(all.map((warning) => [`${warning.code} ${warning.message}`, warning])).values()]
  const { target } = changes[0] as WorkloadChange['changes'][number]
  const containers = group.flatMap(({ members }) => members.map((member) => member.target.container))
  const production = isProduction(
    target.overlay,
    ...containers.flatMap(({ cluster, namespace }) => [cluster, namespace]),
  )
  const { risk, reasons } = assessRisk({ kind: target.object.id.kind, production, changes, warnings, qos })
  return { target, changes, risk, riskReasons: reasons, warnings, replicas: allReplicas }
}
