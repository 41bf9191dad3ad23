/** Risk levels and savings. */
import { describe, expect, it } from 'vitest'
import type { Policy, Prices } from '../../../src/core/change/policy.ts'
import { isProduction } from '../../../src/core/change/risk.ts'
import { savingsOf } from '../../../src/core/change/savings.ts'
import { documents, run, type Scenario, type WorkloadShape, workload } from './scenario.ts'

const BUDGET =
  'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: b\n  namespace: shop\nspec: {minAvailable: 1, selector: {}}\n'

function judge(shape: WorkloadShape, change: Partial<Scenario>, policy: Partial<Policy> = {}) {
  const manifests = documents(workload(shape), BUDGET)
  const { workloads } = run({ manifests, ...change }, { policy: { maxDecrease: 90, ...policy } })
  return workloads.flatMap(({ risk, riskReasons }) => [risk, ...riskReasons])
}

const memory = (to: string, from = '1000Mi'): [WorkloadShape, Partial<Scenario>] => [
  { resources: `{requests: {memory: ${from}}}` },
  { memory: { request: to } },
]
const cpu = (to: string): [WorkloadShape, Partial<Scenario>] => [
  { resources: '{requests: {cpu: 500m}}' },
  { cpu: { request: to } },
]

describe('risk', () => {
  it('is low without a reason', () => {
    expect(judge(...cpu('400m'))).toEqual(['low'])
    expect(judge(...cpu('900m'))).toEqual(['low'])
    expect(judge(...memory('850Mi'))).toEqual(['low'])
    expect(judge(...memory('1500Mi'))).toEqual(['low'])
  })

  it('grows with the memory that is taken away', () => {
    expect(judge(...memory('801Mi'))).toEqual(['low'])
    expect(judge(...memory('800Mi'))).toEqual(['medium', 'memory is lowered by 20 %'])
    expect(judge(...memory('500Mi'))).toEqual(['high', 'memory is lowered by 50 %'])
    expect(judge({ resources: '{limits: {memory: 1000Mi}}' }, { memory: { request: '500Mi' } })).toEqual([
      'high',
      'memory is lowered by 50 %',
    ])
  })

  it('is higher in production', () => {
    const production = { overlay: 'apps/shop/overlays/production' }
    const [shape, change] = memory('850Mi')
    expect(judge(shape, { ...change, ...production })).toEqual(['medium', 'memory is lowered in production'])
    const [other, up] = cpu('400m')
    expect(judge({ ...other, kind: 'StatefulSet' }, { ...up, cluster: 'prod-eu' })).toEqual([
      'high',
      'a StatefulSet in production',
      'a StatefulSet restarts pod by pod',
    ])
    expect(judge({ ...other, kind: 'StatefulSet' }, up)).toEqual(['medium', 'a StatefulSet restarts pod by pod'])
  })

  it.each([
    ['prod-eu', true],
    ['eu.production', true],
    ['apps/shop/overlays/prd', true],
    ['PROD2', true],
    ['products', false],
    ['reproduction', false],
    ['staging', false],
    [null, false],
  ])('%s is production: %s', (name, expected) => {
    expect(isProduction(name)).toBe(expected)
  })

  it('is at least medium for a lowered limit, high in production', () => {
    const shape = { resources: '{requests: {cpu: 100m, memory: 500Mi}, limits: {cpu: 500m, memory: 1000Mi}}' }
    const change = { memory: { request: '500Mi', limit: '850Mi' } }
    expect(judge(shape, change, { limits: 'recommended' })).toEqual(['medium', 'a memory limit is lowered'])
    expect(judge(shape, { ...change, cluster: 'prod' }, { limits: 'recommended' })).toEqual([
      'high',
      'a memory limit is lowered in production',
      'memory is lowered in production',
      'a memory limit is lowered',
    ])
  })

  it('names big increases, new and removed limits, and single replicas', () => {
    expect(judge(...cpu('2'))).toEqual(['medium', 'cpu of app at least doubles'])
    expect(judge({ resources: '{requests: {cpu: 499m}}' }, { cpu: { request: '2' } })).toEqual(['low'])
    expect(judge({ resources: '{requests: {cpu: 600m}}' }, { cpu: { request: '1199m' } })).toEqual(['low'])
    expect(judge(...memory('2Gi', '1Gi'))).toEqual(['medium', 'memory of app at least doubles'])
    expect(judge(...memory('200Mi', '100Mi'))).toEqual(['low'])
    expect(judge({ resources: '{}' }, { cpu: { request: '2' } })).toEqual([
      'medium',
      'the quality of service class changes',
    ])
    expect(
      judge(
        { resources: '{requests: {memory: 100Mi}}' },
        { memory: { request: '100Mi', limit: '200Mi' } },
        { limits: 'recommended' },
      ),
    ).toEqual(['medium', 'a limit where there was none'])
    expect(
      judge(
        { resources: '{requests: {cpu: 100m}, limits: {cpu: 1}}' },
        { cpu: { request: '100m', limit: 'unset' } },
        { limits: 'remove-cpu' },
      ),
    ).toEqual(['medium', 'a limit is removed'])
    expect(judge({ resources: '{requests: {cpu: 500m}}', replicas: 1 }, { cpu: { request: '700m' } })).toEqual(['low'])
    expect(judge({ resources: '{requests: {cpu: 500m}}', replicas: 1 }, { cpu: { request: '400m' } })).toEqual([
      'medium',
      'the only replica gets less',
    ])
  })

  it('looks at heaps', () => {
    const jvm = 'args: [java, "-XX:MaxRAMPercentage=50"]'
    const resources = '{requests: {memory: 1000Mi}, limits: {memory: 1100Mi}}'
    expect(judge({ container: jvm, resources }, { memory: { request: '850Mi' } })).toEqual([
      'medium',
      'a heap that follows the memory limit',
    ])
    const go = 'env: [{name: GOMEMLIMIT, valueFrom: {resourceFieldRef: {resource: requests.memory}}}]'
    expect(judge({ container: go, resources }, { memory: { request: '850Mi' } })).toEqual([
      'medium',
      'a heap that follows the memory request',
    ])
  })

  it('raises thin history and a missing budget only where memory comes down', () => {
    const bare = (change: Partial<Scenario>) => {
      const { workloads } = run({
        manifests: workload({ resources: '{requests: {cpu: 500m, memory: 1000Mi}}' }),
        ...change,
      })
      return workloads.flatMap(({ risk, riskReasons }) => [risk, ...riskReasons])
    }
    const thin = { evidence: { historyHours: 12 } }
    expect(bare({ cpu: { request: '400m' }, ...thin })).toEqual(['low'])
    expect(bare({ memory: { request: '850Mi' }, ...thin })).toEqual([
      'medium',
      'memory is lowered without a PodDisruptionBudget',
      'memory is lowered on thin history',
    ])
    expect(bare({ memory: { request: '1200Mi' }, ...thin })).toEqual(['low'])
    expect(bare({ cpu: { request: '600m' }, memory: { request: '850Mi' } })).toEqual([
      'medium',
      'memory is lowered without a PodDisruptionBudget',
    ])
  })

  it('finds the one dangerous change among others', () => {
    const resources = '{requests: {cpu: 100m, memory: 500Mi}, limits: {memory: 1000Mi}}'
    const up = { cpu: { request: '150m' } }
    const down = { ...up, memory: { request: '420Mi' } }
    expect(judge({ resources }, { ...down, cluster: 'prod' })).toEqual(['medium', 'memory is lowered in production'])
    expect(judge({ resources, replicas: 1 }, down)).toEqual(['medium', 'the only replica gets less'])
    expect(judge({ resources, kind: 'DaemonSet', replicas: null }, down)).toEqual([
      'medium',
      'an increase on every node',
    ])
    const limit = { ...up, memory: { request: '500Mi', limit: '850Mi' } }
    expect(judge({ resources }, limit, { limits: 'recommended' })).toEqual(['medium', 'a memory limit is lowered'])
    expect(judge({ resources }, { ...limit, cluster: 'prod' }, { limits: 'recommended' })[1]).toBe(
      'a memory limit is lowered in production',
    )
  })

  it('does not mistake a plain zero for something that could shrink', () => {
    expect(judge({ resources: '{requests: {cpu: 0, memory: 100Mi}}' }, { cpu: { request: '100m' } })).toEqual(['low'])
  })
})

