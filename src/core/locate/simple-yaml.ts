/**
 * A reader for the plain part of YAML that nearly all kustomizations and delivery objects are written in: block
 * mappings and lists, plain or simply quoted one-line strings, whole numbers, literal blocks, short flow lists.
 *
 * It answers `undefined` for everything else (anchors, tags, folded text, several documents, tabs, …) and the caller
 * parses with the YAML package. What it does read, it reads exactly as that package does; a test compares the two. It
 * exists because an index of ten thousand files must not take longer than reading their bytes twice.
 */

const KEY = /^([A-Za-z_][\w./-]*):(?: +(.*))?$/
const MARKER = /^(?:---|\.\.\.|%)/
const RESERVED = /^(?:null|true|false|y|n|yes|no|on|off)$/i
const DOUBLE_QUOTED = /^"([^"\\]*)"(?: +#.*)?$/
const SINGLE_QUOTED = /^'([^']*)'(?: +#.*)?$/
const FLOW_LIST = /^\[ *((?:[A-Za-z_./][\w./@=-]*(?: *, *)?)*) *\]$/
const PLAIN_START = /^(?:[A-Za-z0-9_./]|-[^ ])/
const NUMBER_LIKE = /^-?[\d.][\d.eE+-]*$|^0[xo]|^-?\.(?:inf|nan)$/i
const WHOLE_NUMBER = /^(?:0|[1-9]\d{0,14})$/

/** Thrown, and caught below, as soon as a line is not plain. */
const NOT_SIMPLE = Symbol('not simple')

/** @returns the value of the only document; `undefined` when the text needs a real YAML parser */
export function parseSimpleYaml(text: string): unknown {
  try {
    return createReader(text).document()
  } catch (error) {
    if (error === NOT_SIMPLE) return undefined
    throw error
  }
}

function createReader(text: string) {
  const lines = withoutMarks(text).split('\n')
  const hasTabs = text.includes('\t')
  let at = 0

  function current(): string {
    return lines[at] ?? ''
  }

  /** Moves to the next line that says something; its indentation, or -1 at the end. */
  function next(): number {
    for (; at < lines.length; at++) {
      const line = current()
      const indent = indentOf(line)
      if (indent === line.length || line[indent] === '#') continue
      if (hasTabs && line.includes('\t')) throw NOT_SIMPLE
      if (indent === 0 && MARKER.test(line)) throw NOT_SIMPLE
      return indent
    }
    return -1
  }

  function document(): unknown {
    for (; at < lines.length && /^(?:#.*)?$/.test(current()); at++);
    if (/^--- *$/.test(current())) at++
    if (next() !== 0) throw NOT_SIMPLE
    const value = block(0)
    if (next() !== -1) throw NOT_SIMPLE
    return value
  }

  function block(indent: number): unknown {
    return isItem(current(), indent) ? list(indent) : mapping(indent)
  }

  function mapping(indent: number): Record<string, unknown> {
    const map: Record<string, unknown> = {}
    for (let found = next(); found >= indent; found = next()) {
      if (found > indent) throw NOT_SIMPLE
      if (isItem(current(), indent)) break
      const match = KEY.exec(current().slice(indent))
      const key = match?.[1]
      if (key === undefined || RESERVED.test(key) || key === '__proto__' || Object.hasOwn(map, key)) throw NOT_SIMPLE
      at++
      map[key] = value(match?.[2] ?? '', indent)
    }
    return map
  }

  function list(indent: number): unknown[] {
    const items: unknown[] = []
    for (let found = next(); found >= indent; found = next()) {
      if (found > indent) throw NOT_SIMPLE
      const line = current()
      if (!isItem(line, indent)) break
      const start = indent + 1 + indentOf(line.slice(indent + 1))
      const rest = line.slice(start)
      if (rest === '' || rest.startsWith('#') || rest.startsWith('- ') || rest === '-') throw NOT_SIMPLE
      if (KEY.test(rest)) {
        lines[at] = `${' '.repeat(start)}${rest}`
        items.push(mapping(start))
      } else {
        at++
        items.push(scalar(rest, indent))
      }
    }
    return items
  }

  /** What stands behind `key:`, on the same line or below. */
  function value(written: string, indent: number): unknown {
    if (written !== '' && !written.startsWith('#')) return scalar(written, indent)
    const found = next()
    if (found > indent) return block(found)
    return found === indent && isItem(current(), indent) ? list(indent) : null
  }

  function scalar(written: string, indent: number): unknown {
    const result = /^\|-? *$/.test(written) ? literal(written.startsWith('|-'), indent) : oneLine(written)
    // A deeper line would continue the scalar.
    if (next() > indent) throw NOT_SIMPLE
    return result
  }

  function literal(strip: boolean, indent: number): string {
    const inner = indentOf(current())
    if (inner <= indent || inner === current().length || current()[inner] === '\t') throw NOT_SIMPLE
    const content: string[] = []
    for (; at < lines.length; at++) {
      const line = current()
      const found = indentOf(line)
      if (found === line.length) {
        if (found > inner) throw NOT_SIMPLE
        content.push('')
      } else if (found >= inner) content.push(line.slice(inner))
      else if (found > indent) throw NOT_SIMPLE
      else break
    }
    while (content.at(-1) === '') content.pop()
    return `${content.join('\n')}${strip ? '' : '\n'}`
  }

  return { document }
}

/** The text without byte order mark and carriage returns at the ends of lines. */
function withoutMarks(text: string): string {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  if (!plain.includes('\r')) return plain
  const unix = plain.replaceAll('\r\n', '\n')
  if (unix.includes('\r')) throw NOT_SIMPLE
  return unix
}

function oneLine(written: string): unknown {
  const quoted = DOUBLE_QUOTED.exec(written)?.[1] ?? SINGLE_QUOTED.exec(written)?.[1]
  if (quoted !== undefined) return quoted
  const comment = written.indexOf(' #')
  const plain = (comment < 0 ? written : written.slice(0, comment)).replace(/ +$/, '')
  if (plain === '{}') return {}
  const flow = FLOW_LIST.exec(plain)?.[1]
  if (flow !== undefined) return flowItems(flow)
  if (!PLAIN_START.test(plain) || plain.includes(': ') || plain.endsWith(':')) throw NOT_SIMPLE
  if (WHOLE_NUMBER.test(plain)) return Number(plain)
  if (plain === 'true' || plain === 'false') return plain === 'true'
  if (RESERVED.test(plain) || NUMBER_LIKE.test(plain)) throw NOT_SIMPLE
  return plain
}

function flowItems(flow: string): string[] {
  if (flow === '') return []
  const items = flow.split(',').map((item) => item.trim())
  if (items.some((item) => item === '' || RESERVED.test(item) || NUMBER_LIKE.test(item))) throw NOT_SIMPLE
  return items
}

function indentOf(line: string): number {
  let indent = 0
  while (line.charCodeAt(indent) === 32) indent++
  return indent
}

function isItem(line: string, indent: number): boolean {
  return line[indent] === '-' && (line.length === indent + 1 || line[indent + 1] === ' ')
}
