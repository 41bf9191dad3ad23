/** When one container of a workload cannot be patched, the others still may. */
import type { WorkloadChange } from '../../core/change/change.ts'
import type { Failure, Unit } from './unit.ts'

export interface Split {
  /** The containers that are to blame, with what is said against them. */
  readonly blamed: WorkloadChange
  readonly failure: Failure
  /** The others. */
  readonly rest: WorkloadChange
}

/** Separates the containers to which all differences of the last render belong; `null` when that is none or all. */
export function splitUnit({ workload, failures }: Unit): Split | null {
  const failure = failures.findLast(({ differences }) => differences.length > 0)
  if (failure === undefined || failure.code === 'seen-by-other-root') return null
  const blamed = new Set<string>()
  for (const { pointer } of failure.differences) {
    const change = workload.changes.find(({ target }) => {
      const container = [...target.containersPath, target.index].map((step) => `/${step}`).join('')
      return pointer === container || pointer.startsWith(`${container}/`)
    })
    if (change === undefined) return null
    blamed.add(change.target.container.container)
  }
  const mine = workload.changes.filter(({ target }) => blamed.has(target.container.container))
  const rest = workload.changes.filter(({ target }) => !blamed.has(target.container.container))
  const [first] = rest
  if (first === undefined) return null
  return {
    blamed: { ...workload, changes: mine },
    failure,
    rest: { ...workload, target: first.target, changes: rest },
  }
}
