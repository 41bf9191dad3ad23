/** The locate stage: from recommendations to the one overlay that deploys each of them, building as little as possible. */
import type { KustomizationGraph } from '../core/locate/graph.ts'
import type { Render } from '../core/locate/render.ts'
import type { Application, Target } from '../core/locate/target.ts'
import type { Skip } from '../core/problem.ts'
import type { Recommendation } from '../core/recommend/recommendation.ts'
import type { Kustomize } from '../ports/kustomize.ts'
import type { Repository } from '../ports/repository.ts'
import type { Logger, Progress } from '../ports/runtime.ts'
import type { RenderCache } from './render-cache.ts'

/** `render:` of the configuration, as far as building needs it. */
export interface RenderSettings {
  readonly loadRestrictor: 'repository' | 'root-only'
  readonly allowRemote: boolean
}

/** `clusters[]` of the configuration, as far as locating needs it. */
export interface ClusterPaths {
  readonly name: string
  /** Directories or globs whose overlays serve this cluster. */
  readonly paths: readonly string[]
}

export interface LocateOptions {
  readonly repository: Repository
  readonly kustomize: Kustomize
  readonly recommendations: readonly Recommendation[]
  readonly clusters: readonly ClusterPaths[]
  /** URL of `origin`, to tell Applications of this repository from those of others; `null` = unknown. */
  readonly originUrl: string | null
  readonly render: RenderSettings
  readonly cache: RenderCache
  /** Builds that run at the same time. */
  readonly concurrency: number
  readonly signal?: AbortSignal | undefined
  readonly progress: Progress
  readonly logger: Logger
}

export interface Located {
  readonly recommendation: Recommendation
  readonly target: Target
}

export interface LocateResult {
  readonly located: readonly Located[]
  readonly skipped: readonly Skip[]
  /** Every render that was needed, by overlay directory. */
  readonly renders: ReadonlyMap<string, Render>
  readonly graph: KustomizationGraph
  /** Delivery objects of the repository and paths of the configuration. */
  readonly applications: readonly Application[]
  readonly builds: { readonly made: number; readonly cached: number }
}

export type LocateAll = (options: LocateOptions) => Promise<LocateResult>
