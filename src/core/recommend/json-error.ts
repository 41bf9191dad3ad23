/**
 * Where a text stops being JSON. Only called after `JSON.parse` refused it: V8's message has no position for a text that
 * ends too early, and its wording changes between versions of Node.
 */

export interface JsonError {
  /** Index of the first character that cannot stand there; the length of the text when it ends too early. */
  readonly offset: number
  /** True when the text is a correct beginning that ends in the middle. */
  readonly truncated: boolean
}

const WORD = /[A-Za-z0-9+\-.]+/y
/** With Python's words for numbers that JSON does not have: they are not what is being looked for. */
const LITERAL = /^(?:true|false|null|-?(?:NaN|Infinity|(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?))$/
const LITERAL_START = /^(?:t(?:ru?)?|f(?:al?)?|fals|nu?l?|-?(?:(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?)?)?)$/

type Expect = 'value' | 'key-or-end' | 'key' | 'colon' | 'value-or-end' | 'comma-or-end' | 'nothing'

const KEYS: ReadonlySet<Expect> = new Set(['key', 'key-or-end'])
const VALUES: ReadonlySet<Expect> = new Set(['value', 'value-or-end'])

/** @returns `null` when the text is JSON after all. Nesting costs no stack. */
export function findJsonError(text: string): JsonError | null {
  const open: ('{' | '[')[] = []
  let expect: Expect = 'value'
  let at = 0
  const afterValue = (): Expect => (open.length === 0 ? 'nothing' : 'comma-or-end')
  for (;;) {
    at = skipSpace(text, at)
    if (at >= text.length) return expect === 'nothing' ? null : { offset: text.length, truncated: true }
    const char = text[at] as string
    if (expect === 'nothing') return { offset: at, truncated: false }
    if (char === '"') {
      const isKey = KEYS.has(expect)
      if (!isKey && !VALUES.has(expect)) return { offset: at, truncated: false }
      const end = skipString(text, at)
      if (typeof end !== 'number') return end
      at = end
      expect = isKey ? 'colon' : afterValue()
    } else if ((char === '{' || char === '[') && VALUES.has(expect)) {
      open.push(char)
      expect = char === '{' ? 'key-or-end' : 'value-or-end'
      at += 1
    } else if ((char === '}' && closes(expect, open, '{')) || (char === ']' && closes(expect, open, '['))) {
      open.pop()
      expect = afterValue()
      at += 1
    } else if (char === ',' && expect === 'comma-or-end') {
      expect = open.at(-1) === '{' ? 'key' : 'value'
      at += 1
    } else if (char === ':' && expect === 'colon') {
      expect = 'value'
      at += 1
    } else if (VALUES.has(expect)) {
      WORD.lastIndex = at
      const word = WORD.exec(text)?.[0] ?? ''
      const end = at + word.length
      if (!LITERAL.test(word)) {
        const truncated = end === text.length && LITERAL_START.test(word)
        return { offset: truncated ? end : at, truncated }
      }
      at = end
      expect = afterValue()
    } else return { offset: at, truncated: false }
  }
}

function closes(expect: Expect, open: readonly string[], bracket: '{' | '['): boolean {
  if (open.at(-1) !== bracket) return false
  return expect === 'comma-or-end' || expect === (bracket === '{' ? 'key-or-end' : 'value-or-end')
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text[at] as string)) at += 1
  return at
}

/** Index after the closing quote, or the error inside. */
function skipString(text: string, from: number): number | JsonError {
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text[at] as string
    if (char === '"') return at + 1
    if (char === '\\') {
      const sequence = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(at, at + 6))
      if (sequence === null) return { offset: at, truncated: text.length - at < 6 }
      at += sequence[0].length - 1
    } else if (char < ' ') return { offset: at, truncated: false }
  }
  return { offset: text.length, truncated: true }
}

/** Line and column (from 1) of an index. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1
  let start = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1
    start = at + 1
  }
  return { line, column: offset - start + 1 }
}
