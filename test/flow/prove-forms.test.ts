/** Each form of a patch, and each pattern of real repositories that decides between them, with the real kustomize. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { PATCH_HEAD } from '../../src/core/patch/patch-file.ts'
import type { Wish } from '../core/prove/given.ts'
import { type Answer, deployment, openWorld, type World, workload } from './prove-world.ts'

// Each test starts several builds, and other tests run beside it.
vi.setConfig({ testTimeout: 120_000 })

const worlds: World[] = []
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()))
})

async function given(files: Readonly<Record<string, string>>): Promise<World> {
  const world = await openWorld(files)
  worlds.push(world)
  return world
}

const cpu = (container: string, to: string | null = '250m'): Wish => ({ container, resource: 'cpu', to })
/** A variable of Flux, which stands in names as it is. */
const SITE = ['$', '{SITE}'].join('')
const RES = 'app\nresources:\n  requests:\n    cpu: 500m'
const merge = (text: string) => `${PATCH_HEAD}\n${text}`

function provedIn(answer: Answer, builds = 1): Answer['files'] {
  expect(answer.skipped).toEqual([])
  expect(answer.plan).not.toBeNull()
  expect(answer.builds).toBe(builds)
  return answer.files
}

describe('a new strategic-merge patch', () => {
  it('is a file and one line', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': deployment('cart', [RES]),
      'prod/kustomization.yaml': 'resources:\n- ../base # ours\n',
    })
    expect(provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app')] }))).toEqual({
      'prod/kustomization.yaml': 'resources:\n- ../base # ours\npatches:\n- path: krr/deployment-cart.yaml\n',
      'prod/krr/deployment-cart.yaml': merge(
        'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cart\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          resources:\n            requests:\n              cpu: 250m\n',
      ),
    })
  })

  it('calls the workload by its names before namespace, prefix and suffix of the overlay', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [d.yaml]\nnamespace: inner\nnamePrefix: a-\n',
      'base/d.yaml': deployment('cart', [RES]),
      'prod/kustomization.yaml': 'resources: [../base]\nnamespace: shop\nnamePrefix: eu-\nnameSuffix: -v2\n',
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'eu-a-cart-v2', wishes: [cpu('app')] }))
    expect(files['prod/krr/deployment-a-cart.yaml']).toContain('metadata:\n  name: a-cart\n  namespace: inner\n')
  })

  it('names a namespace that only the manifest knows', async () => {
    const world = await given({
      'prod/kustomization.yaml': 'resources: [../base]\nnamespace: shop\n',
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': deployment('cart', [RES]).replace('  name: cart', '  name: cart\n  namespace: here'),
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app')] }))
    expect(files['prod/krr/deployment-cart.yaml']).toContain('  namespace: here\n')
  })

  it('names the containers in front, so that none moves', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': deployment('cart', ['one\nimage: a', 'two', RES, 'last']),
      'prod/kustomization.yaml': 'resources: [../base]\n',
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app'), cpu('one')] }))
    expect(files['prod/krr/deployment-cart.yaml']).toMatch(
      /- name: one\n +resources:[^-]*- name: two\n +- name: app\n +res/,
    )
    expect(files['prod/krr/deployment-cart.yaml']).not.toContain('last')
  })

  it('reaches the pods of a CronJob', async () => {
    const cron = `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: clean\nspec:\n  schedule: "1 * * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - name: app\n`
    const world = await given({
      'base/kustomization.yaml': 'resources: [c.yaml]\n',
      'base/c.yaml': cron,
      'prod/kustomization.yaml': 'resources: [../base]\n',
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'clean', wishes: [cpu('app', '2')] }))
    expect(files['prod/krr/cronjob-clean.yaml']).toContain('cpu: "2"')
  })

  it('removes a limit', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': deployment('cart', ['app\nresources:\n  limits:\n    cpu: "1"\n    memory: 1Gi']),
      'prod/kustomization.yaml': 'resources: [../base]\n',
    })
    const wish: Wish = { container: 'app', field: 'limits', resource: 'cpu', to: null }
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes: [wish] }))
    expect(files['prod/krr/deployment-cart.yaml']).toContain('limits:\n              cpu: null\n')
  })

  it('goes around files and folders that are in the way', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': deployment('cart', [RES]),
      'prod/kustomization.yaml': 'resources: [../base]\n',
      'prod/krr/Deployment-Cart.yaml': 'someone: else\n',
      'test/kustomization.yaml': 'resources: [../base, krr]\n',
      'test/krr/kustomization.yaml':
        'resources: []\nnamespace: krr\nconfigMapGenerator: [{name: x, literals: [a=b]}]\n',
    })
    const prod = await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app')] })
    expect(Object.keys(provedIn(prod))).toEqual(['prod/krr/deployment-cart-2.yaml', 'prod/kustomization.yaml'])
    const test = await world.prove({ overlay: 'test', name: 'cart', wishes: [cpu('app')] })
    expect(Object.keys(provedIn(test))).toEqual(['test/krr-gitops/deployment-cart.yaml', 'test/kustomization.yaml'])
  })
})

