/** What the flow needs of the configuration and of the command line. */
import type { FilterInput } from '../../core/recommend/filters.ts'
import type { KrrFlags } from '../../ports/krr.ts'

export interface ScanSettings {
  readonly scan: {
    readonly strategy: 'simple' | 'simple-limit'
    readonly namespaces: readonly string[]
    readonly resources: readonly string[]
    readonly selector: string
    /** Milliseconds, like the other two. */
    readonly maxAge: number
    readonly cacheTtl: number
    readonly timeout: number
    readonly partialReports: 'refuse' | 'accept'
  }
  readonly clusters: readonly ClusterSettings[]
}

export interface ClusterSettings {
  readonly name: string
  readonly krr: {
    readonly context?: string
    readonly prometheusUrl?: string
    readonly flags: KrrFlags
  }
}

/** A finished report. */
export interface GivenReport {
  /** File name, or `-`. */
  readonly source: string
  readonly text: string
  /** When it was made, as far as its file knows: krr puts no time into it. */
  readonly modified: Date
}

export interface ScanInput {
  readonly settings: ScanSettings
  /** Empty = krr is run, once per cluster. */
  readonly reports: readonly GivenReport[]
  readonly filters: FilterInput
}
