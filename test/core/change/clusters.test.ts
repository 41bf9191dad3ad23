/** Clusters that share an overlay, workloads with several containers, and what krr's evidence adds. */
import { describe, expect, it } from 'vitest'
import { run, type Scenario, skipCodes, warningCodes, workload, written } from './scenario.ts'

const RESOURCES = '{requests: {cpu: 500m, memory: 512Mi}}'

const IN: (cluster: string, change: Partial<Scenario>) => Scenario = (cluster, change) => ({
  manifests: workload({ resources: RESOURCES }),
  cluster,
  ...change,
})

describe('clusters that share an overlay', () => {
  it('get the larger value of each resource, from whichever cluster it comes', () => {
    const result = run([
      IN('prod-eu', { cpu: { request: '400m' }, memory: { request: '400Mi' } }),
      IN('prod-us', { cpu: { request: '360m' }, memory: { request: '440Mi' } }),
    ])
    expect(written(result)).toEqual([
      'requests.cpu 500m -> 400m (largest-of-clusters)',
      'requests.memory 512Mi -> 440Mi (largest-of-clusters)',
    ])
    const [workloadChange] = result.workloads
    expect(workloadChange?.changes.map((change) => change.target.container.cluster)).toEqual(['prod-eu', 'prod-us'])
    expect(workloadChange?.changes[1]?.recommendation.container.cluster).toBe('prod-us')
    expect(workloadChange?.replicas).toBe(6)
  })

  it('leave no container in neither list', () => {
    const { skipped } = run([IN('prod-eu', { cpu: { request: '400m' } }), IN('prod-us', { cpu: { request: '360m' } })])
    expect(skipped).toMatchObject([
      {
        container: { cluster: 'prod-us' },
        resource: 'cpu',
        code: 'shared-overlay',
        message:
          'The overlay apps/shop/overlays/staging serves this cluster too; it gets the cpu value of prod-eu/shop/Deployment/cart.',
      },
    ])
  })

  it('agree without a word', () => {
    const both = run([IN('prod-eu', { cpu: { request: '400m' } }), IN('prod-us', { cpu: { request: '400m' } })])
    expect(written(both)).toEqual(['requests.cpu 500m -> 400m'])
  })

  it('take what is known where one of them does not know, and say so', () => {
    const result = run([IN('prod-eu', { cpu: { request: '?' } }), IN('prod-us', { cpu: { request: '400m' } })])
    expect(written(result)).toEqual(['requests.cpu 500m -> 400m'])
    expect(result.workloads[0]?.warnings).toContainEqual({
      code: 'unknown-in-cluster',
      message:
        'krr knows no cpu value for prod-eu/shop/Deployment/cart; the value of prod-us/shop/Deployment/cart is taken for both.',
    })
  })

  it('keep a limit that one of them needs', () => {
    const result = (limit: string) =>
      run(
        [
          IN('prod-eu', {
            manifests: workload({ resources: '{requests: {cpu: 500m}, limits: {cpu: 1}}' }),
            cpu: { request: '400m', limit: 'unset' },
          }),
          IN('prod-us', {
            manifests: workload({ resources: '{requests: {cpu: 500m}, limits: {cpu: 1}}' }),
            cpu: { request: '400m', limit },
          }),
        ],
        { policy: { limits: 'remove-cpu' } },
      )
    expect(written(result('unset'))).toContain('limits.cpu 1 -> unset (remove-cpu)')
    expect(written(result('900m'))).toEqual(['requests.cpu 500m -> 400m'])
  })

  it('are all held by what holds one of them', () => {
    const pair = (change: Partial<Scenario>) => [
      IN('prod-eu', { cpu: { request: '400m' }, memory: { request: '400Mi' } }),
      IN('prod-us', { cpu: { request: '400m' }, memory: { request: '400Mi' }, ...change }),
    ]
    expect(skipCodes(run(pair({}), { policy: { protect: [{ clusters: ['prod-us'] }] } }))).toEqual([
      '*: protected',
      '*: protected',
    ])
    expect(skipCodes(run(pair({}), { select: { exclude: [{ clusters: ['prod-us'] }] } }))).toEqual([
      '*: not-selected',
      '*: not-selected',
    ])
    expect(skipCodes(run(pair({}), { select: { include: [{ clusters: ['prod-eu'] }] } }))).toEqual([
      '*: not-selected',
      '*: not-selected',
    ])
    expect(
      skipCodes(run(pair({ memory: { request: '400Mi', info: 'OOMKill detected' } }))).filter((code) =>
        code.includes('oom'),
      ),
    ).toEqual(['memory: oom-evidence', 'memory: oom-evidence'])
    const scaled = { hpa: { minReplicas: 2, maxReplicas: 4, cpuTarget: 70, memoryTarget: null } }
    expect(skipCodes(run(pair({ evidence: scaled }))).filter((code) => code.includes('hpa'))).toEqual([
      'cpu: hpa',
      'cpu: hpa',
    ])
  })

  it('are selected by the worst severity, so that nobody starves for being fine', () => {
    const both = run(
      [
        IN('prod-eu', { cpu: { request: '480m' }, severity: 'GOOD' }),
        IN('prod-us', { cpu: { request: '100m' }, severity: 'CRITICAL' }),
        IN('prod-ap', { cpu: { request: '100m' }, severity: 'OK' }),
      ],
      { select: { minSeverity: 'WARNING' } },
    )
    expect(skipCodes(both)).toEqual(['cpu: below-min-change', 'cpu: below-min-change', 'cpu: below-min-change'])
  })

  it('say nothing of a resource that none of them knows', () => {
    const none = run([IN('prod-eu', { cpu: { request: '?' } }), IN('prod-us', { cpu: { request: '?' } })])
    expect(none).toEqual({ workloads: [], skipped: [] })
  })

  it('do not count a cluster twice that reports twice', () => {
    const twice = run([IN('prod-eu', { cpu: { request: '400m' } }), IN('prod-eu', { cpu: { request: '360m' } })])
    expect(twice.workloads[0]?.replicas).toBe(3)
    expect(written(twice)).toEqual(['requests.cpu 500m -> 400m (largest-of-clusters)'])
  })

  it('stay apart where the overlays are apart', () => {
    const apart = run([
      IN('prod-eu', { cpu: { request: '400m' }, overlay: 'apps/eu' }),
      IN('prod-us', { cpu: { request: '360m' }, overlay: 'apps/us' }),
    ])
    expect(written(apart)).toEqual(['requests.cpu 500m -> 400m', 'requests.cpu 500m -> 360m'])
    expect(apart.workloads).toHaveLength(2)
    expect(apart.skipped).toEqual([])
  })
})

