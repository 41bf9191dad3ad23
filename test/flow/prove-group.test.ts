/** Groups: what other kustomizations see, who is behind a surprise, and what is left out by which name. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Application } from '../../src/core/locate/target.ts'
import type { Wish } from '../core/prove/given.ts'
import { type Answer, application, deployment, openWorld, type World, workload } from './prove-world.ts'

// Each test starts several builds, and other tests run beside it.
vi.setConfig({ testTimeout: 120_000 })

const worlds: World[] = []
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()))
})

async function given(files: Readonly<Record<string, string>>, applications: Application[] = []): Promise<World> {
  const world = await openWorld(files, applications)
  worlds.push(world)
  return world
}

const cpu = (container: string, to = '250m'): Wish => ({ container, resource: 'cpu', to })
const RES = 'app\nresources:\n  requests:\n    cpu: 500m'
const codes = (answer: Answer) =>
  answer.skipped.map(({ code, container }) => `${container.name}/${container.container}: ${code}`)
const built = (answer: Answer) =>
  answer.plan?.builds.map(({ overlay, changed }) => `${overlay} ${changed ? 'changed' : 'same'}`)

const SHOP = {
  'shop/kustomization.yaml': 'resources: [../base]\n',
  'base/kustomization.yaml': 'resources: [d.yaml]\n',
  'base/d.yaml': deployment('cart', [RES]),
}
const CART = { overlay: 'shop', name: 'cart', wishes: [cpu('app')] }

describe('two workloads whose names contain each other', () => {
  it('keeps the one that can be told apart, when kustomize takes a patch of the other for both', async () => {
    const world = await given({
      'all/kustomization.yaml': 'resources: [../named, ../base]\n',
      'named/kustomization.yaml': 'namespace: shop\nnamePrefix: shop-\nresources: [../base]\n',
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': deployment('cart', [RES]),
    })
    const answer = await world.prove(
      { overlay: 'all', name: 'shop-cart', wishes: [cpu('app', '250m')] },
      { overlay: 'all', name: 'cart', wishes: [cpu('app', '300m')] },
    )
    expect(codes(answer)).toEqual(['cart/app: unexpected-difference'])
    expect(answer.plan?.workloads.map((one) => one.target.object.id.name)).toEqual(['shop-cart'])
  })
})

describe('another kustomization that sees the edit', () => {
  it('is built once, and may pass the change on when it is a step on the way to a delivered root', async () => {
    const shop = application('shop', 'shop', 'prod')
    const all = application('all', 'all', 'prod')
    const world = await given(
      {
        ...SHOP,
        'middle/kustomization.yaml': 'resources: [../shop]\n',
        'all/kustomization.yaml': 'resources: [../middle]\n',
        'elsewhere/kustomization.yaml': 'resources: [../base]\n',
      },
      [shop, all],
    )
    const answer = await world.prove({ ...CART, application: shop })
    expect(answer.skipped).toEqual([])
    expect(built(answer)).toEqual(['shop changed', 'all changed', 'middle changed'])
    // Three builds before (one of them was known) and three after.
    expect(answer.builds).toBe(2 + 3)
  })

  it('may read the edit without showing it', async () => {
    const world = await given({
      ...SHOP,
      'all/kustomization.yaml': 'resources: [../shop]\npatches:\n- path: own.yaml\n  target: {kind: Deployment}\n',
      'all/own.yaml': '- {op: replace, path: /spec/template/spec/containers/0/resources/requests/cpu, value: 3}\n',
    })
    expect(built(await world.prove(CART))).toEqual(['shop changed', 'all same'])
  })

  const outer = { 'all/kustomization.yaml': 'resources: [../shop]\n' }
  const renamed = { 'all/kustomization.yaml': 'resources: [../shop]\nnamePrefix: x-\n' }
  const prod = application('shop', 'shop', 'prod')
  const flux = (path: string): Application => ({ ...application('all', path, 'dev'), controller: 'flux' })
  const cases: [string, Record<string, string>, Application[], Application | undefined, string][] = [
    ['a root of its own', outer, [], undefined, 'a root of its own'],
    ['a root of its own around a delivered overlay', outer, [prod], prod, 'a root of its own'],
    ['delivered to another cluster', outer, [prod, application('all', 'all', 'dev')], prod, 'Application argocd/all'],
    [
      'delivered to a cluster that nobody names',
      outer,
      [prod, application('all', 'all', null)],
      prod,
      'Application argocd/all',
    ],
    [
      'delivered twice, once elsewhere',
      outer,
      [prod, application('all', 'all', 'prod'), application('two', 'all', 'dev')],
      prod,
      'Application',
    ],
    [
      'delivered, and nobody knows who delivers the overlay',
      outer,
      [application('all', 'all', 'prod')],
      undefined,
      'Application argocd/all',
    ],
    [
      'delivered by Flux from a folder above',
      { 'fleet/all/kustomization.yaml': 'resources: [../../shop]\n' },
      [prod, flux('fleet')],
      prod,
      'Kustomization argocd/all',
    ],
    [
      'delivered to the same cluster under other names',
      renamed,
      [prod, application('all', 'all', 'prod')],
      prod,
      'Application argocd/all',
    ],
  ]
  it.each(cases)('stands in the way when it is %s', async (_, files, applications, own, owner) => {
    const world = await given({ ...SHOP, ...files }, applications)
    const answer = await world.prove(own === undefined ? CART : { ...CART, application: own })
    expect(answer.plan).toBeNull()
    expect(codes(answer)).toEqual(['cart/app: seen-by-other-root'])
    expect(answer.skipped[0]?.message).toContain(`would change too, as ${owner}`)
    expect(answer.skipped[0]?.message).toMatch(/^(all|fleet\/all) includes shop/)
  })

  it('does not count when it lies in another repository', async () => {
    const far = { ...application('all', 'middle', 'dev'), place: 'elsewhere' }
    const near = application('all', 'all', 'prod')
    const world = await given(
      {
        ...SHOP,
        'middle/kustomization.yaml': 'resources: [../shop]\n',
        'all/kustomization.yaml': 'resources: [../middle]\n',
      },
      [prod, near, far],
    )
    expect(built(await world.prove({ ...CART, application: prod }))).toEqual([
      'shop changed',
      'all changed',
      'middle changed',
    ])
  })

  it('may be broken, as long as it is broken in the same way', async () => {
    const world = await given({ ...SHOP, 'all/kustomization.yaml': 'resources: [../shop, missing.yaml]\n' })
    expect(built(await world.prove(CART))).toEqual(['shop changed', 'all same'])
  })

  it.each([
    ['a remote base', 'resources: [../shop, "https://example.invalid/base?ref=v1"]\n'],
    ['a Helm chart', 'resources: [../shop]\nhelmCharts: [{name: x, repo: "https://example.invalid"}]\n'],
    ['a plugin', 'resources: [../shop]\ngenerators: [g.yaml]\n'],
  ])('stands in the way when it needs %s: nobody can show what it becomes', async (_, text) => {
    const world = await given({
      ...SHOP,
      'all/kustomization.yaml': text,
      'all/g.yaml': 'apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata: {name: x}\n',
    })
    const answer = await world.prove(CART)
    expect(codes(answer)).toEqual(['cart/app: seen-by-other-root'])
    expect(answer.skipped[0]?.message).toContain('cannot be rendered here')
  })

  it('may include two overlays of the group', async () => {
    const own = application('all', 'all', 'prod')
    const cart = application('cart', 'shop', 'prod')
    const world = await given(
      {
        ...SHOP,
        'all/kustomization.yaml': 'resources: [../shop, pay.yaml]\n',
        'all/pay.yaml': deployment('pay', [RES]),
      },
      [own, cart],
    )
    const answer = await world.prove(
      { ...CART, application: cart },
      { overlay: 'all', name: 'pay', wishes: [cpu('app', '1')], application: own },
    )
    expect(built(answer)).toEqual(['all changed', 'shop changed'])
    expect(Object.keys(answer.files)).toEqual([
      'all/pay.yaml',
      'shop/krr/deployment-cart.yaml',
      'shop/kustomization.yaml',
    ])
  })
})

describe('a group', () => {
  it('of many workloads in several overlays needs one build for each overlay', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const world = await given({
      'base/kustomization.yaml': `resources: [${names.map((name) => `${name}.yaml`).join(', ')}]\n`,
      ...Object.fromEntries(names.map((name) => [`base/${name}.yaml`, deployment(name, ['one', RES])])),
      'prod/kustomization.yaml': 'resources:\n- ../base\nnamespace: prod\n',
      'test/kustomization.yaml': 'resources:\n- ../base\nnamespace: test\n',
    })
    const asked = ['prod', 'test'].flatMap((overlay) => names.map((name) => ({ overlay, name, wishes: [cpu('app')] })))
    const answer = await world.prove(...asked)
    expect(answer.skipped).toEqual([])
    expect(answer.builds).toBe(2)
    expect(answer.plan?.workloads).toHaveLength(10)
    expect(answer.files['prod/kustomization.yaml']).toBe(
      `resources:\n- ../base\nnamespace: prod\npatches:\n${names.map((name) => `- path: krr/deployment-${name}.yaml\n`).join('')}`,
    )
  })

  it('goes on without the workload that cannot be patched', async () => {
    const world = await given({
      'shop/kustomization.yaml':
        'resources: [../base]\nreplacements:\n- source: {kind: ConfigMap, name: sizes, fieldPath: data.cpu}\n  targets:\n  - select: {kind: Deployment, name: fixed}\n    fieldPaths: [spec.template.spec.containers.0.resources.requests.cpu]\n',
      'base/kustomization.yaml': 'resources: [c.yaml, d.yaml, e.yaml]\n',
      'base/c.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: sizes\ndata:\n  cpu: 500m\n',
      'base/d.yaml': deployment('cart', [RES]),
      'base/e.yaml': deployment('fixed', [RES]),
    })
    const answer = await world.prove(CART, { overlay: 'shop', name: 'fixed', wishes: [cpu('app')] })
    expect(codes(answer)).toEqual(['fixed/app: overwritten-later'])
    expect(answer.skipped[0]).toMatchObject({
      message: expect.stringContaining('the replacements of shop'),
      resource: null,
    })
    expect(Object.keys(answer.files)).toEqual(['shop/krr/deployment-cart.yaml', 'shop/kustomization.yaml'])
  })

  it('goes on without the container that cannot be patched', async () => {
    const world = await given({
      'shop/kustomization.yaml':
        'resources: [../base]\nreplacements:\n- source: {kind: ConfigMap, name: sizes, fieldPath: data.cpu}\n  targets:\n  - select: {kind: Deployment, name: cart}\n    fieldPaths: ["spec.template.spec.containers.[name=app].resources.requests.cpu"]\n',
      'base/kustomization.yaml': 'resources: [c.yaml, d.yaml]\n',
      'base/c.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: sizes\ndata:\n  cpu: 500m\n',
      'base/d.yaml': deployment('cart', ['one', RES]),
    })
    const answer = await world.prove({ ...CART, wishes: [cpu('app'), cpu('one')] })
    expect(codes(answer)).toEqual(['cart/app: no-effect'])
    expect(answer.files['shop/krr/deployment-cart.yaml']).toContain('- name: one')
    expect(
      answer.plan?.workloads.flatMap(({ changes }) => changes.map(({ target }) => target.container.container)),
    ).toEqual(['one'])
  })

  it('finds out by trying who breaks a build that names nobody', async () => {
    // What comes after `patches` tests a value of `b`, so that change can only come later still.
    const world = await given({
      'shop/kustomization.yaml':
        'resources: [../base]\npatchesJson6902:\n- target: {group: apps, version: v1, kind: Deployment, name: b}\n  path: guard.yaml\n',
      'shop/guard.yaml': '- {op: test, path: /spec/template/spec/containers/0/resources/requests/cpu, value: 500m}\n',
      'base/kustomization.yaml': 'resources: [a.yaml, b.yaml, c.yaml]\n',
      'base/a.yaml': deployment('a', [RES]),
      'base/b.yaml': deployment('b', [RES]),
      'base/c.yaml': deployment('c', [RES]),
    })
    const names = ['a', 'b', 'c']
    const answer = await world.prove(...names.map((name) => ({ overlay: 'shop', name, wishes: [cpu('app')] })))
    expect(answer.skipped).toEqual([])
    const text = (name: string) => answer.files[`shop/krr/deployment-${name}.yaml`]
    expect(names.map((name) => text(name)?.includes('op: test'))).toEqual([false, true, false])
    expect(answer.files['shop/kustomization.yaml']).toMatch(/guard\.yaml\n- path: krr\/deployment-b\.yaml/)
  })

  it('follows kustomize to files that nobody could foresee', async () => {
    const world = await given({
      ...SHOP,
      'shop/kustomization.yaml': 'resources: [../base]\ngenerators: [g.yaml]\n',
      'shop/g.yaml':
        'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: x}\nfiles: ["../data/a b.conf"]\n',
      'data/a b.conf': 'x\n',
    })
    const answer = await world.prove(CART)
    expect(answer.skipped).toEqual([])
    expect(Object.keys(answer.files)).toEqual(['shop/krr/deployment-cart.yaml', 'shop/kustomization.yaml'])
  })

  it('sees from the words of kustomize whose target is not there', async () => {
    // The prefix is set where nobody looks for it, so the names before it are not known.
    const world = await given({
      'shop/kustomization.yaml': 'resources: [../base, plain.yaml]\ntransformers: [prefix.yaml]\n',
      'shop/prefix.yaml':
        'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: eu-\nfieldSpecs: [{kind: Deployment, path: metadata/name}]\n',
      'shop/plain.yaml': workload('apps/v1', 'StatefulSet', 'db', ['app']),
      'base/kustomization.yaml': 'resources: [d.yaml, e.yaml]\n',
      'base/d.yaml': deployment('cart', [RES]),
      'base/e.yaml': deployment('pay', [RES]),
    })
    const names = ['eu-cart', 'eu-pay', 'db']
    const answer = await world.prove(...names.map((name) => ({ overlay: 'shop', name, wishes: [cpu('app')] })))
    expect(answer.plan?.workloads.map(({ target }) => target.object.id.name)).toEqual(['db'])
    expect(codes(answer)).toEqual(['eu-cart/app: overwritten-later', 'eu-pay/app: overwritten-later'])
  })

  it('leaves the copy and the repository as they were', async () => {
    const world = await given(SHOP)
    const one = await world.prove(CART)
    const two = await world.prove(CART)
    expect(two.plan?.digest).toBe(one.plan?.digest)
    expect(two.edits).toEqual(one.edits)
  })
})

describe('skips by name', () => {
  it('renamed-by-edit', async () => {
    // The value of the Deployment is copied into a ConfigMap whose name follows its content.
    const world = await given({
      ...SHOP,
      'shop/kustomization.yaml':
        'resources: [../base]\nconfigMapGenerator: [{name: sizes, literals: [cpu=x]}]\nreplacements:\n- source: {kind: Deployment, name: cart, fieldPath: spec.template.spec.containers.0.resources.requests.cpu}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.cpu]\n',
    })
    const answer = await world.prove(CART)
    expect(codes(answer)).toEqual(['cart/app: renamed-by-edit'])
    expect(answer.skipped[0]?.message).toMatch(/ConfigMap sizes-\w{10} stands where ConfigMap sizes-\w{10} stood/)
  })

  it('unsafe-edit', async () => {
    const world = await given({
      ...SHOP,
      'shop/kustomization.yaml': 'resources: &r [../base]\npatches: null\n',
    })
    const answer = await world.prove(CART)
    expect(codes(answer)).toEqual(['cart/app: unsafe-edit'])
    expect(answer.skipped[0]?.message).toContain('patches is not a list')
    expect(answer.builds).toBe(0)
  })

  it('unsafe-edit for a kustomization that is a link', async () => {
    const world = await given({
      ...SHOP,
      'shop/kustomization.yaml': '-> k.yaml',
      'shop/k.yaml': 'resources: [../base]\n',
    })
    const answer = await world.prove(CART)
    expect(codes(answer)).toEqual(['cart/app: unsafe-edit'])
    expect(answer.skipped[0]?.message).toContain('is a link')
  })

  it('build-failed-after', async () => {
    const world = await given({
      'shop/kustomization.yaml':
        'resources: [../base]\npatches:\n- target: {kind: Deployment, name: cart}\n  path: guard.yaml\ntransformers: [guard-later.yaml]\n',
      'shop/guard.yaml': '- {op: test, path: /spec/template/spec/containers/0/resources/requests/cpu, value: 500m}\n',
      'shop/guard-later.yaml':
        'apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: guard}\ntarget: {kind: Deployment, name: cart}\npatch: |-\n  - {op: test, path: /spec/template/spec/containers/0/resources/requests/cpu, value: 500m}\n',
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': deployment('cart', [RES]),
    })
    const answer = await world.prove(CART)
    expect(codes(answer)).toEqual(['cart/app: build-failed-after'])
    expect(answer.skipped[0]?.message).toContain('testing value')
  })

  it('unexpected-difference', async () => {
    // Each edit of the Deployment shows in the Service as well.
    const world = await given({
      'shop/kustomization.yaml':
        'resources: [../base]\nreplacements:\n- source: {kind: Deployment, name: cart, fieldPath: "spec.template.spec.containers.[name=app].resources.requests.cpu"}\n  targets:\n  - select: {kind: Service}\n    fieldPaths: [metadata.annotations.cpu]\n',
      'base/kustomization.yaml': 'resources: [d.yaml, s.yaml]\n',
      'base/d.yaml': deployment('cart', [RES]),
      'base/s.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations: {cpu: x}\n',
    })
    const answer = await world.prove(CART)
    expect(codes(answer)).toEqual(['cart/app: unexpected-difference'])
    expect(answer.skipped[0]?.message).toContain('Service web at /metadata/annotations/cpu')
  })

  it('every container of a workload once', async () => {
    const world = await given({
      ...SHOP,
      'base/d.yaml': workload('apps/v1', 'Deployment', 'cart', ['one', RES]),
      'all/kustomization.yaml': 'resources: [../shop]\n',
    })
    const answer = await world.prove({
      ...CART,
      wishes: [cpu('app'), { ...cpu('app'), resource: 'memory', to: '1Gi' }, cpu('one')],
    })
    expect(codes(answer)).toEqual(['cart/app: seen-by-other-root', 'cart/one: seen-by-other-root'])
  })
})
