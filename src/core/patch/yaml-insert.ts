/** Inserts a key into a map or an item into a list, in block or flow style, as the text around it does. */
import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from '../yaml.ts'
import { type Refusal, refuse } from './refusal.ts'
import { isJsonMap } from './yaml-scalar.ts'
import {
  before,
  contentEnd,
  isEmptyValue,
  keyText,
  lineEnding,
  nodeAt,
  type Place,
  pairAt,
  type YamlSource,
} from './yaml-source.ts'
import type { EditPlan, PlannedSplice, Splice } from './yaml-text.ts'
import { indent, type NewValue, writeBlockEntry, writeBlockItem, writeFlow, writeFlowEntry } from './yaml-write.ts'

type SpliceResult = { readonly ok: true; readonly splice: Splice } | Refusal

/** Plans to add an entry to an existing map. */
export function insertKey(map: Place, key: string, value: NewValue): EditPlan {
  return (source) => {
    const node = nodeAt(source, map)
    if (!isMap(node)) return refuse(`there is no map to put ${key} into`)
    if (node.items.some((pair) => keyText(pair) === key)) return refuse(`${key} is already there`)
    const made =
      node.flow === true
        ? intoFlow(source.text, node, writeFlowEntry(key, value, isJson(node)))
        : intoBlockMap(source.text, node, (listIndent) => writeBlockEntry(key, value, listIndent), source)
    return planned(made, { ...map, path: [...map.path, key] }, value)
  }
}

/** Plans to add an item to the end of an existing list. */
export function insertItem(list: Place, value: NewValue): EditPlan {
  return (source) => {
    const node = nodeAt(source, list)
    if (!isSeq(node)) return refuse('there is no list to put an item into')
    const made =
      node.flow === true
        ? intoFlow(source.text, node, writeFlow(value, isJson(node)))
        : intoBlockList(source.text, node, writeBlockItem(value))
    return planned(made, { ...list, path: [...list.path, node.items.length] }, value)
  }
}

/** Plans to add an item to the list under `key` of a map; the list is made if it is missing or the key holds nothing. */
export function insertIntoList(map: Place, key: string, value: NewValue): EditPlan {
  return (source) => {
    const parent = nodeAt(source, map)
    if (!isMap(parent)) return refuse(`there is no map to put ${key} into`)
    if (!parent.items.some((pair) => keyText(pair) === key)) return insertKey(map, key, [value])(source)
    const pair = pairAt(parent, key)
    if (pair === undefined) return refuse(`${key} stands there twice`)
    if (isSeq(pair.value)) return insertItem({ ...map, path: [...map.path, key] }, value)(source)
    if (!isEmptyValue(pair.value) || hasAnchor(pair.value)) return refuse(`${key} is not a list`)
    const end = contentEnd(pair)
    if (end === null) return refuse(`${key} has no position`)
    const by = `${' '.repeat(columnOf(source.text, pair))}${listIndentOf(source)}`
    const made = afterLine(source.text, end, indent(writeBlockItem(value), by))
    return planned(made, { ...map, path: [...map.path, key] }, [value])
  }
}

function planned(made: SpliceResult, place: Place, value: NewValue): PlannedSplice | Refusal {
  return made.ok ? { ok: true, splice: made.splice, place, value } : made
}

function intoBlockMap(
  text: string,
  map: YAMLMap,
  lines: (listIndent: string) => string[],
  source: YamlSource,
): SpliceResult {
  const [first, last] = [map.items[0], map.items.at(-1)]
  if (first === undefined || last === undefined) return refuse('the map has no entry to stand beside')
  if (map.items.some((pair) => keyText(pair) === '<<')) return refuse('the map takes over values from an anchor')
  const column = columnOf(text, first)
  // Dashes stand before the first key of a map that is an item of a list; the line of any other key starts with the key.
  const shape = map.items.every((pair) => (pair === first ? /^[ -]*$/ : /^ *$/).test(before(text, startOf(pair))))
  if (!shape || map.items.some((pair) => columnOf(text, pair) !== column))
    return refuse('its keys are not in one column')
  const end = contentEnd(last)
  if (end === null) return refuse('the map has no position')
  return afterLine(text, end, indent(lines(listIndentOf(source)), ' '.repeat(column)))
}

