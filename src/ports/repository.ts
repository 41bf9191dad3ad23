/** A checkout on disk, read whole for planning. */
import type { FileTree } from '../core/locate/tree.ts'

export interface Head {
  readonly commit: string
  /** `null` when detached. */
  readonly branch: string | null
}

export interface Repository {
  /** Absolute real path of the top directory. */
  readonly root: string
  /** `null` when the folder is no git repository or has no commit. */
  readonly head: Head | null
  /** URL of the remote `origin`; `null` when there is none. */
  readonly origin: string | null
  /** True when tracked files differ from HEAD. */
  readonly dirty: boolean
  readonly tree: FileTree
  /** Those of some paths, which need not exist, that git would not add because it ignores them. One question for all. */
  ignored?(paths: readonly string[], signal?: AbortSignal): Promise<ReadonlySet<string>>
  /** Copies the given files (all when `null`) into a private temporary folder that is removed on dispose. */
  scratch(paths: ReadonlySet<string> | null): Promise<Scratch>
}

/** A throw-away copy of (a part of) a repository, for rendering edited files. */
export interface Scratch extends AsyncDisposable {
  readonly root: string
  /** Adds files of the repository that are not in the copy yet (all when `null`). */
  add(paths: ReadonlySet<string> | null): Promise<void>
  /** Writes texts; `null` puts back what the repository holds (or removes a new file). */
  write(files: ReadonlyMap<string, string | null>): Promise<void>
  /** Takes files out of the copy; a later `write` of `null` puts them back. */
  remove(paths: Iterable<string>): Promise<void>
}
