/** Renders of a group: the repository as it stands, and a scratch copy with the edits. */
import type { KustomizationGraph } from '../../core/locate/graph.ts'
import type { Render } from '../../core/locate/render.ts'
import type { FileTree } from '../../core/locate/tree.ts'
import { withEdits } from '../../core/locate/tree-view.ts'
import type { FileEdit } from '../../core/patch/edit.ts'
import type { Outcome } from '../../core/prove/verify.ts'
import type { Kustomize } from '../../ports/kustomize.ts'
import type { Repository, Scratch } from '../../ports/repository.ts'
import type { RenderCache } from '../render-cache.ts'
import { type RenderedOverlay, type RenderSettings, renderOverlay } from '../render-overlay.ts'

export interface BuildTools {
  readonly graph: KustomizationGraph
  readonly repository: Repository
  readonly scratch: Scratch
  readonly kustomize: Kustomize
  readonly cache: RenderCache
  /** Renders before, as far as they are known, by overlay. */
  readonly renders: ReadonlyMap<string, Render>
  readonly render: RenderSettings
  readonly signal?: AbortSignal | undefined
}

export interface Before {
  readonly outcome: Outcome
  /** True when somebody with network, Helm or plugins could build it, and this program cannot. */
  readonly elsewhere: boolean
}

/** A build that fails for want of a file may only want one that the closure does not name. */
const MISSING_FILE = /no such file|does ?n[o']t exist|cannot find|not found/i

export class Builds {
  readonly #tools: BuildTools
  readonly #before = new Map<string, Before>()
  #written: ReadonlyMap<string, string | null> = new Map()
  #everything: Promise<void> | undefined

  constructor(tools: BuildTools) {
    this.#tools = tools
  }

  /** The render of the repository as it stands; every kustomization is asked for once. */
  async before(dir: string): Promise<Before> {
    const known = this.#before.get(dir)
    if (known !== undefined) return known
    const { graph, renders, repository } = this.#tools
    const render = renders.get(dir)
    const state = render ?? (await this.#render(dir, repository.root, repository.tree, []))
    const plugin = graph.includes(dir).some((each) => graph.get(each)?.references.some(({ role }) => role === 'plugin'))
    const before =
      'objects' in state
        ? { outcome: { ok: true as const, render: state }, elsewhere: false }
        : { outcome: toOutcome(state), elsewhere: !state.ok && (plugin || state.code !== 'build-failed') }
    this.#before.set(dir, before)
    return before
  }

  /**
   * Puts these edits, and only these, into the scratch copy, beside all files that the given kustomizations read: builds
   * run side by side afterwards, and none may start while a file of it is still on its way.
   */
  async write(edits: readonly FileEdit[], dirs: readonly string[]): Promise<void> {
    const { graph, scratch } = this.#tools
    await scratch.add(new Set(dirs.flatMap((dir) => [...graph.closure(dir)])))
    const texts = new Map(edits.map(({ path, after }) => [path, after]))
    const gone = [...this.#written.keys()].filter((path) => !texts.has(path)).map((path) => [path, null] as const)
    const changed = [...texts].filter(([path, text]) => !this.#written.has(path) || this.#written.get(path) !== text)
    await scratch.write(new Map([...gone, ...changed.filter(([, text]) => text !== null)]))
    await scratch.remove(changed.flatMap(([path, text]) => (text === null ? [path] : [])))
    this.#written = texts
  }

  /** The render of the scratch copy with what was written last. */
  async after(dir: string): Promise<Outcome> {
    const { repository, scratch } = this.#tools
    const tree = withEdits(repository.tree, this.#written)
    const outcome = toOutcome(await this.#render(dir, scratch.root, tree, [...this.#written.keys()]))
    const before = await this.before(dir)
    if (outcome.ok || !before.outcome.ok || !MISSING_FILE.test(outcome.message)) return outcome
    // A file that kustomize read and the graph did not foresee: once more with the whole repository.
    this.#everything ??= scratch.add(null)
    await this.#everything
    const all = tree.entries().map(({ path }) => path)
    return toOutcome(await this.#render(dir, scratch.root, tree, all))
  }

  #removed(): string[] {
    return [...this.#written].flatMap(([path, text]) => (text === null ? [path] : []))
  }

  #render(overlay: string, root: string, tree: FileTree, extra: readonly string[]): Promise<RenderedOverlay> {
    const { graph, kustomize, cache, render: settings, signal } = this.#tools
    const without = root === this.#tools.scratch.root ? this.#removed() : []
    return renderOverlay({ overlay, root, tree, graph, extra, without, kustomize, cache, settings, signal })
  }
}

function toOutcome(state: RenderedOverlay): Outcome {
  return state.ok ? { ok: true, render: state.render } : { ok: false, message: state.message }
}
