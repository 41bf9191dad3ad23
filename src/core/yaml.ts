/** The one place that knows the `yaml` package. Everything that reads YAML goes through here. */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  parseDocument,
} from 'yaml'

export type { Alias, Document, Node, Pair, Range, Scalar, YAMLMap, YAMLSeq } from 'yaml'
export { isAlias, isMap, isPair, isScalar, isSeq, LineCounter }

/**
 * YAML 1.1 scalars are what kustomize and Kubernetes (sigs.k8s.io/yaml) read, but nobody writes sexagesimal quantities,
 * so the core schema plus merge keys is used; `uniqueKeys` is off because the broken file is somebody else's to report.
 */
const OPTIONS = { merge: true, uniqueKeys: false, keepSourceTokens: true, strict: false, logLevel: 'silent' } as const

/** Plain values of a single document. Throws on text that is no YAML. */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, { ...OPTIONS, keepSourceTokens: false })
  const error = document.errors[0]
  if (error !== undefined) throw error
  return document.toJS({ maxAliasCount: 1000 })
}

/** All documents of a stream with their positions (`range`s index into `text`). Errors stay in `document.errors`. */
export function parseYamlDocuments(text: string, lineCounter?: LineCounter): Document.Parsed[] {
  const documents = parseAllDocuments(text, lineCounter === undefined ? OPTIONS : { ...OPTIONS, lineCounter })
  return Array.isArray(documents) ? (documents as Document.Parsed[]) : []
}