describe('savings', () => {
  const NONE: Prices = { cpuCoreMonth: null, memoryGiBMonth: null, currency: 'USD' }
  const of = (resources: string, change: Partial<Scenario>, prices: Prices, policy: Partial<Policy> = {}) =>
    savingsOf(run({ manifests: workload({ resources }), ...change }, { policy }).workloads, prices)

  it('counts requests times replicas, in whole numbers', () => {
    const change = { cpu: { request: '400m' }, memory: { request: '600Mi' } }
    expect(of('{requests: {cpu: 500m, memory: 512Mi}}', change, NONE)).toEqual({
      cpu: 300,
      memory: -88 * 3 * 1024 ** 2,
      monthly: null,
      currency: null,
    })
  })

  it('prices what it has prices for, rounded to cents', () => {
    const change = { cpu: { request: '400m' }, memory: { request: '448Mi' } }
    const resources = '{requests: {cpu: 500m, memory: 512Mi}}'
    expect(of(resources, change, { ...NONE, cpuCoreMonth: 21.55, memoryGiBMonth: 2.5 })).toMatchObject({
      monthly: 6.93,
      currency: 'USD',
    })
    expect(of(resources, change, { ...NONE, cpuCoreMonth: 21.55 }).monthly).toBe(6.47)
    expect(of(resources, change, { ...NONE, memoryGiBMonth: 2.5, currency: 'EUR' })).toMatchObject({
      monthly: 0.47,
      currency: 'EUR',
    })
    expect(Object.is(of(resources, { cpu: { request: '600m' } }, { ...NONE, cpuCoreMonth: 0.001 }).monthly, 0)).toBe(
      true,
    )
  })

  it('counts from what applied before, and asks for more where nothing did', () => {
    expect(of('{limits: {cpu: 1}}', { cpu: { request: '900m', limit: '?' } }, NONE).cpu).toBe(300)
    expect(of('{}', { cpu: { request: '900m' } }, NONE).cpu).toBe(-2700)
  })

  it('leaves limits out', () => {
    const removed = of(
      '{requests: {cpu: 100m}, limits: {cpu: 1}}',
      { cpu: { request: '100m', limit: 'unset' } },
      NONE,
      { limits: 'remove-cpu' },
    )
    expect(removed).toEqual({ cpu: 0, memory: 0, monthly: null, currency: null })
  })
})