describe('a JSON6902 patch', () => {
  it('is written for kinds without merge keys, with the name of the container tested', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [r.yaml]\n',
      'base/r.yaml': workload('argoproj.io/v1alpha1', 'Rollout', 'cart', ['proxy', RES]),
      'prod/kustomization.yaml': 'resources: [../base]\npatches: []\n',
    })
    const wishes = [cpu('app'), { ...cpu('app'), resource: 'memory', to: '1Gi' } as Wish]
    expect(provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes }))).toEqual({
      'prod/kustomization.yaml':
        'resources: [../base]\npatches: [{ path: krr/rollout-cart.yaml, target: { group: argoproj.io, version: v1alpha1, kind: Rollout, name: cart } }]\n',
      'prod/krr/rollout-cart.yaml': merge(
        [
          '- op: test\n  path: /spec/template/spec/containers/1/name\n  value: app\n',
          '- op: replace\n  path: /spec/template/spec/containers/1/resources/requests/cpu\n  value: 250m\n',
          '- op: add\n  path: /spec/template/spec/containers/1/resources/requests/memory\n  value: 1Gi\n',
        ].join(''),
      ),
    })
  })

  it('escapes what a target takes for a regular expression', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [r.yaml, o.yaml]\n',
      'base/r.yaml': workload('argoproj.io/v1alpha1', 'Rollout', `"${SITE}-a.b"`, [RES]),
      'base/o.yaml': workload('argoproj.io/v1alpha1', 'Rollout', `"${SITE}-axb"`, [RES]),
      'prod/kustomization.yaml': 'resources: [../base]\n',
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: `${SITE}-a.b`, wishes: [cpu('app')] }))
    expect(files['prod/kustomization.yaml']).toContain('name: "\\\\$\\\\{SITE\\\\}-a\\\\.b"')
    expect(Object.keys(files)).toContain('prod/krr/rollout-site-a.b.yaml')
  })

  it('adds resources that are missing or null', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [r.yaml]\n',
      'base/r.yaml': workload('argoproj.io/v1alpha1', 'Rollout', 'cart', [
        'none',
        'null\nresources: null'.replace('null', 'empty'),
        'some\nresources:\n  limits:\n    cpu: 1',
      ]),
      'prod/kustomization.yaml': 'resources: [../base]\n',
    })
    const wishes = [cpu('none'), cpu('empty'), cpu('some'), { ...cpu('some', null), field: 'limits' } as Wish]
    const text = provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes }))['prod/krr/rollout-cart.yaml']
    expect(text).toContain('- op: add\n  path: /spec/template/spec/containers/0/resources\n  value:\n    requests:\n')
    expect(text).toContain('- op: add\n  path: /spec/template/spec/containers/1/resources\n')
    expect(text).toContain('- op: add\n  path: /spec/template/spec/containers/2/resources/requests\n')
    expect(text).toContain('- op: remove\n  path: /spec/template/spec/containers/2/resources/limits/cpu\n')
  })

  it('follows where a strategic merge would drop explicit nulls', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': deployment('cart', [`${RES}\nenv:`]),
      'prod/kustomization.yaml': 'resources: [../base]\n',
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app')] }), 2)
    expect(files['prod/krr/deployment-cart.yaml']).toContain('- op: test')
  })

  it('goes below patchesJson6902 where that adds the container', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': deployment('cart', ['app']),
      'prod/kustomization.yaml':
        'resources: [../base]\nnamePrefix: eu-\npatchesJson6902:\n- target: {group: apps, version: v1, kind: Deployment, name: cart}\n  path: side.yaml\n',
      'prod/side.yaml': '- op: add\n  path: /spec/template/spec/containers/0\n  value:\n    name: side\n    image: x\n',
    })
    const side = provedIn(await world.prove({ overlay: 'prod', name: 'eu-cart', wishes: [cpu('side')] }))
    expect(side['prod/kustomization.yaml']).toMatch(
      /path: side\.yaml\n- path: krr\/deployment-cart\.yaml\n {2}target:\n/,
    )
    // The other container is there for `patches` already, one place further in front.
    const app = provedIn(await world.prove({ overlay: 'prod', name: 'eu-cart', wishes: [cpu('app')] }))
    expect(app['prod/krr/deployment-cart.yaml']).not.toContain('side')
  })
})

