/** The files of a repository as values; planning reads nothing else. Paths are repository-relative, `/` separated. */

/** A path in the repository as it stands on disk. */
export interface TreeEntry {
  readonly path: string
  readonly type: 'file' | 'symlink'
  /** Where the link points, as written; only for symlinks. */
  readonly link?: string
}

export interface FileTree {
  /** All entries that git tracks or would track (ignored files and `.git` are not part of the repository). */
  entries(): readonly TreeEntry[]
  /** Text of a file, symlinks followed; `undefined` when there is none, it is not UTF-8, or a link leaves the repository. */
  text(path: string): string | undefined
  /** The path with all symlinks followed; `undefined` when it does not exist or leaves the repository. */
  real(path: string): string | undefined
  isDirectory(path: string): boolean
  /** Hex sha256 of a file's bytes, symlinks followed, for files that are no text too; `undefined` when there is none. */
  digest?(path: string): string | undefined
  /**
   * Whether the bytes of a file hold any of the given ASCII words; `undefined` = cannot tell, look at the text. Screening
   * bytes is many times faster than making text of every file of a repository.
   */
  mentions?(path: string, words: readonly string[]): boolean | undefined
}
