/** One combination of forms: written, built and judged. */
import type { WorkloadChange } from '../../core/change/change.ts'
import type { Application } from '../../core/locate/target.ts'
import { draftEdits, EMPTY_DRAFT, type PatchContext } from '../../core/patch/draft.ts'
import type { FileEdit } from '../../core/patch/edit.ts'
import type { VerifiedPlan } from '../../core/prove/verified-plan.ts'
import { type ComparedBuild, type Unproved, type VerifyInput, verify } from '../../core/prove/verify.ts'
import type { Builds } from './builds.ts'
import { planReaders, type Reader } from './readers.ts'
import { compose, type Unit } from './unit.ts'

export interface Attempt {
  /** Units whose form was tried, as they are now. */
  readonly placed: readonly Unit[]
  /** Units that have no form left. */
  readonly exhausted: readonly Unit[]
  readonly plan: VerifiedPlan | null
  /** What stands against the plan; empty when there is one, or nothing was tried. */
  readonly unproved: readonly Unproved[]
  readonly readers: readonly Reader[]
}

export interface Attempter {
  readonly group: string
  readonly context: PatchContext
  readonly applications: readonly Application[]
  readonly builds: Builds
  /** Runs builds, as many at once as the machine has room for. */
  readonly each: <T, R>(items: readonly T[], act: (item: T) => Promise<R>) => Promise<R[]>
}

export async function attempt(tools: Attempter, units: readonly Unit[]): Promise<Attempt> {
  const { draft, placed, exhausted } = compose(units, EMPTY_DRAFT)
  if (placed.length === 0) return { placed, exhausted, plan: null, unproved: [], readers: [] }
  const workloads = placed.map((unit) => unit.workload)
  return { placed, exhausted, ...(await proveEdits(tools, workloads, draftEdits(tools.context, draft))) }
}

/** Builds and judges edits, whoever made them: they must change exactly the values of the workloads, or `nothing`. */
export async function proveEdits(
  tools: Attempter,
  workloads: readonly WorkloadChange[],
  edits: readonly FileEdit[],
  nothing?: VerifyInput['nothing'],
): Promise<Pick<Attempt, 'plan' | 'unproved' | 'readers'>> {
  const { group, context, applications, builds } = tools
  const readers = planReaders({
    graph: context.graph,
    applications,
    overlays: applicationsByOverlay(workloads),
    edited: edits.map(({ path }) => path),
  })
  await builds.write(
    edits,
    readers.map(({ dir }) => dir),
  )
  const compared = await tools.each(readers, (reader) => compare(builds, reader))
  const judged = verify({
    ...{ group, workloads, edits, builds: compared, readers: readers.map(({ dir }) => dir) },
    ...(nothing === undefined ? {} : { nothing }),
  })
  const unseen = await cannotShow(builds, readers, workloads)
  if (judged.ok && unseen.length === 0) return { plan: judged.plan, unproved: [], readers }
  return { plan: null, unproved: [...unseen, ...(judged.ok ? [] : judged.unproved)], readers }
}

async function compare(builds: Builds, { dir, passesOn, keepsNames }: Reader): Promise<ComparedBuild> {
  const { outcome } = await builds.before(dir)
  return { overlay: dir, before: outcome, after: await builds.after(dir), passesOn, keepsNames }
}

/**
 * A root that somebody else can build and this program cannot (network, Helm, plugins) sees the edit too, and nobody can
 * show here what becomes of it. One that is simply broken deploys nothing.
 */
async function cannotShow(
  builds: Builds,
  readers: readonly Reader[],
  workloads: readonly WorkloadChange[],
): Promise<Unproved[]> {
  const own = new Set(workloads.map(({ target }) => target.overlay))
  const unseen: Unproved[] = []
  for (const { dir, owner } of readers) {
    const before = await builds.before(dir)
    if (owner === null || own.has(dir) || before.outcome.ok || !before.elsewhere) continue
    const message = `it cannot be rendered here (${before.outcome.message})`
    unseen.push({ overlay: dir, code: 'fails-differently', message, differences: [] })
  }
  return unseen
}

function applicationsByOverlay(workloads: readonly WorkloadChange[]): Map<string, (Application | null)[]> {
  const overlays = new Map<string, (Application | null)[]>()
  for (const workload of workloads) {
    for (const { target } of [workload, ...workload.changes]) {
      overlays.set(target.overlay, [...(overlays.get(target.overlay) ?? []), target.application])
    }
  }
  return overlays
}
