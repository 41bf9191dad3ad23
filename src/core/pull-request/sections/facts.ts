/** What the sections of a body are written from. */
import type { Risk, Savings, WorkloadChange } from '../../change/change.ts'
import type { Application } from '../../locate/target.ts'
import type { Skip, Warning } from '../../problem.ts'
import type { ProvedBuild } from '../../prove/verified-plan.ts'
import type { PullRequestSettings } from '../settings.ts'

export interface BodyFacts {
  readonly group: string
  readonly application: Application | null
  readonly workloads: readonly WorkloadChange[]
  readonly risk: Risk
  readonly warnings: readonly Warning[]
  readonly savings: Savings
  readonly builds: readonly ProvedBuild[]
  readonly digest: string
  readonly skipped: readonly Skip[]
  readonly settings: PullRequestSettings
}
