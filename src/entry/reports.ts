/** Finished krr reports from files and from stdin. */
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Problem } from '../core/problem.ts'
import type { GivenReport } from '../flow/scan/settings.ts'
import type { Io } from './cli/io.ts'

/** A report of 100,000 containers has about 250 MB. */
const MAX_BYTES = 1024 ** 3 / 2

/** @param paths relative to the working directory; `-` is stdin, once */
export async function readReports(paths: readonly string[], io: Io): Promise<GivenReport[]> {
  if (paths.filter((path) => path === '-').length > 1) {
    const message = 'Stdin can be read only once.'
    throw new Problem({
      code: 'usage',
      exit: 2,
      message,
      hint: 'Give "--report -" once, and files for the other reports.',
    })
  }
  const reports: GivenReport[] = []
  for (const path of paths) reports.push(path === '-' ? await readStdin(io) : await readReportFile(path, io))
  return reports
}

/** What comes through a pipe has no time of its own: it is of now. */
async function readStdin({ stdin, now, signal }: Io): Promise<GivenReport> {
  const chunks: Buffer[] = []
  let size = 0
  const stop = () => stdin.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of stdin) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer)
      size += bytes.length
      if (size > MAX_BYTES) throw tooLarge('-')
      chunks.push(bytes)
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
  signal.throwIfAborted()
  return { source: '-', text: decode('-', Buffer.concat(chunks)), modified: now() }
}

async function readReportFile(path: string, { cwd, signal }: Io): Promise<GivenReport> {
  const full = resolve(cwd, path)
  try {
    const facts = await stat(full)
    if (facts.isDirectory())
      throw unreadable(path, 'it is a directory', 'Name the file that "krr simple -f json" wrote.')
    if (facts.size > MAX_BYTES) throw tooLarge(path)
    return { source: path, text: decode(path, await readFile(full, { signal })), modified: facts.mtime }
  } catch (error) {
    if (error instanceof Problem || signal.aborted) throw error
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    const why =
      code === 'ENOENT' || code === 'ENOTDIR' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : code
    throw unreadable(path, why, 'Check the path after --report; "-" reads stdin.')
  }
}

function decode(source: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw unreadable(source, 'it is not UTF-8 text', 'Write the report with "krr simple -f json".')
  }
}

function unreadable(file: string, why: string, hint: string): Problem {
  return new Problem({
    code: 'report-unreadable',
    exit: 2,
    message: `The report cannot be read: ${why}.`,
    place: { file },
    hint,
  })
}

function tooLarge(file: string): Problem {
  return unreadable(file, 'it is larger than 512 MiB', 'Let krr write one report for each cluster or namespace.')
}
