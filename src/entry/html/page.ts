/** The report: one self-contained file, no script, no request, readable by somebody who does not know Kubernetes well. */
import { createHash } from 'node:crypto'
import type { PlanDocument } from '../../flow/plan-document.ts'
import { cores, count, gibibytes, money } from '../amounts.ts'
import { barChart, riskBar } from './charts.ts'
import { html, Markup } from './markup.ts'
import { proposalsSection } from './proposals.ts'
import { skippedSection } from './skipped.ts'
import { STYLESHEET } from './stylesheet.ts'
import { namespaceLabel, sumRequests, workloadLabel } from './totals.ts'

const TOP_NAMESPACES = 12
const TOP_WORKLOADS = 10

/** Builds the whole page. Pure: the same plan gives the same bytes. */
export function buildHtmlReport(plan: PlanDocument): string {
  const hash = createHash('sha256').update(STYLESHEET).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Right-sizing plan for ${plan.repository}</title>
<style>${new Markup(STYLESHEET)}</style>
</head>
<body>
<main>
${header(plan)}
${cards(plan)}
${riskSection(plan)}
${chartsSection(plan)}
${proposalsSection(plan)}
${skippedSection(plan)}
${footer(plan)}
</main>
</body>
</html>
`
  return page.text
}

function header(plan: PlanDocument): Markup {
  const commit = plan.base === null ? null : html` at commit <code>${plan.base.slice(0, 12)}</code>`
  return html`<header>
<h1>Right-sizing plan</h1>
<p class="meta"><code>${plan.repository}</code>${commit}, ${plan.generatedAt.slice(0, 16).replace('T', ' ')} UTC</p>
<p class="lead">${summary(plan)}</p>
</header>`
}

function summary({ proposals, totals }: PlanDocument): string {
  if (proposals.length === 0) {
    return `Nothing is proposed: of ${count(totals.containers, 'container', 'containers')} looked at, none is to change.`
  }
  return (
    `${count(totals.proposed, 'container', 'containers')} of ${totals.containers.toLocaleString('en-US')} would be resized in ` +
    `${count(proposals.length, 'pull request', 'pull requests')}. Nothing is applied until people approve them.`
  )
}

function cards({ totals }: PlanDocument): Markup | null {
  const { savings } = totals
  if (totals.proposed === 0) return null
  const card = (value: number, text: string, freed: string, asked: string): Markup =>
    html`<li class="card"><b class="${value < 0 ? 'bad' : 'good'}">${text}</b><span>${value < 0 ? asked : freed}</span></li>`
  return html`<ul class="cards">
${card(savings.cpu, `${cores(Math.abs(savings.cpu))} cores`, 'CPU requests freed', 'more CPU requested')}
${card(savings.memory, `${gibibytes(Math.abs(savings.memory))} GiB`, 'memory requests freed', 'more memory requested')}
${savings.monthly === null ? null : card(savings.monthly, money(Math.abs(savings.monthly), savings.currency ?? 'USD'), 'saved a month', 'more a month')}
<li class="card"><b>${totals.proposed.toLocaleString('en-US')} / ${totals.containers.toLocaleString('en-US')}</b><span>containers to change</span></li>
</ul>`
}

function riskSection({ proposals }: PlanDocument): Markup | null {
  if (proposals.length === 0) return null
  const of = (risk: string) => proposals.filter((proposal) => proposal.risk === risk).length
  return html`<section><h2>Risk of the pull requests</h2>${riskBar({ low: of('low'), medium: of('medium'), high: of('high') })}</section>`
}

function chartsSection(plan: PlanDocument): Markup | null {
  const chart = (resource: 'cpu' | 'memory', by: 'namespace' | 'workload') =>
    barChart({
      title: `${resource === 'cpu' ? 'CPU' : 'Memory'} requests by ${by}`,
      unit: resource === 'cpu' ? 'cores' : 'GiB',
      format: resource === 'cpu' ? cores : gibibytes,
      rows: sumRequests(plan, resource, by === 'namespace' ? namespaceLabel : workloadLabel),
      top: by === 'namespace' ? TOP_NAMESPACES : TOP_WORKLOADS,
    })
  const charts = [
    chart('cpu', 'namespace'),
    chart('memory', 'namespace'),
    chart('cpu', 'workload'),
    chart('memory', 'workload'),
  ]
  if (charts.every((each) => each === null)) return null
  return html`<section><h2>Before and after</h2>
<p class="legend"><span class="key before"></span>before <span class="key after"></span>after <span class="key more"></span>after, more than before. Requests of the containers that change, over all their pods.</p>
<div class="charts">${charts}</div></section>`
}

function footer({ notes }: PlanDocument): Markup {
  return html`<footer>
${notes.length === 0 ? null : html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
<p>Made by krr-gitops. “From” is what the repository says today, “krr” is what Robusta KRR recommends from measured usage, “to” is what is proposed within the limits of the configuration. Every change was proved by rendering the manifests before and after.</p>
</footer>`
}
