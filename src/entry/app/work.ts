/** What is waiting to be done in one repository; two of them become one. */
import type { Touched } from './flows.ts'

export interface Work {
  readonly numbers: ReadonlySet<number>
  readonly branches: ReadonlySet<string>
  readonly sweep: boolean
}

export const SWEEP: Work = { numbers: new Set(), branches: new Set(), sweep: true }

export function lookWork({ numbers, branches }: Touched): Work {
  return { numbers: new Set(numbers), branches: new Set(branches), sweep: false }
}

/** A look sees the state at its time, so one look answers all events that came before it. */
export function mergeWork(one: Work | null, other: Work): Work {
  if (one === null) return other
  return {
    numbers: new Set([...one.numbers, ...other.numbers]),
    branches: new Set([...one.branches, ...other.branches]),
    sweep: one.sweep || other.sweep,
  }
}

/** True when somebody waits for it: events go before scheduled sweeps. */
export function isUrgent({ numbers, branches }: Work): boolean {
  return numbers.size > 0 || branches.size > 0
}
