/**
 * From the text of a finished report to a JSON value, tolerating what krr itself is known to print around or inside it:
 * a greeting and log lines (logs on stdout, `CERTIFICATE` set) and a bare `NaN` in `clusterSummary`.
 */
import { Problem } from '../problem.ts'
import { findJsonError, positionAt } from './json-error.ts'

export interface JsonText {
  readonly value: unknown
  /** First of the lines before the JSON; `null` when there are none. */
  readonly preamble: string | null
  /** Lines after the JSON. */
  readonly postamble: string | null
  /** Bare words that stood where JSON wants a value, such as `NaN`; read as null. */
  readonly bareNumbers: readonly string[]
}

const HINT = 'Give the file that krr wrote with `-f json --logtostderr >report.json`.'

/** @throws Problem (exit 2) `report-empty`, `report-not-json` or `report-truncated`, with line and column. */
export function parseJsonText(text: string, source: string): JsonText {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const start = jsonStart(clean)
  if (start === null) throw notJson(clean, source)
  const body = start === 0 ? clean : clean.slice(start)
  const preamble = firstLine(clean.slice(0, start))
  const whole = parseTolerant(body)
  if (whole !== null) return { ...whole, preamble, postamble: null }
  const end = jsonEnd(body)
  const cut = end === null ? null : parseTolerant(body.slice(0, end))
  if (cut !== null) return { ...cut, preamble, postamble: firstLine(body.slice(end ?? body.length)) }
  throw brokenJson(clean, start, source)
}

function parseTolerant(text: string): Pick<JsonText, 'value' | 'bareNumbers'> | null {
  const value = tryParse(text)
  if (value !== undefined) return { value, bareNumbers: [] }
  const { json, found } = replaceBareNumbers(text)
  const tolerant = found.length === 0 ? undefined : tryParse(json)
  return tolerant === undefined ? null : { value: tolerant, bareNumbers: found }
}

/** `undefined` is no JSON value, so it can stand for a failure. */
function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** krr's report begins with a lone brace, or with its first key when somebody minified it. */
const REPORT_LINE = /^\{(?:[ \t\r]*$|\s*"scans")/m

/** Where the JSON begins: at the first character, or at the first line after a greeting and log lines. */
function jsonStart(text: string): number | null {
  const first = text.search(/\S/)
  if (first < 0) return null
  // Lines of krr's log begin with a time in brackets, or are JSON objects themselves.
  const isLog = /^(?:\[\d\d:|\{"asctime")/.test(text.slice(first, first + 10))
  if (!isLog && (text[first] === '{' || text[first] === '[')) return first
  return REPORT_LINE.exec(text)?.index ?? null
}

/** krr indents by two, so a lone closing brace in the first column is the end, and what follows it is log. */
function jsonEnd(text: string): number | null {
  const end = text.lastIndexOf('\n}') + 2
  return end > 2 && /\S/.test(text.slice(end)) ? end : null
}

function firstLine(text: string): string | null {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '')
  return line === undefined ? null : line.trim().slice(0, 120)
}

const BARE = /-?(?:NaN|Infinity)\b/y

/** Bare words outside strings, replaced by null. Python's `json` prints them; JSON has no such values. */
function replaceBareNumbers(text: string): { readonly json: string; readonly found: readonly string[] } {
  const parts: string[] = []
  const found = new Set<string>()
  let copied = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (inString) {
      if (char === '\\') at += 1
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === 'N' || char === 'I' || char === '-') {
      BARE.lastIndex = at
      const word = BARE.exec(text)?.[0]
      if (word === undefined) continue
      found.add(word)
      parts.push(text.slice(copied, at), 'null')
      copied = at + word.length
      at = copied - 1
    }
  }
  return { json: parts.length === 0 ? text : `${parts.join('')}${text.slice(copied)}`, found: [...found] }
}

function brokenJson(text: string, start: number, source: string): Problem {
  const error = findJsonError(text.slice(start)) ?? { offset: 0, truncated: false }
  const offset = start + error.offset
  const place = { file: source, ...positionAt(text, offset) }
  if (error.truncated) {
    return new Problem({
      code: 'report-truncated',
      exit: 2,
      message: 'The report ends in the middle',
      hint: 'krr writes a report whole or not at all: copy the file again, or run krr again.',
      place,
    })
  }
  return new Problem({
    code: 'report-not-json',
    exit: 2,
    message: `The report is not JSON: ${JSON.stringify(text.slice(offset, offset + 1))} cannot stand here`,
    hint: HINT,
    place,
  })
}

/** Nothing in the text opens an object: says what it looks like instead. */
function notJson(text: string, source: string): Problem {
  if (text.trim() === '') {
    return new Problem({
      code: 'report-empty',
      exit: 2,
      message: 'The report is empty',
      hint: 'krr prints nothing when it fails, even with exit code 0: run it again and read its log on stderr.',
      place: { file: source },
    })
  }
  const guess = GUESSES.find(([pattern]) => pattern.test(text))
  return new Problem({
    code: 'report-not-json',
    exit: 2,
    message: guess === undefined ? 'The report is not JSON' : `The report is not JSON but ${guess[1]}`,
    hint: HINT,
    place: { file: source, line: 1, column: 1 },
  })
}

const GUESSES: readonly (readonly [RegExp, string])[] = [
  [/^\s*<(?:!doctype|html|\?xml|table)/i, 'a web page'],
  [/[┏┃│╭]/, "krr's table or help"],
  [/^(?:scans|clusterSummary|score|config):/m, "krr's YAML format"],
  [/^(?:"?Namespace"?|"?Cluster"?),.*(?:Container|Pods)/m, "krr's CSV format"],
  [/(?:INFO|ERROR|CRITICAL|WARNING)\s/, "krr's log without a report"],
]
