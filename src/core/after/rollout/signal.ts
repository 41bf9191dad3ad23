/**
 * What everybody who watches a rollout says, in one vocabulary: Argo CD and Flux through GitHub, or objects of a cluster.
 * The latest word of each reporter counts.
 */

/** Where a commit stands to the merge: it, something that contains it, something before it, or not known. */
export type Relation = 'merged' | 'later' | 'earlier' | 'unknown'

/** How the commits that reporters speak of stand to the merge; a flow asks git once and hands over the answers. */
export type Relate = (commit: string) => Relation

export type Saying = 'healthy' | 'progressing' | 'degraded'

export interface Signal {
  /** `kustomization/apps/1a2b3c4d`, `Deployment shop/cart`, `pods of Deployment shop/cart`, … */
  readonly reporter: string
  readonly at: Date
  readonly says: Saying
  /** Stable kebab-case name of what was seen. */
  readonly code: string
  /** A plain sentence without a full stop; holds text of other programs and is escaped where it is shown. */
  readonly sentence: string
  /** True when it was said of a later commit, so that somebody else's change may be the cause. */
  readonly maybeOthers: boolean
}

/** True when this commit holds what was merged. */
export function contains(relation: Relation): boolean {
  return relation === 'merged' || relation === 'later'
}
