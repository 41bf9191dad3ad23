/** Autoscalers from Git and from krr, on the resource that would change or on something else. */
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../../../src/core/recommend/recommendation.ts'
import { documents, EVIDENCE, run, skipCodes, warningCodes, workload, written } from '../scenario.ts'

const RESOURCES = '{requests: {cpu: 500m, memory: 512Mi}}'
const BOTH = ['requests.cpu 500m -> 400m', 'requests.memory 512Mi -> 400Mi']
const CPU_ONLY = ['requests.cpu 500m -> 400m']
const MEMORY_ONLY = ['requests.memory 512Mi -> 400Mi']

function hpa(apiVersion: string, spec: string, target = '{apiVersion: apps/v1, kind: Deployment, name: cart}'): string {
  return `apiVersion: ${apiVersion}\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: cart-scaler\n  namespace: shop\nspec:\n  scaleTargetRef: ${target}\n  maxReplicas: 9\n${spec}`
}

function scaledObject(triggers: string, target = '{name: cart}'): string {
  return `apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata:\n  name: cart-keda\n  namespace: shop\nspec:\n  scaleTargetRef: ${target}\n  triggers: ${triggers}\n`
}

function outcome(
  beside: string,
  {
    policy = 'skip',
    evidence = {},
    info = null,
  }: { policy?: 'skip' | 'warn'; evidence?: Partial<Evidence>; info?: string | null } = {},
) {
  const result = run(
    {
      manifests:
        beside === '' ? workload({ resources: RESOURCES }) : documents(workload({ resources: RESOURCES }), beside),
      cpu: { request: '400m', info },
      memory: { request: '400Mi' },
      evidence,
    },
    { policy: { hpa: policy } },
  )
  const codes = warningCodes(result).filter((code) => code.startsWith('hpa'))
  return { written: written(result), skipped: skipCodes(result), warnings: codes }
}

describe('HorizontalPodAutoscaler in Git', () => {
  it.each([
    ['autoscaling/v1 knows CPU only', hpa('autoscaling/v1', '  targetCPUUtilizationPercentage: 70\n')],
    ['no metrics mean 80 % of CPU', hpa('autoscaling/v2', '')],
    [
      'Resource by utilisation',
      hpa(
        'autoscaling/v2',
        '  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]\n',
      ),
    ],
    [
      'Resource by average value',
      hpa(
        'autoscaling/v2',
        '  metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 300m}}}]\n',
      ),
    ],
    [
      'v2beta1',
      hpa(
        'autoscaling/v2beta1',
        '  metrics: [{type: Resource, resource: {name: cpu, targetAverageUtilization: 60}}]\n',
      ),
    ],
    [
      'ContainerResource of this container',
      hpa(
        'autoscaling/v2',
        '  metrics: [{type: ContainerResource, containerResource: {name: cpu, container: app, target: {type: Utilization, averageUtilization: 60}}}]\n',
      ),
    ],
    ['KEDA cpu trigger', scaledObject('[{type: cpu, metricType: Utilization, metadata: {value: "60"}}]')],
    ['KEDA cpu trigger of this container', scaledObject('[{type: cpu, metadata: {value: "60", containerName: app}}]')],
  ])('CPU: %s', (_, beside) => {
    expect(outcome(beside)).toEqual({ written: MEMORY_ONLY, skipped: ['cpu: hpa'], warnings: [] })
    expect(outcome(beside, { policy: 'warn' })).toEqual({ written: BOTH, skipped: [], warnings: ['hpa'] })
  })

  it('memory, by HPA and by KEDA', () => {
    const metrics =
      '  metrics: [{type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 60}}}]\n'
    expect(outcome(hpa('autoscaling/v2', metrics))).toMatchObject({ written: CPU_ONLY, skipped: ['memory: hpa'] })
    expect(outcome(scaledObject('[{type: memory, metadata: {value: "60"}}]'))).toMatchObject({
      written: CPU_ONLY,
      skipped: ['memory: hpa'],
    })
  })

  it.each([
    ['Pods', '[{type: Pods, pods: {metric: {name: requests}}}]', 'Pods requests'],
    ['Object', '[{type: Object, object: {metric: {name: hits}}}]', 'Object hits'],
    ['External in v2beta1', '[{type: External, external: {metricName: queue}}]', 'External queue'],
    ['a resource that krr does not know', '[{type: Resource, resource: {name: nvidia.com/gpu}}]', 'Resource'],
    ['nonsense', '[7]', ''],
  ])('other metrics warn: %s', (_, metrics, words) => {
    const beside = hpa('autoscaling/v2', `  metrics: ${metrics}\n`)
    const result = outcome(beside)
    expect(result).toMatchObject({ written: BOTH, skipped: [] })
    expect(new Set(result.warnings)).toEqual(new Set(['hpa-other-metric']))
    const { workloads } = run({
      manifests: documents(workload({ resources: RESOURCES }), beside),
      cpu: { request: '400m' },
    })
    expect(workloads[0]?.warnings[0]?.message).toContain(`cart-scaler (${words})`)
  })

  it('KEDA with other triggers warns', () => {
    expect(outcome(scaledObject('[{type: kafka, metadata: {}}, {}]')).warnings).toEqual(['hpa-other-metric'])
  })

  it.each([
    [
      'another container',
      hpa(
        'autoscaling/v2',
        '  metrics: [{type: ContainerResource, containerResource: {name: cpu, container: proxy}}]\n',
      ),
    ],
    ['another workload', hpa('autoscaling/v2', '', '{kind: Deployment, name: other}')],
    ['another kind', hpa('autoscaling/v2', '', '{kind: StatefulSet, name: cart}')],
    ['KEDA on another workload', scaledObject('[{type: cpu}]', '{kind: StatefulSet, name: cart}')],
    ['another namespace', hpa('autoscaling/v2', '').replace('namespace: shop', 'namespace: other')],
  ])('does not hold %s', (_, beside) => {
    expect(outcome(beside)).toEqual({ written: BOTH, skipped: [], warnings: [] })
  })

  it('says that a request under an autoscaler changes the number of pods, and calls it high risk', () => {
    const { workloads } = run(
      {
        manifests: documents(workload({ resources: RESOURCES }), hpa('autoscaling/v2', '  minReplicas: 2\n')),
        cpu: { request: '400m' },
      },
      { policy: { hpa: 'warn' } },
    )
    expect(workloads[0]?.warnings[0]?.message).toBe(
      'HorizontalPodAutoscaler cart-scaler scales on cpu: another request changes how many pods run.',
    )
    expect(workloads[0]).toMatchObject({ risk: 'high', riskReasons: ['an autoscaler scales on what changes'] })
  })
})

