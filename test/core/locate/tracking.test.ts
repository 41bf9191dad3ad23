import { describe, expect, it } from 'vitest'
import { describeTracking, originPath, readTracking } from '../../../src/core/locate/tracking.ts'
import { recommendation } from '../../flow/locate-world.ts'

const ID = 'argocd.argoproj.io/tracking-id'

function tracked(labels: Record<string, string>, annotations: Record<string, string> = {}) {
  const { container, evidence } = recommendation({ labels, annotations })
  return readTracking(evidence, container).map((each) => `${describeTracking(each)}${each.certain ? '' : '?'}`)
}

describe('readTracking', () => {
  it.each([
    ['shop:apps/Deployment:shop/web', ['Application shop']],
    ['team_shop:apps/Deployment:shop/web', ['Application team/shop']],
    ['shop:apps/Deployment:other/web', []],
    ['shop:apps/Deployment:shop/cart', []],
    ['shop:apps/StatefulSet:shop/web', []],
    ['shop', []],
    ['', []],
  ])('tracking id %s', (id, expected) => {
    expect(tracked({}, { [ID]: id })).toEqual(expected)
  })

  it.each([
    [{ 'app.kubernetes.io/instance': 'shop' }, ['Application shop?']],
    [{ 'argocd.argoproj.io/instance': 'shop', 'app.kubernetes.io/instance': 'web' }, ['Application shop?']],
    [
      { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' },
      ['Kustomization flux-system/apps'],
    ],
    [{ 'helm.toolkit.fluxcd.io/name': 'db', 'helm.toolkit.fluxcd.io/namespace': 'data' }, ['HelmRelease data/db']],
    [{ 'app.kubernetes.io/instance': '' }, []],
  ])('labels %j', (labels, expected) => {
    expect(tracked(labels)).toEqual(expected)
  })

  it('a tracking id goes before the label', () => {
    expect(tracked({ 'app.kubernetes.io/instance': 'other' }, { [ID]: 'shop:apps/Deployment:shop/web' })).toEqual([
      'Application shop',
    ])
  })
})

it.each([
  ['path: ../base/web.yaml\n', '../base/web.yaml'],
  ['path: web.yaml\nrepo: https://github.com/example/bases\nref: v1\n', null],
  ['configuredIn: kustomization.yaml\n', null],
  ['{', null],
])('origin %j is %j', (annotation, expected) => {
  expect(originPath(recommendation({ annotations: { 'config.kubernetes.io/origin': annotation } }).evidence)).toBe(
    expected,
  )
})
