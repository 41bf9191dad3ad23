/** A set of edits whose renders were compared. Short of a cast, only `verify` in this folder can make one. */
import type { WorkloadChange } from '../change/change.ts'
import type { FileEdit } from '../patch/edit.ts'

declare const proved: unique symbol

/** One kustomization that was built before and after. */
export interface ProvedBuild {
  readonly overlay: string
  /** True when the render changed (as intended); false when it was checked to stay the same. */
  readonly changed: boolean
  /** Unified diff of the two renders, only the documents that differ; empty when nothing changed. */
  readonly diff: string
}

export interface VerifiedPlan {
  readonly [proved]: true
  /** Stable name of the group: `apps/shop/overlays/prod`, `shop` (namespace), … */
  readonly group: string
  readonly workloads: readonly WorkloadChange[]
  readonly edits: readonly FileEdit[]
  readonly builds: readonly ProvedBuild[]
  /** sha256 over both renders of every build, hex. */
  readonly digest: string
}
