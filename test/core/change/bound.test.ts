/** The stage as a whole: nothing is lost between the report and the two lists, for any mix of containers and clusters. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Policy } from '../../../src/core/change/policy.ts'
import { containerKey, RESOURCES } from '../../../src/core/workload.ts'
import { type Answer, run, type Scenario } from './scenario.ts'

const quantity = {
  cpu: fc.constantFrom('10m', '120m', '500m', '1', '2500m'),
  memory: fc.constantFrom('32Mi', '100Mi', '512Mi', '1Gi', '3Gi'),
}

const answer = (resource: 'cpu' | 'memory'): fc.Arbitrary<Answer> =>
  fc.record({
    request: fc.oneof(
      { weight: 5, arbitrary: quantity[resource] },
      { weight: 1, arbitrary: fc.constantFrom('?', 'unset') },
    ),
    limit: fc.oneof(quantity[resource], fc.constantFrom('?', 'unset')),
    info: fc.constantFrom(null, null, null, 'OOMKill detected', 'HPA detected'),
    atFloor: fc.boolean(),
  })

const resources = fc
  .record({
    cpu: fc.option(quantity.cpu, { nil: null }),
    memory: fc.option(quantity.memory, { nil: null }),
    limitCpu: fc.option(quantity.cpu, { nil: null }),
    limitMemory: fc.option(quantity.memory, { nil: null }),
    odd: fc.constantFrom('', '', '', 'lots'),
  })
  .map(({ cpu, memory, limitCpu, limitMemory, odd }) => {
    const mapping = (values: Record<string, string | null>) =>
      `{${Object.entries(values)
        .flatMap(([key, value]) => (value === null ? [] : [`${key}: "${value}"`]))
        .join(', ')}}`
    return `{requests: ${mapping({ cpu: odd === '' ? cpu : odd, memory })}, limits: ${mapping({ cpu: limitCpu, memory: limitMemory })}}`
  })

const workloads = fc.record({
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet', 'Rollout'),
  containers: fc.array(resources, { minLength: 1, maxLength: 3 }),
  annotations: fc.constantFrom(
    '',
    '',
    '',
    'krr-gitops.io/ignore: "true"',
    'krr-gitops.io/policy: "maxDecrease: lots"',
    'krr-gitops.io/policy: "maxDecrease: 5%"',
  ),
  replicas: fc.integer({ min: 0, max: 5 }),
})

const beside = fc.constantFrom(
  '',
  '---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: h\n  namespace: shop\nspec: {scaleTargetRef: {kind: Deployment, name: cart}}\n',
  '---\napiVersion: v1\nkind: LimitRange\nmetadata:\n  name: l\n  namespace: shop\nspec: {limits: [{type: Container, min: {cpu: 100m}, max: {memory: 2Gi}}, {type: Pod, max: {cpu: 2}}]}\n',
  '---\napiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: q\n  namespace: shop\nspec: {hard: {limits.cpu: 1, requests.memory: 1Gi}}\n',
)

const policy: fc.Arbitrary<Partial<Policy>> = fc.record({
  limits: fc.constantFrom('keep', 'recommended', 'remove-cpu'),
  hpa: fc.constantFrom('skip', 'warn'),
  maxDecrease: fc.integer({ min: 0, max: 100 }),
  protect: fc.constantFrom([], [], [{ clusters: ['prod'] }]),
})

const scenarios: fc.Arbitrary<Scenario[]> = fc
  .record({
    workload: workloads,
    beside,
    answers: fc.array(
      fc.record({
        cpu: answer('cpu'),
        memory: answer('memory'),
        cluster: fc.constantFrom('staging', 'prod', null),
        container: fc.nat({ max: 2 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ workload, beside: others, answers }) => {
    const list = workload.containers.map(
      (text, index) => `      - name: c${index}\n        image: i\n        resources: ${text}\n`,
    )
    const metadata = workload.annotations === '' ? '' : `  annotations: {${workload.annotations}}\n`
    const manifests = `apiVersion: apps/v1\nkind: ${workload.kind}\nmetadata:\n  name: cart\n  namespace: shop\n${metadata}spec:\n  replicas: ${workload.replicas}\n  template:\n    spec:\n      containers:\n${list.join('')}${others}`
    const seen = new Set<string>()
    return answers.flatMap(({ container, ...rest }) => {
      const name = `c${container % workload.containers.length}`
      const key = `${rest.cluster}/${name}`
      if (seen.has(key)) return []
      seen.add(key)
      return [{ manifests, container: name, ...rest }]
    })
  })

describe('the whole stage', () => {
  it('ends every container and resource that krr has a number for in a change or a named reason', () => {
    fc.assert(
      fc.property(scenarios, policy, (all, chosen) => {
        const result = run(all, { policy: chosen })
        const told = new Set<string>()
        for (const { changes } of result.workloads) {
          for (const { target, resource } of changes) told.add(`${containerKey(target.container)} ${resource}`)
        }
        for (const skip of result.skipped) {
          expect(skip.message).toMatch(/^[^\n]+\.$/)
          expect(skip.hint.length).toBeGreaterThan(0)
          for (const resource of skip.resource === null ? RESOURCES : [skip.resource]) {
            told.add(`${containerKey(skip.container)} ${resource}`)
          }
        }
        for (const scenario of all) {
          for (const resource of RESOURCES) {
            const known = scenario[resource]?.request !== '?'
            const key = `${scenario.cluster ?? '-'}/shop/${all[0]?.manifests.match(/kind: (\w+)/)?.[1]}/cart/${scenario.container} ${resource}`
            if (known) expect(told).toContain(key)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('changes nothing of its input and gives the same answer twice', () => {
    fc.assert(
      fc.property(scenarios, policy, (all, chosen) => {
        const plain = (value: unknown) => JSON.stringify(value)
        const before = plain(all)
        expect(plain(run(all, { policy: chosen }))).toBe(plain(run(all, { policy: chosen })))
        expect(plain(all)).toBe(before)
      }),
      { numRuns: 100 },
    )
  })

  it('gives every change a risk, and a reason for every risk above low', () => {
    fc.assert(
      fc.property(scenarios, policy, (all, chosen) => {
        for (const workload of run(all, { policy: chosen }).workloads) {
          expect(workload.risk === 'low').toBe(workload.riskReasons.length === 0)
          expect(workload.changes.length).toBeGreaterThan(0)
          expect(new Set(workload.warnings.map(({ message }) => message)).size).toBe(workload.warnings.length)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is empty for nothing', () => {
    expect(run([])).toEqual({ workloads: [], skipped: [] })
  })
})
