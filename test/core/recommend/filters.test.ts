import { describe, expect, it } from 'vitest'
import { applyFilters, buildFilters, type FilterInput } from '../../../src/core/recommend/filters.ts'
import { siftContainers } from '../../../src/core/recommend/sift.ts'
import { containerKey } from '../../../src/core/workload.ts'
import { readText, STORE } from './given.ts'

const sifted = siftContainers(readText(STORE).report.containers)
const keys = (input: FilterInput) =>
  applyFilters(sifted, buildFilters(input)).recommendations.map(
    ({ container }) => `${container.name}/${container.container}`,
  )

describe('filters', () => {
  it('change nothing when there are none', () => {
    expect(applyFilters(sifted, buildFilters({ namespaces: [], minSeverity: null }))).toBe(sifted)
  })

  it.each<[string, FilterInput, string[]]>([
    ['a namespace', { namespaces: ['batch'] }, ['report/report']],
    ['a glob', { namespaces: ['b*'] }, ['report/report']],
    ['an unknown cluster', { clusters: ['other'] }, []],
    ['a workload by name', { workloads: ['api'] }, ['api/api', 'api/proxy']],
    ['a workload by kind', { workloads: ['sts/*'] }, ['db/db']],
    ['a workload in full', { workloads: ['store/deployment/front'] }, ['front/web']],
    ['a workload of another kind', { workloads: ['DaemonSet/api'] }, []],
    ['a kind', { resources: ['cronjobs'] }, ['report/report']],
    ['a severity, in small letters', { minSeverity: 'critical' }, ['api/proxy']],
    ['two at once', { workloads: ['api'], minSeverity: 'CRITICAL' }, ['api/proxy']],
  ])('%s', (_, input, expected) => expect(keys(input)).toEqual(expected))

  it('compare a name with a slash or a colon as it is', () => {
    const filters = buildFilters({ clusters: ['arn:aws:eks:eu-west-1:1:cluster/prod'] })
    const container = {
      cluster: 'arn:aws:eks:eu-west-1:1:cluster/prod',
      namespace: 'n',
      kind: 'Job',
      name: 'a',
      container: 'b',
    }
    expect(filters.matches(container)).toBe(true)
    expect(filters.matches({ ...container, cluster: null })).toBe(false)
  })

  it('keep one resource and leave the other out by name', () => {
    const { recommendations, skipped } = applyFilters(
      sifted,
      buildFilters({ resources: ['memory'], workloads: ['api'] }),
    )
    expect(recommendations[0]?.resources.cpu.request).toEqual({ type: 'unknown' })
    expect(recommendations[0]?.resources.memory.request.type).toBe('value')
    expect(skipped.filter(({ container }) => container.name === 'api')).toMatchObject([
      { resource: 'cpu', code: 'filtered' },
      { resource: 'cpu', code: 'filtered' },
    ])
  })

  it('leave out whole what has only an unwanted number', () => {
    const { recommendations, skipped } = applyFilters(
      sifted,
      buildFilters({ resources: ['cpu'], workloads: ['front'] }),
    )
    expect(recommendations).toEqual([])
    const front = skipped.filter(({ container }) => container.name === 'front')
    expect(front.map(({ resource, code }) => [resource, code])).toEqual([
      ['cpu', 'hpa-detected'],
      ['memory', 'filtered'],
    ])
  })

  it.each<FilterInput>([
    { namespaces: ['store'] },
    { workloads: ['api'] },
    { resources: ['memory'] },
    { resources: ['cpu', 'Deployment'] },
    { minSeverity: 'CRITICAL' },
    { namespaces: ['nowhere'] },
  ])('lose no container: %j', (input) => {
    const after = applyFilters(sifted, buildFilters(input))
    const all = (result: typeof sifted) =>
      new Set([...result.recommendations, ...result.skipped].map(({ container }) => containerKey(container)))
    expect(all(after)).toEqual(all(sifted))
    for (const { container } of after.skipped.filter((skip) => skip.resource === null)) {
      expect(after.skipped.filter((skip) => skip.container === container)).toHaveLength(1)
    }
  })

  it.each([
    [{ resources: ['gpu'] }, /cpu, memory, or a kind of workload: Deployment/],
    [{ minSeverity: 'HUGE' }, /CRITICAL/],
  ])('name what there is: %j', (input, hint) => {
    expect(() => buildFilters(input)).toThrow(expect.objectContaining({ exit: 2, hint: expect.stringMatching(hint) }))
  })
})
