/** Links, circles, and other shapes of repositories. */
import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../../src/core/locate/graph.ts'
import { createMemoryTree } from './memory-tree.ts'

function graphOf(files: Record<string, string>, links: Record<string, string> = {}) {
  return buildGraph(createMemoryTree({ files, links }))
}

describe('links', () => {
  const graph = graphOf(
    {
      'real/base/kustomization.yaml': 'resources: [../d.yaml]\n',
      'real/d.yaml': 'kind: Deployment\n',
      'app/kustomization.yaml': 'resources: [current, ../alias.yaml]\n',
      'shared.yaml': 'resources: []\n',
    },
    {
      'app/current': '../real/base',
      'alias.yaml': 'real/d.yaml',
      'evil/kustomization.yaml': '/etc/kustomization.yaml',
    },
  )

  it('lead to one kustomization, however it is named', () => {
    expect(graph.includes('app')).toEqual(['app', 'real/base'])
    expect(graph.get('app/current')?.dir).toBe('real/base')
    expect(graph.roots()).toEqual(['app', 'evil'])
  })

  it('are part of the closure, because a copy needs them', () => {
    expect([...graph.closure('app')].sort()).toEqual([
      'alias.yaml',
      'app/current',
      'app/kustomization.yaml',
      'real/base/kustomization.yaml',
      'real/d.yaml',
    ])
  })

  it('do not hide a reader', () => {
    expect(graph.readersOf('real/d.yaml')).toEqual(['app', 'real/base'])
    expect(graph.readersOf('alias.yaml')).toEqual(['app', 'real/base'])
  })

  it('that leave the repository are seen when they are the kustomization itself', () => {
    expect(graph.problems('evil').map(({ kind }) => kind)).toEqual(['outside-repository', 'unparsable'])
  })
})

it('circles end', () => {
  const graph = graphOf({
    'a/kustomization.yaml': 'resources: [../b]\n',
    'b/kustomization.yaml': 'resources: [../a]\n',
  })
  expect(graph.includes('a')).toEqual(['a', 'b'])
  expect(graph.readersOf('a/kustomization.yaml')).toEqual(['a', 'b'])
})

it('a string of an unknown field that is a file counts as read', () => {
  const graph = graphOf({ 'a/kustomization.yaml': 'futureField: [{from: data/x.txt}]\n', 'a/data/x.txt': '' })
  expect(graph.closure('a')).toContain('a/data/x.txt')
  expect(graph.readersOf('a/data/x.txt')).toEqual(['a'])
})

it('the repository itself can be a kustomization', () => {
  const graph = graphOf({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': '' })
  expect(graph.directories()).toEqual([''])
  expect(graph.readersOf('a.yaml')).toEqual([''])
})
