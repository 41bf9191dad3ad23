/**
 * A large report in slices, so that the raw form of all its entries never stands in memory at once (it weighs many times
 * what is kept of it, and collecting it costs as much time as parsing).
 *
 * krr prints with an indentation of two. A line break inside a JSON string is always escaped, so a line that is exactly
 * `    },` ends an entry of `scans`, provided that all text before it was balanced; every slice is parsed by itself, and
 * parses only if it is. Whatever is laid out in another way is for the caller to parse whole.
 */

const OPENING = '{\n  "scans": [\n    {'
const BETWEEN = '\n    },\n    {'
const CLOSING = '\n    }\n  ]'
/** Characters of one slice. Far from V8's limit of 128 KiB, beyond which a string is kept as a large object: that made it slower. */
const SLICE = 64 * 1024

/** Up to so many characters (some 4,000 containers) parsing the text whole is the faster way. */
const SMALL = 8 * 1024 * 1024

export interface SlicedReport {
  /** Everything but `scans`. */
  readonly surroundings: object
  /** The entries, some dozens at a time. Throws a SyntaxError where the text turns out to be laid out differently. */
  readonly slices: () => Generator<unknown[], void, void>
}

/**
 * @param small texts up to this size are not worth slicing
 * @returns `null` when the text is small, not laid out like krr's, or no JSON
 */
export function sliceReport(text: string, small = SMALL): SlicedReport | null {
  if (text.length <= small || !text.startsWith(OPENING)) return null
  const end = text.indexOf(CLOSING)
  if (end < 0) return null
  const surroundings = parseRest(text.slice(end + CLOSING.length))
  // A second `scans` would win over the first one.
  if (surroundings === null || 'scans' in surroundings) return null
  return { surroundings, slices: () => slices(text, OPENING.length - 1, end + '\n    }'.length) }
}

function parseRest(rest: string): object | null {
  const comma = /^\s*,/.exec(rest)?.[0] ?? ''
  try {
    const value: unknown = JSON.parse(`{${rest.slice(comma.length)}`)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

function* slices(text: string, first: number, last: number): Generator<unknown[], void, void> {
  let from = first
  while (from < last) {
    const at = text.indexOf(BETWEEN, from + SLICE)
    const until = at < 0 || at >= last ? last : at + '\n    }'.length
    const part: unknown = JSON.parse(`[${text.slice(from, until)}]`)
    if (!Array.isArray(part)) throw new SyntaxError('not a list')
    yield part
    from = until + ',\n    '.length
  }
}