describe('several containers', () => {
  const manifests =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cart\n  namespace: shop\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n      - name: app\n        resources: {requests: {cpu: 500m}}\n      - name: proxy\n        resources: {requests: {cpu: 200m}}\n'

  it('make one change of the workload', () => {
    const result = run([
      { manifests, container: 'proxy', cpu: { request: '150m' } },
      { manifests, container: 'app', cpu: { request: '400m' } },
    ])
    expect(result.workloads).toHaveLength(1)
    expect(result.workloads[0]?.changes.map(({ target, to }) => [target.container.container, to])).toEqual([
      ['proxy', 150],
      ['app', 400],
    ])
  })

  it('share a LimitRange on the pod: all of the resource is taken out', () => {
    const range =
      '---\napiVersion: v1\nkind: LimitRange\nmetadata:\n  name: bounds\n  namespace: shop\nspec:\n  limits: [{type: Pod, min: {cpu: 600m}}]\n'
    const both = (app: string) =>
      run([
        { manifests: manifests + range, container: 'proxy', cpu: { request: '150m' } },
        { manifests: manifests + range, container: 'app', cpu: { request: app } },
      ])
    expect(skipCodes(both('400m'))).toEqual(['cpu: limit-range', 'cpu: limit-range'])
    expect(both('400m').skipped[0]?.message).toBe('LimitRange bounds allows the pod no request below 600m of cpu.')
    expect(both('400m').workloads).toEqual([])
    expect(written(both('450m'))).toHaveLength(2)
  })
})

