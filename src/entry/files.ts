/** Writing files so that nobody ever finds half of one. */
import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Problem } from '../core/problem.ts'

/** Writes beside the file and renames: readers see the old text or the new one. Keeps the mode; makes missing folders. */
export function writeFileAtomically(path: string, text: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(temporary, text, { flag: 'wx' })
    if (existsSync(path)) chmodSync(temporary, statSync(path).mode & 0o7777)
    renameSync(temporary, path)
  } catch (error) {
    discard(temporary)
    throw writeProblem(path, error)
  }
}

/** What made the write fail may make this fail too: the first reason is the one to tell. */
function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true })
  } catch {
    // There is nothing to discard where nothing could be made.
  }
}

function writeProblem(path: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    EISDIR: 'it is a directory',
    ENOTDIR: 'a part of its path is a file',
    EEXIST: 'a part of its path is a file',
  }
  return new Problem({
    code: 'write-failed',
    exit: 2,
    message: `The file cannot be written: ${reasons[code] ?? code}.`,
    place: { file: path },
    hint: 'Check the permissions, or choose another place.',
    cause: error,
  })
}
