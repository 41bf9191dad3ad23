import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../../src/core/locate/graph.ts'
import { withEdits } from '../../../src/core/locate/tree-view.ts'
import { createMemoryTree } from './memory-tree.ts'

const tree = createMemoryTree({
  files: { 'a/kustomization.yaml': 'resources: [x.yaml]\n', 'a/x.yaml': 'old\n', 'b/y.yaml': 'y\n' },
  links: { 'b/link.yaml': '../a/x.yaml' },
})

describe('withEdits', () => {
  const view = withEdits(
    tree,
    new Map([
      ['a/x.yaml', 'new\n'],
      ['a/krr/n.yaml', 'added\n'],
      ['b/y.yaml', null],
    ]),
  )

  it('shows edits, new files and removals', () => {
    expect(view.text('a/x.yaml')).toBe('new\n')
    expect(view.text('a/krr/n.yaml')).toBe('added\n')
    expect(view.text('b/y.yaml')).toBeUndefined()
    expect(view.text('a/kustomization.yaml')).toBe('resources: [x.yaml]\n')
    expect(
      view
        .entries()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['a/krr/n.yaml', 'a/kustomization.yaml', 'a/x.yaml', 'b/link.yaml'])
  })

  it('knows new directories and what is gone', () => {
    expect(view.isDirectory('a/krr')).toBe(true)
    expect(view.real('a/krr/n.yaml')).toBe('a/krr/n.yaml')
    expect(view.real('b/y.yaml')).toBeUndefined()
    expect(view.real('a/x.yaml')).toBe('a/x.yaml')
  })

  it('shows an edit through a link, and writes through one', () => {
    expect(view.text('b/link.yaml')).toBe('new\n')
    expect(withEdits(tree, new Map([['b/link.yaml', 'via\n']])).text('a/x.yaml')).toBe('via\n')
  })

  it('has other digests for other texts', () => {
    expect(view.digest?.('a/x.yaml')).not.toBe(withEdits(tree, new Map([['a/x.yaml', 'newer\n']])).digest?.('a/x.yaml'))
    expect(view.digest?.('b/y.yaml')).toBeUndefined()
  })

  it('leaves the tree below as it was', () => {
    expect(tree.text('a/x.yaml')).toBe('old\n')
  })

  it('is a tree for a graph', () => {
    const edited = withEdits(
      tree,
      new Map([
        ['a/kustomization.yaml', 'resources: [x.yaml]\npatches: [{path: krr/n.yaml}]\n'],
        ['a/krr/n.yaml', ''],
      ]),
    )
    expect([...buildGraph(edited).closure('a')].sort()).toEqual(['a/krr/n.yaml', 'a/kustomization.yaml', 'a/x.yaml'])
  })
})
