/** Columns of text, two spaces apart. */
export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Longer cells are cut with an ellipsis in the middle. */
  readonly most?: number
}

/** Lines of a table, without colours; a column of which every cell is empty is left out. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const used = columns.map((_, index) => rows.some((row) => (row[index] ?? '') !== ''))
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => row.map((cell, index) => cut(cell, columns[index]?.most))),
  ]
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => (row[index] ?? '').length)))
  return cells.map((row) =>
    columns
      .map((column, index) => {
        const cell = row[index] ?? ''
        const width = widths[index] ?? 0
        return column.align === 'right' ? cell.padStart(width) : cell.padEnd(width)
      })
      .filter((_, index) => used[index])
      .join('  ')
      .trimEnd(),
  )
}

function cut(cell: string, most: number | undefined): string {
  if (most === undefined || cell.length <= most) return cell
  const head = Math.ceil((most - 1) / 2)
  return `${cell.slice(0, head)}…${cell.slice(cell.length - (most - 1 - head))}`
}
