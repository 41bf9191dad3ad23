/** What a checkout holds, for flows that know the overlay and look for the rest. */

import type { Delivery } from '../core/locate/delivery.ts'
import { buildGraph, type KustomizationGraph } from '../core/locate/graph.ts'
import { overlaysOf } from '../core/locate/overlays.ts'
import type { Variables } from '../core/locate/substitute.ts'
import type { Application } from '../core/locate/target.ts'
import type { Repository } from '../ports/repository.ts'
import { gatherDeliveries } from './deliveries.ts'
import { type ClusterPaths, createRenderer, createVariables, type RenderAll, type RendererOptions } from './locate.ts'
import type { RenderedOverlay } from './render-overlay.ts'

export interface SurveyOptions extends Omit<RendererOptions, 'repository'> {
  readonly repository: Repository
  /** `clusters[]` of the configuration. */
  readonly clusters: readonly ClusterPaths[]
}

export interface Survey {
  readonly repository: Repository
  readonly graph: KustomizationGraph
  readonly deliveries: readonly Delivery[]
  /** Renders of the repository as it stands, each built once. */
  readonly renderAll: RenderAll
  /** What was rendered so far. */
  readonly states: ReadonlyMap<string, RenderedOverlay>
  readonly variablesOf: (delivery: Delivery | null) => Variables | null
  /** Who builds this very kustomization. */
  deliveriesOf(overlay: string): readonly Delivery[]
}

/** Reads the kustomizations and the delivery objects; builds only roots that change delivery objects. */
export async function surveyCheckout(options: SurveyOptions): Promise<Survey> {
  const { repository, clusters } = options
  const graph = buildGraph(repository.tree)
  const states = new Map<string, RenderedOverlay>()
  const renderAll = createRenderer(options, graph, states)
  const { tree, origin } = repository
  const { deliveries } = await gatherDeliveries({ tree, graph, originUrl: origin, clusters, reported: [], renderAll })
  const byOverlay = new Map<string, Delivery[]>()
  for (const delivery of deliveries) {
    for (const dir of overlaysOf(delivery, graph)) byOverlay.set(dir, [...(byOverlay.get(dir) ?? []), delivery])
  }
  return {
    ...{ repository, graph, deliveries, renderAll, states, variablesOf: createVariables(repository) },
    deliveriesOf: (overlay) => byOverlay.get(overlay) ?? [],
  }
}

/** The Argo CD or Flux object that delivers an overlay, if there is one; else the path of the configuration. */
export function applicationOf({ deliveriesOf }: Pick<Survey, 'deliveriesOf'>, overlay: string): Application | null {
  const found = deliveriesOf(overlay)
  return found.find(({ controller }) => controller !== 'config') ?? found[0] ?? null
}
