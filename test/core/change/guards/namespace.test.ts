/** What lives beside a workload: quotas, disruption budgets, LimitRanges of other overlays; and how many pods there are. */
import { describe, expect, it } from 'vitest'
import { buildNeighbourhood } from '../../../../src/core/change/guards/neighbourhood.ts'
import { replicasOf, surgeOf } from '../../../../src/core/change/guards/replicas.ts'
import type { Mapping } from '../../../../src/core/change/manifest.ts'
import { parseRender } from '../../../../src/core/locate/render.ts'
import { parseYaml } from '../../../../src/core/yaml.ts'
import { documents, locate, run, type Scenario, skipCodes, warningCodes, workload, written } from '../scenario.ts'

function object(kind: string, spec: string, namespace: string | null = 'shop', apiVersion = 'v1'): string {
  const place = namespace === null ? '' : `  namespace: ${namespace}\n`
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: one\n${place}spec: ${spec}\n`
}

const RANGE = '{limits: [{type: Container, min: {cpu: 450m}}]}'
const HELD = ['requests.cpu 500m -> 450m (limit-range)']
const FREE = ['requests.cpu 500m -> 400m']

describe('neighbours', () => {
  const base: Scenario = { manifests: workload({ resources: '{requests: {cpu: 500m}}' }), cpu: { request: '400m' } }
  const with_ = (text: string, change: Partial<Scenario> = {}): Scenario => ({
    ...base,
    manifests: documents(base.manifests, text),
    ...change,
  })
  const nameless = workload({ resources: '{requests: {cpu: 500m}}', namespace: null })

  it.each<[string, Scenario, readonly string[]]>([
    ['the same namespace', with_(object('LimitRange', RANGE)), HELD],
    ['another namespace', with_(object('LimitRange', RANGE, 'other')), FREE],
    ['no namespace beside one: may be the same', with_(object('LimitRange', RANGE, null)), HELD],
    [
      'no namespace, and Argo CD puts it elsewhere',
      with_(object('LimitRange', RANGE, null), { application: { defaultNamespace: 'other' } }),
      FREE,
    ],
    [
      'no namespace, and Argo CD puts it here',
      with_(object('LimitRange', RANGE, null), { application: { defaultNamespace: 'shop' } }),
      HELD,
    ],
    ['none for both', { ...base, manifests: documents(nameless, object('LimitRange', RANGE, null)) }, HELD],
    [
      'Flux moves all to one namespace',
      with_(object('LimitRange', RANGE, 'other'), { namespace: 'tenant', application: { forcedNamespace: 'tenant' } }),
      HELD,
    ],
    [
      'live namespace that only the application knows',
      { ...base, manifests: documents(nameless, object('LimitRange', RANGE, 'tenant')), namespace: 'tenant' },
      HELD,
    ],
  ])('in the overlay: %s', (_, scenario, expected) => {
    expect(written(run(scenario))).toEqual(expected)
  })

  it('in other overlays of the same cluster, where they name the namespace', () => {
    const others = { 'tenants/shop': object('LimitRange', RANGE) }
    expect(written(run(base, { others }))).toEqual(FREE)
    expect(written(run(base, { others, clusters: new Map([['tenants/shop', ['staging-eu']]]) }))).toEqual(HELD)
    expect(written(run(base, { others, clusters: new Map([['tenants/shop', ['prod-eu', null]]]) }))).toEqual(FREE)
    const nowhere = { 'tenants/shop': object('LimitRange', RANGE, null) }
    expect(written(run(base, { others: nowhere, clusters: new Map([['tenants/shop', ['staging-eu']]]) }))).toEqual(FREE)
  })

  it('in an overlay that is known by another workload', () => {
    const other: Scenario = {
      manifests: documents(workload({ name: 'other', namespace: null }), object('LimitRange', RANGE, null)),
      overlay: 'apps/other',
      application: { defaultNamespace: 'shop' },
    }
    expect(written(run([base, other]))).toEqual(HELD)
  })

  it('knows nothing of an overlay that it was not given', () => {
    const { located, render } = locate(with_(object('LimitRange', RANGE)))
    const neighbourhood = buildNeighbourhood({
      targets: [],
      renders: new Map([['elsewhere', parseRender('elsewhere', '')]]),
      clusters: new Map(),
    })
    expect(neighbourhood.find(located.target, ['LimitRange'])).toEqual([])
    expect(render.objects).toHaveLength(2)
  })

  it('works without any render', () => {
    expect(warningCodes(run({ ...base, evidence: { hpaWitnessed: false } }))).toEqual([
      'hpa-unknown',
      'no-disruption-budget',
    ])
  })
})

describe('ResourceQuota', () => {
  const raise: Scenario = {
    manifests: workload({ resources: '{requests: {cpu: 500m, memory: 128Mi}}', replicas: 4 }),
    cpu: { request: '1' },
  }
  const outcome = (quota: string, change: Partial<Scenario> = {}, beside: readonly string[] = []) => {
    const scenario = { ...raise, ...change }
    const result = run({ ...scenario, manifests: documents(scenario.manifests, quota, ...beside) })
    return result.workloads.flatMap(({ warnings }) => warnings.filter(({ code }) => code === 'quota'))
  }

  it('counts replicas and the surge of the rollout', () => {
    // Four replicas and a quarter of surge: five cores.
    expect(outcome(object('ResourceQuota', '{hard: {requests.cpu: 5}}'))).toEqual([])
    expect(outcome(object('ResourceQuota', '{hard: {cpu: 4999m}}'))).toEqual([
      {
        code: 'quota',
        message:
          'ResourceQuota one allows 4999m of cpu; with this change the workloads in Git ask for 5 while it rolls out.',
      },
    ])
  })

  it('counts the other workloads of the namespace', () => {
    const other = workload({ name: 'other', resources: '{requests: {cpu: 100m}}', replicas: 10 })
    expect(outcome(object('ResourceQuota', '{hard: {requests.cpu: 5999m}}'), {}, [other])).toHaveLength(1)
    expect(outcome(object('ResourceQuota', '{hard: {requests.cpu: 6}}'), {}, [other])).toHaveLength(0)
  })

  it('is silent about what it cannot judge', () => {
    expect(outcome(object('ResourceQuota', '{scopes: [BestEffort], hard: {cpu: 1}}'))).toEqual([])
    expect(outcome(object('ResourceQuota', '{scopeSelector: {matchExpressions: []}, hard: {cpu: 1}}'))).toEqual([])
    expect(
      outcome(object('ResourceQuota', '{hard: {pods: "1", cpu: lots, requests.memory: 1Mi, toString: 1}}')),
    ).toEqual([])
    expect(outcome(object('ResourceQuota', '{hard: {limits.cpu: 1, memory: 1, limits.memory: 1}}'))).toEqual([])
  })

  it('is silent about a decrease', () => {
    expect(outcome(object('ResourceQuota', '{hard: {cpu: 1}}'), { cpu: { request: '400m' } })).toEqual([])
  })

  it('is silent where quantities of the pod are unreadable', () => {
    const podSpec = 'initContainers: [{name: i, resources: {requests: {cpu: x}}}]'
    const manifests = workload({ resources: '{requests: {cpu: 500m}}', podSpec })
    expect(outcome(object('ResourceQuota', '{hard: {cpu: 1}}'), { manifests })).toEqual([])
  })

  it('recognises the changed workload without a namespace, and names a quota without a name', () => {
    const manifests = workload({ resources: '{requests: {cpu: 500m}}', replicas: 4, namespace: null })
    const nameless = 'apiVersion: v1\nkind: ResourceQuota\nmetadata: {}\nspec: {hard: {cpu: 4999m}}\n'
    expect(outcome(nameless, { manifests })[0]?.message).toContain('ask for 5 while')
  })

  it('is high risk', () => {
    const result = run({ ...raise, manifests: documents(raise.manifests, object('ResourceQuota', '{hard: {cpu: 1}}')) })
    expect(result.workloads[0]?.riskReasons).toContain('a ResourceQuota may refuse pods')
  })
})

describe('pods', () => {
  const body = (text: string) => parseYaml(text) as Mapping

  it.each<[string, string, number | null, number, number]>([
    ['replicas', '{kind: Deployment, spec: {replicas: 5}}', null, 9, 5],
    ['one by default', '{kind: Deployment, spec: {}}', null, 9, 1],
    ['the autoscaler’s minimum', '{kind: Deployment, spec: {replicas: 5}}', 2, 9, 2],
    ['scaled to nothing', '{kind: Deployment, spec: {replicas: 0}}', null, 9, 0],
    ['a variable', '{kind: Deployment, spec: {replicas: "x"}}', null, 9, 1],
    ['a DaemonSet by what krr saw', '{kind: DaemonSet, spec: {}}', null, 9, 9],
    ['a DaemonSet that krr has not seen', '{kind: DaemonSet, spec: {}}', null, 0, 1],
    ['a CronJob with parallel pods', '{kind: CronJob, spec: {jobTemplate: {spec: {parallelism: 4}}}}', null, 9, 4],
  ])('%s', (_, text, minimum, seen, expected) => {
    expect(replicasOf(body(text), minimum, seen)).toBe(expected)
  })

  it.each<[string, string, number]>([
    ['a quarter by default, rounded up', '{kind: Deployment, spec: {}}', 3],
    ['percent', '{kind: Deployment, spec: {strategy: {rollingUpdate: {maxSurge: 50%}}}}', 5],
    ['a number', '{kind: Deployment, spec: {strategy: {rollingUpdate: {maxSurge: 2}}}}', 2],
    ['canary of a Rollout', '{kind: Rollout, spec: {strategy: {canary: {maxSurge: 1}}}}', 1],
    ['Recreate', '{kind: Deployment, spec: {strategy: {type: Recreate}}}', 0],
    ['StatefulSet', '{kind: StatefulSet, spec: {}}', 0],
    ['nonsense', '{kind: Deployment, spec: {strategy: {rollingUpdate: {maxSurge: [1]}}}}', 0],
  ])('surge: %s', (_, text, expected) => {
    expect(surgeOf(body(text), 10)).toBe(expected)
  })

  it('takes the minimum of an autoscaler in Git, then of one that krr saw where Git sets no replicas', () => {
    const hpa =
      'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: h\n  namespace: shop\nspec:\n  scaleTargetRef: {kind: Deployment, name: cart}\n  minReplicas: 5\n  metrics: [{type: External}]\n'
    const seen = { hpa: { minReplicas: 7, maxReplicas: 9, cpuTarget: null, memoryTarget: null } }
    const replicas = (manifests: string) =>
      run({ manifests, cpu: { request: '400m' }, evidence: seen }).workloads[0]?.replicas
    const resources = '{requests: {cpu: 500m}}'
    expect(replicas(documents(workload({ resources }), hpa))).toBe(5)
    expect(replicas(workload({ resources, replicas: null }))).toBe(7)
    expect(replicas(workload({ resources, replicas: 3 }))).toBe(3)
  })
})

describe('disruption', () => {
  const codes = (selector: string, replicas = 3) =>
    warningCodes(
      run({
        manifests: documents(
          workload({ resources: '{requests: {cpu: 500m}}', replicas }),
          object(
            'PodDisruptionBudget',
            `{minAvailable: 1${selector === '' ? '' : `, selector: ${selector}`}}`,
            'shop',
            'policy/v1',
          ),
        ),
        cpu: { request: '400m' },
      }),
    )

  it.each([
    ['matchLabels', '{matchLabels: {app: cart}}'],
    ['everything', '{}'],
    ['In', '{matchExpressions: [{key: app, operator: In, values: [cart, web]}]}'],
    ['NotIn', '{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}'],
    ['NotIn of a label that is not there', '{matchExpressions: [{key: tier, operator: NotIn, values: [web]}]}'],
    ['Exists', '{matchExpressions: [{key: app, operator: Exists}]}'],
    ['DoesNotExist', '{matchExpressions: [{key: tier, operator: DoesNotExist}]}'],
  ])('a budget that selects the pods: %s', (_, selector) => {
    expect(codes(selector)).toEqual([])
  })

  it.each([
    ['another label', '{matchLabels: {app: web}}'],
    ['no selector', ''],
    ['In', '{matchExpressions: [{key: app, operator: In, values: [web]}]}'],
    ['In of a label that is not there', '{matchExpressions: [{operator: In, values: [web]}]}'],
    ['NotIn', '{matchExpressions: [{key: app, operator: NotIn, values: [cart]}]}'],
    ['Exists', '{matchExpressions: [{key: tier, operator: Exists}]}'],
    ['DoesNotExist', '{matchExpressions: [{key: app, operator: DoesNotExist}]}'],
  ])('a budget that does not: %s', (_, selector) => {
    expect(codes(selector)).toEqual(['no-disruption-budget'])
  })

  it('a single replica is restarted, with or without a budget', () => {
    expect(codes('{}', 1)).toEqual(['single-replica'])
  })

  it('DaemonSet: an increase applies on every node', () => {
    const daemon = (cpu: string) =>
      run({
        manifests: workload({ kind: 'DaemonSet', replicas: null, resources: '{requests: {cpu: 500m}}' }),
        cpu: { request: cpu },
      })
    expect(warningCodes(daemon('700m'))).toEqual(['daemonset'])
    expect(daemon('700m').workloads[0]).toMatchObject({
      risk: 'medium',
      riskReasons: ['an increase on every node'],
      replicas: 3,
    })
    expect(warningCodes(daemon('400m'))).toEqual([])
    const unset = run({
      manifests: workload({ kind: 'DaemonSet', replicas: null, resources: '{limits: {cpu: 500m}}' }),
      cpu: { request: '500m', limit: 'unset' },
    })
    expect(skipCodes(unset)).toEqual(['cpu: already-right'])
    const fresh = run({ manifests: workload({ kind: 'DaemonSet', replicas: null }), cpu: { request: '500m' } })
    expect(warningCodes(fresh)).toContain('daemonset')
    const removed = run(
      {
        manifests: workload({
          kind: 'DaemonSet',
          replicas: null,
          resources: '{requests: {cpu: 100m}, limits: {cpu: 500m}}',
        }),
        cpu: { request: '100m', limit: 'unset' },
      },
      { policy: { limits: 'remove-cpu' } },
    )
    expect(warningCodes(removed)).toEqual(['limit-removed'])
  })

  it('StatefulSet: pods are replaced one after the other', () => {
    const result = run({
      manifests: workload({ kind: 'StatefulSet', resources: '{requests: {cpu: 500m}}' }),
      cpu: { request: '400m' },
    })
    expect(warningCodes(result)).toEqual(['no-disruption-budget', 'statefulset-restart'])
  })
})