describe('autoscalers that krr saw', () => {
  const seen = (cpuTarget: number | null, memoryTarget: number | null) => ({
    hpa: { minReplicas: 2, maxReplicas: 9, cpuTarget, memoryTarget },
  })

  it('holds the resource that has a target', () => {
    expect(outcome('', { evidence: seen(70, null) })).toMatchObject({ written: MEMORY_ONLY, skipped: ['cpu: hpa'] })
    expect(outcome('', { evidence: seen(null, 70) })).toMatchObject({ written: CPU_ONLY, skipped: ['memory: hpa'] })
    expect(outcome('', { info: 'HPA detected' })).toMatchObject({ written: MEMORY_ONLY, skipped: ['cpu: hpa'] })
    expect(outcome('', { evidence: seen(70, 70), policy: 'warn' }).warnings).toEqual(['hpa', 'hpa'])
  })

  it('passes where neither has one: the autoscaler scales on something else', () => {
    expect(outcome('', { evidence: seen(null, null) })).toEqual({ written: BOTH, skipped: [], warnings: [] })
  })
})

describe('nobody knows', () => {
  const blind = { hpaWitnessed: false }

  it('warns where the report came without a witness', () => {
    expect(outcome('', { evidence: blind })).toEqual({ written: BOTH, skipped: [], warnings: ['hpa-unknown'] })
  })

  it('skips where the log says that the list could not be read, unless policy only warns', () => {
    const evidence = { ...blind, hpaListFailed: true }
    expect(outcome('', { evidence })).toEqual({
      written: [],
      skipped: ['cpu: hpa-unknown', 'memory: hpa-unknown'],
      warnings: [],
    })
    expect(outcome('', { evidence, policy: 'warn' })).toEqual({ written: BOTH, skipped: [], warnings: ['hpa-unknown'] })
  })

  it('is satisfied with what Git says about the workload', () => {
    const beside = hpa('autoscaling/v2', '  metrics: [{type: Resource, resource: {name: memory}}]\n')
    expect(outcome(beside, { evidence: { ...blind, hpaListFailed: true } })).toEqual({
      written: CPU_ONLY,
      skipped: ['memory: hpa'],
      warnings: [],
    })
  })

  it('knows kinds that nothing scales', () => {
    const result = run({
      manifests: workload({ kind: 'DaemonSet', replicas: null, resources: RESOURCES }),
      cpu: { request: '400m' },
      evidence: { ...EVIDENCE, ...blind, hpaListFailed: true },
    })
    expect(written(result)).toEqual(CPU_ONLY)
    expect(warningCodes(result)).toEqual([])
  })
})
