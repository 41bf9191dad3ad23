/** The table of changes: the part of a body that is never left out. */
import type { Change, Risk, WorkloadChange } from '../../change/change.ts'
import { formatQuantity } from '../../quantity.ts'
import { plural } from '../amounts.ts'
import { code, prose } from '../escape.ts'

const HEAD = [
  '| Workload | Container | Resource | In Git | KRR recommends | Proposed | Why not the recommendation |',
  '| --- | --- | --- | ---: | ---: | ---: | --- |',
]

/**
 * One row a change. When the rows are longer than `budget` characters, those of the riskiest workloads stay and one more
 * row says how many are missing; all of them are in the trailers of the commit.
 */
export function renderTable(workloads: readonly WorkloadChange[], budget: number): string {
  const rows = workloads.flatMap((workload) => workload.changes.map(renderRow))
  const whole = [...HEAD, ...rows].join('\n')
  if (whole.length <= budget) return whole
  const order: Readonly<Record<Risk, number>> = { high: 0, medium: 1, low: 2 }
  const risky = [...workloads].sort((a, b) => order[a.risk] - order[b.risk])
  const lines = [...HEAD]
  const sorted = risky.flatMap((workload) => workload.changes.map(renderRow))
  const last = (left: number) =>
    `| **${plural(left, 'more change')}** | | | | | | the table is too long for GitHub; every change is a \`Krr-Gitops-Change\` line of the commit message |`
  let used = lines.join('\n').length + last(sorted.length).length + 1
  let shown = 0
  for (const row of sorted) {
    used += row.length + 1
    if (used > budget) break
    lines.push(row)
    shown += 1
  }
  return [...lines, last(sorted.length - shown)].join('\n')
}

function renderRow(change: Change): string {
  const { cluster, namespace, kind, name, container } = change.target.container
  const workload = `${namespace}/${kind}/${name}`
  const where = cluster === null ? code(workload) : `${code(workload)} on ${code(cluster)}`
  const cells = [
    where,
    code(container),
    `${change.resource === 'cpu' ? 'CPU' : 'memory'} ${change.field === 'requests' ? 'request' : 'limit'}`,
    inGit(change),
    change.recommended === null ? (change.to === null ? 'unset' : '—') : quantity(change, change.recommended),
    `**${quantity(change, change.to)}**${percent(change)}`,
    change.because.map((reason) => code(reason)).join(' '),
  ]
  return `| ${cells.join(' | ')} |`
}

function quantity(change: Change, amount: number | null): string {
  return amount === null ? 'unset' : prose(formatQuantity(amount, change.resource))
}

/** An unset value may not be nothing: a request is taken from its limit or from a LimitRange. */
function inGit(change: Change): string {
  const { from, inherited } = change
  return from === null && inherited !== undefined
    ? `unset (${quantity(change, inherited)} applies)`
    : quantity(change, from)
}

function percent(change: Change): string {
  const { to } = change
  const from = change.from ?? change.inherited ?? null
  if (from === null || to === null || from === 0) return ''
  const moved = Math.round(((to - from) / from) * 100)
  return ` (${moved > 0 ? '+' : moved < 0 ? '−' : '±'}${Math.abs(moved)} %)`
}
