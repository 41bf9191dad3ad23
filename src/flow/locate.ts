/** The locate stage: from recommendations to the one overlay that deploys each of them, building as little as possible. */
import pLimit from 'p-limit'
import { type CandidateSet, createCandidateFinder } from '../core/locate/candidates.ts'
import type { ClusterPaths } from '../core/locate/clusters.ts'
import { decide } from '../core/locate/decide.ts'
import type { Deliveries } from '../core/locate/deliveries.ts'
import type { Delivery } from '../core/locate/delivery.ts'
import { buildGraph, type KustomizationGraph } from '../core/locate/graph.ts'
import { createLexicon, type Lexicon } from '../core/locate/lexicon.ts'
import type { Knowledge, Question } from '../core/locate/question.ts'
import type { Render } from '../core/locate/render.ts'
import { sharedGuesses } from '../core/locate/shared-guess.ts'
import { createVariableReader, type Variables } from '../core/locate/substitute.ts'
import type { Target } from '../core/locate/target.ts'
import type { Skip } from '../core/problem.ts'
import type { Recommendation } from '../core/recommend/recommendation.ts'
import { workloadKey } from '../core/workload.ts'
import type { Kustomize } from '../ports/kustomize.ts'
import type { Repository } from '../ports/repository.ts'
import type { Logger, Progress } from '../ports/runtime.ts'
import { gatherDeliveries } from './deliveries.ts'
import type { RenderCache } from './render-cache.ts'
import { type RenderedOverlay, type RenderSettings, renderOverlay } from './render-overlay.ts'

export type { ClusterPaths } from '../core/locate/clusters.ts'
export type { RenderSettings } from './render-overlay.ts'

export interface LocateOptions {
  readonly repository: Repository
  readonly kustomize: Kustomize
  readonly recommendations: readonly Recommendation[]
  /** `clusters[]` of the configuration. */
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
  /** In the order of the recommendations, as are the skips. */
  readonly located: readonly Located[]
  readonly skipped: readonly Skip[]
  /** Every render that was needed, by overlay directory. */
  readonly renders: ReadonlyMap<string, Render>
  readonly graph: KustomizationGraph
  /** Delivery objects of the repository and paths of the configuration. */
  readonly applications: readonly Delivery[]
  readonly builds: { readonly made: number; readonly cached: number }
}

export type LocateAll = (options: LocateOptions) => Promise<LocateResult>

/** Locates every recommendation: each ends up in `located` or in `skipped`. */
export const locateAll: LocateAll = async (options) => {
  const { repository, recommendations, cache, logger } = options
  const before = cache.counts()
  const graph = buildGraph(repository.tree)
  const lexicon = createLexicon(repository.tree, graph)
  const states = new Map<string, RenderedOverlay>()
  const renderAll = createRenderer(options, graph, states)
  const { deliveries, limitations } = await findDeliveries(options, graph, lexicon, renderAll)
  const knowledge: Knowledge = {
    graph,
    deliveries,
    limitations,
    renders: states,
    variablesOf: createVariables(repository),
    mentions: lexicon.mentions,
    mayBeGenerated: lexicon.mayBeGenerated,
    rawManifests: lexicon.rawManifests,
  }
  const questions = askAll(recommendations, createCandidateFinder({ graph, lexicon, deliveries }))
  const answers = await answerAll(questions, knowledge, renderAll)
  const after = cache.counts()
  const builds = { made: after.made - before.made, cached: after.cached - before.cached }
  logger.debug({ builds, overlays: states.size, deliveries: deliveries.length }, 'located the workloads')
  return {
    ...answers,
    renders: new Map([...states].flatMap(([overlay, state]) => (state.ok ? [[overlay, state.render]] : []))),
    graph,
    applications: deliveries,
    builds,
  }
}

export type RenderAll = (overlays: readonly string[]) => Promise<ReadonlyMap<string, RenderedOverlay>>

export type RendererOptions = Omit<LocateOptions, 'recommendations' | 'clusters' | 'originUrl'>

