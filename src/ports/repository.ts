/** A checkout on disk, read whole for planning. */
export interface Head {
  readonly commit: string
  /** `null` when detached. */
  readonly branch: string | null
}

/** A path in the repository as it stands on disk. */
export interface TreeEntry {
  readonly path: string
  readonly type: 'file' | 'symlink'
  /** Where the link points, as written; only for symlinks. */
  readonly link?: string
}

/**
 * The files of a checkout as values. Paths are repository-relative, `/` separated. Symlinks are followed only as long as
 * they stay inside the repository.
 */
export interface FileTree {
  /** All entries that git tracks or would track (ignored files and `.git` are not part of the repository). */
  entries(): readonly TreeEntry[]
  /** Text of a file, symlinks followed; `undefined` when there is none, it is binary, or a link leaves the repository. */
  text(path: string): string | undefined
  /** The path with all symlinks followed; `undefined` when it does not exist or leaves the repository. */
  real(path: string): string | undefined
  isDirectory(path: string): boolean
}

export interface Repository {
  /** Absolute real path of the top directory. */
  readonly root: string
  /** `null` when the folder is no git repository or has no commit. */
  readonly head: Head | null
  /** True when tracked files differ from HEAD. */
  readonly dirty: boolean
  readonly tree: FileTree
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
}
