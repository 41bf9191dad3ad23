/** Files that somebody reads without building a kustomization: no render shows what an edit does there. */
import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../../src/core/locate/graph.ts'
import type { Kustomization } from '../../../src/core/locate/kustomization.ts'
import type { Application } from '../../../src/core/locate/target.ts'
import { createFileGuard } from '../../../src/core/patch/directory-generators.ts'
import { buildPatchContext, EMPTY_DRAFT } from '../../../src/core/patch/draft.ts'
import { ownFile } from '../../../src/core/patch/ownership.ts'
import { chooseFile } from '../../../src/core/patch/patch-file.ts'
import { createMemoryTree } from '../locate/memory-tree.ts'

const CART = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', namespace: null, certain: true }

function contextOf(files: Readonly<Record<string, string>>, applications: readonly Application[] = []) {
  const tree = createMemoryTree({ files })
  return buildPatchContext(tree, buildGraph(tree), applications)
}

function overlayIn(context: ReturnType<typeof contextOf>, dir: string): Kustomization {
  const overlay = context.graph.get(dir)
  if (overlay === undefined) throw new Error(`no kustomization in ${dir}`)
  return overlay
}

describe('a file that an ApplicationSet would read', () => {
  const files = (list: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec:\n  generators:\n  - git:\n      files: ${list}\n`
  it.each([
    ['[{path: "apps/**/*.yaml"}]', 'apps/cart/krr/deployment-cart.yaml', true],
    ['[{path: "apps/*/*.yaml"}]', 'apps/cart/krr/deployment-cart.yaml', false],
    ['[{path: "**/config.yaml"}]', 'apps/cart/krr/deployment-cart.yaml', false],
    ['[{path: "**/*.yaml"}, {path: "**/krr/*", exclude: true}]', 'apps/cart/krr/deployment-cart.yaml', false],
  ])('%s and %s: %s', (list, file, expected) => {
    expect(createFileGuard(createMemoryTree({ files: { 'sets/a.yaml': files(list) } }))(file)).toBe(expected)
  })
  it('is not made', () => {
    const context = contextOf({
      'set.yaml': files('[{path: "apps/**/*.yaml"}]'),
      'apps/cart/kustomization.yaml': 'resources: []\n',
    })
    expect(chooseFile(context, EMPTY_DRAFT, overlayIn(context, 'apps/cart'), CART)).toEqual({
      ok: false,
      reason: 'an ApplicationSet would make an application from apps/cart/krr/deployment-cart.yaml',
    })
  })
})

describe('a file that a delivery applies as it stands', () => {
  const raw = (path: string, recurse: boolean): Application => ({
    controller: 'argocd',
    name: 'argocd/raw',
    cluster: 'other',
    path,
    defaultNamespace: null,
    forcedNamespace: null,
    suspended: false,
    file: 'raw.yaml',
    raw: { recurse, include: null, exclude: null, buildsKustomizations: false },
  })
  const repository = {
    'apps/cart/kustomization.yaml': 'resources: [parts/cart.yaml]\n',
    'apps/cart/parts/cart.yaml': 'kind: Deployment\n',
  }
  it("is nobody's own, though no kustomization tells", () => {
    const own = (applications: readonly Application[]) => {
      const context = contextOf(repository, applications)
      return ownFile(context, overlayIn(context, 'apps/cart'), 'parts/cart.yaml')
    }
    expect(own([])).toBe('apps/cart/parts/cart.yaml')
    expect(own([raw('apps', false)])).toBe('apps/cart/parts/cart.yaml')
    expect(own([raw('apps/cart/parts', false)])).toBeNull()
    expect(own([raw('apps', true)])).toBeNull()
  })
  it('is not made', () => {
    const context = contextOf(repository, [raw('apps', true)])
    expect(chooseFile(context, EMPTY_DRAFT, overlayIn(context, 'apps/cart'), CART)).toEqual({
      ok: false,
      reason: 'Application argocd/raw would apply apps/cart/krr/deployment-cart.yaml as a manifest',
    })
  })
})
