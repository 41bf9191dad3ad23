/** What workloads say about who delivers them. */
import { describe, expect, it } from 'vitest'
import { answers, argoApplication, fluxKustomization, locateIn, overlays, workload } from './locate-world.ts'

const SIBLINGS = overlays(['dev', 'prod'])

describe('what the workload says', () => {
  const files = {
    ...SIBLINGS,
    'argocd/dev.yaml': argoApplication('web-dev', { path: 'apps/web/overlays/dev' }),
    'argocd/prod.yaml': argoApplication('web-prod', { path: 'apps/web/overlays/prod' }),
  }

  it.each([
    ['a tracking id', { annotations: { 'argocd.argoproj.io/tracking-id': 'web-prod:apps/Deployment:shop/web' } }],
    [
      'a tracking id with a namespace',
      { annotations: { 'argocd.argoproj.io/tracking-id': 'argocd_web-prod:apps/Deployment:shop/web' } },
    ],
    ['the label of Argo CD', { labels: { 'app.kubernetes.io/instance': 'web-prod' } }],
  ])('settles it: %s', async (_, evidence) => {
    const { located } = await locateIn({ files }, { cluster: 'prod-eu', ...evidence })
    expect(located[0]?.target).toMatchObject({
      overlay: 'apps/web/overlays/prod',
      application: { controller: 'argocd', name: 'argocd/web-prod', path: 'apps/web/overlays/prod' },
    })
    expect(located[0]?.target.evidence[0]).toMatch(
      /^The workload says that Application (?:argocd\/)?web-prod delivers it\.$/,
    )
  })

  it('a tracking id that was copied from another object says nothing', async () => {
    const annotations = { 'argocd.argoproj.io/tracking-id': 'web-prod:apps/Deployment:shop/other' }
    const [answer] = await answers({ files }, { annotations })
    expect(answer).toMatch(/^ambiguous/)
  })

  it('an Application that is not here rules out the ones that are', async () => {
    const annotations = { 'argocd.argoproj.io/tracking-id': 'web-test:apps/Deployment:shop/web' }
    const [answer] = await answers({ files }, { annotations })
    expect(answer).toMatch(/^not-found: .*the workload says that Application web-test delivers it$/)
  })

  it('a label that Helm uses as well rules out nothing', async () => {
    const only = {
      ...overlays(['prod']),
      'argocd/prod.yaml': argoApplication('web-prod', { path: 'apps/web/overlays/prod' }),
    }
    expect(await answers({ files: only }, { labels: { 'app.kubernetes.io/instance': 'web' } })).toEqual([
      'apps/web/overlays/prod',
    ])
  })

  it('an Application whose render does not hold it ends the search', async () => {
    const other = {
      ...files,
      'argocd/other.yaml': argoApplication('other', { path: 'apps/other' }),
      'apps/other/kustomization.yaml': 'resources: [x.yaml]\n',
      'apps/other/x.yaml': workload('x'),
    }
    const annotations = { 'argocd.argoproj.io/tracking-id': 'other:apps/Deployment:shop/web' }
    const [answer] = await answers({ files: other }, { annotations })
    expect(answer).toMatch(/^not-found: .*Application other delivers it$/)
  })

  it('Flux names its Kustomization, and with several of that name the cluster decides', async () => {
    const flux = {
      ...SIBLINGS,
      'clusters/dev/web.yaml': fluxKustomization('web', { path: './apps/web/overlays/dev' }),
      'clusters/prod/web.yaml': fluxKustomization('web', { path: './apps/web/overlays/prod' }),
    }
    const labels = { 'kustomize.toolkit.fluxcd.io/name': 'web', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' }
    const [refused] = await answers({ files: flux }, { cluster: 'prod-eu', labels })
    expect(refused).toMatch(/^ambiguous/)
    const clusters = [
      { name: 'prod-eu', paths: ['clusters/prod'] },
      { name: 'dev-eu', paths: ['clusters/dev'] },
    ]
    const { located } = await locateIn({ files: flux, clusters }, { cluster: 'prod-eu', labels })
    expect(located[0]?.target).toMatchObject({
      overlay: 'apps/web/overlays/prod',
      application: { controller: 'flux', name: 'flux-system/web', cluster: 'prod-eu', file: 'clusters/prod/web.yaml' },
    })
  })

  it('a HelmRelease is named, without a build', async () => {
    const labels = { 'helm.toolkit.fluxcd.io/name': 'shop', 'helm.toolkit.fluxcd.io/namespace': 'apps' }
    const { skipped, builds } = await locateIn({ files: SIBLINGS }, { labels })
    expect(skipped).toMatchObject([
      {
        code: 'helm',
        message: 'HelmRelease apps/shop deploys this workload from a Helm chart, not from a kustomization',
      },
    ])
    expect(builds.made + builds.cached).toBe(0)
  })

  it('the origin that kustomize noted excludes overlays that do not reach it', async () => {
    const two = {
      ...overlays(['prod']),
      'other/kustomization.yaml': 'namespace: shop\nresources: [web.yaml]\n',
      'other/web.yaml': workload('web'),
    }
    const annotations = { 'config.kubernetes.io/origin': 'path: ../../base/web.yaml\n' }
    expect(await answers({ files: two }, { annotations })).toEqual(['apps/web/overlays/prod'])
  })

  it('a live Helm release only shares its name with what is rendered, unless Git has the label too', async () => {
    const labels = { 'app.kubernetes.io/managed-by': 'Helm' }
    const [answer] = await answers({ files: overlays(['prod']) }, { labels })
    expect(answer).toBe(
      'helm: Helm manages this workload in the cluster, and apps/web/overlays/prod renders another one of that name',
    )
    const vendored = {
      ...overlays(['prod']),
      'apps/web/base/web.yaml': workload('web').replace(
        '"name":"web"',
        '"name":"web","labels":{"app.kubernetes.io/managed-by":"Helm"}',
      ),
    }
    expect(await answers({ files: vendored }, { labels })).toEqual(['apps/web/overlays/prod'])
  })
})
