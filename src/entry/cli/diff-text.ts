/** Edits as unified diffs. */
import { boundedDiff } from '../../core/prove/diff.ts'
import { printable, type Style } from './style.ts'

export interface EditText {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}

/** Diffs that `git apply` and people read; a new file comes from /dev/null, a removed one goes there. */
export function formatEdits(edits: readonly EditText[], style: Style): string {
  return edits.map((edit) => formatEdit(edit, style)).join('')
}

function formatEdit({ path, before, after }: EditText, style: Style): string {
  const diff = boundedDiff(path, before ?? '', after ?? '', { maxLength: 200_000 })
  return diff
    .split('\n')
    .map((line, index) => colourLine(headLine(line, index, { path, before, after }), style))
    .join('\n')
}

function headLine(line: string, index: number, { path, before, after }: EditText): string {
  if (index === 0 && line.startsWith('---')) return before === null ? '--- /dev/null' : `--- a/${path}`
  if (index === 1 && line.startsWith('+++')) return after === null ? '+++ /dev/null' : `+++ b/${path}`
  return line
}

function colourLine(line: string, style: Style): string {
  const text = printable(line)
  if (/^(---|\+\+\+) /.test(line)) return style('bold', text)
  if (line.startsWith('@@')) return style('cyan', text)
  if (line.startsWith('+')) return style('green', text)
  if (line.startsWith('-')) return style('red', text)
  return text
}
