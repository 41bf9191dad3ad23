/**
 * An Argo `Rollout` with `workloadRef` and the Deployment that it names are one workload, which krr reports twice.
 *
 * The report does not hold `workloadRef`. Two entries are taken for one workload when they have the same name, or when
 * krr found the Deployment's pods by label (`NoPrometheusPods`) and they are the Rollout's. Two entries of one name that
 * both run pods, and not the same ones, are two workloads and stay so.
 */
import { RESOURCES } from '../workload.ts'
import type { RawScan } from './raw-report.ts'
import { type Recommendation, type ResourceAdvice, severityRank } from './recommendation.ts'

export interface Linked {
  readonly containers: readonly Recommendation[]
  /** One sentence per pair whose numbers were not the same. */
  readonly warnings: readonly string[]
}

/** Collects, entry by entry, what it takes to tell; the raw entries themselves can be let go. */
export interface RolloutLinks {
  /** Call once per entry, in order. */
  see(scan: RawScan, index: number): void
  /** @param containers the converted entries, all of them, in order */
  apply(containers: readonly Recommendation[]): Linked
}

export function openRolloutLinks(): RolloutLinks {
  const rollouts: number[] = []
  const podsOf = new Map<number, Pods>()
  return {
    see({ object }, index) {
      if (object.kind === 'Rollout') rollouts.push(index)
      else if (object.kind !== 'Deployment') return
      podsOf.set(index, object.pods ?? [])
    },
    apply(containers) {
      if (rollouts.length === 0) return { containers, warnings: [] }
      const rolloutOf = findPairs(containers, rollouts, podsOf)
      if (rolloutOf.size === 0) return { containers, warnings: [] }
      return merge(containers, rolloutOf, new Set(rolloutOf.values()))
    },
  }
}

type Pods = NonNullable<RawScan['object']['pods']>

/** krr's warning when Prometheus knows no pods of an object and it asked Kubernetes with the object's selector. */
const FOUND_BY_LABEL = 'NoPrometheusPods'

/** From the position of a Deployment to that of its Rollout. */
function findPairs(
  containers: readonly Recommendation[],
  rollouts: readonly number[],
  podsOf: ReadonlyMap<number, Pods>,
): ReadonlyMap<number, number> {
  const byName = new Map<string, number>()
  const byContainer = new Map<string, number[]>()
  for (const at of rollouts) {
    const rollout = containers[at]
    if (rollout === undefined) continue
    byName.set(nameKey(rollout), at)
    const siblings = byContainer.get(siblingKey(rollout))
    if (siblings === undefined) byContainer.set(siblingKey(rollout), [at])
    else siblings.push(at)
  }
  const rolloutOf = new Map<number, number>()
  const taken = new Set<number>()
  containers.forEach((deployment, index) => {
    if (deployment.container.kind !== 'Deployment') return
    const share = (at: number) => overlap(podsOf.get(at) ?? [], podsOf.get(index) ?? [])
    const namesake = byName.get(nameKey(deployment))
    const apart = namesake !== undefined && runApart(containers[namesake], deployment) && !share(namesake)
    const byLabel = deployment.evidence.warnings.includes(FOUND_BY_LABEL)
    const others = byLabel ? byContainer.get(siblingKey(deployment)) : undefined
    const match = namesake !== undefined && !apart ? namesake : others?.find(share)
    if (match === undefined || taken.has(match)) return
    taken.add(match)
    rolloutOf.set(index, match)
  })
  return rolloutOf
}

function nameKey({ container }: Recommendation): string {
  return `${container.cluster ?? ''}/${container.namespace}/${container.name}/${container.container}`
}

function siblingKey({ container }: Recommendation): string {
  return `${container.cluster ?? ''}/${container.namespace}/${container.container}`
}

function runApart(rollout: Recommendation | undefined, deployment: Recommendation): boolean {
  return (rollout?.evidence.pods ?? 0) > 0 && deployment.evidence.pods > 0
}

function overlap(first: Pods, second: Pods): boolean {
  const names = new Set(first.map((pod) => pod.name))
  return second.some((pod) => names.has(pod.name))
}

function merge(
  containers: readonly Recommendation[],
  rolloutOf: ReadonlyMap<number, number>,
  taken: ReadonlySet<number>,
): Linked {
  const warnings: string[] = []
  const kept: Recommendation[] = []
  containers.forEach((container, index) => {
    if (taken.has(index)) return
    const at = rolloutOf.get(index)
    const rollout = at === undefined ? undefined : containers[at]
    if (rollout === undefined) kept.push(container)
    else {
      const result = mergeRollout(rollout, container)
      kept.push(result.container)
      if (result.warning !== null) warnings.push(result.warning)
    }
  })
  return { containers: kept, warnings }
}

/**
 * One entry for both: the Deployment's identity (under `workloadRef` it holds the containers), the Rollout's numbers (its
 * pods are the ones that Prometheus knows). An autoscaler seen on either of them counts.
 */
export function mergeRollout(
  rollout: Recommendation,
  deployment: Recommendation,
): { readonly container: Recommendation; readonly warning: string | null } {
  const { namespace, name } = deployment.container
  const [main, other] = [rollout.evidence, deployment.evidence]
  return {
    container: {
      ...deployment,
      severity:
        severityRank(rollout.severity) >= severityRank(deployment.severity) ? rollout.severity : deployment.severity,
      resources: {
        cpu: pick(rollout.resources.cpu, deployment.resources.cpu),
        memory: pick(rollout.resources.memory, deployment.resources.memory),
      },
      evidence: {
        ...main,
        pods: Math.max(main.pods, other.pods),
        deletedPods: Math.max(main.deletedPods, other.deletedPods),
        hpa: main.hpa ?? other.hpa,
        hpaWitnessed: main.hpaWitnessed && other.hpaWitnessed,
        ...(main.hpaListFailed === true || other.hpaListFailed === true ? { hpaListFailed: true } : {}),
        labels: { ...main.labels, ...other.labels },
        annotations: { ...main.annotations, ...other.annotations },
      },
      alsoAs: [...(deployment.alsoAs ?? []), { kind: rollout.container.kind, name: rollout.container.name }],
    },
    warning: disagree(rollout, deployment)
      ? `krr recommends different values for ${namespace}/Deployment/${name} and the Rollout of the same pods; the Rollout's were taken`
      : null,
  }
}

function pick(rollout: ResourceAdvice, deployment: ResourceAdvice): ResourceAdvice {
  const hpa = [rollout, deployment].find((advice) => advice.info === 'HPA detected')
  if (hpa !== undefined) return hpa
  return rollout.request.type === 'unknown' ? deployment : rollout
}

/** Two numbers that differ. A number beside "no data" is no contradiction: the Deployment often has no pods of its own. */
function disagree(rollout: Recommendation, deployment: Recommendation): boolean {
  return RESOURCES.some((resource) => {
    const first = rollout.resources[resource].request
    const second = deployment.resources[resource].request
    return first.type === 'value' && second.type === 'value' && first.amount !== second.amount
  })
}
