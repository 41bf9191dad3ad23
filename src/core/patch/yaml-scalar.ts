/** Replaces one scalar; its quotes and the comment behind it stay. */
import { isMap, isScalar, type Node, parseYaml, type Scalar } from '../yaml.ts'
import { type Refusal, refuse } from './refusal.ts'
import { nodeAt, type Place, type YamlSource } from './yaml-source.ts'
import type { EditPlan, PlannedSplice } from './yaml-text.ts'

/** A longer scalar is no quantity; somebody uses the place for something else. */
const MAX_SCALAR = 64

/**
 * Plans to set an existing scalar.
 *
 * @param value what is written, free of characters that would need quotes; `null` removes the quotes too
 */
export function setScalar(place: Place, value: string | null): EditPlan {
  return (source) => {
    const node = nodeAt(source, place)
    if (!isScalar(node))
      return refuse(node === undefined ? 'the value is not there' : 'the value is not a plain scalar')
    return replace(source, place, node, value)
  }
}

function replace(source: YamlSource, place: Place, node: Scalar, value: string | null): PlannedSplice | Refusal {
  const token = node.srcToken
  const quote = token === undefined ? undefined : QUOTES[token.type]
  if (token === undefined || quote === undefined || !('source' in token)) return refuse('the value has an unusual form')
  if (node.tag !== undefined) return refuse('the value has a tag')
  if (token.source.length > MAX_SCALAR || token.source.includes('\n')) return refuse('the value is unusually long')
  const quoted = quote === '' && keyIsJson(source, place) ? '"' : quote
  const text = value === null ? 'null' : `${quoted}${value}${quoted}`
  const splice = { start: token.offset, end: token.offset + token.source.length, text }
  return { ok: true, splice, place, value: parseYaml(text) }
}

const QUOTES: Readonly<Record<string, string>> = {
  scalar: '',
  'single-quoted-scalar': "'",
  'double-quoted-scalar': '"',
}

/** In JSON a number may stand where text like `250m` needs quotes. */
function keyIsJson(source: YamlSource, { document, path }: Place): boolean {
  return isJsonMap(nodeAt(source, { document, path: path.slice(0, -1) }))
}

/** True for `{"a": …}`: a flow map whose keys are all in double quotes. */
export function isJsonMap(node: Node | null | undefined): boolean {
  if (!isMap(node) || node.flow !== true || node.items.length === 0) return false
  return node.items.every(({ key }) => isScalar(key) && key.type === 'QUOTE_DOUBLE')
}
