/** From the text of a krr report to a {@link Report}: the door through which nothing secret comes. */
import { toAmount } from './amounts.ts'
import { explainScan, toEnvelope } from './envelope.ts'
import { type JsonText, parseJsonText } from './json-text.ts'
import { type RawEnvelope, rawEnvelopeSchema } from './raw-report.ts'
import { isRawScan } from './raw-scan-guard.ts'
import type { Recommendation } from './recommendation.ts'
import type { Report, ReportStamp, ReportWarning } from './report.ts'
import { openRolloutLinks } from './rollouts.ts'
import { sliceReport } from './slices.ts'
import { type ReportContext, toRecommendation } from './to-recommendation.ts'

const MEBIBYTE = 1_048_576
/** krr's defaults: 10 millicores and 100 MiB. */
const DEFAULT_FLOOR = { cpu: 10, memory: 100 * MEBIBYTE } as const

export interface ReadReportOptions {
  readonly stamp: ReportStamp
  /** Name of the cluster for entries that name none. */
  readonly cluster?: string | null
  /** True when the log of that run shows that krr read the autoscalers; a finished report has no log. */
  readonly hpaWitnessed?: boolean
}

export interface ReadReport {
  readonly report: Report
  readonly warnings: readonly ReportWarning[]
}

/**
 * Reads one report.
 *
 * @throws Problem (exit 2): `report-empty`, `report-not-json`, `report-truncated` (with line and column), `report-not-krr`
 * (another tool's JSON), `report-no-containers`, `report-shape` (a field that is used has another type; names its path)
 */
export function readReport(text: string, options: ReadReportOptions): ReadReport {
  return readSliced(text, options) ?? readWhole(text, options)
}

/** The way of a report as krr printed it; `null` for every other, which then is read whole and explained if wrong. */
function readSliced(text: string, options: ReadReportOptions): ReadReport | null {
  const sliced = sliceReport(text)
  const surroundings = rawEnvelopeSchema.safeParse(sliced?.surroundings)
  if (sliced === null || !surroundings.success) return null
  const converter = openConverter(surroundings.data, options)
  try {
    for (const slice of sliced.slices()) for (const scan of slice) converter.add(scan)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
  return converter.finish()
}

function readWhole(text: string, options: ReadReportOptions): ReadReport {
  const { source } = options.stamp
  const json = parseJsonText(text, source)
  const envelope = toEnvelope(json.value, source)
  const converter = openConverter(envelope, options)
  for (const scan of envelope.scans) converter.add(scan)
  const { report, warnings } = converter.finish()
  return { report, warnings: [...warnings, ...remarks(json).map((remark) => warning(remark, source))] }
}

/** Checks and converts entry by entry, so that the raw form of an entry can be let go at once. */
function openConverter(envelope: RawEnvelope, options: ReadReportOptions) {
  const facts = toFacts(envelope, options.stamp)
  const context = toContext(facts, options)
  const rollouts = openRolloutLinks()
  const converted: Recommendation[] = []
  return {
    add(scan: unknown): void {
      if (!isRawScan(scan)) throw explainScan(scan, converted.length, facts.stamp.source)
      rollouts.see(scan, converted.length)
      converted.push(toRecommendation(scan, context))
    },
    finish(): ReadReport {
      const { containers, warnings } = rollouts.apply(converted)
      const differ = warnings.map((message) => ({ code: 'rollout-and-deployment-differ', message }))
      return {
        report: { ...facts, containers },
        warnings: differ.map((remark) => warning(remark, facts.stamp.source)),
      }
    },
  }
}

interface Remark {
  readonly code: string
  readonly message: string
}

function warning({ code, message }: Remark, source: string): ReportWarning {
  return { code, message, hint: null, source, cluster: null }
}

function remarks({ bareNumbers, preamble, postamble }: JsonText): readonly Remark[] {
  const found: Remark[] = []
  if (bareNumbers.length > 0) {
    const message = `krr printed ${bareNumbers.join(', ')}, which is not JSON; it was read as "no value"`
    found.push({ code: 'report-bare-number', message })
  }
  const around = (where: string, line: string) => `Lines ${where} the report were passed over; the first is: ${line}`
  if (preamble !== null) found.push({ code: 'report-preamble', message: around('before', preamble) })
  if (postamble !== null) found.push({ code: 'report-postamble', message: around('after', postamble) })
  return found
}

function toFacts(envelope: RawEnvelope, stamp: ReportStamp): Omit<Report, 'containers'> {
  return {
    stamp,
    strategy: envelope.strategy?.name.replaceAll('_', '-') ?? 'unknown',
    historyHours: envelope.strategy?.settings?.history_duration ?? null,
    floor: floorOf(envelope),
    errors: (envelope.errors ?? []).map((error) => ({ name: error.name, retryAfter: error.retry_after ?? null })),
    selectorUsed: (envelope.config?.selector ?? '') !== '',
    requestedClusters: requestedClusters(envelope),
  }
}

function toContext(facts: Omit<Report, 'containers'>, options: ReadReportOptions): ReportContext {
  const short = facts.errors.some((error) => error.name === 'NotEnoughHistoryAvailable')
  return {
    cluster: options.cluster ?? null,
    floor: facts.floor,
    evidence: {
      // krr applies a selector to the list of autoscalers too: those without the label are lost.
      hpaWitnessed: options.hpaWitnessed === true && !facts.selectorUsed,
      strategy: facts.strategy,
      historyHours: facts.historyHours,
      ...facts.stamp,
    },
    warnings: short ? ['NotEnoughHistoryAvailable'] : [],
  }
}

function floorOf(envelope: RawEnvelope): Report['floor'] {
  const cpu = envelope.config?.cpu_min_value ?? null
  const memory = envelope.config?.memory_min_value ?? null
  return {
    cpu: (cpu === null ? null : toAmount(cpu / 1000, 'cpu')) ?? DEFAULT_FLOOR.cpu,
    memory: (memory === null ? null : toAmount(memory * MEBIBYTE, 'memory')) ?? DEFAULT_FLOOR.memory,
  }
}

function requestedClusters(envelope: RawEnvelope): readonly string[] | null {
  const clusters = envelope.config?.clusters
  return Array.isArray(clusters) && clusters.length > 0 ? clusters : null
}
