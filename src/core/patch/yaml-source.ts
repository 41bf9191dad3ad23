/** A YAML text with its parsed documents and the positions that a splice needs. */
import { type Document, isMap, isPair, isScalar, isSeq, type Node, type Pair, parseYamlDocuments } from '../yaml.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Steps from the top of a document: keys of maps, positions in lists. */
export type YamlPath = readonly (string | number)[]

/** A node in a file of one or more documents. */
export interface Place {
  /** Position of the document in the file. */
  readonly document: number
  readonly path: YamlPath
}

export interface YamlSource {
  readonly text: string
  readonly documents: readonly Document.Parsed[]
}

/** Larger files are no hand-written manifests. */
const MAX_LENGTH = 2_000_000

export type ReadResult = { readonly ok: true; readonly source: YamlSource } | Refusal

/** Reads texts for editing; see {@link readSource}. */
export type SourceReader = (text: string) => ReadResult

/** A file is edited several times in a row, and each edit reads what the one before it checked. */
const REMEMBERED = 64

/** A {@link readSource} that remembers the texts it read last. */
export function createSourceReader(): SourceReader {
  const known = new Map<string, ReadResult>()
  return (text) => {
    const found = known.get(text) ?? readSource(text)
    known.delete(text)
    known.set(text, found)
    const [oldest] = known.keys()
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
    return found
  }
}

/** Reads a text for editing; refuses what the parser and kustomize might understand differently. */
export function readSource(text: string): ReadResult {
  if (text.length > MAX_LENGTH) return refuse('the file is too large')
  if (/\r(?!\n)/.test(text)) return refuse('it has carriage returns that end no line')
  const documents = parseYamlDocuments(text)
  const broken = documents.find((document) => document.errors.length > 0)
  if (broken !== undefined) return refuse(`it is no valid YAML (${firstLine(broken.errors[0]?.message)})`)
  return { ok: true, source: { text, documents } }
}

function firstLine(message: string | undefined): string {
  return (message ?? '').split('\n', 1)[0]?.replace(/:$/, '') ?? ''
}

/** Plain values of a document, nothing shared between an anchor and its aliases; a refusal for unresolvable aliases. */
export function plainValue(document: Document.Parsed): { ok: true; value: unknown } | Refusal {
  try {
    return { ok: true, value: unshared(document.toJS({ maxAliasCount: 1000 })) }
  } catch (error) {
    return refuse(`its aliases cannot be resolved (${error instanceof Error ? firstLine(error.message) : 'unknown'})`)
  }
}

function unshared(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unshared)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unshared(inner)]))
}

/** The node at a place, aliases not followed; `undefined` when there is none, or a key on the way stands there twice. */
export function nodeAt(source: YamlSource, { document, path }: Place): Node | null | undefined {
  let here: unknown = source.documents[document]?.contents
  for (const step of path) {
    if (typeof step === 'number') here = isSeq(here) ? here.items[step] : undefined
    else here = pairAt(here, step)?.value
  }
  return here === undefined ? undefined : (here as Node | null)
}

/** The entry of a map under a key; `undefined` when it is no map, or the key is missing or stands there twice. */
export function pairAt(map: unknown, key: string): Pair | undefined {
  if (!isMap(map)) return undefined
  const found = map.items.filter((pair) => keyText(pair) === key)
  return found.length === 1 ? found[0] : undefined
}

/** The key as text; `null` for keys that are maps, lists or aliases. */
export function keyText(pair: Pair): string | null {
  // The value of a merge key is a symbol; its source is `<<`.
  return isScalar(pair.key) ? String(pair.key.source ?? pair.key.value) : null
}

/** Offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** The line ending of the line that holds `offset`; at the end of a text without one, the first that the text uses. */
export function lineEnding(text: string, offset: number): '\n' | '\r\n' {
  const here = text.indexOf('\n', offset)
  const newline = here >= 0 ? here : text.indexOf('\n')
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n'
}

/** The text between the start of the line and `offset`; a byte-order mark counts as nothing. */
export function before(text: string, offset: number): string {
  return text.slice(lineStart(text, offset), offset).replace(/^\uFEFF/, '')
}

/** Offset after the last character of a node or of an entry of a map, comments and blank lines behind it not counted. */
export function contentEnd(item: unknown): number | null {
  if (isPair(item)) return isEmptyValue(item.value) ? (colonEnd(item) ?? contentEnd(item.key)) : contentEnd(item.value)
  if ((isMap(item) || isSeq(item)) && item.flow !== true) return contentEnd(item.items.at(-1))
  return (item as Node | undefined)?.range?.[1] ?? null
}

/** A value that is not there at all, as in `patches:`; a written `null` is something else. */
export function isEmptyValue(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null && (value.source ?? '') === '')
}

/** Comments may stand between a colon and the place where the parser sees the missing value. */
function colonEnd(pair: Pair): number | null {
  const colon = pair.srcToken?.sep?.find(({ type }) => type === 'map-value-ind')
  return colon === undefined ? null : colon.offset + 1
}
