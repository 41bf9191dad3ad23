/** What is asked about one container, and what is known when it is answered. */
import type { Skip } from '../problem.ts'
import type { Evidence } from '../recommend/recommendation.ts'
import type { ContainerRef } from '../workload.ts'
import type { Candidate, CandidateSet } from './candidates.ts'
import type { ContainerPlace } from './containers.ts'
import type { Delivery, Limitation } from './delivery.ts'
import type { KustomizationGraph } from './graph.ts'
import type { WorkloadMatch } from './match.ts'
import type { Render } from './render.ts'
import type { LocateSkipCode } from './skips.ts'
import type { Variables } from './substitute.ts'
import type { Target } from './target.ts'

export interface Question {
  readonly container: ContainerRef
  readonly evidence: Evidence
  readonly set: CandidateSet
}

/** What became of the build of an overlay; `message` is one clause, in kustomize's own words where it has some. */
export type RenderState =
  | { readonly ok: true; readonly render: Render }
  | { readonly ok: false; readonly code: LocateSkipCode; readonly message: string }

export interface Knowledge {
  readonly graph: KustomizationGraph
  readonly deliveries: readonly Delivery[]
  readonly limitations: readonly Limitation[]
  /** Builds so far, by overlay. */
  readonly renders: ReadonlyMap<string, RenderState>
  /** Values of a delivery's variables; `null` when it replaces none. */
  variablesOf(delivery: Delivery | null): Variables | null
  /** Whether the files of an overlay that cannot be rendered speak of a workload, by its name with or without affixes. */
  mentions(overlay: string, kind: string, name: string): boolean
  /** Whether some manifest gives objects of this kind generated names, and this could be one of them. */
  mayBeGenerated(kind: string, name: string): boolean
  /** Plain manifest files, applied without a kustomization, that hold a workload. */
  rawManifests(kind: string, name: string): readonly string[]
}

export type Decision =
  | { readonly type: 'target'; readonly target: Target }
  | { readonly type: 'skip'; readonly skip: Skip }
  /** These overlays must be built before there is an answer. */
  | { readonly type: 'build'; readonly overlays: readonly string[] }

/** A candidate whose render holds the workload. */
export interface Found {
  readonly candidate: Candidate
  readonly match: WorkloadMatch
  readonly place: ContainerPlace
}

/** A candidate that could not be rendered. */
export interface Blocked {
  readonly candidate: Candidate
  readonly code: LocateSkipCode
  readonly message: string
}
