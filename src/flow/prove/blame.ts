/** Which workload is behind a surprise in a render. */
import type { KustomizationGraph } from '../../core/locate/graph.ts'
import type { Difference } from '../../core/prove/compare.ts'
import type { Unproved } from '../../core/prove/verify.ts'
import type { Reader } from './readers.ts'
import type { Failure, FailureCode, Unit } from './unit.ts'

export interface Blame {
  /** Each with the failure that is its own. */
  readonly guilty: ReadonlyMap<Unit, Failure>
  /** Units of which some are behind what nobody could be blamed for. */
  readonly suspects: readonly Unit[]
}

/** Assigns what stands against a plan to its units, as far as names tell. */
export function blame(
  unproved: readonly Unproved[],
  units: readonly Unit[],
  readers: readonly Reader[],
  graph: KustomizationGraph,
): Blame {
  const guilty = new Map<Unit, Failure>()
  const suspects = new Set<Unit>()
  for (const problem of unproved) {
    const { overlay } = problem
    const involved = overlay === null ? units : unitsWithin(overlay, units, graph)
    const named = problem.differences.length > 0 ? byDifferences(problem, involved) : byMessage(problem, involved)
    for (const [unit, differences] of named) {
      if (!guilty.has(unit)) guilty.set(unit, toFailure(problem, unit, differences, readers))
    }
    if (named.size === 0) for (const unit of involved) suspects.add(unit)
  }
  return { guilty, suspects: guilty.size > 0 ? [] : [...suspects] }
}

function unitsWithin(overlay: string, units: readonly Unit[], graph: KustomizationGraph): Unit[] {
  const included = new Set([overlay, ...graph.includes(overlay)])
  return units.filter((unit) => included.has(unit.workload.target.overlay))
}

function byDifferences({ differences }: Unproved, units: readonly Unit[]): Map<Unit, Difference[]> {
  const named = new Map<Unit, Difference[]>()
  for (const difference of differences) {
    const { object } = difference
    if (object === null) continue
    const alike = units.filter(({ workload }) => {
      const { id } = workload.target.object
      return id.kind === object.kind && object.name.includes(id.name)
    })
    // `cart` is part of `cart-db`, so the longest name that fits is the one; in doubt the same namespace.
    const longest = Math.max(...alike.map(({ workload }) => workload.target.object.id.name.length))
    const closest = alike.filter(({ workload }) => workload.target.object.id.name.length === longest)
    const same = closest.filter(({ workload }) => workload.target.object.id.namespace === object.namespace)
    for (const unit of same.length > 0 ? same : closest) named.set(unit, [...(named.get(unit) ?? []), difference])
  }
  return named
}

/** kustomize names the object of a strategic merge that matches nothing: `Deployment.v1.apps/cart.shop`. */
function byMessage({ message }: Unproved, units: readonly Unit[]): Map<Unit, Difference[]> {
  if (units.length === 1) return new Map(units.map((unit) => [unit, []]))
  const named = [...message.matchAll(/for Id ([A-Za-z]+)\.[^/\s]*\/(\S+?)\.[^.\s;]+(?:;|\s|$)/g)]
  return new Map(
    units
      .filter(({ workload }) => {
        const { id } = workload.target.object
        return named.some(([, kind, name]) => id.kind === kind && id.name.includes(name ?? ''))
      })
      .map((unit) => [unit, []]),
  )
}

export function toFailure(
  problem: Unproved,
  unit: Unit,
  differences: readonly Difference[],
  readers: readonly Reader[],
): Failure {
  const { overlay, message } = problem
  const form = unit.forms[0]?.name ?? null
  const reader = readers.find(({ dir }) => dir === overlay)
  const outer = overlay !== unit.workload.target.overlay
  // What somebody deploys around the overlay may follow it in the very same values only.
  if (outer && reader?.owner && problem.code !== 'build-failed-after') {
    return { code: 'seen-by-other-root', form, overlay, message: `${reader.owner}: ${message}`, differences }
  }
  return { code: codeOf(problem, differences), form, overlay, message, differences }
}

function codeOf({ code }: Unproved, differences: readonly Difference[]): FailureCode {
  if (code === 'build-failed-after' || code === 'fails-differently') return 'build-failed-after'
  if (differences.some(({ kind }) => kind === 'renamed')) return 'renamed-by-edit'
  const none = differences.length > 0 && differences.every(({ kind }) => kind === 'missing')
  return none ? 'no-effect' : 'unexpected-difference'
}
