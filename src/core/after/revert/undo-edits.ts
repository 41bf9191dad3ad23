/**
 * The inverse of merged edits on today's files: of what was merged, every line that nobody touched since goes back to what it
 * was. Where nothing else changed in a file, the result is the old text, byte for byte.
 *
 * Text alone cannot know that a value is back: a flow renders the result and proves it, as with every other edit.
 */
import { basename } from 'node:path/posix'
import type { FileEdit } from '../../patch/edit.ts'
import { applyHunks, collides, type Hunk, hunksOf, sameHunk, splitLines } from './line-hunks.ts'

/**
 * `before` is the text of today; `null` = the file is not there, because the merged change had removed it. `after: null` =
 * the file is removed: the merged change had made it.
 */
export type RevertEdit = FileEdit

/** Something that cannot be undone without undoing somebody else's work too. */
export interface RevertConflict {
  readonly path: string
  /** First line of today's text that is meant, from 1; `null` for the whole file. */
  readonly line: number | null
  readonly why: /** These lines were changed since. */
    | 'lines-changed'
    /** The file that the change had made was changed since, or one that it had removed was made again. */
    | 'file-changed'
    /** The file that was edited is not there any more. */
    | 'file-gone'
    /** A line and a file belong together, and one of them has to stay. */
    | 'belongs-together'
}

export interface UndoneEdits {
  readonly edits: readonly RevertEdit[]
  readonly conflicts: readonly RevertConflict[]
}

/** `today`: texts of the edited paths on today's default branch; `null` (or missing) = not there. */
export function undoEdits(edits: readonly FileEdit[], today: ReadonlyMap<string, string | null>): UndoneEdits {
  const conflicts: RevertConflict[] = []
  const files: EditedFile[] = []
  const made: MadeFile[] = []
  const restored: RevertEdit[] = []
  for (const edit of edits) {
    const now = today.get(edit.path) ?? null
    if (edit.after === null) {
      if (now === null) restored.push({ path: edit.path, before: null, after: edit.before })
      else if (now !== edit.before) conflicts.push(whole(edit.path, 'file-changed'))
    } else if (edit.before === null) made.push({ path: edit.path, now, kept: now !== null && now !== edit.after })
    else if (now === null) conflicts.push({ path: edit.path, line: null, why: 'file-gone' })
    else files.push(editedFile(edit.path, edit.before, edit.after, now))
  }
  conflicts.push(...made.filter((file) => file.kept).map(({ path }) => whole(path, 'file-changed')))
  conflicts.push(...files.flatMap((file) => file.conflicts))
  conflicts.push(...keepTogether(files, made))
  const deleted = made.flatMap(({ path, now, kept }) =>
    kept || now === null ? [] : [{ path, before: now, after: null }],
  )
  return { edits: [...files.flatMap(undone), ...deleted, ...restored], conflicts }
}

/** A file that the change had made; `kept` when it must stay. */
interface MadeFile {
  readonly path: string
  readonly now: string | null
  kept: boolean
}

interface EditedFile {
  readonly path: string
  readonly now: string
  /** The text as it was merged, in lines; both kinds of hunks count in it. */
  readonly merged: readonly string[]
  readonly since: readonly Hunk[]
  /** What still can be undone. */
  ours: Hunk[]
  /** What cannot: the lines as they were merged. */
  readonly lost: Hunk[]
  readonly conflicts: readonly RevertConflict[]
}

function editedFile(path: string, before: string, after: string, now: string): EditedFile {
  const merged = splitLines(after)
  const since = hunksOf(merged, splitLines(now))
  const open = hunksOf(merged, splitLines(before)).filter((hunk) => !since.some((other) => sameHunk(hunk, other)))
  const lost = open.filter((hunk) => since.some((other) => collides(hunk, other)))
  const ours = open.filter((hunk) => !lost.includes(hunk))
  const conflicts = lost.map((hunk) => ({ path, line: lineToday(hunk, since), why: 'lines-changed' as const }))
  return { path, now, merged, since, ours, lost, conflicts }
}

/** Where a line of the merged text stands today, from 1. */
function lineToday(hunk: Hunk, since: readonly Hunk[]): number {
  const before = since.filter((other) => other.end <= hunk.start && !collides(hunk, other))
  return 1 + hunk.start + before.reduce((sum, other) => sum + other.lines.length - (other.end - other.start), 0)
}

/**
 * A file that the change had made and the lines that name it go or stay together: without its line a file does nothing,
 * without its file a line breaks the build.
 */
function keepTogether(files: readonly EditedFile[], made: readonly MadeFile[]): RevertConflict[] {
  const conflicts: RevertConflict[] = []
  for (let settled = false; !settled; ) {
    settled = true
    for (const file of made) {
      if (file.kept || !files.some(({ lost, merged }) => lost.some((hunk) => names(hunk, merged, file.path)))) continue
      file.kept = true
      settled = false
      conflicts.push(whole(file.path, 'belongs-together'))
    }
    for (const file of files) {
      const bound = file.ours.filter((hunk) => made.some(({ path, kept }) => kept && names(hunk, file.merged, path)))
      if (bound.length === 0) continue
      settled = false
      file.lost.push(...bound)
      file.ours = file.ours.filter((hunk) => !bound.includes(hunk))
      for (const hunk of bound) {
        conflicts.push({ path: file.path, line: lineToday(hunk, file.since), why: 'belongs-together' })
      }
    }
  }
  return conflicts
}

function names(hunk: Hunk, merged: readonly string[], path: string): boolean {
  return merged.slice(hunk.start, hunk.end).some((line) => line.includes(basename(path)))
}

function undone({ path, now, merged, since, ours }: EditedFile): RevertEdit[] {
  if (ours.length === 0) return []
  return [{ path, before: now, after: applyHunks(merged, [...since, ...ours]) }]
}

function whole(path: string, why: RevertConflict['why']): RevertConflict {
  return { path, line: null, why }
}
