/**
 * What one `kustomize build` printed, as a list of documents that are parsed only when someone looks inside.
 *
 * kustomize separates documents with a line `---` at column 0. A block scalar of a document cannot hold such a line
 * (its text is indented), so splitting the bytes is exact, and two builds can be compared without parsing what is equal.
 */
import { parseYaml } from '../yaml.ts'

export interface ObjectId {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string | null
  readonly name: string
}

export interface RenderedObject {
  readonly id: ObjectId
  /** The document's bytes as kustomize printed them. */
  readonly text: string
  /** The parsed document; parsed once, on first use. Treat as read-only. */
  body(): Record<string, unknown>
}

export interface Render {
  /** Repository-relative directory that was built. */
  readonly overlay: string
  readonly objects: readonly RenderedObject[]
}

/** Splits the output of one build into documents, in the order printed. */
export function parseRender(overlay: string, output: string): Render {
  const objects = output
    .split(/^---[ \t]*\r?\n/m)
    .filter((text) => text.trim() !== '')
    .map(renderedObject)
  return { overlay, objects }
}

function renderedObject(text: string): RenderedObject {
  let body: Record<string, unknown> | undefined
  const parse = (): Record<string, unknown> => {
    body ??= parseYaml(text) as Record<string, unknown>
    return body
  }
  let id: ObjectId | undefined
  return {
    text,
    body: parse,
    get id() {
      id ??= readId(text) ?? idOf(parse())
      return id
    },
  }
}

/**
 * Reads the identity from the text alone. kustomize prints block style with two-space indentation, so `kind:` stands at
 * column 0 and `metadata.name` at column 2. Anything unusual (flow style, quotes with escapes, anchors) gives `null`
 * and the document is parsed instead.
 */
function readId(text: string): ObjectId | null {
  const apiVersion = plain(/^apiVersion: (.+)$/m.exec(text)?.[1])
  const kind = plain(/^kind: (.+)$/m.exec(text)?.[1])
  const metadata = /^metadata:\n((?: .*\n?)+)/m.exec(text)?.[1]
  if (apiVersion === null || kind === null || metadata === undefined) return null
  const name = plain(/^ {2}name: (.+)$/m.exec(metadata)?.[1])
  const namespaceText = /^ {2}namespace: (.+)$/m.exec(metadata)?.[1]
  const namespace = namespaceText === undefined ? null : plain(namespaceText)
  if (name === null || (namespaceText !== undefined && namespace === null)) return null
  return { apiVersion, kind, namespace, name }
}

/** A plain or simply quoted string scalar; `null` for everything that needs a YAML parser to be sure of. */
function plain(value: string | undefined): string | null {
  if (value === undefined) return null
  const quoted = /^"([\w./:-]+)"$/.exec(value)?.[1] ?? /^'([\w./:-]+)'$/.exec(value)?.[1]
  if (quoted !== undefined) return quoted
  return /^[A-Za-z_][\w./:-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value) ? value : null
}

function idOf(body: Record<string, unknown>): ObjectId {
  const metadata = (body.metadata ?? {}) as Record<string, unknown>
  return {
    apiVersion: String(body.apiVersion ?? ''),
    kind: String(body.kind ?? ''),
    namespace: metadata.namespace === undefined || metadata.namespace === null ? null : String(metadata.namespace),
    name: String(metadata.name ?? ''),
  }
}
