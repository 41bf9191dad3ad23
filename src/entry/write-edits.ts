/** `plan --write`: the edits into the working tree, all of them or none. */
import { existsSync, lstatSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { FileEdit } from '../core/patch/edit.ts'
import { Problem } from '../core/problem.ts'
import { writeFileAtomically } from './files.ts'

export interface CollectedEdits {
  readonly edits: readonly FileEdit[]
  /** Branches of the proposals that are left out: each was proved alone, not on top of another's edit of the same file. */
  readonly conflicts: readonly string[]
}

/** The edits of all proposals as one list; of two proposals that edit one file differently the first wins, whole. */
export function collectEdits(
  proposals: readonly { readonly branch: string; readonly plan: { readonly edits: readonly FileEdit[] } }[],
): CollectedEdits {
  const edits = new Map<string, FileEdit>()
  const conflicts: string[] = []
  for (const { branch, plan } of proposals) {
    const clash = plan.edits.some((edit) => edits.has(edit.path) && edits.get(edit.path)?.after !== edit.after)
    if (clash) conflicts.push(branch)
    else for (const edit of plan.edits) edits.set(edit.path, edit)
  }
  return { edits: [...edits.values()], conflicts }
}

/**
 * Checks everything first, then replaces file after file; when one fails the earlier ones are put back.
 *
 * @param root top of the repository, absolute
 * @throws Problem `edit-outside` or `file-changed` (exit 4), `write-failed` (exit 2); then no file is changed
 */
export function writeEdits(root: string, edits: readonly FileEdit[]): void {
  for (const edit of edits) checkEdit(root, edit)
  const written: FileEdit[] = []
  try {
    for (const edit of edits) {
      put(root, edit.path, edit.after)
      written.push(edit)
    }
  } catch (error) {
    for (const edit of written.reverse()) restore(root, edit)
    throw error
  }
}

/** The file is where it seems to be, and holds what the plan was made from. */
function checkEdit(root: string, { path, before }: FileEdit): void {
  const full = join(root, path)
  const parent = existingParent(full)
  const top = realpathSync(root)
  if (parent !== top && !parent.startsWith(`${top}${sep}`))
    throw refused('edit-outside', path, 'The file lies outside the repository.')
  if (isLink(full)) throw refused('edit-outside', path, 'The file is a symbolic link.')
  const now = existsSync(full) ? readFileSync(full, 'utf8') : null
  if (now !== before) throw refused('file-changed', path, 'The file changed while the plan was made.')
}

/** A part of the path that is a file shows on writing, with a better message. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

function refused(code: string, path: string, message: string): Problem {
  return new Problem({
    code,
    exit: 4,
    message,
    place: { file: path },
    hint: 'Nothing was written. Run the command again.',
  })
}

function existingParent(path: string): string {
  const parent = dirname(path)
  return existsSync(parent) ? realpathSync(parent) : existingParent(parent)
}

function restore(root: string, { path, before }: FileEdit): void {
  put(root, path, before)
}

function put(root: string, path: string, text: string | null): void {
  const full = join(root, path)
  if (text === null) rmSync(full, { force: true })
  else writeFileAtomically(full, text)
}
