/** Finds bytes that an edit changed without need: every changed line must be an announced kind of line. */

interface Edit {
  readonly path: string
  readonly before: string | null
  readonly after: string
}

/** A line that may be added as a whole: part of a patches list, or a key of a resources map. */
const ADDED =
  /^\s*(?:patches|patchesJson6902):\s*$|^\s*-?\s*(?:path|target|group|version|kind|name|namespace|patch|op|value):.*$|^\s*-?\s*(?:resources|requests|limits):\s*$|^\s*(?:cpu|memory):\s*["']?[\w.+-]+["']?$/
/** A line whose value may differ: everything around the quantity must be the same. */
const VALUE = /^(\s*(?:-\s*)?(?:"?(?:cpu|memory|value)"?):\s*["']?)([\w.+-]+)(["']?.*)$/
const FLOW = /\b(cpu|memory)(["']?\s*:\s*["']?)[\w.+-]+/g
/** An entry of a flow map: `{cpu: 1}` may become `{cpu: 2, memory: 1Gi}`. */
const FLOW_ENTRY = /,?\s*["']?\b(?:cpu|memory)["']?\s*:\s*["']?[\w.+-]+["']?/g
/** A flow list that got one more item. */
const FLOW_LIST = /^(\s*patches(?:Json6902)?:\s*\[).*(\].*)$/

/** Lines that should not have changed; empty when the edit is clean. */
export function strayLines(edit: Edit): string[] {
  if (edit.before === null) return []
  // Line ends stay part of the lines, so that a changed one shows.
  const before = edit.before.split(/(?<=\n)/)
  const after = edit.after.split(/(?<=\n)/)
  const { removed, added } = difference(before, after)
  const stray: string[] = []
  const unmatched = [...added]
  for (const line of removed) {
    const index = unmatched.findIndex((candidate) => sameButValue(line, candidate))
    if (index < 0) stray.push(`lost ${JSON.stringify(line)}`)
    else unmatched.splice(index, 1)
  }
  for (const line of unmatched) if (!ADDED.test(line.replace(/\r?\n$/, ''))) stray.push(`new ${JSON.stringify(line)}`)
  return stray
}

function sameButValue(before: string, after: string): boolean {
  // The last line of a file without a final newline gets one when something is added below it.
  if (after === `${before}\n` || after === `${before}\r\n`) return true
  const [old, young] = [VALUE.exec(before.trimEnd()), VALUE.exec(after.trimEnd())]
  if (old !== null && young !== null && old[1] === young[1] && old[3] === young[3])
    return lineEnd(before) === lineEnd(after)
  const flow = FLOW_LIST.exec(after)
  if (flow !== null && FLOW_LIST.exec(before)?.[1] === flow[1]) return lineEnd(before) === lineEnd(after)
  const empty = /^(\s*patches(?:Json6902)?:)\s*\[\s*\](.*)$/.exec(before.trimEnd())
  if (empty !== null && after.startsWith(String(empty[1]))) return true
  if (before.replace(FLOW, '$1$2') === after.replace(FLOW, '$1$2')) return true
  return /\{.*\}/.test(before) && before.replace(FLOW_ENTRY, '') === after.replace(FLOW_ENTRY, '')
}

function lineEnd(line: string): string {
  return /\r?\n$/.exec(line)?.[0] ?? ''
}

/** Longest common subsequence by lines, after the common head and tail are cut off. */
function difference(before: readonly string[], after: readonly string[]): { removed: string[]; added: string[] } {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1
  }
  const a = before.slice(head, before.length - tail)
  const b = after.slice(head, after.length - tail)
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i] as Uint32Array
      const next = lengths[i + 1] as Uint32Array
      row[j] = a[i] === b[j] ? (next[j + 1] as number) + 1 : Math.max(next[j] as number, row[j + 1] as number)
    }
  }
  const removed: string[] = []
  const added: string[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1
      j += 1
    } else if (
      j < b.length &&
      (i === a.length ||
        ((lengths[i] as Uint32Array)[j + 1] as number) >= ((lengths[i + 1] as Uint32Array)[j] as number))
    ) {
      added.push(b[j] as string)
      j += 1
    } else {
      removed.push(a[i] as string)
      i += 1
    }
  }
  return { removed, added }
}