function intoBlockList(text: string, list: YAMLSeq, lines: readonly string[]): SpliceResult {
  const token = list.srcToken
  const dashes =
    token?.type === 'block-seq'
      ? token.items.flatMap(({ start }) =>
          start.filter(({ type }) => type === 'seq-item-ind').map(({ offset }) => offset),
        )
      : []
  const [first, last] = [dashes[0], dashes.at(-1)]
  if (first === undefined || last === undefined) return refuse('the list has no item to stand beside')
  const column = before(text, first).length
  if (!dashes.every((dash) => (dash === first ? /^[ -]*$/ : /^ *$/).test(before(text, dash)))) {
    return refuse('its items do not stand on lines of their own')
  }
  const end = list.items.at(-1) === null ? last + 1 : contentEnd(list)
  if (end === null) return refuse('the list has no position')
  return afterLine(text, end, indent(lines, ' '.repeat(column)))
}

/** Before the closing bracket: after the last item, or between the brackets. */
function intoFlow(text: string, node: YAMLMap | YAMLSeq, item: string): SpliceResult {
  const range = node.range
  const [start, close] = range === undefined || range === null ? [0, 0] : [range[0], range[1] - 1]
  if (!/[\]}]/.test(text[close] ?? '')) return refuse('the end of the collection was not found')
  const last = contentEnd(node.items.at(-1))
  if (node.items.length === 0) return { ok: true, splice: { start: start + 1, end: start + 1, text: item } }
  if (last === null) return refuse('the collection has no position')
  const rest = text.slice(last, close)
  const comma = /^\s*,/.exec(rest)
  if (comma === null && rest.includes(',')) return refuse('a comma stands behind a comment')
  const at = last + (comma?.[0].length ?? 0)
  const text_ = comma === null ? `, ${item}` : ` ${item}`
  return { ok: true, splice: { start: at, end: at, text: text_ } }
}

/**
 * Whole lines below the line in which `end` lies. A text without a final newline keeps having none: the new lines then
 * bring the line break before them along, so that no byte of the old text changes.
 */
function afterLine(text: string, end: number, lines: readonly string[]): SpliceResult {
  const ending = lineEnding(text, end)
  // A block scalar ends with its line break.
  const atLineStart = end > 0 && text[end - 1] === '\n'
  const newline = atLineStart ? end - 1 : text.indexOf('\n', end)
  const rest = atLineStart ? '' : text.slice(end, newline < 0 ? undefined : newline)
  if (!/^(?:[ \t]*|[ \t]+#.*)\r?$/.test(rest)) return refuse('something else stands on the same line')
  if (newline < 0) {
    return { ok: true, splice: { start: text.length, end: text.length, text: ending + lines.join(ending) } }
  }
  const at = newline + 1
  return { ok: true, splice: { start: at, end: at, text: lines.join(ending) + ending } }
}

function startOf(pair: Pair): number {
  return (pair.key as Node | null)?.range?.[0] ?? 0
}

function columnOf(text: string, pair: Pair): number {
  return before(text, startOf(pair)).length
}

function hasAnchor(value: unknown): boolean {
  return isScalar(value) && value.anchor !== undefined
}

function isJson(node: YAMLMap | YAMLSeq): boolean {
  if (isMap(node)) return isJsonMap(node)
  return node.items.length > 0 && node.items.every((item) => isJsonMap(item as Node | null))
}

/** How this file indents the dashes of a list below its key: as its first list does, two spaces if it has none. */
function listIndentOf({ documents, text }: YamlSource): string {
  for (const { contents } of documents) {
    for (const pair of isMap(contents) ? contents.items : []) {
      if (!isSeq(pair.value) || pair.value.flow === true) continue
      const prefix = before(text, pair.value.range?.[0] ?? 0)
      const deeper = prefix.length - columnOf(text, pair)
      if (/^ *$/.test(prefix) && deeper >= 0) return ' '.repeat(deeper)
    }
  }
  return '  '
}
