/** What a set of changes frees. */
import { RESOURCES, type Resource } from '../workload.ts'
import { baseOf, type Savings, type WorkloadChange } from './change.ts'
import type { Prices } from './policy.ts'

const GIBI = 1024 ** 3

/**
 * Sums what the requests free, times the pods that run. Limits reserve nothing and do not count. A request that was not
 * set counts as what applied in its place, else as nothing, so setting one asks for more.
 *
 * @returns millicores and bytes, exact; money per month rounded to cents, `null` when no price is known. A price that is
 * missing for one resource leaves that resource out of the money.
 */
export function savingsOf(workloads: readonly WorkloadChange[], prices: Prices): Savings {
  const [cpu, memory] = RESOURCES.map((resource) => freed(workloads, resource)) as [number, number]
  const { cpuCoreMonth, memoryGiBMonth, currency } = prices
  if (cpuCoreMonth === null && memoryGiBMonth === null) return { cpu, memory, monthly: null, currency: null }
  const money = (cpu / 1000) * (cpuCoreMonth ?? 0) + (memory / GIBI) * (memoryGiBMonth ?? 0)
  // Adding 0 turns the -0 that rounding can give into 0.
  return { cpu, memory, monthly: Math.round(money * 100) / 100 + 0, currency }
}

function freed(workloads: readonly WorkloadChange[], resource: Resource): number {
  const amounts = workloads.flatMap(({ changes, replicas }) =>
    changes
      .filter((change) => change.field === 'requests' && change.resource === resource)
      .map((change) => (Number(baseOf(change)) - Number(change.to)) * replicas),
  )
  return amounts.reduce((sum, amount) => sum + amount, 0)
}
