import { describe, expect, it } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import { checkAge, formatAge } from '../../../src/core/recommend/age.ts'
import { mergeReports } from '../../../src/core/recommend/merge-reports.ts'
import { MEBIBYTE, rawScan, readScans, readText, reportText } from './given.ts'

const at = (scans: readonly unknown[], generatedAt: string, source = `${generatedAt}.json`) =>
  readText(reportText(scans), { stamp: { generatedAt, krrVersion: null, source } }).report
const OLD = '2026-11-20T00:00:00.000Z'
const NEW = '2026-11-23T00:00:00.000Z'
const cpuOf = (merged: ReturnType<typeof mergeReports>) =>
  merged.containers.map(({ resources }) =>
    resources.cpu.request.type === 'value' ? resources.cpu.request.amount : null,
  )

describe('several reports', () => {
  it('adds them up', () => {
    const other = rawScan({ object: { cluster: 'other' } })
    expect(mergeReports([at([rawScan()], OLD), at([other], NEW)])).toMatchObject({ duplicates: 0, warnings: [] })
  })

  it('removes an exact duplicate without a word', () => {
    const merged = mergeReports([at([rawScan()], OLD), at([rawScan()], NEW)])
    expect(merged).toMatchObject({ duplicates: 1, warnings: [] })
    expect(merged.containers).toHaveLength(1)
    expect(merged.containers[0]?.evidence.generatedAt).toBe(NEW)
  })

  it.each([
    ['newest last', [at([rawScan({ cpu: 0.1 })], OLD), at([rawScan({ cpu: 0.2 })], NEW)], 200],
    ['newest first', [at([rawScan({ cpu: 0.2 })], NEW), at([rawScan({ cpu: 0.1 })], OLD)], 200],
    [
      'same time: the later one given',
      [at([rawScan({ cpu: 0.1 })], NEW, 'a'), at([rawScan({ cpu: 0.3 })], NEW, 'b')],
      300,
    ],
  ])('lets the newest decide a contradiction, and says so (%s)', (_, reports, cpu) => {
    const merged = mergeReports(reports)
    expect(cpuOf(merged)).toEqual([cpu])
    expect(merged.warnings).toMatchObject([{ code: 'report-contradiction' }])
    expect(merged.warnings[0]?.message).toContain('demo/store/Deployment/api/app')
  })

  it('names a few contradictions and counts the rest', () => {
    const scans = (cpu: number) => [...'abcdefgh'].map((name) => rawScan({ cpu, object: { name } }))
    const { warnings } = mergeReports([at(scans(0.1), OLD), at(scans(0.2), NEW)])
    expect(warnings).toHaveLength(1)
    expect(warnings[0]?.message).toMatch(/and 3 more/)
  })

  it('links a Rollout and its Deployment of separate runs by their name', () => {
    const rollout = rawScan({ cpu: 0.3, object: { kind: 'Rollout' } })
    const merged = mergeReports([at([rollout], OLD), at([rawScan()], NEW)])
    expect(merged.containers).toMatchObject([{ container: { kind: 'Deployment' }, alsoAs: [{ kind: 'Rollout' }] }])
  })
})

