/** Writes new YAML, as lines or on one line. Only for text that was not there before; nothing existing is printed anew. */

/** What is inserted. Every scalar is text (quoted where plain text would be read as something else) or null. */
export type NewValue = string | null | readonly NewValue[] | { readonly [key: string]: NewValue }

/** Words that YAML 1.1 or 1.2 reads as booleans or null. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i
const WORD = /^[A-Za-z_/][\w./-]*$/
const QUANTITY = /^\d+(?:m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi|Ei)$/

/** A scalar in the plainest style that every YAML reader takes for this text. */
export function writeScalar(value: string | null): string {
  if (value === null) return 'null'
  const plain = (WORD.test(value) && !RESERVED.test(value)) || QUANTITY.test(value)
  // JSON text is a valid double-quoted scalar, except for these two characters, which YAML 1.1 takes for line breaks.
  return plain ? value : JSON.stringify(value).replace(/[\u2028\u2029\u0085]/g, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** A value on one line: `{ path: a.yaml }`, or as JSON where the text around it is JSON. */
export function writeFlow(value: NewValue, json: boolean): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return json ? JSON.stringify(value) : writeScalar(value)
  if (isList(value)) return `[${value.map((item) => writeFlow(item, json)).join(', ')}]`
  const entries = Object.entries(value).map(([key, inner]) => writeFlowEntry(key, inner, json))
  if (entries.length === 0) return '{}'
  return json ? `{${entries.join(', ')}}` : `{ ${entries.join(', ')} }`
}

export function writeFlowEntry(key: string, value: NewValue, json: boolean): string {
  return `${json ? JSON.stringify(key) : writeScalar(key)}: ${writeFlow(value, json)}`
}

/** The lines of a value in block style, without indentation of their own; nested levels are two spaces deeper. */
export function writeBlock(value: NewValue): string[] {
  if (value === null || typeof value === 'string') return [writeScalar(value)]
  if (isList(value)) return value.length === 0 ? ['[]'] : value.flatMap(writeBlockItem)
  const entries = Object.entries(value)
  return entries.length === 0 ? ['{}'] : entries.flatMap(([key, inner]) => writeBlockEntry(key, inner))
}

export function writeBlockItem(value: NewValue): string[] {
  const [first = '', ...rest] = writeBlock(value)
  return [`- ${first}`, ...indent(rest, '  ')]
}

export function writeBlockEntry(key: string, value: NewValue, listIndent = '  '): string[] {
  const lines = writeBlock(value)
  if (!isNested(value)) return [`${writeScalar(key)}: ${lines[0] ?? ''}`]
  return [`${writeScalar(key)}:`, ...indent(lines, isList(value) ? listIndent : '  ')]
}

export function indent(lines: readonly string[], by: string): string[] {
  return lines.map((line) => `${by}${line}`)
}

function isNested(value: NewValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function isList(value: NewValue): value is readonly NewValue[] {
  return Array.isArray(value)
}
