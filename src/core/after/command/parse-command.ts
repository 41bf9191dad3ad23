/**
 * Commands in comments, by an exact grammar: one a comment, on a line of its own, from its first character on.
 *
 * `/krr-gitops merge | revert | refresh | snooze <days> | ignore | bypass <reason> | help`
 */
import { visibleLine } from '../../pull-request/escape.ts'
import { spokenLines } from './spoken-lines.ts'

export type Command =
  | { readonly name: 'merge' | 'revert' | 'refresh' | 'ignore' | 'help' }
  /** Whole days, 1 to 365. */
  | { readonly name: 'snooze'; readonly days: number }
  | { readonly name: 'bypass'; readonly reason: string }

export type CommandName = Command['name']

export type CommandReading =
  /** The comment is not for the bot. */
  | { readonly type: 'none' }
  | { readonly type: 'command'; readonly command: Command }
  /** It is for the bot, but says nothing that the bot understands: one sentence, to be answered with the help. */
  | { readonly type: 'unclear'; readonly why: string }

const CALL = /^\/krr-gitops(?:[ \t]+(.*))?$/
const LONGEST_REASON = 500
const LONGEST_SNOOZE = 365

export function parseCommand(body: string): CommandReading {
  const calls = spokenLines(body).flatMap((line) => {
    const match = CALL.exec(line)
    return match === null ? [] : [(match[1] ?? '').trim()]
  })
  const [call, ...more] = calls
  if (call === undefined) return { type: 'none' }
  if (more.length > 0) return unclear('there is more than one command in this comment; write one a comment')
  const word = call.replace(/\s.*$/, '')
  return read(word, call.slice(word.length).trim())
}

function read(word: string, rest: string): CommandReading {
  switch (word) {
    case 'merge':
    case 'revert':
    case 'refresh':
    case 'ignore':
    case 'help':
      return rest === '' ? command({ name: word }) : unclear(`${word} takes nothing after it`)
    case 'snooze':
      return snooze(rest)
    case 'bypass':
      return bypass(rest)
    case '':
      return unclear('a command is missing')
    default:
      return unclear(`there is no command ${visibleLine(word).slice(0, 40)}`)
  }
}

function snooze(text: string): CommandReading {
  const days = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : 0
  return days > 0 && days <= LONGEST_SNOOZE
    ? command({ name: 'snooze', days })
    : unclear(`snooze needs a number of days from 1 to ${LONGEST_SNOOZE}, such as: snooze 14`)
}

function bypass(text: string): CommandReading {
  const reason = visibleLine(text)
  if (!/[\p{L}\p{N}]/u.test(text)) return unclear('bypass needs a reason, such as: bypass checkout is down')
  return reason.length <= LONGEST_REASON
    ? command({ name: 'bypass', reason })
    : unclear(`the reason is longer than ${LONGEST_REASON} characters`)
}

function command(value: Command): CommandReading {
  return { type: 'command', command: value }
}

function unclear(why: string): CommandReading {
  return { type: 'unclear', why }
}
