/** Finished reports, our own and real ones, through the scan. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { GivenReport } from '../../src/flow/scan/settings.ts'
import { scan } from '../../src/flow/scan.ts'
import { rawScan, reportText, STORE } from '../core/recommend/given.ts'
import { codes, DAY, expectNothingLost, fleet, given, input, NOW, named, SECRET, tools } from './scan-world.ts'

const SHARED = fileURLToPath(new URL('../../../shared/krr', import.meta.url))

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
