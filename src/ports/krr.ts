/** One run of krr over one cluster. */
import type { LogFindings } from '../core/recommend/log-findings.ts'

/** A flag of krr without its dashes, with `_` or `-`: `history_duration`. */
export type KrrFlags = Readonly<Record<string, string | number | boolean>>

export interface KrrRequest {
  /** Kube context; `null` = the current one, or the cluster that the program runs in. */
  readonly context: string | null
  readonly strategy: 'simple' | 'simple-limit'
  /** Names or Python regular expressions; empty = krr's default (all but kube-system). */
  readonly namespaces: readonly string[]
  /** Kinds of workload; empty = all. */
  readonly resources: readonly string[]
  /** Label selector; `''` = none. */
  readonly selector: string
  /** `null` = krr looks for one. */
  readonly prometheusUrl: string | null
  readonly flags: KrrFlags
  /** Milliseconds; krr itself never gives up. */
  readonly timeout: number
  /** Milliseconds for which the result of an earlier run counts; 0 = always run. */
  readonly cacheTtl: number
  readonly signal?: AbortSignal | undefined
  /** Told how many containers are calculated so far. */
  readonly onProgress?: ((containers: number) => void) | undefined
}

export interface KrrRun {
  /** The report as JSON with nothing secret left in it, see `stripReport`. */
  readonly report: string
  /** What the log of the run says about completeness. */
  readonly findings: LogFindings
  /** When krr ended. */
  readonly generatedAt: Date
  /** As krr names it (`v1.29.0`, `dev`); `null` = it says nothing that looks like a version. */
  readonly version: string | null
  readonly cached: boolean
  /** Sentences about the run: what krr printed around the report, how far its version is known. */
  readonly remarks: readonly { readonly code: string; readonly message: string; readonly hint: string | null }[]
}

export interface Krr {
  /**
   * @throws Problem with exit 2 (what was asked for is wrong) or 3 (krr, Kubernetes or Prometheus failed), always named;
   * the reason of `signal` when it aborts
   */
  run(request: KrrRequest): Promise<KrrRun>
}
