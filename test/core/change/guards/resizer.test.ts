/** Other programs that set requests. */
import { describe, expect, it } from 'vitest'
import { documents, run, skipCodes, type WorkloadShape, workload, written } from '../scenario.ts'

const RESOURCES = '{requests: {cpu: 500m, memory: 512Mi}}'
const BOTH = ['cpu: other-resizer', 'memory: other-resizer']

function outcome(beside: string, shape: WorkloadShape = {}) {
  const own = workload({ resources: RESOURCES, ...shape })
  return run({
    manifests: beside === '' ? own : documents(own, beside),
    cpu: { request: '400m' },
    memory: { request: '400Mi' },
  })
}

function vpa(spec: string, target = '{apiVersion: apps/v1, kind: Deployment, name: cart}'): string {
  return `apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata:\n  name: cart-vpa\n  namespace: shop\nspec:\n  targetRef: ${target}\n${spec}`
}

function custom(apiVersion: string, kind: string, spec: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: cart-x\n  namespace: shop\nspec:\n  targetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}\n${spec}`
}

function namespace(labels: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: ${labels}\n`
}

describe('VerticalPodAutoscaler', () => {
  it.each([
    ['default mode', vpa(''), BOTH],
    ['Auto', vpa('  updatePolicy: {updateMode: Auto}\n'), BOTH],
    ['Initial', vpa('  updatePolicy: {updateMode: Initial}\n'), BOTH],
    ['InPlaceOrRecreate', vpa('  updatePolicy: {updateMode: InPlaceOrRecreate}\n'), BOTH],
    ['Off', vpa('  updatePolicy: {updateMode: "Off"}\n'), []],
    ['another workload', vpa('', '{kind: Deployment, name: other}'), []],
    [
      'one resource',
      vpa('  resourcePolicy: {containerPolicies: [{containerName: "*", controlledResources: [memory]}]}\n'),
      ['memory: other-resizer'],
    ],
    [
      'container switched off',
      vpa('  resourcePolicy: {containerPolicies: [{containerName: app, mode: "Off"}, {containerName: "*"}]}\n'),
      [],
    ],
    [
      'other containers switched off',
      vpa('  resourcePolicy: {containerPolicies: [{containerName: app}, {containerName: "*", mode: "Off"}]}\n'),
      BOTH,
    ],
    [
      'policy of another container',
      vpa('  resourcePolicy: {containerPolicies: [{containerName: proxy, mode: "Off"}]}\n'),
      BOTH,
    ],
  ])('%s', (_, beside, skipped) => {
    expect(skipCodes(outcome(beside))).toEqual(skipped)
  })

  it('is named', () => {
    expect(outcome(vpa('')).skipped[0]?.message).toBe(
      'VerticalPodAutoscaler cart-vpa sets the requests of this workload.',
    )
  })
})

describe('other products', () => {
  it.each([
    ['Datadog applies by default', custom('datadoghq.com/v1alpha2', 'DatadogPodAutoscaler', ''), {}, BOTH],
    [
      'Datadog in preview',
      custom('datadoghq.com/v1alpha2', 'DatadogPodAutoscaler', '  applyPolicy: {mode: Preview}\n'),
      {},
      [],
    ],
    ['Attune that acts', custom('attune.io/v1alpha1', 'AttunePolicy', '  updateStrategy: {type: Auto}\n'), {}, BOTH],
    [
      'Attune that recommends',
      custom('attune.io/v1alpha1', 'AttunePolicy', '  updateStrategy: {type: Recommend}\n'),
      {},
      [],
    ],
    ['Attune without a word', custom('attune.io/v1alpha1', 'AttunePolicy', ''), {}, BOTH],
    ['GKE multidimensional', custom('autoscaling.gke.io/v1beta1', 'MultidimPodAutoscaler', ''), {}, BOTH],
    [
      'CAST AI on the workload',
      '',
      { metadata: 'annotations: {workloads.cast.ai/configuration: "vertical: {optimization: on}"}' },
      BOTH,
    ],
    ['CAST AI switched off', '', { metadata: 'annotations: {workloads.cast.ai/vertical-autoscaling: "off"}' }, []],
    ['ScaleOps', '', { metadata: 'labels: {scaleops.sh/managed: "true"}' }, BOTH],
    ['ScaleOps switched off', '', { metadata: 'labels: {scaleops.sh/managed: "false"}' }, []],
    ['Kubex', '', { metadata: 'annotations: {static.rightsizing.kubex.ai/desired-resource-requests: "{}"}' }, BOTH],
    ['Attune mark', '', { metadata: 'labels: {attune.io/managed: "true"}' }, BOTH],
    ['Goldilocks that acts', namespace('{goldilocks.fairwinds.com/vpa-update-mode: auto}'), {}, BOTH],
    [
      'Goldilocks that watches',
      namespace('{goldilocks.fairwinds.com/enabled: "true", goldilocks.fairwinds.com/vpa-update-mode: "off"}'),
      {},
      [],
    ],
    [
      'Goldilocks in another namespace',
      namespace('{goldilocks.fairwinds.com/vpa-update-mode: auto}').replace('name: shop', 'name: other'),
      {},
      [],
    ],
    ['annotations of others', '', { metadata: 'annotations: {example.com/team: shop}' }, []],
  ])('%s', (_, beside, shape, skipped) => {
    const result = outcome(beside, shape)
    expect(skipCodes(result)).toEqual(skipped)
    expect(written(result)).toHaveLength(2 - skipped.length)
  })
})
