/** What was left out, by reason. */
import type { PlanDocument, SkipDocument } from '../../flow/plan-document.ts'
import { count } from '../amounts.ts'
import { groupByCode, type SkipGroup } from '../skip-groups.ts'
import { html, type Markup } from './markup.ts'
import { skipWords } from './words.ts'

/** Rows per reason; the whole list is in the JSON. */
const MOST_ROWS = 200

export function skippedSection({ skipped }: PlanDocument): Markup | null {
  if (skipped.length === 0) return null
  return html`<section><h2>What was left out, and why</h2>${groupByCode(skipped).map(group)}</section>`
}

function group({ code, skips }: SkipGroup): Markup {
  const rows = skips.slice(0, MOST_ROWS)
  return html`<details class="skips"><summary><h3>${skipWords(code)} <span class="dim">${code}</span></h3><span class="dim">${count(skips.length, 'container', 'containers')}</span></summary>
<div class="inside"><div class="scroll"><table><thead><tr><th scope="col">Workload</th><th scope="col">Container</th><th scope="col">Resource</th><th scope="col">Why</th><th scope="col">What can be done</th></tr></thead>
<tbody>${rows.map(row)}</tbody></table></div>
${rows.length < skips.length ? html`<p class="dim">and ${skips.length - rows.length} more</p>` : null}
</div></details>
`
}

function row({ cluster, namespace, kind, name, container, resource, message, hint }: SkipDocument): Markup {
  return html`<tr><th scope="row">${namespace}/${name}<br><span class="dim">${kind}${cluster === null ? '' : `, ${cluster}`}</span></th><td>${container}</td><td>${resource ?? 'both'}</td><td>${message}</td><td>${hint}</td></tr>
`
}
