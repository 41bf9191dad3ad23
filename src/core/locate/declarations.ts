/** Finds Argo CD and Flux objects among the files, without making text of files that cannot hold any. */
import { isRecord, readDocument, splitDocuments } from './documents.ts'
import type { FileTree } from './tree.ts'
import { textAt } from './values.ts'

export type DeclarationKind =
  | 'Application'
  | 'ApplicationSet'
  | 'Kustomization'
  | 'GitRepository'
  | 'OCIRepository'
  | 'Bucket'

export interface Declaration {
  readonly kind: DeclarationKind
  readonly name: string | null
  readonly namespace: string | null
  readonly body: Readonly<Record<string, unknown>>
  /** The file that holds it. */
  readonly file: string
  /** Directory of the kustomization in whose render it was found, or that lists the file; `null` = neither. */
  readonly declaredIn: string | null
}

const GROUPS: Readonly<Record<DeclarationKind, string>> = {
  Application: 'argoproj.io/',
  ApplicationSet: 'argoproj.io/',
  Kustomization: 'kustomize.toolkit.fluxcd.io/',
  GitRepository: 'source.toolkit.fluxcd.io/',
  OCIRepository: 'source.toolkit.fluxcd.io/',
  Bucket: 'source.toolkit.fluxcd.io/',
}
const KIND = /\bkind["']?\s*:\s*["']?(?:Application|ApplicationSet|Kustomization|GitRepository|OCIRepository|Bucket)\b/
const WORDS = [...new Set(Object.values(GROUPS))]
const MANIFEST = /\.(?:ya?ml|json)$/

/** Every delivery object of the repository as its file has it, before any kustomization changes it. */
export function findDeclarations(tree: FileTree): Declaration[] {
  return tree.entries().flatMap(({ path, type }) => {
    if (type !== 'file' || !MANIFEST.test(path) || tree.mentions?.(path, WORDS) === false) return []
    const text = tree.text(path)
    if (text === undefined || !WORDS.some((word) => text.includes(word))) return []
    return splitDocuments(text)
      .filter((document) => KIND.test(document) && WORDS.some((word) => document.includes(word)))
      .flatMap(readDocument)
      .flatMap((body) => declarationsOf(body, path, null))
  })
}

/** The delivery objects in one document; a `List` may hold several. */
export function declarationsOf(body: unknown, file: string, declaredIn: string | null): Declaration[] {
  if (!isRecord(body)) return []
  if (typeof body.kind === 'string' && body.kind.endsWith('List') && Array.isArray(body.items)) {
    return body.items.flatMap((item) => declarationsOf(item, file, declaredIn))
  }
  const kind = kindOf(body)
  if (kind === null) return []
  return [
    {
      kind,
      name: textAt(body, 'metadata', 'name'),
      namespace: textAt(body, 'metadata', 'namespace'),
      body,
      file,
      declaredIn,
    },
  ]
}

function kindOf(body: Record<string, unknown>): DeclarationKind | null {
  const { kind, apiVersion } = body
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || !isDeclarationKind(kind)) return null
  return apiVersion.startsWith(GROUPS[kind]) ? kind : null
}

function isDeclarationKind(kind: string): kind is DeclarationKind {
  return Object.hasOwn(GROUPS, kind)
}
