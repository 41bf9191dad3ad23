/**
 * Patches and proves the workloads of one group together: one build with the edits per kustomization that can see them.
 *
 * Every workload starts with the form of patch that most likely holds. Where the renders show a surprise, the workload
 * behind it goes on to its next form, and the rest stays as it is; a workload without a form left is skipped by name.
 */
import pLimit from 'p-limit'
import type { WorkloadChange } from '../core/change/change.ts'
import type { KustomizationGraph } from '../core/locate/graph.ts'
import type { Render } from '../core/locate/render.ts'
import { type Application, targetWorkloadKey } from '../core/locate/target.ts'
import { buildPatchContext, type PatchContext } from '../core/patch/draft.ts'
import type { Skip } from '../core/problem.ts'
import type { VerifiedPlan } from '../core/prove/verified-plan.ts'
import type { Kustomize } from '../ports/kustomize.ts'
import type { Repository, Scratch } from '../ports/repository.ts'
import type { Logger } from '../ports/runtime.ts'
import { type Attempt, type Attempter, attempt } from './prove/attempt.ts'
import { blame, toFailure } from './prove/blame.ts'
import { Builds } from './prove/builds.ts'
import { failureSkips, unitSkips } from './prove/skips.ts'
import { splitUnit } from './prove/split.ts'
import { advance, type Failure, startUnit, type Unit } from './prove/unit.ts'
import type { RenderCache } from './render-cache.ts'
import type { RenderSettings } from './render-overlay.ts'

export interface ProveGroupOptions {
  /** Stable name of the group. */
  readonly group: string
  /** Their overlays may differ. */
  readonly workloads: readonly WorkloadChange[]
  readonly graph: KustomizationGraph
  /** Delivery objects of the repository and paths of the configuration. */
  readonly applications: readonly Application[]
  readonly repository: Repository
  /** A copy that nobody else uses meanwhile; it is left as it was found, but for added files of the repository. */
  readonly scratch: Scratch
  readonly kustomize: Kustomize
  readonly cache: RenderCache
  /** Renders of the repository as it stands, as far as they are known. */
  readonly renders: ReadonlyMap<string, Render>
  readonly render: RenderSettings
  /** What all groups of a plan look up in the repository; made here unless given. */
  readonly context?: PatchContext
  /** Builds that run at the same time; 2 unless given. */
  readonly concurrency?: number
  readonly signal?: AbortSignal | undefined
  readonly logger: Logger
}

export interface ProveGroupResult {
  /** `null` when no workload of the group could be proved. */
  readonly plan: VerifiedPlan | null
  readonly skipped: readonly Skip[]
}

/**
 * @returns every container of the workloads, either in the plan or in a skip
 * @throws Problem when kustomize cannot be run, or the signal aborts
 */
export async function proveGroup(options: ProveGroupOptions): Promise<ProveGroupResult> {
  const { group, applications, repository, graph, concurrency = 2, signal, logger } = options
  const limit = pLimit(concurrency)
  const context = options.context ?? buildPatchContext(repository.tree, graph, applications)
  const builds = new Builds(options)
  const tools: Attempter = {
    group,
    context,
    applications,
    builds,
    each: (items, act) => Promise.all(items.map((item) => limit(act, item))),
  }
  const skipped: Skip[] = []
  let confused: WorkloadChange[] = []
  const secondTry = new Set<string>()
  // A fixed order: the same changes give the same texts, in whatever order a report names them.
  let units = [...options.workloads].sort(byTarget).map((workload) => startUnit(context, workload))
  try {
    for (let round = 1; units.length > 0; round += 1) {
      signal?.throwIfAborted()
      const tried = await attempt(tools, units)
      logger.debug({ group, round, units: units.length, unproved: tried.unproved.length }, 'tried a set of patches')
      const wronged = tried.exhausted.filter(
        (unit) => !secondTry.has(targetWorkloadKey(unit.workload.target)) && mayBeConfused(unit, units),
      )
      confused.push(...wronged.map((unit) => unit.workload))
      const left = tried.exhausted.filter((unit) => !wronged.includes(unit)).map((unit) => leave(unit, graph))
      skipped.push(...left.flatMap(({ skips }) => skips))
      const retried = left.flatMap(({ rest }) => (rest === null ? [] : [startUnit(context, rest)]))
      if (confused.length > 0 && retried.length === 0 && (tried.plan !== null || tried.placed.length === 0)) {
        for (const { target } of confused) secondTry.add(targetWorkloadKey(target))
        units = [...tried.placed, ...confused.map((workload) => startUnit(context, workload))]
        confused = []
        continue
      }
      if (tried.plan !== null && retried.length === 0) return { plan: tried.plan, skipped }
      const failures = await guilty(tools, tried)
      units = [
        ...tried.placed.map((unit) => {
          const failure = failures.get(unit)
          return failure === undefined ? unit : advance(unit, failure)
        }),
        ...retried,
      ]
    }
    return { plan: null, skipped }
  } finally {
    await builds.write([], [])
  }
}

function byTarget(one: WorkloadChange, other: WorkloadChange): number {
  const [a, b] = [targetWorkloadKey(one.target), targetWorkloadKey(other.target)]
  return a === b ? 0 : a < b ? -1 : 1
}

/**
 * Two workloads of one overlay whose names contain each other: a patch of `manager` may show at `shop-manager`, and the
 * wrong one gets the blame. The one with the longer name, which any name-based match of the other also hits, is tried once
 * more when the other is out of the way.
 */
function mayBeConfused({ workload }: Unit, units: readonly Unit[]): boolean {
  const { id } = workload.target.object
  return units.some(({ workload: other }) => {
    const { kind, name } = other.target.object.id
    return other !== workload && kind === id.kind && name !== id.name && id.name.includes(name)
  })
}

/** What becomes of a unit without a form left: skips, and perhaps the containers that are not to blame. */
function leave(unit: Unit, graph: KustomizationGraph): { skips: Skip[]; rest: WorkloadChange | null } {
  const split = splitUnit(unit)
  if (split === null) return { skips: unitSkips(unit, graph), rest: null }
  return { skips: failureSkips(split.blamed, split.failure), rest: split.rest }
}

async function guilty(tools: Attempter, tried: Attempt): Promise<ReadonlyMap<Unit, Failure>> {
  if (tried.unproved.length === 0) return new Map()
  const found = blame(tried.unproved, tried.placed, tried.readers, tools.context.graph)
  if (found.guilty.size > 0) return found.guilty
  const suspects = found.suspects.length > 0 ? found.suspects : tried.placed
  return oneByOne(tools, tried.placed, suspects)
}

/** Nobody can be named: the suspects are added one after the other, and whoever brings the surprise along is behind it. */
async function oneByOne(
  tools: Attempter,
  placed: readonly Unit[],
  suspects: readonly Unit[],
): Promise<ReadonlyMap<Unit, Failure>> {
  const failures = new Map<Unit, Failure>()
  const good = placed.filter((unit) => !suspects.includes(unit))
  for (const unit of suspects) {
    const tried = await attempt(tools, [...good, unit])
    const [first] = tried.unproved
    if (first === undefined) good.push(unit)
    else failures.set(unit, toFailure(first, unit, first.differences, tried.readers))
  }
  const [last] = suspects
  // Each alone was fine and all together are not: somebody has to go, or this would never end.
  if (failures.size === 0 && last !== undefined) {
    const message = 'its patch does not go together with those of other workloads'
    failures.set(last, { code: 'unexpected-difference', form: null, overlay: null, message, differences: [] })
  }
  return failures
}
