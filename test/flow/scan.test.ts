/** From runs of krr to recommendations. krr's process is tested in test/adapters/krr; here its answers matter. */
import { describe, expect, it } from 'vitest'
import { Problem } from '../../src/core/problem.ts'
import { scan } from '../../src/flow/scan.ts'
import { rawScan, reportText } from '../core/recommend/given.ts'
import { cluster, codes, expectNothingLost, FOUND, fakeKrr, fleet, input, named, tools } from './scan-world.ts'

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

  it('whose autoscalers could not be read is refused, or tells the guard of autoscalers', async () => {
    const log = ["Using clusters: ['demo']", 'Error trying to list hpa in cluster demo: (403) Reason: Forbidden']
    const { krr } = fakeKrr(() => ({ text: fleet('demo'), log }))
    await expect(scan(input({}), tools(krr))).rejects.toMatchObject({ code: 'report-incomplete', exit: 3 })
    const result = await scan(input({ scan: { partialReports: 'accept' } }), tools(krr))
    expect(result.recommendations.length).toBeGreaterThan(0)
    for (const { evidence } of result.recommendations)
      expect(evidence).toMatchObject({ hpaWitnessed: false, hpaListFailed: true })
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
