/** Overlays that the configuration names through symbolic links. */
import { expect, it } from 'vitest'
import { answers, overlays } from './locate-world.ts'

const files = { ...overlays(['dev', 'prod']), 'clusters/readme.txt': '' }

it.each([
  ['the overlay itself', { 'clusters/prod': '../apps/web/overlays/prod' }, 'clusters/prod'],
  ['a folder above it', { 'clusters/prod': '../apps/web' }, 'clusters/prod/overlays/prod'],
  ['with a glob over the link', { 'clusters/prod': '../apps/web/overlays/prod' }, 'clusters/pro*'],
  ['with a glob behind the link', { 'clusters/all': '../apps/web' }, 'clusters/all/*/prod'],
  ['a link to a link', { 'a/b': '../clusters', 'clusters/prod': '../apps/web/overlays/prod' }, 'a/b/prod'],
  ['the folder that holds the link', { 'clusters/prod/web': '../../apps/web/overlays/prod' }, 'clusters/prod'],
])('%s', async (_, links, path) => {
  const clusters = [{ name: 'prod-eu', paths: [path] }]
  expect(await answers({ files, links, clusters }, { cluster: 'prod-eu' })).toEqual(['apps/web/overlays/prod'])
})

it('a real path is a name of what is delivered through a link', async () => {
  const argo = (name: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name} }
spec:
  source: { repoURL: https://example.com/fleet.git, path: live/${name} }
  destination: { namespace: shop }
`
  const world = {
    files: { ...files, 'argo/dev.yaml': argo('dev'), 'argo/prod.yaml': argo('prod') },
    links: { live: 'apps/web/overlays' },
    origin: 'https://example.com/fleet.git',
    clusters: [
      { name: 'prod-eu', paths: ['apps/web/overlays/prod'] },
      { name: 'dev-eu', paths: ['live/dev'] },
    ],
  }
  expect(await answers(world, { cluster: 'prod-eu' }, { cluster: 'dev-eu' })).toEqual([
    'apps/web/overlays/prod',
    'apps/web/overlays/dev',
  ])
})

it('a link to a folder above itself gives nothing new names', async () => {
  const world = {
    files,
    links: { 'apps/web/overlays/prod/up': '../../../..' },
    clusters: [{ name: 'prod-eu', paths: ['apps/web/overlays/prod'] }],
  }
  expect(await answers(world, { cluster: 'prod-eu' })).toEqual(['apps/web/overlays/prod'])
  const [other] = await answers(world, { cluster: 'dev-eu' })
  expect(other).toBe('apps/web/overlays/dev')
})
