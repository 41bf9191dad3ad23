/**
 * Whether a commit's parent really holds what a proof was made from, and how the edited files are to be written.
 *
 * A plan is made from a checkout. Between the checkout and the commit there may be uncommitted work, a filter (LFS,
 * git-crypt), a line-end conversion, or simply another commit. What is committed must be what was proved, so every edited
 * file is compared with the parent's blob by git's own hash; nothing is read again for it.
 */
import { createHash } from 'node:crypto'
import { Problem } from '../problem.ts'

/** An entry of the parent's tree. */
export interface BaseEntry {
  /** `100644`, `100755`, `120000` (symlink), `160000` (submodule), `040000` (folder). */
  readonly mode: string
  readonly sha: string
}

export interface Write {
  readonly path: string
  readonly before: string | null
  /** `null` = the file is removed. */
  readonly after: string | null
}

/** One blob to write: what stands in the new tree at `path`; without content the path is removed. */
export interface BlobWrite {
  readonly path: string
  readonly mode: '100644' | '100755'
  readonly content: string | null
}

/** Hash of a text as a git blob. */
export function blobSha(text: string): string {
  const bytes = Buffer.from(text)
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

/**
 * The blobs to write over the parent, modes kept.
 *
 * @param entryAt the entry at a path of the parent's tree, `null` when there is none; also asked for the folders above
 * @throws Problem `not-a-file` or `base-differs`, both exit 2
 */
export function planWrites(writes: readonly Write[], entryAt: (path: string) => BaseEntry | null): BlobWrite[] {
  return writes.map((write) => {
    const { path, before, after } = write
    refuseBlocked(path, entryAt)
    const entry = entryAt(path)
    if (entry === null) {
      if (before === null) return { path, mode: '100644', content: after }
      throw differs(path, 'the commit to build on does not have it')
    }
    if (entry.mode !== '100644' && entry.mode !== '100755') throw notAFile(path, kindOf(entry.mode))
    if (before === null) throw differs(path, 'it was to be new, but the commit to build on has it')
    if (entry.sha === blobSha(before)) return { path, mode: entry.mode, content: after }
    // A checkout with `eol=crlf` shows CRLF where git holds LF; git would turn it back when adding.
    if (entry.sha === blobSha(withLf(before)))
      return { path, mode: entry.mode, content: after === null ? null : withLf(after) }
    throw differs(path, 'its text in the commit to build on is another one')
  })
}

/** A folder of the path must not be a symlink, a submodule or a file: git would replace it with a folder. */
function refuseBlocked(path: string, entryAt: (path: string) => BaseEntry | null): void {
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')) {
    throw notAFile(path, 'no path that git can hold')
  }
  for (let length = 1; length < parts.length; length += 1) {
    const folder = parts.slice(0, length).join('/')
    const entry = entryAt(folder)
    if (entry !== null && entry.mode !== '040000') throw notAFile(folder, kindOf(entry.mode))
  }
}

function withLf(text: string): string {
  return text.replace(/\r\n/g, '\n')
}

function kindOf(mode: string): string {
  const kinds: Readonly<Record<string, string>> = {
    '120000': 'a symbolic link',
    '160000': 'a submodule',
    '040000': 'a folder',
  }
  return kinds[mode] ?? 'a file'
}

function notAFile(path: string, kind: string): Problem {
  return new Problem({
    code: 'not-a-file',
    exit: 2,
    message: `${path} is ${kind} in the commit to build on; nothing is written over it.`,
    hint: 'Plan again from a clean checkout of the default branch.',
    place: { file: path },
  })
}

function differs(path: string, why: string): Problem {
  return new Problem({
    code: 'base-differs',
    exit: 2,
    message: `${path} is not what the plan was made from: ${why}.`,
    hint: 'Commit or put away local changes, update the default branch, and plan again.',
    place: { file: path },
  })
}