/** Builds overlays in parallel, each once, into `states`. */
export function createRenderer(
  { repository, kustomize, cache, render, concurrency, signal, progress, logger }: RendererOptions,
  graph: KustomizationGraph,
  states: Map<string, RenderedOverlay>,
): RenderAll {
  const limit = pLimit(concurrency)
  const { root, tree } = repository
  let total = 0
  return async (overlays) => {
    const wanted = [...new Set(overlays)].filter((overlay) => !states.has(overlay))
    total += wanted.length
    await Promise.all(
      wanted.map((overlay) =>
        limit(async () => {
          signal?.throwIfAborted()
          const state = await renderOverlay({ overlay, root, tree, graph, kustomize, cache, settings: render, signal })
          if (!state.ok)
            logger.debug({ overlay, code: state.code, message: state.message }, 'an overlay was not rendered')
          states.set(overlay, state)
          progress.update('locate', states.size, total)
        }),
      ),
    )
    return states
  }
}

/** Delivery objects matter only when some word of the repository may be one of the workloads. */
async function findDeliveries(
  { repository, recommendations, clusters, originUrl }: LocateOptions,
  graph: KustomizationGraph,
  lexicon: Lexicon,
  renderAll: RenderAll,
): Promise<Deliveries> {
  const reported = [...new Set(recommendations.flatMap(({ container }) => container.cluster ?? []))]
  const roots = graph.roots()
  const hopeless = recommendations.every(
    ({ container }) => !roots.some((root) => lexicon.mayRender(root, container.kind, container.name)),
  )
  return gatherDeliveries({
    tree: repository.tree,
    graph,
    originUrl,
    clusters,
    reported,
    renderAll: hopeless ? async () => new Map() : renderAll,
  })
}

/** Reads what Flux substitutes for each delivery, once. */
export function createVariables({ tree }: Repository): (delivery: Delivery | null) => Variables | null {
  const read = createVariableReader(tree)
  const known = new Map<Delivery, Variables | null>()
  return (delivery) => {
    if (delivery === null) return null
    const found = known.get(delivery)
    if (found !== undefined) return found
    const variables = delivery.substitution === null ? null : read(delivery.substitution)
    known.set(delivery, variables)
    return variables
  }
}

interface Asked {
  readonly recommendation: Recommendation
  readonly question: Question
}

function askAll(recommendations: readonly Recommendation[], find: ReturnType<typeof createCandidateFinder>): Asked[] {
  const sets = new Map<string, CandidateSet>()
  return recommendations.map((recommendation) => {
    const { container, evidence } = recommendation
    const key = workloadKey(container)
    const set = sets.get(key) ?? find(container, evidence)
    sets.set(key, set)
    return { recommendation, question: { container, evidence, set } }
  })
}

async function answerAll(asked: readonly Asked[], knowledge: Knowledge, renderAll: RenderAll) {
  const located = new Map<Asked, Located>()
  const skipped = new Map<Asked, Skip>()
  for (let open = [...asked]; open.length > 0; ) {
    const wanted = new Set<string>()
    const waiting: Asked[] = []
    for (const each of open) {
      const decision = decide(each.question, knowledge)
      if (decision.type === 'target')
        located.set(each, { recommendation: each.recommendation, target: decision.target })
      else if (decision.type === 'skip') skipped.set(each, decision.skip)
      else {
        waiting.push(each)
        for (const overlay of decision.overlays) wanted.add(overlay)
      }
    }
    await renderAll([...wanted])
    open = waiting
  }
  const guesses = sharedGuesses([...located.values()].map(({ target }) => target))
  for (const [each, { target }] of [...located]) {
    const skip = guesses.get(target)
    if (skip === undefined) continue
    located.delete(each)
    skipped.set(each, skip)
  }
  return {
    located: asked.flatMap((each) => located.get(each) ?? []),
    skipped: asked.flatMap((each) => skipped.get(each) ?? []),
  }
}
