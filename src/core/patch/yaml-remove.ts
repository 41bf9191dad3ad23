/** Takes an item out of a block list, whole lines at a time; a list that would be empty goes together with its key. */
import { isMap, isSeq, type Pair, type YAMLSeq } from '../yaml.ts'
import { type Refusal, refuse } from './refusal.ts'
import {
  before,
  contentEnd,
  lineStart,
  nodeAt,
  type Place,
  pairAt,
  plainValue,
  type YamlSource,
} from './yaml-source.ts'
import type { EditPlan, Splice } from './yaml-text.ts'

/**
 * Plans to take item `index` out of the list under `key` of a map. Refused where a comment stands in what would go: it is
 * somebody's, and may be about more than this.
 */
export function removeFromList(map: Place, key: string, index: number): EditPlan {
  return (source) => {
    const parent = nodeAt(source, map)
    const pair = pairAt(parent, key)
    if (!isMap(parent) || pair === undefined || !isSeq(pair.value)) return refuse(`there is no list ${key}`)
    const list = pair.value
    if (list.flow === true) return refuse(`${key} is written on one line`)
    const value = valueAt(source, { ...map, path: [...map.path, key] })
    if (!Array.isArray(value) || index >= value.length) return refuse(`${key} has no such item`)
    if (value.length === 1) {
      if (parent.items.length === 1) return refuse('nothing else stands in the file')
      const whole = valueAt(source, map) as Record<string, unknown>
      const rest = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key))
      const splice = wholeLines(source.text, startOf(pair), contentEnd(pair))
      return 'ok' in splice ? splice : { ok: true, splice, place: map, value: rest }
    }
    const dash = dashOf(list, index)
    const splice = wholeLines(source.text, dash, contentEnd(list.items[index]))
    const place = { ...map, path: [...map.path, key] }
    return 'ok' in splice ? splice : { ok: true, splice, place, value: value.filter((_, at) => at !== index) }
  }
}

function valueAt(source: YamlSource, { document, path }: Place): unknown {
  const whole = source.documents[document]
  const plain = whole === undefined ? null : plainValue(whole)
  let here: unknown = plain?.ok ? plain.value : undefined
  for (const step of path) here = (here as Record<string | number, unknown> | undefined)?.[step]
  return here
}

/** From the line in which something starts to the end of the line in which it ends. */
function wholeLines(text: string, start: number | null, end: number | null): Splice | Refusal {
  if (start === null || end === null) return refuse('it has no position')
  if (!/^ *$/.test(before(text, start))) return refuse('something else stands on the same line')
  // A block scalar ends with its line break.
  const newline = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end)
  const from = text.startsWith('\uFEFF') && lineStart(text, start) === 0 ? 1 : lineStart(text, start)
  const to = newline < 0 ? text.length : newline + 1
  if (/(?:^|\s)#/m.test(text.slice(from, to))) return refuse('a comment stands beside it')
  if (newline >= 0) return { start: from, end: to, text: '' }
  // The last line of a text without a final newline: the line break before it goes instead.
  const ending = text.slice(0, from).endsWith('\r\n') ? 2 : Math.min(from, 1)
  return { start: from - ending, end: to, text: '' }
}

function dashOf(list: YAMLSeq, index: number): number | null {
  const token = list.srcToken
  if (token?.type !== 'block-seq') return null
  return token.items[index]?.start.find(({ type }) => type === 'seq-item-ind')?.offset ?? null
}

function startOf({ key }: Pair): number | null {
  return (key as { range?: readonly number[] } | null)?.range?.[0] ?? null
}
