/** Argo CD Applications in the repository. */
import { describe, expect, it } from 'vitest'
import { answers, argoApplication, locateIn, overlays, workload } from './locate-world.ts'

const FLEET = 'https://github.com/example/fleet.git'

const SIBLINGS = overlays(['dev', 'prod'])

describe('Argo CD', () => {
  it('a destination that names a cluster is matched with the report', async () => {
    const files = {
      ...SIBLINGS,
      'a.yaml': argoApplication('web', {
        path: 'apps/web/overlays/dev',
        destination: { name: 'dev', namespace: 'shop' },
        namespace: 'a',
      }),
      'b.yaml': argoApplication('web', {
        path: 'apps/web/overlays/prod',
        destination: { name: 'prod', namespace: 'shop' },
        namespace: 'b',
      }),
    }
    expect(await answers({ files }, { cluster: 'prod' }, { cluster: 'dev' })).toEqual([
      'apps/web/overlays/prod',
      'apps/web/overlays/dev',
    ])
  })

  it('a destination under another name than the report is no match, and no other overlay is taken instead', async () => {
    const files = {
      ...overlays(['prod']),
      'a.yaml': argoApplication('web', {
        path: 'apps/web/overlays/prod',
        destination: { name: 'prod', namespace: 'shop' },
      }),
    }
    const { skipped } = await locateIn({ files }, { cluster: 'gke_prod' })
    expect(skipped).toMatchObject([
      {
        code: 'not-found',
        message: 'Application argocd/web renders this workload for cluster prod, and the report is from gke_prod',
        hint: expect.stringContaining('clusters: [{ name: "gke_prod", paths: ["apps/web/overlays/prod"] }]'),
      },
    ])
    const clusters = [{ name: 'gke_prod', paths: ['apps/web/overlays/prod'] }]
    expect(await answers({ files, clusters }, { cluster: 'gke_prod' })).toEqual(['apps/web/overlays/prod'])
  })

  it('an unknown cluster does not make the delivered overlay win over its sibling', async () => {
    const files = { ...SIBLINGS, 'a.yaml': argoApplication('web', { path: 'apps/web/overlays/dev' }) }
    const [answer] = await answers({ files }, { cluster: 'prod-eu' })
    expect(answer).toBe('ambiguous: 2 overlays render this workload: apps/web/overlays/dev, apps/web/overlays/prod')
    expect(await answers({ files }, { cluster: null })).toEqual(['apps/web/overlays/dev'])
  })

  it('several sources, prefixes and a forced namespace of the Application count', async () => {
    const files = {
      ...overlays(['prod']),
      'a.yaml': JSON.stringify({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'web', namespace: 'argocd' },
        spec: {
          sources: [
            { repoURL: FLEET, ref: 'values' },
            { repoURL: 'https://charts.example.com', chart: 'redis' },
            { repoURL: FLEET, path: './apps/web/overlays/prod/', kustomize: { namePrefix: 'eu-', namespace: 'live' } },
          ],
          destination: { server: 'https://kubernetes.default.svc' },
        },
      }),
    }
    expect(await answers({ files }, { name: 'eu-web', namespace: 'live' })).toEqual(['apps/web/overlays/prod'])
    const [other] = await answers({ files }, { name: 'web', namespace: 'shop' })
    expect(other).toMatch(/^not-found/)
  })

  it('an app of apps is read as it is rendered, not as its base has it', async () => {
    const files = {
      ...SIBLINGS,
      'config/base/kustomization.yaml': 'resources: [web.yaml]\n',
      'config/base/web.yaml': argoApplication('web', { path: 'apps/web/base' }),
      ...Object.fromEntries(
        ['dev', 'prod'].flatMap((each) => [
          [`config/${each}/kustomization.yaml`, 'resources: [../base]\npatches:\n- path: web.yaml\n'],
          [
            `config/${each}/web.yaml`,
            `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec: {source: {path: apps/web/overlays/${each}}}\n`,
          ],
        ]),
      ),
    }
    const clusters = [
      { name: 'prod-eu', paths: ['config/prod'] },
      { name: 'dev-eu', paths: ['config/dev'] },
    ]
    const annotations = { 'argocd.argoproj.io/tracking-id': 'web:apps/Deployment:shop/web' }
    expect(await answers({ files, clusters }, { cluster: 'prod-eu', annotations }, { cluster: 'dev-eu' })).toEqual([
      'apps/web/overlays/prod',
      'apps/web/overlays/dev',
    ])
    const [refused] = await answers({ files }, { cluster: 'prod-eu', annotations })
    expect(refused).toMatch(/^ambiguous/)
  })

  it.each([
    [
      'another repository',
      { repoURL: 'https://github.com/example/other.git', path: 'apps/web/overlays/prod' },
      'outside-repository',
    ],
    ['a path that is not here', { repoURL: FLEET, path: 'somewhere/else' }, 'outside-repository'],
    ['a chart', { repoURL: 'https://charts.example.com', path: '', source: { chart: 'web' } }, 'helm'],
    ['a folder with a chart', { repoURL: FLEET, path: 'charts/web' }, 'helm'],
    ['plain manifests', { repoURL: FLEET, path: 'plain' }, 'raw-manifests'],
  ])('the tracked Application takes it from %s', async (_, application, code) => {
    const files = {
      ...overlays(['dev']),
      'charts/web/Chart.yaml': 'name: web\n',
      'charts/web/templates/web.yaml': '{{- if .Values.on }}\nkind: Deployment\n{{- end }}\n',
      'plain/web.yaml': workload('web'),
      'argocd/own.yaml': argoApplication('own', { path: 'apps/web/overlays/dev' }),
      'argocd/web.yaml': argoApplication('web', application),
    }
    const annotations = { 'argocd.argoproj.io/tracking-id': 'web:apps/Deployment:shop/web' }
    const { skipped } = await locateIn({ files, origin: 'git@github.com:example/fleet.git' }, { annotations })
    expect(skipped).toMatchObject([{ code, message: expect.stringContaining('Application argocd/web') }])
  })

  it('another namespace than the destination is no match, and is said', async () => {
    const files = {
      ...overlays(['prod'], () => ''),
      'a.yaml': argoApplication('web', { path: 'apps/web/overlays/prod' }),
    }
    const [answer] = await answers({ files }, { namespace: 'default' })
    expect(answer).toBe(
      'not-found: no kustomization of this repository renders Deployment web in namespace default, but apps/web/overlays/prod renders one of that name in namespace shop, as Application argocd/web says',
    )
  })

  it('an origin that no object names decides nothing: a fork or a mirror', async () => {
    const files = { ...overlays(['prod']), 'a.yaml': argoApplication('web', { path: 'apps/web/overlays/prod' }) }
    const { located } = await locateIn({ files, origin: 'https://github.com/me/fork.git' }, {})
    expect(located[0]?.target.application?.name).toBe('argocd/web')
  })
})
