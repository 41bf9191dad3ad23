/**
 * How dangerous the changes of one workload are. The level is the highest of all reasons that apply; each is one line of
 * the table below, and the reviewer sees them all.
 */
import { baseOf, type Change, type Risk, raises } from './change.ts'
import type { QosClass } from './guards/qos.ts'
import type { ChangeWarning, WarningCode } from './reasons.ts'

export interface RiskFacts {
  readonly kind: string
  /** In one of the clusters: production, by the names of cluster, namespace and overlay. */
  readonly production: boolean
  readonly changes: readonly Change[]
  readonly warnings: readonly ChangeWarning[]
  /** Quality of service class before and after; `null` = cannot be known. */
  readonly qos: readonly [QosClass | null, QosClass | null]
}

interface Rule {
  readonly level: 'medium' | 'high'
  /** The reason in words; `null` = does not apply. */
  readonly reason: (facts: RiskFacts) => string | null
}

/** Percent of memory that is taken away from which on it is worth a second look, and a second person. */
const MEMORY_DECREASE = { medium: 20, high: 50 } as const
/** An increase that reaches both may not fit where the pods run today. */
const BIG_INCREASE = { percent: 100, cpu: 500, memory: 512 * 1024 ** 2 } as const

const RULES: readonly Rule[] = [
  { level: 'high', reason: (facts) => memoryDecrease(facts, MEMORY_DECREASE.high) },
  { level: 'high', reason: ({ qos }) => (leavesGuaranteed(qos) ? 'the pods are no longer Guaranteed' : null) },
  { level: 'high', reason: onWarning('hpa', 'an autoscaler scales on what changes') },
  { level: 'high', reason: onWarning('quota', 'a ResourceQuota may refuse pods') },
  {
    level: 'high',
    reason: ({ kind, production }) => (kind === 'StatefulSet' && production ? 'a StatefulSet in production' : null),
  },
  {
    level: 'high',
    reason: (facts) =>
      facts.production && facts.changes.some(lowersMemoryLimit) ? 'a memory limit is lowered in production' : null,
  },
  { level: 'medium', reason: (facts) => memoryDecrease(facts, MEMORY_DECREASE.medium) },
  {
    level: 'medium',
    reason: (facts) =>
      facts.production && facts.changes.some(lowersMemory) ? 'memory is lowered in production' : null,
  },
  { level: 'medium', reason: ({ changes }) => (changes.some(lowersMemoryLimit) ? 'a memory limit is lowered' : null) },
  { level: 'medium', reason: ({ changes }) => bigIncrease(changes) },
  { level: 'medium', reason: ({ kind }) => (kind === 'StatefulSet' ? 'a StatefulSet restarts pod by pod' : null) },
  {
    level: 'medium',
    reason: ({ kind, changes }) => (kind === 'DaemonSet' && changes.some(raises) ? 'an increase on every node' : null),
  },
  {
    level: 'medium',
    reason: ({ qos }) => (qos[0] === qos[1] || leavesGuaranteed(qos) ? null : 'the quality of service class changes'),
  },
  { level: 'medium', reason: onWarningIf(lowers, 'single-replica', 'the only replica gets less') },
  { level: 'medium', reason: onWarning('heap-follows-limit', 'a heap that follows the memory limit') },
  { level: 'medium', reason: onWarning('heap-follows-request', 'a heap that follows the memory request') },
  { level: 'medium', reason: onWarning('heap-unknown', 'a heap of unknown size') },
  { level: 'medium', reason: onWarning('new-limit', 'a limit where there was none') },
  { level: 'medium', reason: onWarning('limit-removed', 'a limit is removed') },
  {
    level: 'medium',
    reason: onWarningIf(lowersMemory, 'no-disruption-budget', 'memory is lowered without a PodDisruptionBudget'),
  },
  { level: 'medium', reason: onWarningIf(lowersMemory, 'thin-history', 'memory is lowered on thin history') },
]

/** @returns the level and, for anything but low, every reason behind it; the worst first */
export function assessRisk(facts: RiskFacts): { readonly risk: Risk; readonly reasons: readonly string[] } {
  const found = RULES.map(({ level, reason }) => ({ level, text: reason(facts) })).filter(({ text }) => text !== null)
  const reasons = [...new Set(found.map(({ text }) => String(text)))]
  return { risk: found[0]?.level ?? 'low', reasons }
}

/** `prod-eu`, `eu.production`, `apps/shop/overlays/prd`; not `products`. */
export function isProduction(...names: readonly (string | null)[]): boolean {
  return names.some((name) => /(^|[^a-z])(prod|production|prd)([^a-z]|$)/i.test(name ?? ''))
}

/** The others are evicted and killed first; to join them is a step down. */
function leavesGuaranteed([from, to]: RiskFacts['qos']): boolean {
  return from === 'Guaranteed' && to !== 'Guaranteed'
}

function onWarning(code: WarningCode, words: string): Rule['reason'] {
  return ({ warnings }) => (warnings.some((warning) => warning.code === code) ? words : null)
}

/** Where the warning matters only because something comes down. */
function onWarningIf(some: (change: Change) => boolean, code: WarningCode, words: string): Rule['reason'] {
  const warned = onWarning(code, words)
  return (facts) => (facts.changes.some(some) ? warned(facts) : null)
}

/** Percent that a memory field goes down by; 0 when it does not, or one end is not set. */
function memoryLoss(change: Change): number {
  const base = baseOf(change)
  if (change.resource !== 'memory' || base === null || change.to === null) return 0
  return change.to < base ? ((base - change.to) * 100) / base : 0
}

function lowersMemory(change: Change): boolean {
  return memoryLoss(change) > 0
}

function lowersMemoryLimit(change: Change): boolean {
  return change.field === 'limits' && lowersMemory(change)
}

function memoryDecrease({ changes }: RiskFacts, least: number): string | null {
  const worst = Math.max(...changes.map(memoryLoss))
  return worst >= least ? `memory is lowered by ${Math.round(worst)} %` : null
}

function lowers(change: Change): boolean {
  return change.to !== null && change.to < Number(baseOf(change))
}

/** From nothing to something is no increase by so many percent. */
function bigIncrease(changes: readonly Change[]): string | null {
  const big = changes.find((change) => {
    const [base, to] = [Number(baseOf(change)), Number(change.to)]
    const doubles = base > 0 && to * 100 >= base * (100 + BIG_INCREASE.percent)
    return doubles && to - base >= BIG_INCREASE[change.resource]
  })
  return big === undefined ? null : `${big.resource} of ${big.target.container.container} at least doubles`
}