describe('a Rollout and its Deployment', () => {
  const pods = (...names: string[]) => names.map((name) => ({ name, deleted: name.startsWith('old') }))
  const pair = (deployment: object, rollout: object, more: object = {}) =>
    readScans([
      rawScan({ ...more, object: { kind: 'Deployment', ...deployment } }),
      rawScan({ object: { kind: 'Rollout', ...rollout } }),
    ]).map(({ container, alsoAs }) => `${container.kind}/${container.name}${alsoAs === undefined ? '' : '+'}`)
  const byLabel = ['NoPrometheusPods']

  it.each([
    [
      'of one name and the same pods',
      { pods: pods('p1'), warnings: byLabel },
      { pods: pods('p1') },
      ['Deployment/api+'],
    ],
    ['of one name, the Deployment at zero', { pods: [] }, { pods: pods('p1') }, ['Deployment/api+']],
    [
      'of one name, the Deployment with old pods only',
      { pods: pods('old1') },
      { pods: pods('p1') },
      ['Deployment/api+'],
    ],
    [
      'of two names and the same pods',
      { name: 'template', pods: pods('p1'), warnings: byLabel },
      { pods: pods('p1', 'p2') },
      ['Deployment/template+'],
    ],
    [
      'of one name that both run pods of their own',
      { pods: pods('p1') },
      { pods: pods('q1') },
      ['Deployment/api', 'Rollout/api'],
    ],
    ['of two names', { name: 'b', pods: pods('p1') }, { pods: pods('p1') }, ['Deployment/b', 'Rollout/api']],
    ['of two namespaces', { namespace: 'x', pods: [] }, { pods: pods('p1') }, ['Deployment/api', 'Rollout/api']],
    ['of two clusters', { cluster: 'x', pods: [] }, { pods: pods('p1') }, ['Deployment/api', 'Rollout/api']],
    ['of two containers', { container: 'x', pods: [] }, { pods: pods('p1') }, ['Deployment/api', 'Rollout/api']],
  ])('%s', (_, deployment, rollout, expected) => expect(pair(deployment, rollout)).toEqual(expected))

  it('takes numbers of the Rollout, autoscalers of either, and says when they differ', () => {
    const hpa = { min_replicas: 1, max_replicas: 3, target_cpu_utilization_percentage: 50 }
    const deployment = rawScan({ cpu: 0.1, memory: 100 * MEBIBYTE, object: { pods: [] } })
    const scaled = rawScan({
      cpu: '?',
      cpuInfo: 'HPA detected',
      memory: 300 * MEBIBYTE,
      object: { kind: 'Rollout', hpa },
    })
    const { report, warnings } = readText(reportText([deployment, scaled]))
    const [entry] = report.containers
    expect(entry?.resources.cpu.info).toBe('HPA detected')
    expect(entry?.resources.memory.request).toEqual({ type: 'value', amount: 300 * MEBIBYTE })
    expect(entry?.evidence.hpa?.cpuTarget).toBe(50)
    expect(warnings).toMatchObject([{ code: 'rollout-and-deployment-differ' }])
  })

  it('does not let "no data" of the Rollout hide a number', () => {
    const silent = rawScan({ cpu: '?', cpuInfo: 'No data', object: { kind: 'Rollout', pods: [] } })
    const [entry] = readScans([rawScan({ cpu: 0.4 }), silent])
    expect(entry?.resources.cpu.request).toEqual({ type: 'value', amount: 400 })
  })

  it('believes an autoscaler that only the Deployment shows', () => {
    const scaled = rawScan({ cpu: '?', cpuInfo: 'HPA detected', object: { pods: [] } })
    const [entry] = readScans([scaled, rawScan({ object: { kind: 'Rollout' } })])
    expect(entry?.resources.cpu.request.type).toBe('unknown')
  })
})

describe('age', () => {
  const HOUR = 3_600_000
  const aged = (hours: number) => at([rawScan()], new Date(Date.parse(NEW) - hours * HOUR).toISOString(), 'r.json')

  it('refuses what is older than allowed, with its place', () => {
    const check = (hours: number) => () => checkAge(aged(hours), new Date(NEW), 24 * HOUR)
    expect(check(24)).not.toThrow()
    expect(check(-5)).not.toThrow()
    expect(check(25)).toThrow(Problem)
    expect(check(25)).toThrow(/1d 1h old/)
  })

  it.each([
    [0, '0s'],
    [-4, '0s'],
    [45 * 60_000, '45m'],
    [8 * 24 * HOUR + 3 * HOUR + 60_000, '8d 3h'],
    [24 * HOUR + 60_000, '1d'],
  ])('%d ms reads %s', (milliseconds, text) => expect(formatAge(milliseconds)).toBe(text))
})
