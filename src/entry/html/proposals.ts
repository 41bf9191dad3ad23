/** The list of changes, one block a pull request. */

import { containerKey } from '../../core/workload.ts'
import type { ChangeDocument, PlanDocument, ProposalDocument } from '../../flow/plan-document.ts'
import { cores, count, gibibytes, money } from '../amounts.ts'
import { html, type Markup } from './markup.ts'
import { reasonWords } from './words.ts'

/** With more pull requests than this all blocks are folded at first. */
const OPEN_UP_TO = 8

export function proposalsSection({ proposals }: PlanDocument): Markup | null {
  if (proposals.length === 0) return null
  const open = proposals.length <= OPEN_UP_TO
  return html`<section><h2>What changes</h2>${proposals.map((proposal) => block(proposal, open))}</section>`
}

function block(proposal: ProposalDocument, open: boolean): Markup {
  const { application, warnings } = proposal
  const delivered =
    application === null ? null : html`, delivered by ${application.controller} <code>${application.name}</code>`
  return html`<details class="proposal" ${open ? html`open` : null}><summary><h3>${proposal.title}</h3><span class="dim">${savingsWords(proposal)}</span><span class="badge ${proposal.risk}">${proposal.risk} risk</span></summary>
<div class="inside">
<p class="meta"><code>${proposal.overlay}</code>${delivered}, branch <code>${proposal.branch}</code>, ${count(proposal.proof.builds.length, 'render', 'renders')} compared</p>
<div class="scroll"><table><thead><tr><th scope="col">Workload and container</th><th scope="col">Setting</th><th scope="col" class="number">From</th><th scope="col" class="number">krr</th><th scope="col" class="number">To</th><th scope="col">Why not krr’s number</th></tr></thead>
<tbody>${rows(proposal.changes)}</tbody></table></div>
${warnings.length === 0 ? null : html`<p><b>Please note</b></p><ul>${warnings.map(({ message }) => html`<li>${message}</li>`)}</ul>`}
</div></details>
`
}

/** Rows of one container share its name. */
function rows(changes: readonly ChangeDocument[]): Markup[] {
  const groups: ChangeDocument[][] = []
  for (const change of changes) {
    const last = groups.at(-1)
    if (last?.[0] !== undefined && containerKey(last[0]) === containerKey(change)) last.push(change)
    else groups.push([change])
  }
  return groups.flatMap((group) => group.map((change, index) => row(change, index === 0 ? group.length : 0)))
}

/** @param span rows that the name stands for; 0 = the name stands above already */
function row(change: ChangeDocument, span: number): Markup {
  const { resource, field, inherited } = change
  const from = change.from ?? (inherited === null ? 'none' : `(${inherited})`)
  return html`<tr>${span === 0 ? null : nameCell(change, span)}<td>${resource === 'cpu' ? 'CPU' : 'memory'} ${field === 'requests' ? 'request' : 'limit'}</td><td class="number">${from}</td><td class="number">${change.recommended ?? '–'}</td><td class="number to">${change.to ?? 'none'}</td><td>${change.because.map(reasonWords).join(', ')}</td></tr>
`
}

function nameCell({ cluster, namespace, kind, name, container }: ChangeDocument, span: number): Markup {
  return html`<th scope="row" rowspan="${span}">${namespace}/${name}<br><span class="dim">${kind}${cluster === null ? '' : `, ${cluster}`}</span><br><span class="dim">container ${container}</span></th>`
}

function savingsWords({ savings }: ProposalDocument): string {
  const part = (value: number, text: string): string => (value === 0 ? '' : `${value < 0 ? '+' : '−'}${text}`)
  const parts = [
    part(savings.cpu, `${cores(Math.abs(savings.cpu))} cores`),
    part(savings.memory, `${gibibytes(Math.abs(savings.memory))} GiB`),
    savings.monthly === null
      ? ''
      : part(savings.monthly, `${money(Math.abs(savings.monthly), savings.currency ?? 'USD')}/month`),
  ]
  return parts.filter((text) => text !== '').join(', ')
}
