/** Charts as inline SVG, each with the same numbers as a table below it. */
import { html, type Markup } from './markup.ts'
import type { BeforeAfter } from './totals.ts'

const LABEL_WIDTH = 236
const BAR_WIDTH = 420
const VALUE_WIDTH = 150
const ROW = 46
const BAR = 13

export interface BarChart {
  readonly title: string
  readonly unit: string
  readonly rows: readonly BeforeAfter[]
  readonly format: (value: number) => string
  /** Rows beyond this are only in the table. */
  readonly top: number
}

/** Pairs of bars, before above after. `null` when there is nothing to show. */
export function barChart({ title, unit, rows, format, top }: BarChart): Markup | null {
  if (rows.length === 0) return null
  const shown = rows.slice(0, top)
  const largest = Math.max(...shown.flatMap(({ before, after }) => [before, after]), 1)
  const width = LABEL_WIDTH + BAR_WIDTH + VALUE_WIDTH
  const more = rows.length - shown.length
  return html`<figure class="chart">
<figcaption>${title} <span class="dim">in ${unit}</span>${more > 0 ? html`<span class="dim">, top ${shown.length} of ${rows.length}</span>` : null}</figcaption>
<div class="plot"><svg viewBox="0 0 ${width} ${shown.length * ROW}" role="img" aria-label="${title}: bars before and after; the table below has the numbers">
${shown.map((row, index) => bars(row, index * ROW, largest, format))}
</svg></div>
${table({ unit, rows, format })}
</figure>
`
}

function bars(
  { label, detail, before, after }: BeforeAfter,
  y: number,
  largest: number,
  format: BarChart['format'],
): Markup {
  const length = (value: number) => Math.max(value > 0 ? 2 : 0, (value / largest) * BAR_WIDTH).toFixed(1)
  const valueAt = (value: number) => (LABEL_WIDTH + 8 + Number(length(value))).toFixed(1)
  return html`<g>
<text x="${LABEL_WIDTH - 12}" y="${y + (detail === null ? 24 : 17)}" text-anchor="end">${shorten(label)}<title>${label}</title></text>
${detail === null ? null : html`<text class="value" x="${LABEL_WIDTH - 12}" y="${y + 32}" text-anchor="end">${shorten(detail)}</text>`}
<rect class="before" x="${LABEL_WIDTH}" y="${y + 6}" width="${length(before)}" height="${BAR}" rx="2"/>
<text class="value" x="${valueAt(before)}" y="${y + 17}">${format(before)}</text>
<rect class="${after > before ? 'more' : 'after'}" x="${LABEL_WIDTH}" y="${y + 7 + BAR}" width="${length(after)}" height="${BAR}" rx="2"/>
<text class="value" x="${valueAt(after)}" y="${y + 18 + BAR}">${format(after)}</text>
</g>
`
}

/** A label that is too long keeps its start and its end: both tell things apart. */
function shorten(label: string): string {
  const most = 30
  return label.length <= most ? label : `${label.slice(0, 14)}…${label.slice(-(most - 15))}`
}

function table({ unit, rows, format }: Pick<BarChart, 'unit' | 'rows' | 'format'>): Markup {
  return html`<details class="numbers"><summary>Show the numbers</summary>
<div class="scroll"><table><thead><tr><th scope="col">Name</th><th scope="col" class="number">Before (${unit})</th><th scope="col" class="number">After (${unit})</th><th scope="col" class="number">Difference</th></tr></thead>
<tbody>${rows.map(
    ({ label, detail, before, after }) =>
      html`<tr><th scope="row">${label}${detail === null ? null : html` <span class="dim">${detail}</span>`}</th><td class="number">${format(before)}</td><td class="number">${format(after)}</td><td class="number">${signed(after - before, format)}</td></tr>
`,
  )}</tbody></table></div></details>`
}

function signed(difference: number, format: BarChart['format']): string {
  return difference > 0 ? `+${format(difference)}` : difference < 0 ? `−${format(-difference)}` : '0'
}

/** One bar in three parts. */
export function riskBar(counts: Readonly<Record<'low' | 'medium' | 'high', number>>): Markup {
  const total = counts.low + counts.medium + counts.high
  let x = 0
  const parts = (['low', 'medium', 'high'] as const).map((risk) => {
    const width = total === 0 ? 0 : (counts[risk] / total) * 600
    const part = html`<rect class="risk-${risk}" x="${x.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="18"/>`
    x += width
    return part
  })
  const words = `${counts.low} low, ${counts.medium} medium, ${counts.high} high`
  return html`<svg class="risk" viewBox="0 0 600 18" preserveAspectRatio="none" role="img" aria-label="Risk of the pull requests: ${words}">${parts}</svg>
<p class="legend"><span class="key risk-low"></span>${counts.low} low <span class="key risk-medium"></span>${counts.medium} medium <span class="key risk-high"></span>${counts.high} high</p>
`
}
