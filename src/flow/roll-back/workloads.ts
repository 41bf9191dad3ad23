/** Inverse changes as the stages of a plan know changes: grouped by workload, ready to be patched and proved. */
import type { Change, Risk, WorkloadChange } from '../../core/change/change.ts'
import { replicasOf } from '../../core/change/guards/replicas.ts'
import { type Target, targetWorkloadKey } from '../../core/locate/target.ts'
import { changeKey, type ProposedChange } from '../../core/pull-request/proposed-change.ts'
import type { Recommendation, ResourceAdvice } from '../../core/recommend/recommendation.ts'
import type { FoundValue } from './targets.ts'

/** @param undo the inverse changes; those whose container is not found are left out */
export function toWorkloads(
  undo: readonly ProposedChange[],
  found: ReadonlyMap<string, FoundValue>,
  risk: Risk,
): WorkloadChange[] {
  const workloads = new Map<string, Change[]>()
  for (const change of undo) {
    const value = found.get(changeKey(change))
    if (value?.found !== 'value') continue
    const key = targetWorkloadKey(value.target)
    workloads.set(key, [...(workloads.get(key) ?? []), toChange(change, value.target)])
  }
  return [...workloads.values()].flatMap((changes) => {
    const target = changes[0]?.target
    if (target === undefined) return []
    const replicas = replicasOf(target.object.body(), null, 1)
    return [{ target, changes, risk, riskReasons: [], warnings: [], replicas }]
  })
}

function toChange(change: ProposedChange, target: Target): Change {
  const { resource, field, from, to, because } = change
  const recommendation = noRecommendation(target)
  return { target, recommendation, resource, field, from, recommended: null, to, because, inAnyForm: true }
}

const NO_ADVICE: ResourceAdvice = {
  ...{ request: { type: 'unknown' }, limit: { type: 'unknown' } },
  ...{ liveRequest: null, liveLimit: null, info: null, severity: 'UNKNOWN', atFloor: false },
}

/** krr has nothing to do with a revert. */
function noRecommendation({ container }: Target): Recommendation {
  return {
    container,
    severity: 'UNKNOWN',
    resources: { cpu: NO_ADVICE, memory: NO_ADVICE },
    evidence: {
      ...{ pods: 0, deletedPods: 0, hpa: null, hpaWitnessed: false, warnings: [], labels: {}, annotations: {} },
      ...{ strategy: '', historyHours: null, generatedAt: '', krrVersion: null, source: '' },
    },
  }
}
