/** A verified plan in the clothes of a pull request. */

import type { Risk, Savings } from '../change/change.ts'
import type { Application } from '../locate/target.ts'
import type { Warning } from '../problem.ts'
import type { VerifiedPlan } from '../prove/verified-plan.ts'

export interface Proposal {
  /** Hash of what is proposed (targets, fields, values); the same plan has the same id. */
  readonly id: string
  /** `krr-gitops/<group>`; the same group always has the same branch. */
  readonly branch: string
  readonly title: string
  readonly body: string
  /** Commit message with trailers; the commit is the truth about the proposal. */
  readonly commitMessage: string
  readonly labels: readonly string[]
  readonly risk: Risk
  /** The overlay, when the group has one; else the first. */
  readonly overlay: string
  readonly application: Application | null
  readonly plan: VerifiedPlan
  readonly warnings: readonly Warning[]
  readonly savings: Savings
}
