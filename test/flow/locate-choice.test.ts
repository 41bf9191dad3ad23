/** Which overlay it is: siblings, clusters, namespaces, overlays inside of overlays. */
import { describe, expect, it } from 'vitest'
import { createRenderCache } from '../../src/flow/render-cache.ts'
import { answers, argoApplication, locateIn, overlays, workload } from './locate-world.ts'

describe('one base, many overlays', () => {
  const files = overlays(['dev', 'prod'])
  const clusters = [
    { name: 'dev-eu', paths: ['apps/*/overlays/dev'] },
    { name: 'prod-eu', paths: ['apps/web/overlays/prod'] },
  ]

  it('is refused by naming the candidates, with a hint that settles it', async () => {
    const { located, skipped } = await locateIn({ files }, { cluster: 'prod-eu' })
    expect(located).toEqual([])
    expect(skipped).toMatchObject([
      {
        code: 'ambiguous',
        resource: null,
        message: '2 overlays render this workload: apps/web/overlays/dev, apps/web/overlays/prod',
        hint: expect.stringContaining('clusters: [{ name: "prod-eu", paths: ["apps/web/overlays/dev"] }]'),
      },
    ])
  })

  it('is settled by the clusters of the configuration, directories or globs', async () => {
    expect(await answers({ files, clusters }, { cluster: 'prod-eu' }, { cluster: 'dev-eu' })).toEqual([
      'apps/web/overlays/prod',
      'apps/web/overlays/dev',
    ])
  })

  it('an overlay that the configuration gives to another cluster is out', async () => {
    const known = [{ name: 'dev-eu', paths: ['apps/web/overlays/dev'] }]
    expect(await answers({ files, clusters: known }, { cluster: 'prod-eu' })).toEqual(['apps/web/overlays/prod'])
    const [nobody] = await answers({ files, clusters }, { cluster: 'test-eu' })
    expect(nobody).toMatch(/^not-found/)
  })

  it('a report without a cluster is of the only one, whichever it is called', async () => {
    const [both] = await answers({ files, clusters }, { cluster: null })
    expect(both).toMatch(/^ambiguous/)
    const one = [{ name: 'prod-eu', paths: ['apps/web/overlays/prod'] }]
    expect(await answers({ files, clusters: one }, { cluster: null })).toEqual(['apps/web/overlays/prod'])
  })

  it('an overlay that two clusters share serves both', async () => {
    const both = [
      { name: 'a', paths: ['apps/web/overlays/prod'] },
      { name: 'b', paths: ['apps/web/overlays/prod'] },
    ]
    expect(await answers({ files, clusters: both }, { cluster: 'a' }, { cluster: 'b' })).toEqual([
      'apps/web/overlays/prod',
      'apps/web/overlays/prod',
    ])
  })

  it('a directory that is named itself goes before what lies below it', async () => {
    const nested = {
      ...overlays(['prod']),
      'apps/web/overlays/prod/test/kustomization.yaml': 'namespace: shop\nresources: [../../../base]\n',
    }
    const named = [{ name: 'prod-eu', paths: ['apps/web/overlays/prod'] }]
    expect(await answers({ files: nested, clusters: named }, { cluster: 'prod-eu' })).toEqual([
      'apps/web/overlays/prod',
    ])
  })
})

describe('several clusters in one report', () => {
  const asked = [{ cluster: 'dev-eu' }, { cluster: 'prod-eu' }]

  it('and one overlay of which nobody says whom it serves', async () => {
    const { located, skipped } = await locateIn({ files: overlays(['prod']) }, ...asked, {
      cluster: 'prod-eu',
      name: 'x',
    })
    expect(located).toEqual([])
    expect(skipped.slice(0, 2)).toMatchObject([
      {
        code: 'ambiguous',
        message:
          'clusters dev-eu, prod-eu all report this workload, and nothing says which of them apps/web/overlays/prod serves',
        hint: expect.stringContaining('"dev-eu"'),
      },
      { code: 'ambiguous', hint: expect.stringContaining('"prod-eu"') },
    ])
  })

  it('are no question when the configuration says so, or only one of them has the workload', async () => {
    const clusters = [
      { name: 'dev-eu', paths: ['apps'] },
      { name: 'prod-eu', paths: ['apps'] },
    ]
    const both = await locateIn({ files: overlays(['prod']), clusters }, ...asked)
    expect(both.located).toHaveLength(2)
    const one = await locateIn({ files: overlays(['prod']) }, { cluster: 'prod-eu' }, { cluster: 'dev-eu', name: 'x' })
    expect(one.located).toHaveLength(1)
  })

  it('are told apart by what the workloads say', async () => {
    const files = {
      ...overlays(['dev', 'prod']),
      'a.yaml': argoApplication('web-dev', { path: 'apps/web/overlays/dev' }),
      'b.yaml': argoApplication('web-prod', { path: 'apps/web/overlays/prod' }),
    }
    const tracked = (name: string) => ({
      annotations: { 'argocd.argoproj.io/tracking-id': `${name}:apps/Deployment:shop/web` },
    })
    const { located } = await locateIn(
      { files },
      { cluster: 'dev-eu', ...tracked('web-dev') },
      { cluster: 'prod-eu', ...tracked('web-prod') },
    )
    expect(located.map(({ target }) => target.overlay)).toEqual(['apps/web/overlays/dev', 'apps/web/overlays/prod'])
  })
})