describe('an edit in place', () => {
  const patch = (resources: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\nspec:\n  template:\n    spec:\n      containers:\n      - name: app # main\n        resources:\n${resources}`
  const base = { 'base/kustomization.yaml': 'resources: [d.yaml]\n', 'base/d.yaml': deployment('cart', ['one', RES]) }
  const both: Wish[] = [cpu('app'), { container: 'app', resource: 'memory', to: '1Gi' }]

  it('changes the scalars of a patch file', async () => {
    const world = await given({
      ...base,
      'prod/kustomization.yaml': 'resources: [../base]\nnamePrefix: x-\npatches:\n- path: p.yaml\n',
      'prod/p.yaml': `# ours\n${patch("          requests:\n            cpu: '1' # too much\n            memory: 2Gi\n")}`,
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'x-cart', wishes: both }))
    expect(files).toEqual({
      'prod/p.yaml': `# ours\n${patch("          requests:\n            cpu: '250m' # too much\n            memory: 1Gi\n")}`,
    })
  })

  it('adds a sibling that is missing, and a field', async () => {
    const world = await given({
      ...base,
      'prod/kustomization.yaml': 'resources: [../base]\npatchesStrategicMerge: [p.yaml]\n',
      'prod/p.yaml': patch('          limits: {memory: 4Gi}\n'),
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes: both }))
    expect(files).toEqual({
      'prod/p.yaml': patch(
        '          limits: {memory: 4Gi}\n          requests:\n            cpu: 250m\n            memory: 1Gi\n',
      ),
    })
  })

  it('changes an inline patch', async () => {
    const kustomization = (value: string) =>
      `resources: [../base]\npatches:\n- target: {kind: Deployment, name: cart}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/1/resources/requests/cpu\n      value: ${value} # c\n`
    const world = await given({ ...base, 'prod/kustomization.yaml': kustomization('1') })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app')] }))
    expect(files).toEqual({ 'prod/kustomization.yaml': kustomization('250m') })
  })

  it.each([
    [
      'the whole resources',
      '/spec/template/spec/containers/1/resources',
      '{requests: {cpu: "1"}}',
      '{requests: {cpu: "250m", memory: 1Gi}}',
    ],
    ['a field', '/spec/template/spec/containers/1/resources/requests', '{cpu: 1}', '{cpu: 250m, memory: 1Gi}'],
    [
      'the container',
      '/spec/template/spec/containers/1',
      '{name: app, resources: {requests: {cpu: 1}}}',
      '{name: app, resources: {requests: {cpu: 250m, memory: 1Gi}}}',
    ],
  ])('changes a JSON6902 operation on %s', async (_, path, was, is) => {
    const operations = (value: string) => `- op: replace\n  path: ${path}\n  value: ${value}\n`
    const world = await given({
      ...base,
      'prod/kustomization.yaml':
        'resources: [../base]\npatches:\n- {path: p.yaml, target: {kind: Deployment, name: ^cart$}}\n',
      'prod/p.yaml': operations(was),
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes: both }))
    expect(files).toEqual({ 'prod/p.yaml': operations(is) })
  })

  it('changes a manifest that the overlay lists itself, in a List too', async () => {
    const item = deployment('cart', [RES]).trimEnd().replace(/\n/g, '\n  ')
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${item}\n`
    const world = await given({
      'prod/kustomization.yaml': 'resources: [d.yaml, list.yaml]\n',
      'prod/d.yaml': `# one\n${deployment('shop', [RES])}---\n${deployment('other', [RES])}`,
      'prod/list.yaml': list,
    })
    const files = provedIn(
      await world.prove(
        { overlay: 'prod', name: 'other', wishes: [cpu('app')] },
        { overlay: 'prod', name: 'cart', wishes: [cpu('app')] },
      ),
    )
    expect(files).toEqual({
      'prod/d.yaml': `# one\n${deployment('shop', [RES])}---\n${deployment('other', [RES]).replace('500m', '250m')}`,
      'prod/list.yaml': list.replace('500m', '250m'),
    })
  })

  it.each([
    ['called install.yaml', 'install.yaml', ''],
    ['that says it was generated', 'd.yaml', '# This manifest was generated by flux. DO NOT EDIT.\n'],
  ])('leaves a vendored manifest alone: one %s', async (_, file, head) => {
    const world = await given({
      'prod/kustomization.yaml': `resources: [${file}]\n`,
      [`prod/${file}`]: head + deployment('cart', [RES]),
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app')] }))
    expect(Object.keys(files)).toEqual(['prod/krr/deployment-cart.yaml', 'prod/kustomization.yaml'])
  })

  it('leaves a file alone that another overlay reads too', async () => {
    const world = await given({
      ...base,
      'shared/p.yaml': patch('          requests: {cpu: 1}\n'),
      'prod/kustomization.yaml': 'resources: [../base]\npatches: [{path: ../shared/p.yaml}]\n',
      'test/kustomization.yaml': 'resources: [../base]\npatches: [{path: ../shared/p.yaml}]\n',
    })
    const answer = await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app')] })
    expect(Object.keys(provedIn(answer))).toEqual(['prod/krr/deployment-cart.yaml', 'prod/kustomization.yaml'])
  })

  it('gives way to a new patch where the override is not what counts', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': deployment('cart', [RES]),
      'prod/kustomization.yaml':
        'resources: [../base]\ncomponents: [../big]\npatches:\n- path: p.yaml\n- target: {kind: Deployment}\n  path: all.yaml\n',
      'big/kustomization.yaml':
        'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nlabels: [{pairs: {a: b}}]\n',
      'prod/p.yaml': patch('          requests: {cpu: 1}\n'),
      'prod/all.yaml': '- {op: replace, path: /spec/template/spec/containers/0/resources/requests/cpu, value: 3}\n',
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app')] }), 2)
    expect(Object.keys(files)).toEqual(['prod/krr/deployment-cart.yaml', 'prod/kustomization.yaml'])
  })

  it('gives way where the file also makes a name', async () => {
    const world = await given({
      'prod/kustomization.yaml': 'resources: [d.yaml]\nconfigMapGenerator:\n- name: copy\n  files: [d.yaml]\n',
      'prod/d.yaml': deployment('cart', [RES]),
    })
    const files = provedIn(await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app')] }), 2)
    expect(Object.keys(files)).toEqual(['prod/krr/deployment-cart.yaml', 'prod/kustomization.yaml'])
  })
})

