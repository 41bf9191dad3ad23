/** Reads the delivery objects of a repository, rendering those that some kustomization changes. */
import { type Declaration, declarationsOf, findDeclarations } from '../core/locate/declarations.ts'
import { planDeclarations } from '../core/locate/declaring.ts'
import { type Deliveries, type DeliveryContext, readDeliveries } from '../core/locate/deliveries.ts'
import type { Limitation } from '../core/locate/delivery.ts'
import { overlaysOf } from '../core/locate/overlays.ts'
import type { Render } from '../core/locate/render.ts'
import { directoryName } from '../core/locate/skips.ts'
import type { RenderedOverlay } from './render-overlay.ts'

export interface GatherOptions extends DeliveryContext {
  /** Builds overlays, each once. */
  renderAll(overlays: readonly string[]): Promise<ReadonlyMap<string, RenderedOverlay>>
}

/** Deliveries can deliver deliveries; nobody nests them deeper than this. */
const MAX_ROUNDS = 5

/**
 * An app of apps is read as it is rendered. A delivery may name a directory that is itself rendered by others; then that
 * directory counts as a root of its own, and is looked at in a further round.
 */
export async function gatherDeliveries(options: GatherOptions): Promise<Deliveries> {
  const { tree, graph } = options
  const declared = findDeclarations(tree)
  const limitations: Limitation[] = []
  let declarations: Declaration[] = []
  let roots = [...graph.roots()]
  const seen = new Set(roots)
  for (let round = 0; round < MAX_ROUNDS && roots.length > 0; round++) {
    const plan = planDeclarations(declared, graph, roots)
    const renders = await options.renderAll(plan.renders)
    // Files of their own belong to no root; the first round has them all.
    const plain = round === 0 ? plan.plain : plan.plain.filter(({ declaredIn }) => declaredIn !== null)
    declarations = [...declarations, ...plain]
    for (const root of plan.renders) {
      const state = renders.get(root)
      if (state?.ok) declarations.push(...renderedDeclarations(state.render, declared))
      else limitations.push(unrendered(root, options))
    }
    roots = readDeliveries(declarations, options)
      .deliveries.flatMap((delivery) => overlaysOf(delivery, graph))
      .filter((overlay) => !seen.has(overlay))
    for (const root of roots) seen.add(root)
  }
  const found = readDeliveries(declarations, options)
  return { deliveries: found.deliveries, limitations: [...found.limitations, ...limitations] }
}

function renderedDeclarations(render: Render, declared: readonly Declaration[]): Declaration[] {
  return render.objects.flatMap((object) => {
    const { kind, name } = object.id
    const source = declared.find((each) => each.kind === kind && each.name === name)
    if (source === undefined && !declared.some((each) => each.kind === kind)) return []
    return declarationsOf(object.body(), source?.file ?? `${render.overlay}/kustomization.yaml`, render.overlay)
  })
}

function unrendered(root: string, { graph }: DeliveryContext): Limitation {
  return {
    file: graph.get(root)?.file ?? root,
    object: `Kustomization ${directoryName(root)}`,
    message: 'it changes delivery objects and cannot be rendered here',
  }
}