describe('namespaces', () => {
  it('tell siblings apart without building the others', async () => {
    const cache = createRenderCache({ store: null })
    const { located, builds } = await locateIn(
      { files: overlays(['a', 'b', 'c'], (each) => each), cache },
      { namespace: 'b' },
    )
    expect(located[0]?.target.overlay).toBe('apps/web/overlays/b')
    expect(builds).toEqual({ made: 1, cached: 0 })
  })

  it('that the render does not say match any, and stay a rival of one that it does', async () => {
    const files = overlays(['dev', 'prod'], (each) => (each === 'dev' ? 'shop' : ''))
    const [rivals] = await answers({ files }, {})
    expect(rivals).toBe('ambiguous: 2 overlays render this workload: apps/web/overlays/dev, apps/web/overlays/prod')
    expect(await answers({ files: overlays(['prod'], () => '') }, { namespace: 'anything' })).toEqual([
      'apps/web/overlays/prod',
    ])
  })

  it('that match exactly win among overlays of the same cluster: two deliveries of one object would fight', async () => {
    const files = overlays(['one', 'two'], (each) => (each === 'one' ? 'shop' : ''))
    const clusters = [{ name: 'prod-eu', paths: ['apps'] }]
    expect(await answers({ files, clusters }, { cluster: 'prod-eu' })).toEqual(['apps/web/overlays/one'])
  })

  it('come from the destination of an Application where the render has none', async () => {
    const files = {
      ...overlays(['dev', 'prod'], () => ''),
      'argocd/dev.yaml': argoApplication('web-dev', {
        path: 'apps/web/overlays/dev',
        destination: { namespace: 'shop-dev' },
      }),
      'argocd/prod.yaml': argoApplication('web-prod', {
        path: 'apps/web/overlays/prod',
        destination: { namespace: 'shop' },
      }),
    }
    const { located } = await locateIn({ files }, { namespace: 'shop' })
    expect(located[0]?.target).toMatchObject({
      overlay: 'apps/web/overlays/prod',
      application: { name: 'argocd/web-prod', defaultNamespace: 'shop', file: 'argocd/prod.yaml' },
      evidence: expect.arrayContaining(['Its namespace shop comes from Application argocd/web-prod.']),
    })
  })

  it('of two objects with one name in one render are needed', async () => {
    const files = {
      'kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
      'a.yaml': workload('web', { namespace: 'a' }),
      'b.yaml': workload('web', { namespace: 'b' }),
    }
    expect(await answers({ files }, { namespace: 'b' })).toEqual([''])
    const { located } = await locateIn({ files }, { namespace: 'b' })
    expect(located[0]?.target.object.id.namespace).toBe('b')
  })
})

describe('one overlay inside another', () => {
  const files = {
    ...overlays(['prod']),
    'all/kustomization.yaml': 'resources: [../apps/web/overlays/prod]\n',
    'argocd/web.yaml': argoApplication('web', { path: 'apps/web/overlays/prod' }),
  }

  it('the deepest that is itself delivered is the one to edit', async () => {
    const { located } = await locateIn({ files }, { cluster: 'prod-eu' })
    expect(located[0]?.target.overlay).toBe('apps/web/overlays/prod')
  })

  it('also when both are delivered to the same named cluster', async () => {
    const clusters = [{ name: 'prod-eu', paths: ['all', 'apps/web/overlays/prod'] }]
    expect(await answers({ files, clusters }, { cluster: 'prod-eu' })).toEqual(['apps/web/overlays/prod'])
  })

  it('but not when the inner one may be delivered to another cluster', async () => {
    const both = { ...files, 'argocd/all.yaml': argoApplication('all', { path: 'all' }) }
    const [refused] = await answers({ files: both }, { cluster: 'prod-eu' })
    expect(refused).toBe('ambiguous: 2 overlays render this workload: all, apps/web/overlays/prod')
    const clusters = [
      { name: 'prod-eu', paths: ['all'] },
      { name: 'dev-eu', paths: ['apps'] },
    ]
    expect(await answers({ files: both, clusters }, { cluster: 'prod-eu' })).toEqual(['all'])
  })
})

describe('names', () => {
  it('get prefixes and suffixes on the way up', async () => {
    const files = {
      ...overlays([]),
      'a/kustomization.yaml': 'namePrefix: blue-\nnamespace: shop\nresources: [../apps/web/base]\n',
      'b/kustomization.yaml': 'nameSuffix: -green\nnamespace: shop\nresources: [../apps/web/base]\n',
    }
    expect(await answers({ files }, { name: 'blue-web' }, { name: 'web-green' })).toEqual(['a', 'b'])
    const [none] = await answers({ files }, { name: 'web' })
    expect(none).toMatch(/^not-found: no kustomization of this repository renders Deployment web in namespace shop/)
  })

  it('may be made by a patch or by replacements', async () => {
    const files = {
      ...overlays([]),
      'a/kustomization.yaml':
        'namespace: shop\nresources: [../apps/web/base]\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: replace, path: /metadata/name, value: cart}\n',
      'b/kustomization.yaml':
        'namespace: shop\nresources: [../apps/web/base, c.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: c, fieldPath: data.name}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [metadata.name]\n',
      'b/c.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {name: till}\n',
    }
    expect(await answers({ files }, { name: 'cart' }, { name: 'till' })).toEqual(['a', 'b'])
  })

  it('that are generated on every apply are a reason of their own', async () => {
    const text = workload('x', { kind: 'Job' }).replace('"name":"x"', '"generateName":"migrate-"')
    const files = { 'kustomization.yaml': 'namespace: shop\nresources: [job.yaml]\n', 'job.yaml': text }
    const [answer] = await answers({ files }, { kind: 'Job', name: 'migrate-x7k2p' })
    expect(answer).toBe('generated-name: Git gives this Job a generated name, so each apply makes a new object')
  })
})
