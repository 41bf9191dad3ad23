/** Renders by the content of what they read: the same files are never built twice. */

import type { FileTree } from '../core/locate/tree.ts'
import type { Kustomize, LoadRestrictor } from '../ports/kustomize.ts'

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
  /** True when the build may read something that `closure` cannot name (a missing or ignored file): kept in memory only. */
  readonly incomplete?: boolean
  readonly loadRestrictor: LoadRestrictor
  readonly signal?: AbortSignal | undefined
}

export type CachedBuild =
  | { readonly ok: true; readonly text: string; readonly loadRestrictor: LoadRestrictor }
  | { readonly ok: false; readonly reason: 'load-restriction' | 'timeout' | 'failed'; readonly message: string }

export interface RenderCache {
  build(request: RenderRequest): Promise<CachedBuild>
  /** Builds made by kustomize and builds answered from the cache, so far. */
  counts(): { readonly made: number; readonly cached: number }
}
