/** Where containers are, in files as people have them, with as few builds as possible. */
import { describe, expect, it } from 'vitest'
import { createRenderCache } from '../../src/flow/render-cache.ts'
import type { RenderStore } from '../../src/ports/kustomize.ts'
import { answers, fluxKustomization, locateIn, overlays, workload } from './locate-world.ts'

describe('containers', () => {
  const files = {
    'kustomization.yaml': 'namespace: shop\nresources: [w.yaml]\n',
    'w.yaml': workload('web', { containers: ['app', 'log'], init: ['migrate'] }),
  }

  it.each([
    ['log', ''],
    ['migrate', 'init-container: migrate is an init container of this workload in ., and only containers are changed'],
    [
      'istio-proxy',
      'injected-container: istio-proxy is not in the manifests; it is a sidecar that an admission webhook adds',
    ],
    ['gone', 'container-not-found: . renders this workload without a container gone; it has app, log'],
  ])('%s', async (container, expected) => {
    expect(await answers({ files }, { container })).toEqual([expected])
  })

  it.each([
    ['Deployment', ['spec', 'template', 'spec', 'containers']],
    ['StatefulSet', ['spec', 'template', 'spec', 'containers']],
    ['DaemonSet', ['spec', 'template', 'spec', 'containers']],
    ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers']],
    ['Rollout', ['spec', 'template', 'spec', 'containers']],
    ['Pod', ['spec', 'containers']],
  ])('are found in a %s', async (kind, path) => {
    const one = {
      'kustomization.yaml': 'resources: [w.yaml]\n',
      'w.yaml': workload('web', { kind, containers: ['first', 'app'] }),
    }
    const { located } = await locateIn({ files: one }, { kind })
    expect(located[0]?.target).toMatchObject({ containersPath: path, index: 1, object: { id: { kind, name: 'web' } } })
  })

  it('of a Rollout with workloadRef are those of its Deployment', async () => {
    const rollout =
      'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\nspec: {workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web-template}}\n'
    const two = {
      'kustomization.yaml': 'namespace: shop\nresources: [r.yaml, w.yaml]\n',
      'r.yaml': rollout,
      'w.yaml': workload('web-template'),
    }
    const { located } = await locateIn({ files: two }, { kind: 'Rollout' })
    expect(located[0]?.target).toMatchObject({
      object: { id: { kind: 'Deployment', name: 'web-template' } },
      containersPath: ['spec', 'template', 'spec', 'containers'],
    })
    expect(located[0]?.target.evidence).toContain('Rollout web takes its pod template from that Deployment.')
  })

  it.each(['StrimziPodSet', 'GroupedJob'])('of a %s are not in its manifest', async (kind) => {
    const [answer] = await answers({ files }, { kind })
    expect(answer).toMatch(/^unsupported-kind/)
  })

  it('of a kind with this name in another API group are something else', async () => {
    const other = {
      'kustomization.yaml': 'resources: [w.yaml]\n',
      'w.yaml': workload('web').replace('apps/v1', 'example.com/v1'),
    }
    const [answer] = await answers({ files: other }, {})
    expect(answer).toMatch(/^not-found/)
  })
})

