/** The share of a stage's workloads that comes first: the lowest risk, then the key, so that every run picks the same. */
import type { Risk } from '../../change/change.ts'
import { type Gate, OPEN, type StageFacts, settled } from './gate.ts'
import type { StagedWorkload } from './stage.ts'

const ORDER: Readonly<Record<Risk, number>> = { low: 0, medium: 1, high: 2 }

/** The gate of each planned workload of a stage with a canary share of `percent`. */
export function canaryGates(facts: StageFacts, percent: number, now: Date): Map<string, Gate> {
  const { stage, planned } = facts
  const proposals = facts.proposals.filter(({ state }) => state !== 'closed')
  const proposed = new Set(proposals.flatMap(({ workloads }) => workloads.map(({ key }) => key)))
  const fresh = planned.filter(({ key }) => !proposed.has(key)).sort(byRisk)
  const quota = Math.max(1, Math.ceil(((proposed.size + fresh.length) * percent) / 100))
  const first = new Set(fresh.slice(0, Math.max(0, quota - proposed.size)).map(({ key }) => key))
  const canary = settled(stage, proposals, now)
  const rest = first.size > 0 && canary.gate === 'open' ? waitForFirst(stage.name) : canary
  return new Map(
    planned.map(({ key }) => {
      const own = proposed.has(key) || first.has(key)
      return [key, own && canary.gate !== 'stopped' ? OPEN : rest]
    }),
  )
}

function waitForFirst(stage: string): Gate {
  return { gate: 'waiting', for: `the canaries of stage ${stage}`, until: null }
}

function byRisk(one: StagedWorkload, other: StagedWorkload): number {
  return ORDER[one.risk] - ORDER[other.risk] || (one.key < other.key ? -1 : 1)
}