describe('a second run', () => {
  it('edits the patch of the first one, and adds containers to it', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': deployment('cart', ['one', RES, 'three', 'four']),
      'prod/kustomization.yaml': 'resources: [../base]\n',
    })
    await world.apply(await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app')] }))
    const again = await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app', '100m')] })
    expect(Object.keys(provedIn(again))).toEqual(['prod/krr/deployment-cart.yaml'])
    await world.apply(again)
    const more = await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('four', '2'), cpu('one', '3')] })
    expect(provedIn(more)).toEqual({
      'prod/krr/deployment-cart.yaml': merge(
        [
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cart\nspec:\n  template:\n    spec:\n      containers:\n',
          '        - name: one\n          resources:\n            requests:\n              cpu: "3"\n',
          '        - name: app\n          resources:\n            requests:\n              cpu: 100m\n',
          '        - name: three\n        - name: four\n          resources:\n            requests:\n              cpu: "2"\n',
        ].join(''),
      ),
    })
  })

  it('adds operations to a JSON6902 patch of the first one', async () => {
    const world = await given({
      'base/kustomization.yaml': 'resources: [r.yaml]\n',
      'base/r.yaml': workload('argoproj.io/v1alpha1', 'Rollout', 'cart', ['one', RES]),
      'prod/kustomization.yaml': 'resources: [../base]\n',
    })
    await world.apply(await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app')] }))
    const again = await world.prove({ overlay: 'prod', name: 'cart', wishes: [cpu('app', '100m'), cpu('one')] })
    const files = provedIn(again)
    expect(Object.keys(files)).toEqual(['prod/krr/rollout-cart.yaml'])
    expect(files['prod/krr/rollout-cart.yaml']).toMatch(
      /value: 100m\n- op: test\n {2}path: \S+0\/name\n {2}value: one\n- op: add/,
    )
  })
})
