/** From reports and runs of krr to recommendations. krr's process is tested in test/adapters/krr; here its answers matter. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../src/core/problem.ts'
import { readLog } from '../../src/core/recommend/krr-log.ts'
import { findInLog } from '../../src/core/recommend/log-findings.ts'
import { stripReport } from '../../src/core/recommend/strip-report.ts'
import { containerKey } from '../../src/core/workload.ts'
import type { GivenReport, ScanInput, ScanSettings } from '../../src/flow/scan/settings.ts'
import { type Scan, scan } from '../../src/flow/scan.ts'
import type { Krr, KrrRequest, KrrRun } from '../../src/ports/krr.ts'
import { silentLogger, silentProgress } from '../../src/ports/runtime.ts'
import { rawScan, reportText, STORE } from '../core/recommend/given.ts'

const NOW = new Date('2026-11-23T10:00:00Z')
const DAY = 86_400_000
const SHARED = fileURLToPath(new URL('../../../shared/krr', import.meta.url))
const SECRET = /planted-|not-a-real-secret|s3cret-pw/

interface Change {
  readonly scan?: Partial<ScanSettings['scan']>
  readonly clusters?: ScanSettings['clusters']
  readonly reports?: readonly GivenReport[]
  readonly filters?: ScanInput['filters']
}

function input({ scan: change = {}, clusters = [], reports = [], filters = {} }: Change): ScanInput {
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

const NO_KRR: Krr = {
  run: async () => {
    throw new Error('krr must not run')
  },
}

function tools(krr: Krr = NO_KRR, signal?: AbortSignal) {
  return { krr, clock: { now: () => NOW }, logger: silentLogger, progress: silentProgress, signal }
}

function given(text: string, change: Partial<GivenReport> = {}): GivenReport {
  return { source: 'report.json', text, modified: new Date(NOW.getTime() - 3_600_000), ...change }
}

/** Every container once, in a recommendation or in skips that cover both resources. */
function expectNothingLost(result: Scan): void {
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

const FOUND = ["Using clusters: ['demo']", 'Found 1 HPA-v2 in demo', 'Found 2 Deployment in demo']

function fakeKrr(answer: (request: KrrRequest) => { readonly text: string; readonly log?: readonly string[] }) {
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

const named = (cluster: string | null, name: string) =>
  rawScan({ object: { cluster, name, pods: [{ name: `${name}-1`, deleted: false }] } })
const fleet = (cluster: string | null, names: readonly string[] = ['api', 'web']) =>
  reportText(names.map((name) => named(cluster, name)))
const cluster = (name: string, krr: Partial<ScanSettings['clusters'][number]['krr']> = {}) => ({
  name,
  krr: { flags: {}, ...krr },
})
const codes = ({ warnings }: Scan) => warnings.map(({ code }) => code)

describe('finished reports', () => {
  it('give recommendations without a witness, and say so', async () => {
    const result = await scan(input({ reports: [given(STORE)], scan: { partialReports: 'accept' } }), tools())
    expect(result.recommendations.length).toBeGreaterThan(0)
    expect(result.recommendations.every(({ evidence }) => !evidence.hpaWitnessed)).toBe(true)
    expect(codes(result)).toContain('no-witness')
    expect(STORE).toMatch(SECRET)
    expect(JSON.stringify(result)).not.toMatch(SECRET)
    expectNothingLost(result)
  })

  it('that are too old, empty, cut or of another tool are refused with their file', async () => {
    const run = (report: GivenReport) => scan(input({ reports: [report] }), tools())
    const old = given(STORE, { modified: new Date(NOW.getTime() - 8 * DAY) })
    await expect(run(old)).rejects.toMatchObject({ code: 'report-too-old', exit: 2, place: { file: 'report.json' } })
    for (const [text, code] of [
      ['', 'report-empty'],
      [STORE.slice(0, 300), 'report-truncated'],
      ['{"items": []}', 'report-not-krr'],
      ['{"scans": []}', 'report-no-containers'],
    ] as const) {
      await expect(run(given(text))).rejects.toMatchObject({ code, exit: 2, place: { file: 'report.json' } })
    }
  })

  it('without a cluster get the one that --cluster names', async () => {
    const reports = [given(fleet(null))]
    const name = async (clusters: readonly string[]) => {
      const { recommendations } = await scan(input({ reports, filters: { clusters } }), tools())
      return recommendations.map(({ container }) => container.cluster)
    }
    expect(await name([])).toEqual([null, null])
    expect(await name(['prod-eu'])).toEqual(['prod-eu', 'prod-eu'])
    expect(await name(['prod-*'])).toEqual([])
  })

  it('are merged: the newest wins, and nothing is counted twice', async () => {
    const newer = reportText([rawScan({ cpu: 0.9 }), named('demo', 'cart')])
    const reports = [
      given(newer, { source: 'new.json' }),
      given(fleet('demo'), { modified: new Date(NOW.getTime() - DAY) }),
    ]
    const result = await scan(input({ reports }), tools())
    expect(result.containers).toBe(3)
    expect(codes(result)).toContain('report-contradiction')
    const api = result.recommendations.find(({ container }) => container.name === 'api')
    expect(api?.resources.cpu.request).toEqual({ type: 'value', amount: 900 })
    expectNothingLost(result)
  })

  it('that lack a cluster which krr was asked for are incomplete', async () => {
    const reports = [given(reportText([named('demo', 'api')], { config: { clusters: ['demo', 'nope'] } }))]
    await expect(scan(input({ reports }), tools())).rejects.toMatchObject({
      code: 'report-incomplete',
      exit: 2,
      message: expect.stringContaining('nope'),
    })
    const accepted = await scan(input({ reports, scan: { partialReports: 'accept' } }), tools())
    expect(codes(accepted)).toContain('cluster-missing')
    expect(accepted.recommendations).toHaveLength(1)
  })
})

describe('a run of krr', () => {
  it('is one per cluster, with its own context, Prometheus and flags', async () => {
    const { krr, requests } = fakeKrr(({ context }) => ({ text: fleet(context) }))
    const clusters = [
      cluster('staging', { context: 'staging-admin', flags: { history_duration: 48 } }),
      cluster('prod', { prometheusUrl: 'http://prometheus.prod' }),
    ]
    const result = await scan(input({ clusters }), tools(krr))
    expect(requests.map(({ context, prometheusUrl, flags }) => ({ context, prometheusUrl, flags }))).toEqual([
      { context: 'staging-admin', prometheusUrl: null, flags: { history_duration: 48 } },
      { context: 'prod', prometheusUrl: 'http://prometheus.prod', flags: {} },
    ])
    expect(result.recommendations.map(({ container }) => container.cluster)).toEqual([
      'staging',
      'staging',
      'prod',
      'prod',
    ])
    expect(result.recommendations.every(({ evidence }) => evidence.hpaWitnessed)).toBe(true)
    expect(codes(result)).toEqual(['token-unencrypted'])
    expectNothingLost(result)
  })

  it('is one over the current context where nothing is configured', async () => {
    const { krr, requests } = fakeKrr(() => ({ text: fleet('demo') }))
    const result = await scan(input({}), tools(krr))
    expect(requests.map(({ context }) => context)).toEqual([null])
    expect(result.recommendations.map(({ container }) => container.cluster)).toEqual(['demo', 'demo'])
  })

  it('is narrowed by --cluster, which also names contexts that are not configured', async () => {
    const { krr, requests } = fakeKrr(({ context }) => ({ text: fleet(context) }))
    const clusters = [cluster('prod-eu'), cluster('prod-us'), cluster('staging')]
    await scan(input({ clusters, filters: { clusters: ['prod-*', 'kind-dev'] } }), tools(krr))
    expect(requests.map(({ context }) => context)).toEqual(['prod-eu', 'prod-us', 'kind-dev'])
    await expect(scan(input({ clusters, filters: { clusters: ['dev-*'] } }), tools(krr))).rejects.toMatchObject({
      code: 'no-such-cluster',
      exit: 2,
    })
  })

  it('is narrowed by plain --namespace names, not by globs', async () => {
    const { krr, requests } = fakeKrr(({ context }) => ({ text: fleet(context ?? 'demo') }))
    await scan(input({ filters: { namespaces: ['store'] } }), tools(krr))
    await scan(input({ filters: { namespaces: ['st*'] } }), tools(krr))
    await scan(input({ filters: { namespaces: ['store'] }, scan: { namespaces: ['s.*'] } }), tools(krr))
    expect(requests.map(({ namespaces }) => namespaces)).toEqual([['store'], [], ['s.*']])
  })

  it('that answers for another cluster is refused: krr falls back to its own in silence', async () => {
    for (const answered of [null, 'other']) {
      const { krr } = fakeKrr(() => ({ text: fleet(answered) }))
      await expect(scan(input({ clusters: [cluster('prod-eu')] }), tools(krr))).rejects.toMatchObject({
        code: 'krr-wrong-cluster',
        exit: 2,
      })
    }
  })

  it('with a kind that could not be listed is refused, or goes on without that kind', async () => {
    const log = [...FOUND, 'Error 403 listing Deployment in cluster demo: Forbidden']
    const text = reportText([
      named('demo', 'api'),
      rawScan({ object: { kind: 'StatefulSet', name: 'db', pods: [{ name: 'db-0' }] } }),
    ])
    const { krr } = fakeKrr(() => ({ text, log }))
    await expect(scan(input({}), tools(krr))).rejects.toMatchObject({ code: 'report-incomplete', exit: 3 })
    const accepted = await scan(input({ scan: { partialReports: 'accept' } }), tools(krr))
    expect(accepted.recommendations.map(({ container }) => container.name)).toEqual(['db'])
    expect(accepted.skipped.map(({ container, code }) => [container.name, code])).toEqual([['api', 'kind-not-listed']])
    expectNothingLost(accepted)
  })

  it('whose autoscalers could not be read changes nothing, even where partial reports are accepted', async () => {
    const log = ["Using clusters: ['demo']", 'Error trying to list hpa in cluster demo: (403) Reason: Forbidden']
    const { krr } = fakeKrr(() => ({ text: fleet('demo'), log }))
    const result = await scan(input({ scan: { partialReports: 'accept' } }), tools(krr))
    expect(result.recommendations).toEqual([])
    expect(new Set(result.skipped.map(({ code }) => code))).toEqual(new Set(['hpa-not-read']))
    expect(codes(result)).toEqual(expect.arrayContaining(['hpa-not-read', 'hpa-not-witnessed']))
    expectNothingLost(result)
  })

  it('goes on without a single container that krr could not calculate, unless that is most of them', async () => {
    const lost = (name: string) =>
      `An error occurred while calculating recommendations for Deployment store/${name}/app: (403) Reason: Forbidden`
    const few = fakeKrr(() => ({ text: fleet('demo'), log: [...FOUND, lost('cart')] }))
    const result = await scan(input({}), tools(few.krr))
    expect(result.recommendations).toHaveLength(2)
    expect(result.skipped).toMatchObject([{ code: 'container-failed', container: { name: 'cart' } }])
    expect(codes(result)).toContain('containers-failed')
    expectNothingLost(result)
    const most = fakeKrr(() => ({ text: fleet('demo'), log: [...FOUND, lost('a'), lost('b'), lost('c')] }))
    await expect(scan(input({}), tools(most.krr))).rejects.toMatchObject({ code: 'report-incomplete', exit: 3 })
  })

  it('says where a missing right reads like a missing API', async () => {
    const log = [...FOUND, 'Rollout API not available in demo']
    const { krr } = fakeKrr(() => ({ text: fleet('demo'), log }))
    expect(codes(await scan(input({}), tools(krr)))).toEqual(['kind-unavailable'])
    const asked = await scan(input({ scan: { resources: ['rollout'] } }), tools(krr))
    expect(asked.warnings[0]?.message).toContain('scan.resources names')
  })

  it('that stopped in the middle of the Rollouts is incomplete, though krr says only that their API is not there', async () => {
    const rollout = rawScan({ object: { kind: 'Rollout', name: 'canary', pods: [{ name: 'canary-1' }] } })
    const log = [...FOUND, 'Rollout API not available in demo']
    const { krr } = fakeKrr(() => ({ text: reportText([named('demo', 'api'), rollout]), log }))
    await expect(scan(input({}), tools(krr))).rejects.toMatchObject({ code: 'report-incomplete', exit: 3 })
    const accepted = await scan(input({ scan: { partialReports: 'accept' } }), tools(krr))
    expect(accepted.skipped).toMatchObject([{ code: 'kind-incomplete', container: { name: 'canary' } }])
    expect(accepted.recommendations.map(({ container }) => container.name)).toEqual(['api'])
  })

  it('does not trust autoscalers behind a selector', async () => {
    const text = reportText([named('demo', 'api')], { config: { selector: 'app=api' } })
    const result = await scan(input({ scan: { selector: 'app=api' } }), tools(fakeKrr(() => ({ text })).krr))
    expect(result.recommendations[0]?.evidence.hpaWitnessed).toBe(false)
    expect(codes(result)).toEqual(['hpa-not-witnessed'])
  })

  describe('that fails in one of two clusters', () => {
    const clusters = [cluster('prod-eu'), cluster('prod-us')]
    const broken = (exit: 2 | 3) =>
      fakeKrr(({ context }) => {
        if (context === 'prod-us') return { text: fleet(context) }
        throw new Problem({ code: 'kubernetes-unreachable', exit, message: 'no answer', hint: 'Look.' })
      }).krr

    it('fails whole where partial reports are refused, and where the user is wrong', async () => {
      await expect(scan(input({ clusters }), tools(broken(3)))).rejects.toMatchObject({
        code: 'kubernetes-unreachable',
      })
      const accept = input({ clusters, scan: { partialReports: 'accept' } })
      await expect(scan(accept, tools(broken(2)))).rejects.toMatchObject({ code: 'kubernetes-unreachable', exit: 2 })
    })

    it('goes on with the other where they are accepted', async () => {
      const result = await scan(input({ clusters, scan: { partialReports: 'accept' } }), tools(broken(3)))
      expect(result.recommendations.map(({ container }) => container.cluster)).toEqual(['prod-us', 'prod-us'])
      expect(result.warnings).toMatchObject([{ code: 'kubernetes-unreachable', cluster: 'prod-eu' }])
    })

    it('fails when no cluster is left', async () => {
      const accept = input({ clusters: [cluster('prod-eu')], scan: { partialReports: 'accept' } })
      await expect(scan(accept, tools(broken(3)))).rejects.toMatchObject({ code: 'kubernetes-unreachable', exit: 3 })
    })
  })

  it('ends with the reason of an abort', async () => {
    const controller = new AbortController()
    const reason = new Error('Ctrl-C')
    const { krr } = fakeKrr(() => {
      controller.abort(reason)
      throw reason
    })
    await expect(scan(input({}), tools(krr, controller.signal))).rejects.toBe(reason)
  })

  it('does not begin with a filter that means nothing', async () => {
    await expect(scan(input({ filters: { minSeverity: 'HUGE' } }), tools())).rejects.toMatchObject({
      code: 'unknown-severity',
    })
  })
})

describe.skipIf(!existsSync(SHARED))('real reports (skipped without ../shared/krr)', () => {
  const files = existsSync(SHARED) ? readdirSync(SHARED).filter((file) => file.endsWith('.json')) : []

  it.each(files)('%s: every container is in a recommendation or in a skip', async (file) => {
    const text = readFileSync(`${SHARED}/${file}`, 'utf8')
    const accept = { partialReports: 'accept' } as const
    const result = await scan(input({ reports: [given(text)], scan: accept }), tools())
    expectNothingLost(result)
    expect(JSON.stringify(result)).not.toMatch(SECRET)
    const keys = JSON.parse(text).scans.map(({ object: { kind, ...object } }: { object: Record<string, string> }) =>
      // A Rollout with a workloadRef is in the report twice, and one entry here.
      [object.cluster, object.namespace, kind === 'Rollout' ? 'Deployment' : kind, object.name, object.container].join(
        '/',
      ),
    )
    expect(result.containers).toBe(new Set(keys).size)
  })

  it.each(['no-data.json', 'small-simple-limit.json'])(
    '%s is refused by default: Prometheus gave nothing',
    async (file) => {
      const reports = [given(readFileSync(`${SHARED}/${file}`, 'utf8'))]
      await expect(scan(input({ reports }), tools())).rejects.toMatchObject({ code: 'report-incomplete', exit: 2 })
    },
  )
})
