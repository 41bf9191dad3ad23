import { describe, expect, it } from 'vitest'
import { siftContainers } from '../../../src/core/recommend/sift.ts'
import { rawScan, readScans, readText, STORE } from './given.ts'

const sift = (...scans: unknown[]) => siftContainers(readScans(scans))

describe('sifting', () => {
  it('sorts our own fixture', () => {
    const { recommendations, skipped } = siftContainers(readText(STORE).report.containers)
    expect(
      recommendations.map(({ container }) => `${container.kind}/${container.name}/${container.container}`),
    ).toEqual([
      'Deployment/api/api',
      'Deployment/api/proxy',
      'Deployment/front/web',
      'Deployment/cart/server',
      'StatefulSet/db/db',
      'CronJob/report/report',
    ])
    expect(skipped.map(({ container, resource, code }) => [container.name, resource, code])).toEqual([
      ['front', 'cpu', 'hpa-detected'],
      ['idle', null, 'no-data'],
      ['fresh', null, 'not-enough-data'],
      ['migrate-42', null, 'job'],
      ['app=batch', null, 'grouped-job'],
    ])
  })

  it('gives two reasons where the two resources have different ones', () => {
    const { recommendations, skipped } = sift(
      rawScan({ cpu: '?', cpuInfo: 'HPA detected', memory: '?', memoryInfo: 'Not enough data' }),
    )
    expect(recommendations).toEqual([])
    expect(skipped.map(({ resource, code }) => [resource, code])).toEqual([
      ['cpu', 'hpa-detected'],
      ['memory', 'not-enough-data'],
    ])
  })

  it.each([
    [{ cpuInfo: 'Something new', memoryInfo: 'Something new' }, /Something new/],
    [{ cpuInfo: 'One', memoryInfo: 'Two' }, /One, Two/],
    [{ cpuInfo: null, memoryInfo: null }, /does not say/],
  ])('passes on words that it does not know: %j', (info, message) => {
    const { skipped } = sift(rawScan({ cpu: '?', memory: '?', ...info }))
    expect(skipped).toMatchObject([{ resource: null, code: 'unknown' }])
    expect(skipped[0]?.message).toMatch(message)
  })

  it('tells a workload at zero replicas from one that Prometheus does not know', () => {
    const none = { cpu: '?', memory: '?', cpuInfo: 'No data', memoryInfo: 'No data' } as const
    const { skipped } = sift(rawScan({ ...none, object: { pods: [] } }), rawScan({ ...none, object: { name: 'b' } }))
    expect(skipped.map(({ message }) => message)).toEqual([
      'krr found no pods of this workload',
      'Prometheus has no history of this container ("No data")',
    ])
  })
})
