/** The one place that tells a person what went wrong. */
import { formatPlace, Problem } from '../../core/problem.ts'
import type { Io } from './io.ts'
import { createStyle, printable } from './style.ts'

export const EXIT_INTERRUPTED = 130

/** Thrown by whoever notices that the run was stopped; the exit code is 130 and nothing more is said than that. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

export interface ErrorOptions {
  readonly json: boolean
  readonly verbose: boolean
}

/** Prints the error and gives the exit code that belongs to it. */
export function reportError(error: unknown, io: Io, options: ErrorOptions): number {
  if (error instanceof Interrupted || io.signal.aborted) {
    io.stderr.write('interrupted\n')
    return EXIT_INTERRUPTED
  }
  const problem = error instanceof Problem ? error : bug(error)
  if (options.json)
    io.stdout.write(`${JSON.stringify({ schemaVersion: 1, error: problemDocument(problem) }, null, 2)}\n`)
  io.stderr.write(formatProblem(problem, createStyle(io.stderr, io.env)))
  if (!(error instanceof Problem) && options.verbose) io.stderr.write(`${stackOf(error)}\n`)
  if (error instanceof Problem && options.verbose && error.cause !== undefined) {
    io.stderr.write(`caused by: ${stackOf(error.cause)}\n`)
  }
  return problem.exit
}

/** `error: place: sentence`, the outside program's words indented below, the advice last. */
export function formatProblem(problem: Problem, style: ReturnType<typeof createStyle>): string {
  const place = problem.place === null ? '' : `${formatPlace(problem.place)}: `
  const lines = [`${style('red', 'error:')} ${printable(`${place}${ended(problem.message)}`)}`]
  if (problem.detail !== null) {
    lines.push(
      ...printable(problem.detail)
        .trimEnd()
        .split('\n')
        .map((line) => `    ${line}`.trimEnd()),
    )
  }
  if (problem.hint !== null) lines.push(`${style('cyan', 'hint:')} ${printable(problem.hint)}`)
  return `${lines.join('\n')}\n`
}

/** Problems come from many places; here all of them end as sentences do. */
function ended(message: string): string {
  return /[.!?:]$/.test(message) ? message : `${message}.`
}

function problemDocument({ code, exit, message, place, hint, detail }: Problem): object {
  return { code, exit, message, place, hint, detail }
}

function bug(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error)
  return new Problem({
    code: 'bug',
    exit: 1,
    message: `This is a bug in krr-gitops: ${message}`,
    hint: 'Please report it with the output of the same command with --verbose.',
    cause: error,
  })
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
