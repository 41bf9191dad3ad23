/** Flux Kustomizations in the repository. */
import { describe, expect, it } from 'vitest'
import { answers, fluxKustomization, locateIn, overlays, workload } from './locate-world.ts'

/** A Flux variable. */
const variable = (name: string) => `\${${name}}`

const SIBLINGS = overlays(['dev', 'prod'])

describe('Flux', () => {
  const prod = overlays(['prod'], () => '')

  it('targetNamespace is forced on everything', async () => {
    const files = {
      ...overlays(['prod']),
      'clusters/a/web.yaml': fluxKustomization('web', { path: 'apps/web/overlays/prod', targetNamespace: 'live' }),
    }
    expect(await answers({ files }, { namespace: 'live' })).toEqual(['apps/web/overlays/prod'])
    const [old] = await answers({ files }, { namespace: 'shop' })
    expect(old).toMatch(/^not-found/)
  })

  it('a path without a kustomization includes the ones below it', async () => {
    const files = {
      ...overlays(['prod']),
      'clusters/a/apps.yaml': fluxKustomization('apps', { path: './apps/web/overlays' }),
    }
    const { located } = await locateIn({ files }, {})
    expect(located[0]?.target).toMatchObject({
      overlay: 'apps/web/overlays/prod',
      application: { name: 'flux-system/apps' },
    })
  })

  it('a suspended Kustomization would not apply a change', async () => {
    const files = {
      ...overlays(['prod']),
      'clusters/a/web.yaml': fluxKustomization('web', { path: 'apps/web/overlays/prod', suspend: true }),
    }
    const [answer] = await answers({ files }, {})
    expect(answer).toBe(
      'suspended: Kustomization flux-system/web is suspended, so a change in Git would not be applied',
    )
  })

  it('children belong to the cluster of the Kustomization that applies them', async () => {
    const files = {
      ...SIBLINGS,
      'clusters/prod/all.yaml': fluxKustomization('all', { path: './fleet/prod' }),
      'clusters/dev/all.yaml': fluxKustomization('all', { path: './fleet/dev' }),
      'fleet/prod/web.yaml': fluxKustomization('web', { path: './apps/web/overlays/prod' }),
      'fleet/dev/web.yaml': fluxKustomization('web', { path: './apps/web/overlays/dev' }),
    }
    const clusters = [
      { name: 'prod-eu', paths: ['clusters/prod'] },
      { name: 'dev-eu', paths: ['clusters/dev'] },
    ]
    expect(await answers({ files, clusters }, { cluster: 'prod-eu' }, { cluster: 'dev-eu' })).toEqual([
      'apps/web/overlays/prod',
      'apps/web/overlays/dev',
    ])
  })

  it('a path inside of an artifact starts at the folder that was packed', async () => {
    const files = {
      'kubernetes/apps/web/kustomization.yaml': 'resources: [web.yaml]\n',
      'kubernetes/apps/web/web.yaml': workload('web'),
      'kubernetes/clusters/a/web.yaml': fluxKustomization('web', {
        path: './apps/web',
        targetNamespace: 'shop',
        sourceRef: { kind: 'OCIRepository', name: 'fleet' },
      }),
    }
    const { located } = await locateIn({ files }, {})
    expect(located[0]?.target).toMatchObject({
      overlay: 'kubernetes/apps/web',
      application: { name: 'flux-system/web' },
    })
  })

  it('a source of another repository is not this one', async () => {
    const source = (name: string, url: string) =>
      `${JSON.stringify({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata: { name, namespace: 'flux-system' }, spec: { url } })}\n`
    const files = {
      ...overlays(['prod']),
      'clusters/a/sources.yaml': `${source('flux-system', 'ssh://git@github.com/example/fleet')}---\n${source('podinfo', 'https://github.com/stefanprodan/podinfo')}`,
      'clusters/a/podinfo.yaml': fluxKustomization('podinfo', {
        path: './apps/web/overlays/prod',
        sourceRef: { kind: 'GitRepository', name: 'podinfo' },
      }),
    }
    const labels = {
      'kustomize.toolkit.fluxcd.io/name': 'podinfo',
      'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
    }
    const [answer] = await answers({ files }, { labels })
    expect(answer).toMatch(
      /^outside-repository: Kustomization flux-system\/podinfo deploys this workload from https:\/\/github.com\/stefanprodan\/podinfo/,
    )
  })

  it('variables in names are filled in from YAML, and do not confuse the rest', async () => {
    const files = {
      'app/kustomization.yaml': 'resources: [web.yaml, exit.yaml]\n',
      'app/web.yaml': workload('web'),
      'app/exit.yaml': workload(`${variable('LOCATION')}-exit`, { namespace: variable('NS:=shop') }),
      'clusters/a/settings.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata: {LOCATION: berlin}\n',
      'clusters/a/app.yaml': fluxKustomization('app', {
        path: './app',
        postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'settings' }] },
      }),
    }
    expect(await answers({ files }, { name: 'berlin-exit' }, { name: 'web' })).toEqual(['app', 'app'])
    const [other] = await answers({ files }, { name: 'paris-exit' })
    expect(other).toMatch(/^not-found/)
  })

  it('variables from a Secret are unknown, so names are patterns', async () => {
    const files = {
      'app/kustomization.yaml': 'namespace: shop\nresources: [exit.yaml]\n',
      'app/exit.yaml': workload(`${variable('LOCATION')}-exit`),
      'clusters/a/app.yaml': fluxKustomization('app', {
        path: './app',
        postBuild: { substituteFrom: [{ kind: 'Secret', name: 'settings' }] },
      }),
    }
    const { located } = await locateIn({ files }, { name: 'berlin-exit' })
    expect(located[0]?.target).toMatchObject({
      overlay: 'app',
      evidence: expect.arrayContaining([expect.stringContaining('patterns')]),
    })
    const [other] = await answers({ files }, { name: 'berlin-entry' })
    expect(other).toMatch(/^not-found/)
  })

  it('resources from a variable are not written in the overlay', async () => {
    const text = workload('web').replace(
      '"image":"registry.example.com/x:1"',
      `"image":"x","resources":{"requests":{"memory":"${variable('MEMORY:=780Mi')}"}}`,
    )
    const files = {
      ...prod,
      'apps/web/base/web.yaml': text,
      'clusters/a/web.yaml': fluxKustomization('web', {
        path: 'apps/web/overlays/prod',
        postBuild: { substitute: {} },
      }),
    }
    const [answer] = await answers({ files }, {})
    expect(answer).toMatch(
      /^flux-variables: apps\/web\/overlays\/prod takes the resources of this container from a variable \(\$\{MEMORY:=780Mi\}\), which Kustomization flux-system\/web fills in$/,
    )
  })

  it.each([
    [
      'for this workload',
      [
        {
          target: { kind: 'Deployment', name: 'web' },
          patch: '- {op: add, path: /spec/template/spec/containers/0/resources, value: {}}',
        },
      ],
      'delivery-patches',
    ],
    [
      'for every Deployment',
      [
        {
          target: { kind: 'Deployment' },
          patch: 'kind: X\nspec: {template: {spec: {containers: [{name: app, resources: {}}]}}}',
        },
      ],
      'delivery-patches',
    ],
    [
      'by a merge',
      [
        {
          patch:
            'kind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: app, resources: {}}]}}}',
        },
      ],
      'delivery-patches',
    ],
    [
      'for another workload',
      [{ target: { kind: 'Deployment', name: 'cart' }, patch: '- {op: add, path: /spec/x/resources, value: {}}' }],
      null,
    ],
    [
      'of other fields',
      [{ target: { kind: 'Deployment', name: 'web' }, patch: '- {op: add, path: /spec/replicas, value: 2}' }],
      null,
    ],
  ])('patches of the Kustomization itself %s', async (_, patches, code) => {
    const files = {
      ...overlays(['prod']),
      'clusters/a/web.yaml': fluxKustomization('web', { path: 'apps/web/overlays/prod', patches }),
    }
    const [answer] = await answers({ files }, {})
    expect(answer?.split(':')[0]).toBe(code ?? 'apps/web/overlays/prod')
  })
})
