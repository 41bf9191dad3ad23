/** Entries and reports in krr's shape, made from what a test cares about. */
import { readFileSync } from 'node:fs'
import type { RawScan } from '../../../src/core/recommend/raw-report.ts'
import { type ReadReport, type ReadReportOptions, readReport } from '../../../src/core/recommend/read-report.ts'
import type { Recommendation } from '../../../src/core/recommend/recommendation.ts'

export const MEBIBYTE = 1_048_576

/** Our own fixture: every kind of answer that krr gives, with secrets planted where krr would leak them. */
export const STORE = readFileSync(new URL('../../fixtures/krr/store.json', import.meta.url), 'utf8')

interface ScanOptions {
  readonly object?: Partial<RawScan['object']>
  readonly cpu?: number | '?' | null
  readonly memory?: number | '?' | null
  readonly cpuInfo?: string | null
  readonly memoryInfo?: string | null
  readonly severity?: RawScan['severity']
}

export function rawScan(options: ScanOptions = {}): RawScan {
  const { cpu = 0.25, memory = 256 * MEBIBYTE, cpuInfo = null, memoryInfo = null, severity = 'WARNING' } = options
  const rated = <T>(value: T) => ({ value, severity: value === '?' ? ('UNKNOWN' as const) : severity })
  return {
    object: {
      cluster: 'demo',
      name: 'api',
      container: 'app',
      namespace: 'store',
      kind: 'Deployment',
      pods: [{ name: 'api-1', deleted: false }],
      hpa: null,
      allocations: { requests: { cpu: 0.5, memory: 512 * MEBIBYTE }, limits: { cpu: null, memory: null } },
      warnings: [],
      labels: {},
      annotations: {},
      ...options.object,
    },
    recommended: {
      requests: { cpu: rated(cpu), memory: rated(memory) },
      limits: { cpu: rated(cpu === '?' ? '?' : null), memory: rated(memory) },
      info: { cpu: cpuInfo, memory: memoryInfo },
    },
    severity,
  }
}

export function reportText(scans: readonly unknown[], more: object = {}): string {
  const strategy = { name: 'simple', settings: { history_duration: 336 } }
  return `${JSON.stringify({ scans, score: 1, strategy, errors: [], config: {}, ...more }, null, 2)}\n`
}

export function readText(text: string, options: Partial<ReadReportOptions> = {}): ReadReport {
  const stamp = { generatedAt: '2026-11-23T10:00:00.000Z', krrVersion: null, source: 'report.json' }
  return readReport(text, { stamp, ...options })
}

export function readScans(scans: readonly unknown[], more: object = {}): readonly Recommendation[] {
  return readText(reportText(scans, more)).report.containers
}
