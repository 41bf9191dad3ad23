/** Which bounds hold for one container: the defaults, then the rules, then the workload's own annotation. */
import { RESOURCES } from '../workload.ts'
import type { Bounds, BoundsPatch, PerResource, Policy } from './policy.ts'
import { matchesSelector, type Subject } from './selector.ts'

/**
 * @param subjects the container as each cluster knows it; more than one when clusters share the overlay
 * @param own the workload's annotation; it speaks last, for this workload only
 * @returns the bounds; where the subjects differ (or a report names no cluster and a rule asks for one) the strictest
 */
export function boundsFor(policy: Policy, subjects: readonly Subject[], own: BoundsPatch): Bounds {
  const readings = subjects.flatMap((subject) =>
    subject.container.cluster === null
      ? [ruled(policy, subject, false), ruled(policy, subject, true)]
      : [ruled(policy, subject, false)],
  )
  return readings.map((bounds) => patched(bounds, own)).reduce(strictest)
}

function ruled(policy: Policy, subject: Subject, unknownCluster: boolean): Bounds {
  const rules = policy.rules.filter((rule) => matchesSelector(rule.match, subject, { unknownCluster }))
  return rules.reduce<Bounds>(patched, policy)
}

function patched(base: Bounds, patch: BoundsPatch): Bounds {
  return {
    maxIncrease: patch.maxIncrease ?? base.maxIncrease,
    maxDecrease: patch.maxDecrease ?? base.maxDecrease,
    minChange: { ...base.minChange, ...patch.minChange },
    floor: { ...base.floor, ...patch.floor },
    ceiling: { ...base.ceiling, ...patch.ceiling },
    limits: patch.limits ?? base.limits,
    hpa: patch.hpa ?? base.hpa,
  }
}

function strictest(a: Bounds, b: Bounds): Bounds {
  return {
    maxIncrease: Math.min(a.maxIncrease, b.maxIncrease),
    maxDecrease: Math.min(a.maxDecrease, b.maxDecrease),
    minChange: {
      percent: Math.max(a.minChange.percent, b.minChange.percent),
      cpu: Math.max(a.minChange.cpu, b.minChange.cpu),
      memory: Math.max(a.minChange.memory, b.minChange.memory),
    },
    floor: pick(a.floor, b.floor, Math.max),
    ceiling: pick(a.ceiling, b.ceiling, Math.min),
    limits: a.limits === b.limits ? a.limits : 'keep',
    hpa: a.hpa === b.hpa ? a.hpa : 'skip',
  }
}

function pick(a: PerResource, b: PerResource, better: (...values: number[]) => number): PerResource {
  const entries = RESOURCES.map((resource) => {
    const given = [a[resource], b[resource]].filter((amount) => amount !== undefined)
    return [resource, given] as const
  })
  return Object.fromEntries(
    entries.filter(([, given]) => given.length > 0).map(([resource, given]) => [resource, better(...given)]),
  )
}
