/** YAML streams as values: the plain reader first, the YAML package for everything it does not know. */
import { isAlias, isMap, isScalar, isSeq, type Node, parseYamlDocuments } from '../yaml.ts'
import { parseSimpleYaml } from './simple-yaml.ts'

export interface ParsedText {
  /** The first document, which is the one that kustomize reads; `undefined` when there is none. */
  readonly first: unknown
  /**
   * Every string of every document, of values that a later duplicate key hides too; `null` when `first` is all there is.
   */
  readonly strings: readonly string[] | null
}

/** Reads all of a text; `null` when it is no YAML. */
export function parseText(text: string): ParsedText | null {
  const simple = parseSimpleYaml(text)
  if (simple !== undefined) return { first: simple, strings: null }
  const documents = parseYamlDocuments(text)
  if (documents.some((document) => document.errors.length > 0)) return null
  const strings: string[] = []
  for (const document of documents) collect(document.contents as Node | null, strings)
  const [first] = documents
  return { first: first === undefined ? undefined : toValue(first), strings }
}

/** Documents of a stream as values; those that are no YAML (or have aliases without end) are passed over. */
export function readDocuments(text: string): unknown[] {
  return splitDocuments(text).flatMap(readDocument)
}

/** One document of a stream as a list of one value; of none when it is no YAML. */
export function readDocument(text: string): unknown[] {
  const simple = parseSimpleYaml(text)
  if (simple !== undefined) return [simple]
  return parseYamlDocuments(text).flatMap((document) => {
    const value = document.errors.length > 0 ? undefined : toValue(document)
    return value === undefined || value === null ? [] : [value]
  })
}

/** Cuts a stream at its `---` lines, which can stand in no scalar. Markers with something behind them stay in. */
export function splitDocuments(text: string): string[] {
  return text.split(/^---[ \t]*(?:#.*)?\r?\n/m)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** All strings in a value, at any depth. */
export function stringsOf(value: unknown, found: string[] = []): string[] {
  if (typeof value === 'string') found.push(value)
  else if (Array.isArray(value)) for (const item of value) stringsOf(item, found)
  else if (isRecord(value)) for (const item of Object.values(value)) stringsOf(item, found)
  return found
}

function collect(node: Node | null, found: string[]): void {
  if (isScalar(node)) {
    if (typeof node.value === 'string') found.push(node.value)
  } else if (isMap(node)) for (const pair of node.items) collect(pair.value as Node | null, found)
  else if (isSeq(node)) for (const item of node.items) collect(item as Node | null, found)
  else if (isAlias(node)) return
}

function toValue(document: { toJS(options: { maxAliasCount: number }): unknown }): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 })
  } catch {
    // An alias without its anchor, or a bomb of aliases.
    return undefined
  }
}