describe('files as people have them', () => {
  it.each([
    [
      'several documents',
      {
        'kustomization.yaml': 'resources: [all.yaml]\n',
        'all.yaml': `# head\n---\n${workload('cart')}---\n${workload('web')}---\n`,
      },
    ],
    [
      'a List',
      {
        'kustomization.yaml': 'resources: [all.yaml]\n',
        'all.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${workload('cart')}- ${workload('web')}`,
      },
    ],
    [
      'anchors',
      {
        'kustomization.yaml': 'resources: [w.yaml]\n',
        'w.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: &n web}\nspec: {selector: {matchLabels: {a: *n}}, template: {metadata: {labels: {a: *n}}, spec: {containers: [{name: app, image: x}]}}}\n',
      },
    ],
    [
      'an alias for the name',
      {
        'kustomization.yaml': 'resources: [w.yaml]\n',
        'w.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: {labels: {a: &n web}, name: *n}\nspec: {template: {spec: {containers: [{name: app, image: x}]}}}\n',
      },
    ],
    [
      'CRLF and BOM',
      { 'kustomization.yaml': '\uFEFFresources:\r\n- w.yaml\r\n', 'w.yaml': workload('web').replace('\n', '\r\n') },
    ],
    ['kustomization.yml', { 'kustomization.yml': 'resources: [w.yaml]\n', 'w.yaml': workload('web') }],
    ['Kustomization', { Kustomization: 'resources: [w.yaml]\n', 'w.yaml': workload('web') }],
    ['JSON', { 'kustomization.yaml': '{"resources": ["w.json"]}\n', 'w.json': workload('web') }],
    [
      'Helm templates beside them',
      {
        'kustomization.yaml': 'resources: [w.yaml]\n',
        'w.yaml': workload('web'),
        'chart/templates/x.yaml':
          '{{- if .Values.x }}\nkind: Application\napiVersion: argoproj.io/v1alpha1\n{{- end }}\n',
      },
    ],
  ])('%s', async (_, files) => {
    expect(await answers({ files }, { namespace: 'default' })).toEqual([''])
  })

  it('a symlinked base', async () => {
    const files = {
      'prod/kustomization.yaml': 'resources: [base]\n',
      'real/kustomization.yaml': 'resources: [w.yaml]\n',
      'real/w.yaml': workload('web'),
    }
    expect(await answers({ files, links: { 'prod/base': '../real' } }, {})).toEqual(['prod'])
  })

  it('plain manifests that no kustomization includes are named', async () => {
    const [answer] = await answers({ files: { 'k8s/web.yaml': workload('web') } }, {})
    expect(answer).toBe(
      'raw-manifests: Deployment web in namespace shop stands in plain manifests (k8s/web.yaml) that no kustomization includes',
    )
  })

  it('nothing at all', async () => {
    const [answer] = await answers({ files: { 'README.md': '' } }, {})
    expect(answer).toBe('not-found: no kustomization of this repository renders Deployment web in namespace shop')
  })
})

describe('how little is built', () => {
  it('nothing that cannot hold the workload', async () => {
    const files = {
      ...overlays(['prod']),
      ...Object.fromEntries(
        ['a', 'b', 'c'].flatMap((each) => [
          [`${each}/kustomization.yaml`, 'resources: [w.yaml]\n'],
          [`${each}/w.yaml`, workload(each)],
        ]),
      ),
    }
    const { builds } = await locateIn({ files, cache: createRenderCache({ store: null }) }, {}, { container: 'other' })
    expect(builds).toEqual({ made: 1, cached: 0 })
  })

  it('nothing when the same files were built before', async () => {
    const kept = new Map<string, string>()
    const store: RenderStore = {
      read: async (key) => kept.get(key) ?? null,
      write: async (key, text) => void kept.set(key, text),
      prune: async () => undefined,
    }
    const files = {
      ...overlays(['dev', 'prod']),
      'clusters/a/x.yaml': fluxKustomization('x', { path: 'apps/web/overlays/prod' }),
    }
    const first = await locateIn({ files, cache: createRenderCache({ store }) }, { cluster: 'a' })
    const second = await locateIn({ files, cache: createRenderCache({ store }) }, { cluster: 'a' })
    expect([first.builds, second.builds]).toEqual([
      { made: 2, cached: 0 },
      { made: 0, cached: 2 },
    ])
    expect(second.skipped).toEqual(first.skipped)
  })

  it('every container of the report is located or skipped, in its order', async () => {
    const asked = ['a', 'web', 'b'].map((name) => ({ name }))
    const { located, skipped } = await locateIn({ files: overlays(['prod']) }, ...asked)
    expect(located.map(({ recommendation }) => recommendation.container.name)).toEqual(['web'])
    expect(skipped.map(({ container }) => container.name)).toEqual(['a', 'b'])
  })
})
