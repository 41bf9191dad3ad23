/**
 * A rendered document as plain values that lose nothing.
 *
 * Comparing what a YAML parser makes of two documents is not exact: 9007199254740993 and 9007199254740992 are the same
 * JavaScript number (and a JSON6902 patch does make kustomize round the one to the other), `1.0` and `1` are too, and
 * plain `yes` is a boolean for Kubernetes but a string here. So every scalar becomes text with its kind in front.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseYamlDocuments,
  type Scalar,
  type YAMLMap,
} from '../yaml.ts'

export type ExactTree = string | ExactTree[] | { [key: string]: ExactTree }

/** `unreadable` is a plain phrase: why the document cannot be compared exactly. */
export type ExactResult =
  | { readonly ok: true; readonly tree: ExactTree }
  | { readonly ok: false; readonly unreadable: string }

/** A scalar of the tree that stands for "nothing": `null`, `~` or an empty value. */
export const EXACT_NULL = 'null:'

/** Guard against alias bombs; the largest documents of real fleets have some ten thousand nodes. */
const MAX_NODES = 2_000_000

/** Plain scalars that YAML 1.1 (which Kubernetes reads) does not take for the string that YAML 1.2 sees. */
const YAML_1_1 =
  /^(?:y|n|yes|no|on|off|[-+]?0b[01_]+|[-+]?[0-9][0-9_]*_[0-9_.]*|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)$/i

/** Parses one document of a render. Never throws: what cannot be compared exactly says so. */
export function exactTree(text: string, maxNodes = MAX_NODES): ExactResult {
  const documents = parseYamlDocuments(text)
  const document = documents[0]
  if (document === undefined || documents.length > 1) return { ok: false, unreadable: 'it is not exactly one document' }
  if (document.errors.length > 0) return { ok: false, unreadable: 'it is no valid YAML' }
  const reader: Reader = { left: maxNodes, document, problem: null }
  const tree = readNode(document.contents, reader)
  return reader.problem === null ? { ok: true, tree } : { ok: false, unreadable: reader.problem }
}

/** The text of a scalar as it was written, without its kind; `null` for maps, lists and nulls. */
export function scalarText(value: ExactTree | undefined): string | null {
  if (typeof value !== 'string' || value === EXACT_NULL) return null
  return value.slice(value.indexOf(':') + 1)
}

/** A tree on one line for messages, cut to a length that a person reads. */
export function showTree(value: ExactTree | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(plain(value))
  return text.length > 160 ? `${text.slice(0, 159)}…` : text
}

function plain(value: ExactTree): unknown {
  if (typeof value === 'string') return scalarText(value)
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

interface Reader {
  left: number
  /** The first thing that cannot be read exactly; whatever was read is then worth nothing. */
  problem: string | null
  readonly document: Document.Parsed
}

function readNode(node: unknown, reader: Reader): ExactTree {
  reader.left -= 1
  if (reader.left < 0) reader.problem ??= 'it is too large once its aliases are followed'
  if (reader.problem !== null) return EXACT_NULL
  if (isScalar(node)) return readScalar(node)
  if (isSeq(node)) return node.items.map((item) => readNode(item, reader))
  if (isMap(node)) return readMap(node, reader)
  if (isAlias(node)) return readNode(node.resolve(reader.document), reader)
  return EXACT_NULL
}

function readMap(node: YAMLMap, reader: Reader): ExactTree {
  const map: { [key: string]: ExactTree } = {}
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.source) : null
    if (name === null || Object.hasOwn(map, name)) {
      reader.problem ??= name === null ? 'a key is not a scalar' : `the key ${name} stands there twice`
      return EXACT_NULL
    }
    // `__proto__` as a key must become data, not the object's prototype.
    const property = { value: readNode(value, reader), enumerable: true, configurable: true, writable: true }
    Object.defineProperty(map, name, property)
  }
  return map
}

function readScalar(node: Scalar): string {
  const { value, source } = node
  if (value === null) return EXACT_NULL
  if (typeof value === 'number') return `number:${source}`
  if (typeof value === 'boolean') return `boolean:${value}`
  if (node.type === 'PLAIN' && YAML_1_1.test(String(value))) return `yaml1.1:${value}`
  return `string:${value}`
}
