/**
 * How the answer to a command remembers what was decided: a hidden line in the program's own comment. It speaks only while
 * nobody edited that comment.
 */
import type { Command } from '../../core/after/command/parse-command.ts'
import { commentJson } from '../../core/pull-request/escape.ts'
import type { PullRequestFacts, SeenComment } from '../../ports/life.ts'
import { marker } from '../propose/comment-once.ts'

export interface AnswerRecord {
  /** Number of the comment with the command. */
  readonly comment: number
  /** `null`: nothing that could be understood. */
  readonly command: Command['name'] | null
  /** Head of the pull request when the command was seen first: what holds for one commit holds for this one. */
  readonly head: string
  /** False: refused. */
  readonly accepted: boolean
  /** ISO 8601, with `snooze`. */
  readonly until?: string
}

const COMMANDS: readonly Command['name'][] = ['merge', 'revert', 'refresh', 'snooze', 'ignore', 'bypass', 'help']
/** It stands before everything else in the answer: the first one is the program's own. */
const RECORD = /<!-- krr-gitops:record (\{.*\}) -->/

/** Name under which the answer is said once, see `commentOnce`. */
export function answerName(comment: number): string {
  return `answer-${comment}`
}

export function renderRecord(record: AnswerRecord): string {
  return `<!-- krr-gitops:record ${commentJson(record)} -->`
}

/** The program's answer to a comment; the oldest, when two instances were at it. */
export function findAnswer(facts: PullRequestFacts, comment: number): SeenComment | null {
  const name = marker(answerName(comment))
  return facts.comments.find(({ byBot, body }) => byBot && body.includes(name)) ?? null
}

/** `null` when there is no answer, or one that somebody edited. */
export function readRecord(facts: PullRequestFacts, comment: number): AnswerRecord | null {
  const answer = findAnswer(facts, comment)
  const text = answer === null || answer.edited ? undefined : RECORD.exec(answer.body)?.[1]
  const record = text === undefined ? null : parseRecord(text)
  return record?.comment === comment ? record : null
}

/** Another program may write under the same account. */
function parseRecord(text: string): AnswerRecord | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof json !== 'object' || json === null) return null
  const { comment, command, head, accepted, until } = json as Readonly<Record<string, unknown>>
  const name = COMMANDS.find((known) => known === command) ?? null
  if (typeof comment !== 'number' || typeof head !== 'string' || typeof accepted !== 'boolean') return null
  return { comment, command: name, head, accepted, ...(typeof until === 'string' ? { until } : {}) }
}
