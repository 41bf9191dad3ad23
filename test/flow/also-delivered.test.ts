/** Who else gets the values of an overlay. */
import { describe, expect, it } from 'vitest'
import type { WorkloadChange } from '../../src/core/change/change.ts'
import { warnOfOthers } from '../../src/flow/also-delivered.ts'
import { type Asked, locateIn, type World, workload } from './locate-world.ts'

const FILES = { 'o/kustomization.yaml': 'namespace: shop\nresources: [web.yaml]\n', 'o/web.yaml': workload('web') }

const application = (name: string, destination: string, path = 'o') =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: ${name}, namespace: argocd }\nspec:\n  source: { repoURL: https://example.com/fleet, path: ${path} }\n  destination: { ${destination}, namespace: shop }\n`

/** The messages of the warnings that are added to the first workload that is located. */
async function warned(world: World, ...asked: readonly Asked[]): Promise<string[]> {
  const { located, applications, graph } = await locateIn(world, ...asked)
  const [first] = located
  if (first === undefined) throw new Error('nothing was located')
  const change: WorkloadChange = {
    target: first.target,
    changes: [],
    risk: 'low',
    riskReasons: [],
    warnings: [{ code: 'drift', message: 'before' }],
    replicas: 1,
  }
  const [after] = warnOfOthers([change], { located, deliveries: applications, graph })
  const [before, ...added] = after?.warnings ?? []
  expect(before).toEqual({ code: 'drift', message: 'before' })
  expect(added.every(({ code }) => code === 'also-delivered')).toBe(true)
  return added.map(({ message }) => message)
}

const told = (who: string) => [
  `The overlay is also delivered by ${who}, for which krr recommended nothing here; its pods get the same values.`,
]

describe('an overlay that is delivered', () => {
  it('once gets no warning', async () => {
    const files = {
      ...FILES,
      'a.yaml': application('a', 'server: https://prod'),
      'b.yaml': application('b', 'name: x', 'p'),
    }
    expect(await warned({ files }, { cluster: 'prod' })).toEqual([])
  })

  it('by nobody that is known gets no warning', async () => {
    expect(await warned({ files: FILES }, { cluster: 'prod' })).toEqual([])
  })

  it('twice names the other Application', async () => {
    const files = {
      ...FILES,
      'a.yaml': application('a', 'name: prod'),
      'b.yaml': application('b', 'name: dev'),
    }
    expect(await warned({ files }, { cluster: 'prod' })).toEqual(told('Application argocd/b (dev)'))
    expect(await warned({ files }, { cluster: 'prod' }, { cluster: 'dev' })).toEqual([])
  })

  it('to two clusters of the configuration names the one without a report', async () => {
    const clusters = [
      { name: 'prod', paths: ['o'] },
      { name: 'dev', paths: ['o'] },
    ]
    expect(await warned({ files: FILES, clusters }, { cluster: 'prod' })).toEqual(told('cluster dev'))
    expect(await warned({ files: FILES, clusters }, { cluster: 'dev' }, { cluster: 'prod' })).toEqual([])
  })

  it('to very many clusters names some', async () => {
    const clusters = Array.from({ length: 9 }, (_, index) => ({ name: `c${index}`, paths: ['o'] }))
    expect(await warned({ files: FILES, clusters }, { cluster: 'c0' })).toEqual(
      told('cluster c1, cluster c2, cluster c3, cluster c4, cluster c5 and 3 more'),
    )
  })

  it('by a Flux Kustomization above it names that one', async () => {
    const flux = (name: string, path: string) =>
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec:\n  path: ${path}\n  sourceRef: { kind: GitRepository, name: fleet }\n`
    const files = {
      'apps/o/kustomization.yaml': FILES['o/kustomization.yaml'],
      'apps/o/web.yaml': FILES['o/web.yaml'],
      'flux/a.yaml': flux('a', './apps/o'),
      'flux/b.yaml': flux('b', './apps'),
    }
    const labels = { 'kustomize.toolkit.fluxcd.io/name': 'a', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' }
    expect(await warned({ files }, { cluster: 'prod', labels })).toEqual(told('Kustomization flux-system/b'))
  })
})
