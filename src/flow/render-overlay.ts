/** Builds one overlay the way the configuration allows: never what needs the network, Helm, or files outside. */
import type { KustomizationGraph } from '../core/locate/graph.ts'
import type { RenderState } from '../core/locate/question.ts'
import { parseRender, type Render } from '../core/locate/render.ts'
import type { LocateSkipCode } from '../core/locate/skips.ts'
import type { FileTree } from '../core/locate/tree.ts'
import type { Kustomize, LoadRestrictor } from '../ports/kustomize.ts'
import type { RenderCache } from './render-cache.ts'

/** `render:` of the configuration, as far as building needs it. */
export interface RenderSettings {
  readonly loadRestrictor: 'repository' | 'root-only'
  readonly allowRemote: boolean
}

export interface RenderOverlayOptions {
  readonly overlay: string
  /** Absolute directory on disk: the repository or a copy of it. */
  readonly root: string
  /** The files as they stand below `root`. */
  readonly tree: FileTree
  /** The graph of these files; for a copy with edits, that of the repository will do when `extra` names new files. */
  readonly graph: KustomizationGraph
  /** Files that the build can read besides the closure of the overlay. */
  readonly extra?: Iterable<string>
  /** Files of the closure that are known not to be below `root`: a copy from which they were taken out. */
  readonly without?: Iterable<string>
  readonly kustomize: Kustomize
  readonly cache: RenderCache
  readonly settings: RenderSettings
  readonly signal?: AbortSignal | undefined
}

export type RenderedOverlay =
  | { readonly ok: true; readonly render: Render; readonly loadRestrictor: LoadRestrictor }
  | Extract<RenderState, { ok: false }>

/** kustomize can print a page; a skip is a sentence. */
const LONGEST_MESSAGE = 600

export async function renderOverlay(options: RenderOverlayOptions): Promise<RenderedOverlay> {
  const { overlay, root, tree, graph, kustomize, cache, settings, signal } = options
  const problems = graph.problems(overlay)
  const forbidden = problems.find(({ kind }) => isForbidden(kind, settings))
  if (forbidden !== undefined) {
    return {
      ok: false,
      code: CODES[forbidden.kind] ?? 'build-failed',
      message: `${forbidden.message} (${forbidden.file})`,
    }
  }
  // What cannot be parsed here cannot be checked either, so it gets no more rights than any deployer gives it.
  const unchecked = problems.some(({ kind }) => kind === 'unparsable' || kind === 'unchecked')
  const incomplete = problems.some(({ kind }) => kind === 'missing' || kind === 'remote' || kind === 'unparsable')
  const closure = new Set([...graph.closure(overlay), ...(options.extra ?? [])])
  for (const path of options.without ?? []) closure.delete(path)
  let last = { reason: 'failed', message: '' }
  for (const loadRestrictor of restrictors(settings, unchecked, graph.needsLoadRestrictionsNone(overlay))) {
    const request = { kustomize, root, overlay, tree, closure, incomplete, loadRestrictor, signal }
    const result = await cache.build(request)
    if (result.ok) return { ok: true, render: parseRender(overlay, result.text), loadRestrictor }
    last = result
    if (result.reason !== 'load-restriction') break
  }
  return { ok: false, code: 'build-failed', message: shortened(last.message) }
}

const CODES: Readonly<Record<string, LocateSkipCode>> = {
  remote: 'remote-base',
  helm: 'helm',
  'outside-repository': 'outside-repository',
}

function isForbidden(kind: string, { allowRemote }: RenderSettings): boolean {
  return kind === 'helm' || kind === 'outside-repository' || (kind === 'remote' && !allowRemote)
}

/**
 * Argo CD builds root-only, Flux lets a build read its whole repository. What reads outside of its own folder, as the
 * graph shows, would only fail root-only first.
 */
function restrictors(settings: RenderSettings, unchecked: boolean, readsOutside: boolean): LoadRestrictor[] {
  if (settings.loadRestrictor === 'root-only' || unchecked) return ['root-only']
  return readsOutside ? ['none'] : ['root-only', 'none']
}

function shortened(message: string): string {
  const line = message.replace(/\s*\n\s*/g, ' ').trim()
  return line.length <= LONGEST_MESSAGE ? line : `${line.slice(0, LONGEST_MESSAGE)}…`
}
