import { describe, expect, it } from 'vitest'
import { dropIncomplete, findIncomplete } from '../../../src/core/recommend/completeness.ts'
import { type Incomplete, type LogFindings, NO_FINDINGS } from '../../../src/core/recommend/log-findings.ts'
import { rawScan, readText, reportText } from './given.ts'

const report = (scans: readonly unknown[], more: object = {}) => readText(reportText(scans, more)).report
const named = (name: string, kind = 'Deployment') => rawScan({ object: { name, kind } })
const noData = (name: string, object: object = {}) =>
  rawScan({ cpu: '?', memory: '?', cpuInfo: 'No data', memoryInfo: 'No data', object: { name, ...object } })
const part = (more: Partial<Incomplete>): Incomplete => ({
  code: 'kind-not-listed',
  cluster: 'demo',
  kind: null,
  container: null,
  message: 'm',
  hint: 'h',
  ...more,
})
const ref = (name: string) => ({ cluster: 'demo', namespace: 'store', kind: 'Deployment', name, container: 'app' })

describe('what is missing', () => {
  it('is nothing for a good report', () => {
    expect(findIncomplete(report([named('a'), named('b')]), NO_FINDINGS)).toEqual([])
    expect(findIncomplete(report([named('a')]), null)).toEqual([])
  })

  it('puts the worst first', () => {
    const incomplete = [
      part({ code: 'container-failed', container: ref('a') }),
      part({ code: 'pods-not-read', container: ref('b') }),
      part({ kind: 'Job' }),
      part({ code: 'hpa-not-read' }),
    ]
    const codes = findIncomplete(report([named('a')]), { ...NO_FINDINGS, incomplete }).map(({ code }) => code)
    expect(codes).toEqual(['hpa-not-read', 'kind-not-listed', 'pods-not-read', 'container-failed'])
  })

  it('suspects Prometheus when most running containers have no data', () => {
    const scans = [noData('a'), noData('b'), noData('c'), named('d')]
    expect(findIncomplete(report(scans), null).map(({ code, message }) => [code, message])).toEqual([
      ['mostly-no-data', '3 of 4 running containers of demo have no cpu data'],
      ['mostly-no-data', '3 of 4 running containers of demo have no memory data'],
    ])
  })

  it.each([
    ['half of them', [noData('a'), noData('b'), named('c'), named('d')]],
    ['a few containers', [noData('a'), noData('b'), noData('c')]],
    ['workloads at zero replicas', [...'abcdef'].map((name) => noData(name, { pods: [] })).concat([named('x')])],
  ])('does not suspect it for %s', (_, scans) => expect(findIncomplete(report(scans), null)).toEqual([]))

  it('knows the trap of simple-limit', () => {
    const scans = [...'abcd'].map((name) => rawScan({ cpu: '?', cpuInfo: 'No data', object: { name } }))
    const [found] = findIncomplete(report(scans, { strategy: { name: 'simple_limit', settings: {} } }), null)
    expect(found?.hint).toMatch(/timeframe_duration/)
  })

  it('sees that the list of Rollouts ended in the middle, not that it does not exist', () => {
    const findings: LogFindings = { ...NO_FINDINGS, unavailable: [{ cluster: 'demo', kind: 'Rollout' }] }
    expect(findIncomplete(report([named('a')]), findings)).toEqual([])
    expect(findIncomplete(report([named('a'), named('b', 'Rollout')]), findings)).toMatchObject([
      { code: 'kind-incomplete', kind: 'Rollout', cluster: 'demo' },
    ])
    const linked = [named('a'), named('a', 'Rollout')]
    expect(report(linked).containers).toHaveLength(1)
    expect(findIncomplete(report(linked), findings)).toMatchObject([{ code: 'kind-incomplete' }])
  })
})

describe('what remains', () => {
  const whole = report([named('a'), named('b'), named('c', 'StatefulSet')])
  const names = (parts: readonly Incomplete[]) => {
    const { containers, skipped } = dropIncomplete(whole, parts)
    return [containers.map((c) => c.container.name), skipped.map((s) => `${s.container.name} ${s.code}`)]
  }

  it('is everything when nothing is missing, and when it is only a suspicion', () => {
    expect(names([])).toEqual([['a', 'b', 'c'], []])
    expect(names([part({ code: 'mostly-no-data' })])).toEqual([['a', 'b', 'c'], []])
  })

  it('drops a kind, a cluster, or single containers, each with its reason', () => {
    expect(names([part({ kind: 'StatefulSet' })])).toEqual([['a', 'b'], ['c kind-not-listed']])
    expect(names([part({ code: 'history-not-read', container: ref('b') })])).toEqual([
      ['a', 'c'],
      ['b history-not-read'],
    ])
    expect(names([part({ code: 'cluster-missing', cluster: 'other' })])).toEqual([['a', 'b', 'c'], []])
  })

  it('is everything where the autoscalers could not be read, and every container says so', () => {
    const failed = (parts: readonly Incomplete[]) =>
      dropIncomplete(whole, parts).containers.map(({ evidence }) => [evidence.hpaWitnessed, evidence.hpaListFailed])
    const all = [1, 2, 3]
    expect(names([part({ code: 'hpa-not-read' })])).toEqual([['a', 'b', 'c'], []])
    expect(failed([part({ code: 'hpa-not-read' })])).toEqual(all.map(() => [false, true]))
    expect(failed([part({ code: 'hpa-not-read', cluster: 'other' })])).toEqual(failed([]))
    expect(failed([])).toEqual(all.map(() => [expect.any(Boolean), undefined]))
  })

  it('lists a container that krr lost, although the report does not', () => {
    expect(names([part({ code: 'container-failed', container: ref('lost') })])).toEqual([
      ['a', 'b', 'c'],
      ['lost container-failed'],
    ])
  })
})
