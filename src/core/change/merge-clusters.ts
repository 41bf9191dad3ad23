/**
 * Several recommendations for one container of one overlay: clusters that share the overlay get one value.
 *
 * The larger value wins, for what is too little in one cluster does more harm than what is too much in another.
 */
import type { Target } from '../locate/target.ts'
import { targetWorkloadKey } from '../locate/target.ts'
import { type Advice, type Recommendation, type Severity, severityRank } from '../recommend/recommendation.ts'
import { type Amount, RESOURCES, type Resource, workloadKey } from '../workload.ts'
import { buildWarning, type ChangeWarning } from './reasons.ts'

/** A recommendation and the place in Git that it is for. */
export interface Located {
  readonly recommendation: Recommendation
  readonly target: Target
}

/** What holds for one resource of the container over all clusters. */
export interface Choice {
  /** The cluster whose request was taken. */
  readonly source: Located
  readonly request: Advice
  readonly limit: Advice
  /** `largest-of-clusters` when there was something to choose. */
  readonly because: readonly string[]
  readonly warnings: readonly ChangeWarning[]
}

export interface MergedContainer {
  /** The first cluster's; overlay, object and position are the same for all. */
  readonly target: Target
  /** All clusters, in the order given. Never empty. */
  readonly members: readonly Located[]
  readonly choices: Readonly<Record<Resource, Choice>>
  /** The worst of all clusters. */
  readonly severity: Severity
}

/** The containers of one workload of one overlay. Never empty. */
export type WorkloadGroup = readonly MergedContainer[]

/** Groups by workload in the repository, merging what is said about the same container; the order is that of the input. */
export function groupWorkloads(located: readonly Located[]): WorkloadGroup[] {
  const workloads = new Map<string, Map<string, Located[]>>()
  for (const one of located) {
    const key = targetWorkloadKey(one.target)
    const containers = workloads.get(key) ?? new Map<string, Located[]>()
    const name = one.target.container.container
    containers.set(name, [...(containers.get(name) ?? []), one])
    workloads.set(key, containers)
  }
  return [...workloads.values()].map((containers) => [...containers.values()].map(mergeContainer))
}

function mergeContainer(members: readonly Located[]): MergedContainer {
  const first = members[0] as Located
  const worst = members.reduce<Severity>(
    (severity, { recommendation }) =>
      severityRank(recommendation.severity) > severityRank(severity) ? recommendation.severity : severity,
    'UNKNOWN',
  )
  const choices = Object.fromEntries(RESOURCES.map((resource) => [resource, choose(members, resource)]))
  return { target: first.target, members, choices: choices as Record<Resource, Choice>, severity: worst }
}

function choose(members: readonly Located[], resource: Resource): Choice {
  const advice = (member: Located) => member.recommendation.resources[resource]
  const known = members.filter((member) => advice(member).request.type !== 'unknown')
  const source = largest(known.length > 0 ? known : members, (member) => advice(member).request)
  const limit = advice(largest(known.length > 0 ? known : members, (member) => advice(member).limit)).limit
  const differs = known.some((member) => amountOf(advice(member).request) !== amountOf(advice(source).request))
  const unknown = known.length === 0 ? [] : members.filter((member) => !known.includes(member))
  return {
    source,
    request: advice(source).request,
    limit,
    because: differs ? ['largest-of-clusters'] : [],
    warnings: unknown.map((member) =>
      buildWarning(
        'unknown-in-cluster',
        `krr knows no ${resource} value for ${workloadKey(member.target.container)}; the value of ${workloadKey(source.target.container)} is taken for both.`,
      ),
    ),
  }
}

/** The member with the largest number. Any number wins over "unset", so that no limit is removed that one cluster needs. */
function largest(members: readonly Located[], adviceOf: (member: Located) => Advice): Located {
  return members.reduce((best, member) => (amountOf(adviceOf(member)) > amountOf(adviceOf(best)) ? member : best))
}

function amountOf(advice: Advice): Amount {
  return advice.type === 'value' ? advice.amount : -1
}
