/** What deliveries apply without building anything. */
import { describe, expect, it } from 'vitest'
import { readApplication } from '../../../src/core/locate/argocd.ts'
import type { Declaration } from '../../../src/core/locate/declarations.ts'
import { readFluxKustomization } from '../../../src/core/locate/flux.ts'
import { createRawReader } from '../../../src/core/locate/raw-reading.ts'
import { buildSourceBook } from '../../../src/core/locate/sources.ts'
import { createMemoryTree } from './memory-tree.ts'

const tree = createMemoryTree({
  files: {
    'apps/cart.yaml': '',
    'apps/shop/kustomization.yaml': 'resources: []\n',
    'apps/shop/parts/cart.yaml': '',
    'apps/loose/cart.yaml': '',
  },
  links: { current: 'apps' },
})

function declare(kind: Declaration['kind'], spec: Record<string, unknown>): Declaration {
  return { kind, name: 'raw', namespace: 'argocd', body: { spec }, file: 'raw.yaml', declaredIn: null }
}

/** Which of the files the delivery applies as they stand. */
function readBy(deliveries: ReturnType<typeof readApplication>, files: readonly string[]): string[] {
  const read = createRawReader(deliveries, tree)
  return files.filter((file) => read(file) === deliveries[0])
}

const FILES = [
  'apps/cart.yaml',
  'apps/README.md',
  'apps/shop/krr/deployment-cart.yaml',
  'apps/shop/parts/cart.yaml',
  'apps/loose/cart.yaml',
  'other/cart.yaml',
]

describe('an Argo CD source', () => {
  const argo = (source: Record<string, unknown>) =>
    readApplication(declare('Application', { source }), tree, buildSourceBook([], null))

  it.each([
    ['reads a folder without a kustomization', { path: 'apps' }, ['apps/cart.yaml']],
    ['follows links', { path: 'current' }, ['apps/cart.yaml']],
    [
      'reads all below when told to',
      { path: 'apps', directory: { recurse: true } },
      FILES.slice(0, 1).concat(FILES.slice(2, 5)),
    ],
    ['builds a folder with a kustomization', { path: 'apps/shop' }, []],
    [
      'reads it all the same when it is told that it is a directory',
      { path: 'apps/shop', directory: { recurse: true } },
      ['apps/shop/krr/deployment-cart.yaml', 'apps/shop/parts/cart.yaml'],
    ],
    [
      'keeps to what is included, whose star crosses folders',
      { path: 'apps', directory: { recurse: true, include: '*cart.yaml' } },
      ['apps/cart.yaml', 'apps/shop/krr/deployment-cart.yaml', 'apps/shop/parts/cart.yaml', 'apps/loose/cart.yaml'],
    ],
    [
      'leaves out what is excluded',
      { path: 'apps', directory: { recurse: true, exclude: '{shop/*,cart.yaml}' } },
      ['apps/loose/cart.yaml'],
    ],
    ['with a chart reads nothing', { chart: 'cart' }, []],
    ['of another place reads nothing', { path: 'gone' }, []],
  ])('%s', (_, source, expected) => {
    expect(readBy(argo(source), FILES)).toEqual(expected)
  })
})

describe('the top folder', () => {
  const everything = (originUrl: string | null) => {
    const url = 'https://example.com/fleet'
    const all = declare('Application', { source: { repoURL: url, path: '.', directory: { recurse: true } } })
    return readBy(readApplication(all, tree, buildSourceBook([all], originUrl)), FILES)
  }
  it('is that of this repository only when its address says so', () => {
    expect(everything('https://example.com/fleet.git')).toEqual(FILES.filter((file) => file.endsWith('.yaml')))
    expect(everything(null)).toEqual([])
  })
})

describe('a Flux Kustomization', () => {
  const flux = (path: string) =>
    readFluxKustomization(
      declare('Kustomization', { path, sourceRef: { kind: 'GitRepository', name: 'flux-system' } }),
      tree,
      buildSourceBook([], null),
    )

  it.each([
    [
      'reads loose manifests at any depth, and builds what is a kustomization',
      './apps',
      ['apps/cart.yaml', 'apps/loose/cart.yaml'],
    ],
    ['reads a folder inside of an overlay', './apps/shop/parts', ['apps/shop/parts/cart.yaml']],
    ['reads nothing where it builds', './apps/shop', []],
  ])('%s', (_, path, expected) => {
    expect(readBy(flux(path), FILES)).toEqual(expected)
  })
})
