/** Overlays that cannot be rendered here, and the words for it. */
import { describe, expect, it } from 'vitest'
import { createRenderCache } from '../../src/flow/render-cache.ts'
import { answers, argoApplication, locateIn, overlays, workload } from './locate-world.ts'

const REMOTE = 'https://github.com/example/bases//web?ref=v1'

describe('overlays that cannot be rendered here', () => {
  const patch = 'kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {replicas: 2}\n'

  it.each([
    [
      'remote-base',
      { 'a/kustomization.yaml': `resources: ["${REMOTE}"]\npatches: [{path: p.yaml}]\n`, 'a/p.yaml': patch },
      REMOTE,
    ],
    [
      'helm',
      { 'a/kustomization.yaml': 'helmCharts: [{name: shop-chart}]\npatches: [{path: p.yaml}]\n', 'a/p.yaml': patch },
      'shop-chart',
    ],
    [
      'outside-repository',
      { 'a/kustomization.yaml': 'resources: [../../elsewhere, w.yaml]\n', 'a/w.yaml': workload('web') },
      '../../elsewhere',
    ],
    [
      'build-failed',
      { 'a/kustomization.yaml': 'resources: [w.yaml, missing.yaml]\n', 'a/w.yaml': workload('web') },
      'missing.yaml',
    ],
    [
      'build-failed',
      { 'a/kustomization.yaml': 'resources: [w.yaml]\nunknownKey: 1\n', 'a/w.yaml': workload('web') },
      'unknown field "unknownKey"',
    ],
    [
      'build-failed',
      {
        'a/kustomization.yaml': 'resources: [w.yaml]\n',
        'a/kustomization.yml': 'resources: [w.yaml]\n',
        'a/w.yaml': workload('web'),
      },
      'multiple kustomization files',
    ],
  ])('%s', async (code, files, words) => {
    const { skipped } = await locateIn({ files }, {})
    expect(skipped).toMatchObject([{ code, message: expect.stringMatching(/^a cannot be rendered here: /) }])
    expect(skipped[0]?.message.toLowerCase()).toContain(words.toLowerCase())
    expect(skipped[0]?.hint).not.toBe('')
  })

  it('are never started when they need the network', async () => {
    const files = { 'a/kustomization.yaml': `resources: ["${REMOTE}"]\npatches: [{path: p.yaml}]\n`, 'a/p.yaml': patch }
    expect((await locateIn({ files }, {})).builds).toEqual({ made: 0, cached: 0 })
  })

  it('may be the one, so a sibling that renders is not taken instead', async () => {
    const files = {
      ...overlays(['dev']),
      'prod/kustomization.yaml': `namespace: shop\nresources: ["${REMOTE}"]\npatches: [{path: p.yaml}]\n`,
      'prod/p.yaml': patch,
    }
    const [answer] = await answers({ files }, { cluster: 'prod-eu' })
    expect(answer).toBe(
      'ambiguous: more than one overlay may render this workload: apps/web/overlays/dev; prod cannot be rendered here and may do so too',
    )
  })

  it('that speak of other workloads are no rivals', async () => {
    const files = {
      ...overlays(['dev']),
      'prod/kustomization.yaml': `resources: ["${REMOTE}"]\npatches: [{path: p.yaml}]\n`,
      'prod/p.yaml': patch.replace('web', 'cart'),
    }
    expect(await answers({ files }, {})).toEqual(['apps/web/overlays/dev'])
  })

  it('with exactly this namespace are named when nothing else is found', async () => {
    const files = { 'prod/kustomization.yaml': `namespace: shop\nresources: ["${REMOTE}"]\n` }
    const [answer] = await answers({ files }, {})
    expect(answer).toMatch(
      /^remote-base: no overlay that can be rendered here holds Deployment web in namespace shop, but prod may: it needs https/,
    )
  })

  it('are the answer when the workload names them', async () => {
    const files = {
      'prod/kustomization.yaml': `resources: ["${REMOTE}"]\n`,
      'app.yaml': argoApplication('web', { path: 'prod' }),
    }
    const annotations = { 'argocd.argoproj.io/tracking-id': 'web:apps/Deployment:shop/web' }
    const [answer] = await answers({ files }, { annotations })
    expect(answer).toMatch(/^remote-base: prod cannot be rendered here: it needs https/)
  })
})

describe('load restriction', () => {
  const files = {
    'a/kustomization.yaml': 'namespace: shop\nresources: [../shared/w.yaml]\n',
    'shared/w.yaml': workload('web'),
  }

  it('files of the repository outside of the folder may be read, in one build', async () => {
    const { located, builds } = await locateIn({ files, cache: createRenderCache({ store: null }) }, {})
    expect(located[0]?.target.overlay).toBe('a')
    expect(builds.made).toBe(1)
  })

  it('root-only never does', async () => {
    const [answer] = await answers({ files, render: { loadRestrictor: 'root-only' } }, {})
    expect(answer).toMatch(/^build-failed: .*is not in or below/)
  })

  it('no link leads out of the repository', async () => {
    const links = { 'a/w.yaml': '/etc/hostname' }
    const out = { 'a/kustomization.yaml': 'resources: [w.yaml, x.yaml]\n', 'a/x.yaml': workload('web') }
    const [answer] = await answers({ files: out, links }, {})
    expect(answer).toMatch(/^outside-repository: a cannot be rendered here: w.yaml lies outside of this repository/)
  })
})
