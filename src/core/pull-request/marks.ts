/**
 * What the bot notes in the body of a pull request that is already there: that it closed it, or that somebody asked for it to
 * be built anew. Readers do not see it, and whoever may edit the body may take it out: nothing about safety hangs on it.
 */
import { commentJson } from './escape.ts'
import { type Closing, closingSchema, parseState, replaceState } from './state.ts'

/** GitHub refuses longer ones; a body without room stays as it is. */
const LONGEST = 65_536
const CLOSED = /\n*<!-- krr-gitops:closed (\{.*\}) -->/
const REFRESH = /\n*<!-- krr-gitops:refresh ([0-9a-f]{7,64}) -->/
const DONE = /<!-- krr-gitops:done (\d{1,16}) -->/g

/**
 * Says so in the state block, or where a person took that out in a comment of its own.
 *
 * @param comment number of the comment that asked for it, see {@link wasClosedFor}; `null` = nobody asked
 */
export function markClosed(body: string, closing: Closing, comment: number | null): string {
  const reading = parseState(body)
  const marked =
    reading.type === 'valid'
      ? replaceState(body, { ...reading.state, closed: closing })
      : append(body.replace(CLOSED, ''), `closed ${commentJson(closing)}`)
  return within(comment === null ? marked : append(marked, `done ${comment}`), body)
}

/** `null`: the bot did not close it, as far as the body says. */
export function readClosing(body: string): Closing | null {
  const reading = parseState(body)
  if (reading.type === 'valid' && reading.state.closed !== undefined) return reading.state.closed
  const text = CLOSED.exec(body)?.[1]
  if (text === undefined) return null
  try {
    return closingSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** It was closed because of that comment once, whatever happened to it since. */
export function wasClosedFor(body: string, comment: number): boolean {
  return [...body.matchAll(DONE)].some(([, number]) => Number(number) === comment)
}

/** Asks whoever proposes next to build the branch anew while it still points at `head`. */
export function markRefresh(body: string, head: string): string {
  return within(append(body.replace(REFRESH, ''), `refresh ${head}`), body)
}

/** The head that is to be built anew; `null` when nobody asked. */
export function readRefresh(body: string): string | null {
  return REFRESH.exec(body)?.[1] ?? null
}

/** A new text for a pull request, with the notes of the old one that outlive it. */
export function keepNotes(before: string, after: string): string {
  return within(
    [...before.matchAll(DONE)].reduce((text, [, number]) => append(text, `done ${number}`), after),
    after,
  )
}

function append(body: string, note: string): string {
  return `${body.trimEnd()}\n\n<!-- krr-gitops:${note} -->\n`
}

function within(marked: string, otherwise: string): string {
  return marked.length > LONGEST ? otherwise : marked
}
