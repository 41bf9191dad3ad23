/** A change of one file, as text before and after. */
export interface FileEdit {
  /** Repository-relative path, `/` separated. */
  readonly path: string
  /** `null` = the file is new. */
  readonly before: string | null
  /** `null` = the file is removed. */
  readonly after: string | null
}
