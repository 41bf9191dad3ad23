/**
 * Variables that Flux replaces after the build.
 *
 * Rule: kustomize-controller `postBuild` with drone/envsubst: `${NAME}`, `${NAME:=default}`, `${NAME:-default}`, and
 * `$${NAME}` for a literal one. `substitute` wins over `substituteFrom`.
 */
import { isRecord, readDocument, splitDocuments } from './documents.ts'
import type { FileTree } from './tree.ts'
import { listAt, recordAt, textAt } from './values.ts'

export interface VariableSource {
  readonly kind: string
  readonly name: string
  readonly namespace: string | null
}

/** What a Flux Kustomization says about variables. */
export interface Substitution {
  readonly values: Readonly<Record<string, string>>
  readonly from: readonly VariableSource[]
}

/** Reads `spec.postBuild`; `null` when nothing is replaced. */
export function readSubstitution(postBuild: unknown, namespace: string | null): Substitution | null {
  if (!isRecord(postBuild)) return null
  const values = Object.fromEntries(
    Object.entries(recordAt(postBuild, 'substitute') ?? {}).map(([key, value]) => [key, String(value)]),
  )
  const from = listAt(postBuild, 'substituteFrom').flatMap((entry) => {
    const name = textAt(entry, 'name')
    return name === null ? [] : [{ kind: textAt(entry, 'kind') ?? '', name, namespace }]
  })
  return { values, from }
}

export interface Variables {
  readonly values: Readonly<Record<string, string>>
  /** True when some come from where this repository cannot tell. */
  readonly incomplete: boolean
}

/** Looks up what `substituteFrom` names among the ConfigMaps of the repository, reading them on first use. */
export function createVariableReader(tree: FileTree): (substitution: Substitution) => Variables {
  let found: Map<string, Record<string, unknown>[]> | undefined
  return ({ values, from }) => {
    let incomplete = false
    let collected: Record<string, string> = {}
    for (const { kind, name, namespace } of from) {
      found ??= findConfigMaps(tree)
      const candidates = kind === 'ConfigMap' ? (found.get(name) ?? []) : []
      const matching = candidates.filter((each) => sameNamespace(textAt(each, 'metadata', 'namespace'), namespace))
      const [only] = matching
      // Several of one name belong to several clusters; which one counts cannot be read here.
      if (only === undefined || matching.length > 1) incomplete = true
      else collected = { ...collected, ...textsOf(recordAt(only, 'data') ?? {}) }
    }
    return { values: { ...collected, ...values }, incomplete }
  }
}

export interface Substituted {
  readonly text: string
  /** False when a variable is unknown; it then stays in the text. */
  readonly complete: boolean
}

const VARIABLE = /\$\$\{|\$\{([A-Za-z_]\w*)(?:(:?[-=])([^{}]*))?\}/g

/** Replaces variables in a text. */
export function substituteVariables(text: string, { values, incomplete }: Variables): Substituted {
  let complete = true
  const replaced = text.replace(VARIABLE, (whole, name: string | undefined, operator?: string, fallback?: string) => {
    if (name === undefined) return '${'
    const value = values[name]
    if (value !== undefined && (value !== '' || operator?.startsWith(':') !== true)) return value
    // A default may be overruled by a source that cannot be read.
    if (!incomplete && operator !== undefined) return fallback ?? ''
    if (!incomplete && value === undefined) return ''
    complete = false
    return whole
  })
  // Anything else that starts like a variable is an operation that is not understood.
  return { text: replaced, complete: complete && !text.replace(VARIABLE, '').includes('${') }
}

/** A pattern for a text whose variables are unknown: each may be anything. `null` when there is no fixed part. */
export function variablePattern(text: string): RegExp | null {
  const parts = text.split(/\$\{[^}]*\}/)
  if (parts.join('') === '') return null
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)
}

function findConfigMaps(tree: FileTree): Map<string, Record<string, unknown>[]> {
  const found = new Map<string, Record<string, unknown>[]>()
  for (const { path, type } of tree.entries()) {
    if (type !== 'file' || !/\.ya?ml$/.test(path) || tree.mentions?.(path, ['ConfigMap']) === false) continue
    for (const document of splitDocuments(tree.text(path) ?? '')) {
      if (!/\bkind["']?\s*:\s*["']?ConfigMap\b/.test(document)) continue
      for (const body of readDocument(document)) {
        const name = textAt(body, 'metadata', 'name')
        if (name === null || !isRecord(body) || body.kind !== 'ConfigMap') continue
        found.set(name, [...(found.get(name) ?? []), body])
      }
    }
  }
  return found
}

function sameNamespace(one: string | null, other: string | null): boolean {
  return one === null || other === null || one === other
}

function textsOf(data: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]))
}
