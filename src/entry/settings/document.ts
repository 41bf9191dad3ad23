/** The configuration file as YAML with positions, so that every complaint can say line and column. */
import type { Place } from '../../core/problem.ts'
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseYamlDocuments,
} from '../../core/yaml.ts'

export type KeyPath = readonly (string | number)[]

/** Something wrong with the file, and where. */
export interface Finding {
  readonly place: Place
  /** `policy.rules[0].maxIncrease`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
  readonly hint: string | null
}

export interface ConfigDocument {
  /** The plain values; `null` for an empty file. */
  readonly value: unknown
  /** Where the value stands, or the nearest thing around it that stands in the file. */
  placeOfValue(path: KeyPath): Place
  /** Where the key itself stands. */
  placeOfKey(path: KeyPath): Place
}

export type DocumentResult =
  | { readonly ok: true; readonly document: ConfigDocument }
  | { readonly ok: false; readonly findings: readonly Finding[] }

/** Reads one YAML document. Broken YAML, several documents, repeated keys and alias bombs are findings. */
export function parseConfig(file: string, text: string): DocumentResult {
  const lines = new LineCounter()
  const documents = parseYamlDocuments(text, lines)
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const fail = (offset: number, message: string, hint: string | null = null): Finding => {
    return { place: place(offset), path: '', message, hint }
  }
  const broken = documents.flatMap((document) =>
    document.errors.map((error) => fail(error.pos[0], `This is no valid YAML: ${firstLine(error.message)}.`)),
  )
  if (broken.length > 0) return { ok: false, findings: broken.slice(0, 1) }
  const [document, second] = documents
  if (second !== undefined) {
    return { ok: false, findings: [fail(second.range[0], 'The file holds more than one YAML document.', 'Keep one.')] }
  }
  if (document === undefined) return { ok: true, document: emptyDocument(file) }
  const repeated = repeatedKeys(document.contents).map(({ offset, key }) =>
    fail(offset, `The key "${key}" stands twice in the same mapping.`, 'Keep one of them.'),
  )
  if (repeated.length > 0) return { ok: false, findings: repeated }
  const value = plainValue(document)
  if (value === undefined) return { ok: false, findings: [fail(0, 'The aliases of this file expand without end.')] }
  return {
    ok: true,
    document: {
      value: value.value,
      placeOfValue: (path) => place(offsetOf(document, path, 'value')),
      placeOfKey: (path) => place(offsetOf(document, path, 'key')),
    },
  }
}

function emptyDocument(file: string): ConfigDocument {
  const start: Place = { file, line: 1, column: 1 }
  return { value: null, placeOfValue: () => start, placeOfKey: () => start }
}

/** The parser's messages carry a drawing of the place below the first line. */
function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '').replace(/[.:]$/, '')
}

function plainValue(document: Document.Parsed): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) as unknown }
  } catch {
    return undefined
  }
}

function repeatedKeys(node: unknown): { readonly offset: number; readonly key: string }[] {
  if (isSeq(node)) return node.items.flatMap(repeatedKeys)
  if (!isMap(node)) return []
  const seen = new Set<string>()
  return node.items.flatMap(({ key, value }) => {
    const below = repeatedKeys(value)
    if (!isScalar(key)) return below
    const name = String(key.value)
    if (name !== '<<' && seen.has(name)) return [{ offset: key.range?.[0] ?? 0, key: name }, ...below]
    seen.add(name)
    return below
  })
}

/** Follows the path as far as the file has it: merge keys and missing keys end at the mapping around them. */
function offsetOf(document: Document.Parsed, path: KeyPath, want: 'key' | 'value'): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const [depth, step] of path.entries()) {
    const inside: unknown = isAlias(node) ? node.resolve(document) : node
    if (isMap(inside)) {
      const pair = inside.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (pair === undefined) return offset
      const keyOffset = startOf(pair.key) ?? offset
      const last = depth === path.length - 1
      offset = last && want === 'key' ? keyOffset : (valueOffset(pair.value) ?? keyOffset)
      node = pair.value
    } else if (isSeq(inside)) {
      node = inside.items[Number(step)]
      offset = startOf(node) ?? offset
    } else return offset
  }
  return offset
}

/** An empty value (`scan:`) has no text of its own: the key is the better place. */
function valueOffset(node: unknown): number | undefined {
  if (isScalar(node) && node.value === null && node.source === '') return undefined
  return startOf(node)
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0]
}
