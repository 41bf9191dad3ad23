/** What `scan` prints for people: krr's recommendations, the most urgent first, and what is left out by reason. Pure. */
import type { Skip } from '../../core/problem.ts'
import { formatQuantity } from '../../core/quantity.ts'
import {
  type Advice,
  type Evidence,
  type Recommendation,
  type Severity,
  severityRank,
} from '../../core/recommend/recommendation.ts'
import type { ReportWarning } from '../../core/recommend/report.ts'
import { type Amount, type ContainerRef, RESOURCES, type Resource } from '../../core/workload.ts'
import { count } from '../amounts.ts'
import { type Colour, printable, type Style } from './style.ts'
import { type Column, textTable } from './text-table.ts'

/** The result of a scan, as far as it is printed. */
export interface ScanTableInput {
  readonly recommendations: readonly Recommendation[]
  readonly skipped: readonly Skip[]
  readonly warnings: readonly ReportWarning[]
  /** Different containers in all reports. */
  readonly containers: number
}

export interface ScanTableOptions {
  /** Without it there are no colours. */
  readonly style?: Style
  /** Names every container that was left out, not just a few of each reason. */
  readonly verbose?: boolean
}

const COLUMNS: readonly Column[] = [
  { title: 'SEVERITY' },
  { title: 'CLUSTER', most: 40 },
  { title: 'NAMESPACE', most: 40 },
  { title: 'WORKLOAD', most: 60 },
  { title: 'CONTAINER', most: 40 },
  { title: 'PODS', align: 'right' },
  { title: 'CPU REQUEST', align: 'right' },
  { title: 'CPU LIMIT', align: 'right' },
  { title: 'MEMORY REQUEST', align: 'right' },
  { title: 'MEMORY LIMIT', align: 'right' },
  { title: 'NOTES' },
]

const COLOURS: Readonly<Record<Severity, Colour>> = {
  UNKNOWN: 'dim',
  GOOD: 'green',
  OK: 'cyan',
  WARNING: 'yellow',
  CRITICAL: 'red',
}

/** Containers named below each reason without `verbose`. */
const FEW = 3

/** Codes of what the user asked not to see: counted, never listed. */
const ASKED_FOR: ReadonlySet<string> = new Set(['filtered', 'below-severity'])

const PLAIN: Style = (_, text) => text

export function formatScan(scan: ScanTableInput, options: ScanTableOptions = {}): string {
  const style = options.style ?? PLAIN
  const blocks = [
    tableBlock(scan.recommendations, style),
    skippedBlock(scan.skipped, style, options.verbose === true),
    scan.warnings.flatMap((warning) => warningLines(warning, style)),
    [totalsLine(scan)],
  ]
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
  return `${text.join('\n\n')}\n`
}

function tableBlock(recommendations: readonly Recommendation[], style: Style): string[] {
  if (recommendations.length === 0) return []
  const sorted = recommendations.map((entry) => ({ entry, key: sortKey(entry) })).sort(byUrgency)
  const clusters = new Set(recommendations.map(({ container }) => container.cluster))
  const lines = textTable(
    COLUMNS,
    sorted.map(({ entry }) => row(entry, clusters.size > 1)),
  )
  // Colours come last: their bytes take no room on the screen and would spoil the widths.
  return lines.map((line, index) => {
    const severity = sorted[index - 1]?.entry.severity
    return severity === undefined
      ? style('dim', line)
      : `${style(COLOURS[severity], severity)}${line.slice(severity.length)}`
  })
}

interface Sortable {
  readonly entry: Recommendation
  readonly key: string
}

function sortKey({ container }: Recommendation): string {
  const { cluster, namespace, kind, name } = container
  return [cluster ?? '', namespace, name, kind, container.container].join('\n')
}

