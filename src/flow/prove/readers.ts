/**
 * Who sees an edit, and whether what they see is wanted.
 *
 * An edit of an overlay shows in every kustomization that includes it. That is wanted where that kustomization is only a
 * step on the way to a root, or delivers the same objects to the same cluster. Everywhere else somebody deploys something
 * that nobody asked to change. See docs/decisions/0004-who-may-see-an-edit.md.
 */
import { describeDelivery } from '../../core/locate/delivery.ts'
import type { KustomizationGraph } from '../../core/locate/graph.ts'
import { isWithin } from '../../core/locate/paths.ts'
import type { Application } from '../../core/locate/target.ts'

export interface Reader {
  readonly dir: string
  /** Overlays of the plan whose changes may show here too. */
  readonly passesOn: readonly string[]
  /** True when they may show only under the same names. */
  readonly keepsNames: boolean
  /** Who stands behind this kustomization, when somebody does: `Application argocd/shop`, `a root of its own`. */
  readonly owner: string | null
}

export interface ReaderPlan {
  readonly graph: KustomizationGraph
  readonly applications: readonly Application[]
  /** The overlays of the plan and the applications that were located for them. */
  readonly overlays: ReadonlyMap<string, readonly (Application | null)[]>
  /** Repository-relative paths of edited and new files; somebody may name a file that is not there yet. */
  readonly edited: readonly string[]
}

/** Every kustomization whose build can read an edited file, the overlays of the plan first. Components build nowhere alone. */
export function planReaders(plan: ReaderPlan): Reader[] {
  const { graph, overlays, edited } = plan
  const dirs = new Set([...overlays.keys(), ...edited.flatMap((path) => graph.readersOf(path))])
  const roots = new Set(graph.roots())
  return [...dirs]
    .filter((dir) => graph.get(dir)?.kind !== 'Component')
    .map((dir) => {
      const deliveries = deliveriesAt(dir, plan)
      const [delivery] = deliveries
      const owner = delivery !== undefined ? describeDelivery(delivery) : roots.has(dir) ? 'a root of its own' : null
      const inner = graph.includes(dir).filter((each) => each !== dir && overlays.has(each))
      const passesOn = inner.filter((overlay) => mayFollow(owner, deliveries, overlays.get(overlay) ?? []))
      return { dir, passesOn, keepsNames: owner !== null, owner }
    })
}

/** True when a kustomization around an overlay may change along with it. */
function mayFollow(
  owner: string | null,
  deliveries: readonly Application[],
  located: readonly (Application | null)[],
): boolean {
  if (owner === null) return true
  if (deliveries.length === 0) return false
  return deliveries.every((delivery) => located.every((own) => own !== null && isSameDelivery(delivery, own)))
}

function isSameDelivery(one: Application, other: Application): boolean {
  if (one.controller === other.controller && one.name === other.name && one.path === other.path) return true
  return one.cluster !== null && one.cluster === other.cluster
}

/** Applications that build this kustomization; Flux builds all kustomizations below a path without one. */
function deliveriesAt(dir: string, { graph, applications }: ReaderPlan): Application[] {
  return applications.filter((application) => {
    // What lies in another repository or in a chart is not built from here.
    if ('place' in application && application.place !== 'here') return false
    const path = graph.realDirectory(application.path)
    if (path === dir) return true
    return application.controller === 'flux' && isWithin(dir, path) && !graph.directories().includes(path)
  })
}
