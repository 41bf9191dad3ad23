/** Policy as values, after the configuration file was read, defaulted and checked. Percent are plain numbers: 30 is 30 %. */
import type { Severity } from '../recommend/recommendation.ts'
import type { Amount } from '../workload.ts'

/** Globs allowed; all keys that are given must match; within a key any entry may. */
export interface Selector {
  readonly clusters?: readonly string[]
  readonly namespaces?: readonly string[]
  readonly kinds?: readonly string[]
  readonly names?: readonly string[]
  readonly containers?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
}

export interface PerResource {
  readonly cpu?: Amount
  readonly memory?: Amount
}

export type LimitsPolicy = 'keep' | 'recommended' | 'remove-cpu'
export type HpaPolicy = 'skip' | 'warn'

export interface Bounds {
  /** Largest increase and decrease in one pull request, in percent of what Git renders. */
  readonly maxIncrease: number
  readonly maxDecrease: number
  /**
   * A change must reach both; where caps make it a step, the whole way counts. Only the amount of a decrease is asked of
   * the step itself: nobody wants to review a saving of 3m.
   */
  readonly minChange: { readonly percent: number; readonly cpu: Amount; readonly memory: Amount }
  readonly floor: PerResource
  readonly ceiling: PerResource
  readonly limits: LimitsPolicy
  readonly hpa: HpaPolicy
}

/** Some of the bounds, as a rule or an annotation gives them; of `minChange`, `floor` and `ceiling` each key stands alone. */
export interface BoundsPatch extends Partial<Omit<Bounds, 'minChange'>> {
  readonly minChange?: Partial<Bounds['minChange']>
}

export interface PolicyRule extends BoundsPatch {
  readonly match: Selector
}

export interface Policy extends Bounds {
  /** The last rule that matches wins, key by key. */
  readonly rules: readonly PolicyRule[]
  readonly protect: readonly Selector[]
}

/** Which recommendations are taken at all. */
export interface Selection {
  readonly minSeverity: Severity
  /** Empty takes everything. */
  readonly include: readonly Selector[]
  readonly exclude: readonly Selector[]
}

export interface Prices {
  readonly cpuCoreMonth: number | null
  readonly memoryGiBMonth: number | null
  readonly currency: string
}
