/** Edits YAML that stands inside a YAML file as a literal block scalar: `patch: |-`. */
import { isScalar } from '../yaml.ts'
import { type Refusal, refuse } from './refusal.ts'
import { lineEnding, lineStart, nodeAt, type Place, type YamlSource } from './yaml-source.ts'
import { type EditPlan, editOnce, type Splice } from './yaml-text.ts'

/** Plans an edit of the text inside the scalar at `place`, as if it were a file of its own. */
export function insideScalar(place: Place, inner: EditPlan): EditPlan {
  return (source) => {
    const lines = literalLines(source, place)
    if ('ok' in lines) return lines
    const edited = editOnce(lines.value, inner)
    if (!edited.ok) return edited
    const splice = outward(edited.planned.splice, lines, source.text)
    if (splice === null) return refuse('the edit would cross lines of the embedded text')
    return { ok: true, splice, place, value: edited.text }
  }
}

/** The text embedded at a place; refuses what is not a literal block scalar, where text and lines are not the same. */
export function embeddedText(source: YamlSource, place: Place): { ok: true; text: string } | Refusal {
  const lines = literalLines(source, place)
  return 'ok' in lines ? lines : { ok: true, text: lines.value }
}

interface LiteralLines {
  readonly value: string
  readonly indentation: string
  /** Offset in the file of an offset in the value. */
  offset(inner: number): number
}

function literalLines(source: YamlSource, place: Place): LiteralLines | Refusal {
  const node = nodeAt(source, place)
  const token = isScalar(node) ? node.srcToken : undefined
  if (!isScalar(node) || token?.type !== 'block-scalar' || node.type !== 'BLOCK_LITERAL') {
    return refuse('the embedded text is not a literal block (|)')
  }
  const value = String(node.value)
  const end = node.range?.[1] ?? 0
  const raw = source.text.slice(end - token.source.length, end)
  const indentation = /^ *(?=\S)/m.exec(raw)?.[0] ?? ''
  const inner = value.split('\n')
  const starts: number[] = []
  let at = end - token.source.length
  for (const line of raw.split('\n')) {
    const content = line.replace(/\r$/, '')
    const stripped = content.startsWith(indentation) ? content.slice(indentation.length) : content.trimStart()
    // The lines must be the value's own, one by one; an indentation indicator or a tab makes them differ.
    if (stripped !== (inner[starts.length] ?? '')) return refuse('the embedded text is indented in an unusual way')
    starts.push(at + content.length - stripped.length)
    at += line.length + 1
  }
  const offset = (position: number) => {
    const before = value.slice(0, position)
    const line = before.split('\n').length - 1
    const column = position - (before.lastIndexOf('\n') + 1)
    // Past the last line break of the value lies the line break of the file.
    return line < starts.length ? (starts[line] ?? 0) + column : end
  }
  return { value, indentation, offset }
}

/** The same splice in the file: every line that it begins gets the indentation of the block. */
function outward({ start, end, text }: Splice, lines: LiteralLines, file: string): Splice | null {
  const { value, indentation } = lines
  if (value.slice(start, end).includes('\n')) return null
  const ending = lineEnding(file, lines.offset(0))
  const at = lines.offset(start)
  const pieces = text.split('\n')
  if (start === end && text.endsWith('\n') && (start === 0 || value[start - 1] === '\n')) {
    // Whole lines in front of a line, or at the end: they go before its indentation.
    const whole = pieces.slice(0, -1).map((line) => `${indentation}${line}`)
    if (at === file.length && !file.endsWith('\n')) return { start: at, end: at, text: ending + whole.join(ending) }
    const from = lineStart(file, at)
    return { start: from, end: from, text: whole.join(ending) + ending }
  }
  const joined = pieces.map((line, index) => (index === 0 || line === '' ? line : `${indentation}${line}`)).join(ending)
  return { start: at, end: lines.offset(end), text: joined }
}
