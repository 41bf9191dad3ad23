/** Renders by the content of what they read: the same files are never built twice. */
import { createHash } from 'node:crypto'
import type { FileTree } from '../core/locate/tree.ts'
import type { BuildResult, Kustomize, LoadRestrictor, RenderStore } from '../ports/kustomize.ts'

export interface RenderRequest {
  readonly kustomize: Kustomize
  /** Absolute directory on disk that is built in: the repository or a scratch copy of it. */
  readonly root: string
  /** Repository-relative directory to build. */
  readonly overlay: string
  /** The files as they stand below `root`; their content makes the key. */
  readonly tree: FileTree
  /** Files that the build can read. */
  readonly closure: ReadonlySet<string>
  /** True when the build may read something that `closure` cannot name (a missing or ignored file): never stored. */
  readonly incomplete?: boolean
  readonly loadRestrictor: LoadRestrictor
  readonly signal?: AbortSignal | undefined
}

export type CachedBuild =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'load-restriction' | 'timeout' | 'failed'; readonly message: string }

export interface RenderCache {
  build(request: RenderRequest): Promise<CachedBuild>
  /** Builds made by kustomize and builds answered from the cache, so far. */
  counts(): { readonly made: number; readonly cached: number }
}

export interface RenderCacheOptions {
  /** Keeps renders between runs; `null` = only as long as this cache lives. */
  readonly store: RenderStore | null
}

/** Changes when the meaning of a stored entry does. */
const FORMAT = 'krr-gitops render 2'

export function createRenderCache({ store }: RenderCacheOptions): RenderCache {
  const known = new Map<string, Promise<CachedBuild>>()
  let made = 0
  let cached = 0

  async function fetch(request: RenderRequest, key: string | null): Promise<CachedBuild> {
    const stored = key === null ? null : parseStored((await store?.read(key)) ?? null)
    if (stored !== null) {
      cached++
      return stored
    }
    made++
    const { kustomize, root, overlay, loadRestrictor, signal } = request
    const result = await kustomize.build(root, overlay, { loadRestrictor, ...(signal === undefined ? {} : { signal }) })
    // A build that was stopped says nothing about the files.
    const lasting = result.ok || result.reason !== 'timeout'
    if (key !== null && lasting) await store?.write(key, toStored(result))
    return stripped(result)
  }

  return {
    counts: () => ({ made, cached }),
    build: async (request) => {
      const digest = await contentKey(request)
      // What the key cannot see may differ from folder to folder and from run to run.
      const incomplete = request.incomplete === true || digest.incomplete
      const memoryKey = incomplete ? `${digest.key} ${request.root}` : digest.key
      const running = known.get(memoryKey)
      if (running !== undefined) {
        cached++
        return running
      }
      const build = fetch(request, incomplete ? null : digest.key)
      known.set(memoryKey, build)
      build.then(
        (result) => !result.ok && result.reason === 'timeout' && known.delete(memoryKey),
        () => known.delete(memoryKey),
      )
      return build
    },
  }
}

async function contentKey(request: RenderRequest): Promise<{ key: string; incomplete: boolean }> {
  const { kustomize, overlay, tree, closure, loadRestrictor } = request
  const hash = createHash('sha256')
  const add = (...parts: string[]) => hash.update(`${JSON.stringify(parts)}\n`)
  add(FORMAT, await kustomize.version(), loadRestrictor, overlay)
  const links = new Map(tree.entries().flatMap((entry) => (entry.link === undefined ? [] : [[entry.path, entry.link]])))
  let incomplete = false
  for (const path of [...closure].sort()) {
    const link = links.get(path)
    const digest = link === undefined ? (tree.digest?.(path) ?? textDigest(tree.text(path))) : undefined
    if (link === undefined && digest === undefined) incomplete = true
    add(path, link ?? '', digest ?? '')
  }
  return { key: hash.digest('hex'), incomplete }
}

function textDigest(text: string | undefined): string | undefined {
  return text === undefined ? undefined : createHash('sha256').update(text).digest('hex')
}

function stripped(result: BuildResult): CachedBuild {
  return result.ok ? { ok: true, text: result.text } : result
}

/** One line that says how it ended, then the render or kustomize's words: a render can be megabytes, JSON would cost. */
function toStored(result: BuildResult): string {
  return result.ok ? `ok\n${result.text}` : `${result.reason}\n${result.message}`
}

function parseStored(stored: string | null): CachedBuild | null {
  if (stored === null) return null
  const end = stored.indexOf('\n')
  const outcome = stored.slice(0, end)
  const rest = stored.slice(end + 1)
  if (outcome === 'ok') return { ok: true, text: rest }
  return outcome === 'failed' || outcome === 'load-restriction' ? { ok: false, reason: outcome, message: rest } : null
}
