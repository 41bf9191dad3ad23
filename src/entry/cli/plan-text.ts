/** A plan as lines for a person: what would change, what was left out and why, and what it comes to. */
import type { ChangeDocument, PlanDocument, ProposalDocument, SavingsDocument } from '../../flow/plan-document.ts'
import { cores, count, gibibytes, money } from '../amounts.ts'
import { groupByCode, type SkipGroup } from '../skip-groups.ts'
import { printable, type Style } from './style.ts'
import { type Column, textTable } from './text-table.ts'

/** Containers named below each reason without --verbose. */
const FEW = 3

const COLUMNS: readonly Column[] = [
  { title: 'WORKLOAD', most: 60 },
  { title: 'CONTAINER', most: 40 },
  { title: 'SETTING' },
  { title: 'FROM', align: 'right' },
  { title: 'KRR', align: 'right' },
  { title: 'TO', align: 'right' },
  { title: 'BECAUSE' },
]

export interface PlanTextOptions {
  readonly style: Style
  readonly verbose: boolean
  /** What stands below each proposal, for example its diff. */
  readonly below?: (proposal: ProposalDocument) => string
}

export function formatPlan(plan: PlanDocument, { style, verbose, below }: PlanTextOptions): string {
  const blocks = plan.proposals.map((proposal) => `${proposalBlock(proposal, style)}${below?.(proposal) ?? ''}`)
  return [...blocks, ...skippedBlock(plan, style, verbose), totalsBlock(plan, style)].join('\n')
}

function proposalBlock(proposal: ProposalDocument, style: Style): string {
  const { application, overlay, warnings, savings, risk } = proposal
  const colour = risk === 'low' ? 'green' : risk === 'medium' ? 'yellow' : 'red'
  const delivery = application === null ? '' : `, delivered by ${application.controller} ${application.name}`
  const table = textTable(COLUMNS, rows(proposal.changes)).map((line, index) =>
    index === 0 ? style('dim', line) : line,
  )
  return printLines([
    `${style('bold', printable(proposal.title))}  ${style(colour, `${risk} risk`)}`,
    style('dim', printable(`${overlay === '' ? '.' : overlay}${delivery}`)),
    '',
    ...table.map((line) => `  ${line}`),
    ...warnings.map(({ message }) => `  ${style('yellow', 'warning:')} ${printable(message)}`),
    `  ${savingsWords(savings)}`,
  ])
}

/** The workload and the container stand once, where they begin. */
function rows(changes: readonly ChangeDocument[]): string[][] {
  let last = ''
  return changes.map((change) => {
    const workload = `${change.namespace}/${change.kind}/${change.name}`
    const where = `${change.cluster ?? ''}/${workload}/${change.container}`
    const again = where === last
    last = where
    return [
      again ? '' : printable(workload),
      again ? '' : printable(change.container),
      `${change.resource} ${change.field === 'requests' ? 'request' : 'limit'}`,
      change.from ?? (change.inherited === null ? 'none' : `(${change.inherited})`),
      change.recommended ?? '-',
      change.to ?? 'none',
      change.because.join(', '),
    ]
  })
}

export function savingsWords({ cpu, memory, monthly, currency }: SavingsDocument): string {
  const parts = [
    { value: cpu, text: `${cores(Math.abs(cpu))} cores` },
    { value: memory, text: `${gibibytes(Math.abs(memory))} GiB` },
    { value: monthly ?? 0, text: `${money(Math.abs(monthly ?? 0), currency ?? 'USD')} a month` },
  ]
  const list = (sign: number) => parts.filter(({ value }) => Math.sign(value) === sign).map(({ text }) => text)
  const saved = list(1)
  const asked = list(-1)
  if (saved.length === 0 && asked.length === 0) return 'saves nothing'
  const words = [
    saved.length > 0 ? `saves ${saved.join(', ')}` : '',
    asked.length > 0 ? `asks for ${asked.join(', ')} more` : '',
  ]
  return words.filter((text) => text !== '').join('; ')
}

function skippedBlock({ skipped }: PlanDocument, style: Style, verbose: boolean): string[] {
  if (skipped.length === 0) return []
  const groups = groupByCode(skipped)
  const lines = groups.flatMap((group) => ['', ...skipLines(group, style, verbose)])
  return [printLines([style('bold', 'Left out'), ...lines])]
}

function skipLines({ code, skips }: SkipGroup, style: Style, verbose: boolean): string[] {
  const shown = verbose ? skips : skips.slice(0, FEW)
  const lines = shown.map(({ namespace, kind, name, container, resource, message }) => {
    const what = `${namespace}/${kind}/${name}/${container}${resource === null ? '' : ` ${resource}`}`
    return printable(`       ${what}: ${message}`)
  })
  const more = skips.length - shown.length
  return [
    `${String(skips.length).padStart(5)}  ${style('bold', code)}`,
    ...lines,
    ...(more > 0 ? [style('dim', `       and ${more} more (--verbose shows all)`)] : []),
    `       ${style('cyan', 'hint:')} ${printable(skips[0]?.hint ?? '')}`,
  ]
}

function totalsBlock({ totals, proposals }: PlanDocument, style: Style): string {
  const of = count(totals.containers, 'container', 'containers')
  if (proposals.length === 0) return printLines([style('bold', `Nothing to change: none of ${of}.`)])
  const words = `${totals.proposed} of ${of} in ${count(proposals.length, 'pull request', 'pull requests')}; ${savingsWords(totals.savings)}.`
  return printLines([style('bold', 'Total: ') + words])
}

function printLines(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}