describe('evidence', () => {
  const one = (change: Partial<Scenario>) =>
    run({ manifests: workload({ resources: RESOURCES }), cpu: { request: '400m' }, ...change })
  const messages = (change: Partial<Scenario>, code: string) =>
    one(change).workloads.flatMap(({ warnings }) =>
      warnings.filter((warning) => warning.code === code).map(({ message }) => message),
    )

  it('shows drift of request and limit, and starts from Git', () => {
    const drift = messages({ cpu: { request: '400m', live: { request: '800m', limit: '2' } } }, 'drift')
    expect(drift).toEqual([
      'The cpu request of app is 800m in staging-eu and 500m in Git; the change starts from Git.',
      'The cpu limit of app is 2 in staging-eu and not set in Git; the change starts from Git.',
    ])
    expect(messages({ cluster: null, cpu: { request: '400m', live: { request: null } } }, 'drift')).toEqual([
      'The cpu request of app is not set in the cluster and 500m in Git; the change starts from Git.',
    ])
    expect(messages({}, 'drift')).toEqual([])
  })

  it('says that the minimum of krr is no measurement', () => {
    const memory = { request: '100Mi', atFloor: true }
    const result = run({ manifests: workload({ resources: '{requests: {memory: 128Mi}}' }), memory })
    expect(result.workloads[0]?.warnings).toContainEqual({
      code: 'krr-floor',
      message: '100Mi of memory for app is the least that krr recommends, not a measurement.',
    })
    // A flag without a number says nothing.
    const unset = run({
      manifests: workload({ resources: '{limits: {cpu: 1}, requests: {cpu: 1}}' }),
      cpu: { request: 'unset', atFloor: true },
    })
    expect(unset.workloads).toEqual([])
  })

  it.each<[string, Partial<NonNullable<Scenario['evidence']>>, string | null]>([
    ['two weeks of all pods', {}, null],
    ['unknown history', { historyHours: null }, null],
    ['less than a week', { historyHours: 48 }, 'krr looked at 48 hours, less than a week'],
    ['fewer pods than replicas', { pods: 1, deletedPods: 1 }, 'krr saw 2 of its pods, and it runs 3'],
    ['too young a Prometheus', { warnings: ['NotEnoughHistoryAvailable'] }, 'Prometheus holds less than three hours'],
    ['only pods of today', { warnings: ['NoPrometheusPods'] }, 'pods that are gone were not counted'],
    [
      'all of it',
      { historyHours: 3, pods: 0, deletedPods: 0, warnings: ['NoPrometheusPods'] },
      'krr looked at 3 hours, less than a week; krr saw 0 of its pods, and it runs 3; pods that are gone were not counted',
    ],
  ])('thin history: %s', (_, evidence, words) => {
    expect(messages({ evidence }, 'thin-history')).toEqual(words === null ? [] : [`Thin history: ${words}.`])
  })

  it('asks for three runs of a CronJob', () => {
    const cron = (pods: number) =>
      run({
        manifests:
          'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: nightly\n  namespace: shop\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - name: app\n            resources: {requests: {cpu: 500m}}\n',
        cpu: { request: '400m' },
        evidence: { pods, deletedPods: 0 },
      })
    expect(warningCodes(cron(2))).toEqual(['thin-history'])
    expect(warningCodes(cron(3))).toEqual([])
    expect(cron(3).workloads[0]).toMatchObject({ replicas: 1, risk: 'low', riskReasons: [] })
  })

  it('says each warning once, and only about what changes', () => {
    const both = run([
      {
        manifests: workload({ resources: RESOURCES }),
        cpu: { request: '500m', live: { request: '1' } },
        memory: { request: '400Mi' },
        evidence: { historyHours: 1 },
      },
      {
        manifests: workload({ resources: RESOURCES }),
        cluster: 'b',
        memory: { request: '400Mi' },
        evidence: { historyHours: 1 },
      },
    ])
    expect(warningCodes(both)).toEqual(['thin-history', 'no-disruption-budget'])
  })
})
