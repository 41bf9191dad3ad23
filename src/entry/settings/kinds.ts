/** What a setting may hold, in words: for the reference page and the commented file. */

import { WINDOW } from './schedule.ts'
import type { SchemaNode } from './schema-keys.ts'
import { PATTERN_WORDS } from './values.ts'

/** `one of a, b`, `duration`, `whole number from 1 to 1000`, `list of …`. */
export function kindOf(node: SchemaNode): string {
  if (node.enum !== undefined)
    return node.enum.length === 1 ? show(node.enum[0]) : `one of ${node.enum.map(show).join(', ')}`
  if (node.const !== undefined) return show(node.const)
  if (node.anyOf !== undefined) return either(node.anyOf.map(kindOf))
  const types = typeof node.type === 'string' ? [node.type] : (node.type ?? [])
  return either(types.map((type) => kindOfType(type, node)))
}

function either(words: readonly string[]): string {
  const [first, second] = words
  // A quantity may be written as text or as a number: the text says it all.
  if (words.length === 2 && second !== undefined && first?.endsWith('quantity') === true) return first
  return [...new Set(words)].join(', or ')
}

function kindOfType(type: string, node: SchemaNode): string {
  if (type === 'array') return `list of ${plural(node.items === undefined ? 'anything' : kindOf(node.items))}`
  if (type === 'object') {
    const values = node.additionalProperties
    return typeof values === 'object' ? `mapping from name to ${kindOf(values)}` : 'mapping'
  }
  if (type === 'boolean') return 'true or false'
  if (type === 'integer') return `whole number from ${node.minimum ?? 0} to ${node.maximum ?? 0}`
  if (type === 'number') return 'number'
  return type === 'string' ? textKind(node.pattern) : type
}

function textKind(pattern: string | undefined): string {
  if (pattern === WINDOW.source) return 'window'
  return (pattern === undefined ? undefined : PATTERN_WORDS.get(pattern)) ?? 'text'
}

function plural(words: string): string {
  return words === 'text' || words === 'mapping' || words === 'window' ? `${words}s` : words
}

function show(value: unknown): string {
  return `\`${String(value)}\``
}
