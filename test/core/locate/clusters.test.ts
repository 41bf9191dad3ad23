import { describe, expect, it } from 'vitest'
import { clustersServing, coversPath } from '../../../src/core/locate/clusters.ts'

describe('coversPath', () => {
  it.each([
    ['clusters/prod', 'clusters/prod', true],
    ['clusters/prod', 'clusters/prod/apps/web', true],
    ['./clusters/prod/', 'clusters/prod/apps', true],
    ['clusters/prod', 'clusters/prod-2', false],
    ['clusters/prod', 'clusters', false],
    ['.', 'anything', true],
    ['', 'anything', true],
    ['apps/*/overlays/prod', 'apps/web/overlays/prod', true],
    ['apps/*/overlays/prod', 'apps/web/overlays/prod/sub', true],
    ['apps/*/overlays/prod', 'apps/web/overlays/dev', false],
    ['apps/**', 'apps/a/b/c', true],
    ['apps/{a,b}', 'apps/b', true],
    ['../other', 'other', false],
  ])('%j covers %j: %j', (pattern, path, expected) => {
    expect(coversPath(pattern, path)).toBe(expected)
  })
})

it('a path may serve several clusters', () => {
  const clusters = [
    { name: 'a', paths: ['shared', 'a'] },
    { name: 'b', paths: ['shared'] },
  ]
  expect(clustersServing('shared/x', clusters)).toEqual(['a', 'b'])
  expect(clustersServing('a/x', clusters)).toEqual(['a'])
  expect(clustersServing('c', clusters)).toEqual([])
})
