/** Which keys the configuration knows, read from its own JSON schema: for suggestions and for the reference page. */
import type { KeyPath } from './document.ts'
import { buildJsonSchema } from './schema.ts'

export interface SchemaNode {
  readonly description?: string
  readonly default?: unknown
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: SchemaNode | boolean
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly required?: readonly string[]
  readonly examples?: readonly unknown[]
}

/** The keys that may stand in the mapping at `path`; empty where no mapping with fixed keys stands. */
export function keysAt(path: KeyPath): string[] {
  let node: SchemaNode | undefined = buildJsonSchema()
  for (const step of path) node = node === undefined ? undefined : below(node, step)
  return Object.keys(node?.properties ?? {})
}

function below(node: SchemaNode, step: string | number): SchemaNode | undefined {
  if (typeof step === 'number') return node.items ?? node.anyOf?.find((option) => option.items !== undefined)?.items
  const property = node.properties?.[step]
  if (property !== undefined) return property
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined
}

/** Full names of the settings whose last part is this word: `select.minSeverity`. */
export function placesOfKey(key: string): string[] {
  const found: string[] = []
  const visit = (node: SchemaNode, path: string): void => {
    for (const [name, child] of Object.entries(node.properties ?? {})) {
      const here = path === '' ? name : `${path}.${name}`
      if (name.toLowerCase() === key.toLowerCase()) found.push(here)
      visit(child, here)
    }
    if (node.items !== undefined) visit(node.items, `${path}[]`)
  }
  visit(buildJsonSchema(), '')
  return found
}
