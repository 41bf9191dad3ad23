/**
 * What can stop a run, and what can leave one recommendation out.
 *
 * A {@link Problem} ends a command (or one part of it) and becomes one sentence on stderr. A {@link Skip} is data:
 * it travels beside the results, so that every container of a report is either in a proposal or in a skip.
 */
import type { ContainerRef, Resource } from './workload.ts'

/** Exit codes of the program: 1 our bug, 2 the user's input, 3 an outside program or server, 4 refused by policy. */
export type ExitCode = 1 | 2 | 3 | 4

/** Where in a file a problem lies. `line` and `column` count from 1. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

export interface ProblemDetails {
  /** Stable kebab-case name; scripts and documentation pages refer to it. */
  readonly code: string
  readonly exit: ExitCode
  /** What went wrong, one sentence, no trailing advice. */
  readonly message: string
  /** What the reader can do next, one sentence. */
  readonly hint?: string
  readonly place?: Place
  /** The outside program's own words, already free of secrets; printed indented below the sentence. */
  readonly detail?: string
  readonly cause?: unknown
}

/** The only kind of error that reaches a user. Anything else that is thrown is our bug and exits 1. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: string
  readonly exit: ExitCode
  readonly hint: string | null
  readonly place: Place | null
  readonly detail: string | null

  constructor(details: ProblemDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    this.exit = details.exit
    this.hint = details.hint ?? null
    this.place = details.place ?? null
    this.detail = details.detail ?? null
  }
}

/** `file:line:column`, as editors and terminals understand it. */
export function formatPlace(place: Place): string {
  const line = place.line === undefined ? '' : `:${place.line}`
  const column = place.line === undefined || place.column === undefined ? '' : `:${place.column}`
  return `${place.file}${line}${column}`
}

/** One container (or one resource of it) that did not become a change, and why. */
export interface Skip {
  readonly container: ContainerRef
  /** `null` when the whole container is left out. */
  readonly resource: Resource | null
  /** Stable kebab-case name. */
  readonly code: string
  /** A plain sentence: why. */
  readonly message: string
  /** What the user can do about it. */
  readonly hint: string
}

/** Something a reviewer should know about a change that is proposed all the same. */
export interface Warning {
  readonly code: string
  readonly message: string
}