function byUrgency(a: Sortable, b: Sortable): number {
  const urgency = severityRank(b.entry.severity) - severityRank(a.entry.severity)
  if (urgency !== 0) return urgency
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

function row({ container, severity, resources, evidence, alsoAs }: Recommendation, withCluster: boolean): string[] {
  const { cpu, memory } = resources
  return [
    severity,
    withCluster ? oneLine(container.cluster ?? '-') : '',
    oneLine(container.namespace),
    oneLine(`${container.kind}/${container.name}`),
    oneLine(container.container),
    String(evidence.pods),
    change(cpu.liveRequest, cpu.request, 'cpu'),
    change(cpu.liveLimit, cpu.limit, 'cpu'),
    change(memory.liveRequest, memory.request, 'memory'),
    change(memory.liveLimit, memory.limit, 'memory'),
    oneLine([...resourceNotes(resources), ...evidenceNotes(evidence), ...aliasNotes(alsoAs)].join('; ')),
  ]
}

/** `500m -> 143m`, `none -> 200Mi`, `2 -> none`, `250m` when it stays; `?` = krr does not know. */
function change(live: Amount | null, advice: Advice, resource: Resource): string {
  const from = live === null ? 'none' : formatQuantity(live, resource)
  if (advice.type === 'unknown') return `${from} -> ?`
  const to = advice.type === 'unset' ? 'none' : formatQuantity(advice.amount, resource)
  return from === to ? to : `${from} -> ${to}`
}

function resourceNotes(resources: Recommendation['resources']): readonly string[] {
  return RESOURCES.flatMap((resource) => {
    const { info, atFloor } = resources[resource]
    const said = info === null ? [] : [`${resource}: ${info}`]
    return atFloor ? [...said, `${resource}: krr's minimum`] : said
  })
}

function evidenceNotes({ hpa, warnings }: Evidence): readonly string[] {
  const short = warnings.includes('NotEnoughHistoryAvailable') ? ['little history'] : []
  return hpa === null ? short : ['autoscaled', ...short]
}

function aliasNotes(alsoAs: Recommendation['alsoAs']): readonly string[] {
  return (alsoAs ?? []).map(({ kind, name }) => `also ${kind}/${name}`)
}

function skippedBlock(skipped: readonly Skip[], style: Style, verbose: boolean): string[] {
  const groups = new Map<string, Skip[]>()
  for (const skip of skipped) {
    const group = groups.get(skip.code)
    if (group === undefined) groups.set(skip.code, [skip])
    else group.push(skip)
  }
  const sorted = [...groups].sort(([a, first], [b, second]) => second.length - first.length || (a < b ? -1 : 1))
  const lines = sorted.flatMap(([code, skips]) => groupLines(code, skips, style, verbose))
  return lines.length === 0 ? [] : [style('bold', 'Left out'), ...lines]
}

function groupLines(code: string, skips: readonly Skip[], style: Style, verbose: boolean): readonly string[] {
  const first = skips[0]
  if (first === undefined) return []
  const head = `  ${style('yellow', code)} (${skips.length.toLocaleString('en-US')}): ${oneLine(first.message)}`
  if (ASKED_FOR.has(code)) return [head]
  const shown = verbose ? skips : skips.slice(0, FEW)
  const more = skips.length - shown.length
  return [
    head,
    ...shown.map(
      ({ container, resource }) => `    ${oneLine(place(container))}${resource === null ? '' : ` (${resource})`}`,
    ),
    ...(more > 0 ? [style('dim', `    and ${more.toLocaleString('en-US')} more`)] : []),
    style('dim', `    ${oneLine(first.hint)}`),
  ]
}

function place({ cluster, namespace, kind, name, container }: ContainerRef): string {
  return `${cluster === null ? '' : `${cluster}/`}${namespace}/${kind}/${name}/${container}`
}

function warningLines({ message, hint, source }: ReportWarning, style: Style): readonly string[] {
  const line = `${style('yellow', 'warning:')} ${oneLine(`${source}: ${message}`)}`
  return hint === null ? [line] : [line, style('dim', `  ${oneLine(hint)}`)]
}

function totalsLine({ recommendations, containers }: ScanTableInput): string {
  const all = count(containers, 'container', 'containers')
  return `${all}: ${count(recommendations.length, 'recommendation', 'recommendations')}, ${(containers - recommendations.length).toLocaleString('en-US')} left out`
}

/** Names come from a report, which may hold anything: neither line breaks nor control characters reach the terminal. */
function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '))
}
