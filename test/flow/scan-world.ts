/** What the tests of the scan share: inputs, answers in krr's place, and the promise that nothing is lost. */
import { expect } from 'vitest'
import { readLog } from '../../src/core/recommend/krr-log.ts'
import { findInLog } from '../../src/core/recommend/log-findings.ts'
import { stripReport } from '../../src/core/recommend/strip-report.ts'
import { containerKey } from '../../src/core/workload.ts'
import type { GivenReport, ScanInput, ScanSettings } from '../../src/flow/scan/settings.ts'
import type { Scan } from '../../src/flow/scan.ts'
import type { Krr, KrrRequest, KrrRun } from '../../src/ports/krr.ts'
import { silentLogger, silentProgress } from '../../src/ports/runtime.ts'
import { rawScan, reportText } from '../core/recommend/given.ts'

export const NOW = new Date('2026-11-23T10:00:00Z')
export const DAY = 86_400_000
export const SECRET = /planted-|not-a-real-secret|s3cret-pw/

export interface Change {
  readonly scan?: Partial<ScanSettings['scan']>
  readonly clusters?: ScanSettings['clusters']
  readonly reports?: readonly GivenReport[]
  readonly filters?: ScanInput['filters']
}

export function input({ scan: change = {}, clusters = [], reports = [], filters = {} }: Change): ScanInput {
  const defaults: ScanSettings['scan'] = {
    strategy: 'simple',
    namespaces: [],
    resources: [],
    selector: '',
    maxAge: 7 * DAY,
    cacheTtl: 0,
    timeout: 60_000,
    partialReports: 'refuse',
  }
  return { settings: { scan: { ...defaults, ...change }, clusters }, reports, filters }
}

export const NO_KRR: Krr = {
  run: async () => {
    throw new Error('krr must not run')
  },
}

export function tools(krr: Krr = NO_KRR, signal?: AbortSignal) {
  return { krr, clock: { now: () => NOW }, logger: silentLogger, progress: silentProgress, signal }
}

export function given(text: string, change: Partial<GivenReport> = {}): GivenReport {
  return { source: 'report.json', text, modified: new Date(NOW.getTime() - 3_600_000), ...change }
}

/** Every container once, in a recommendation or in skips that cover both resources. */
export function expectNothingLost(result: Scan): void {
  const covered = new Map<string, Set<string>>()
  const cover = (key: string, ...resources: string[]) => {
    covered.set(key, new Set([...(covered.get(key) ?? []), ...resources]))
  }
  for (const { container, resources } of result.recommendations) {
    for (const [name, advice] of Object.entries(resources)) {
      if (advice.request.type !== 'unknown') cover(containerKey(container), name)
    }
  }
  for (const { container, resource } of result.skipped) {
    cover(containerKey(container), ...(resource === null ? ['cpu', 'memory'] : [resource]))
  }
  expect(covered.size).toBe(result.containers)
  for (const [key, resources] of covered) expect([key, resources.size]).toEqual([key, 2])
}

export const FOUND = ["Using clusters: ['demo']", 'Found 1 HPA-v2 in demo', 'Found 2 Deployment in demo']

export function fakeKrr(answer: (request: KrrRequest) => { readonly text: string; readonly log?: readonly string[] }) {
  const requests: KrrRequest[] = []
  const krr: Krr = {
    async run(request): Promise<KrrRun> {
      requests.push(request)
      request.signal?.throwIfAborted()
      const { text, log = FOUND } = answer(request)
      const records = readLog(log.map((message) => JSON.stringify({ severity: 'INFO', message })).join('\n'))
      const findings = findInLog(records, request.context)
      const report = stripReport(text, 'krr')
      return { report, findings, generatedAt: NOW, version: 'v1.29.0', cached: false, remarks: [] }
    },
  }
  return { krr, requests }
}

export const named = (cluster: string | null, name: string) =>
  rawScan({ object: { cluster, name, pods: [{ name: `${name}-1`, deleted: false }] } })
export const fleet = (cluster: string | null, names: readonly string[] = ['api', 'web']) =>
  reportText(names.map((name) => named(cluster, name)))
export const cluster = (name: string, krr: Partial<ScanSettings['clusters'][number]['krr']> = {}) => ({
  name,
  krr: { flags: {}, ...krr },
})
export const codes = ({ warnings }: Scan) => warnings.map(({ code }) => code)
