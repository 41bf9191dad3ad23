/** Small decisions that come before any render. */
import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../../src/core/locate/graph.ts'
import type { Kustomization } from '../../../src/core/locate/kustomization.ts'
import { createFolderGuard } from '../../../src/core/patch/directory-generators.ts'
import { buildPatchContext, draftEdits, EMPTY_DRAFT, withFile } from '../../../src/core/patch/draft.ts'
import { identitiesBefore } from '../../../src/core/patch/identity.ts'
import { buildTarget } from '../../../src/core/patch/json6902.ts'
import { isVendored } from '../../../src/core/patch/ownership.ts'
import { chooseFile, freeFiles } from '../../../src/core/patch/patch-file.ts'
import { isMergedByName } from '../../../src/core/patch/strategic-merge.ts'
import { writeBlock, writeFlow, writeScalar } from '../../../src/core/patch/yaml-write.ts'
import { parseYaml } from '../../../src/core/yaml.ts'
import { createMemoryTree } from '../locate/memory-tree.ts'

function contextOf(files: Readonly<Record<string, string>>) {
  const tree = createMemoryTree({ files })
  return buildPatchContext(tree, buildGraph(tree))
}

function overlayIn(context: ReturnType<typeof contextOf>, dir: string): Kustomization {
  const overlay = context.graph.get(dir)
  if (overlay === undefined) throw new Error(`no kustomization in ${dir}`)
  return overlay
}

const set = (directories: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec:\n  generators:\n  - matrix:\n      generators:\n      - git:\n          directories: ${directories}\n`

describe('a folder that an ApplicationSet would deploy', () => {
  it.each([
    ['[{path: "apps/*/*"}]', 'apps/cart/krr', true],
    ['[{path: "apps/*"}]', 'apps/cart/krr', false],
    ['[{path: "apps/**"}]', 'apps/cart/krr', false],
    ['[{path: "{{cluster}}/*/krr"}]', 'eu/cart/krr', true],
    ['[{path: "apps/*/*"}, {path: "*/*/krr", exclude: true}]', 'apps/cart/krr', false],
    ['[{path: "apps/*/*"}, {path: "apps/x/*", exclude: true}]', 'apps/cart/krr', true],
  ])('%s and %s: %s', (directories, folder, expected) => {
    expect(createFolderGuard(createMemoryTree({ files: { 'sets/a.yaml': set(directories) } }))(folder)).toBe(expected)
  })
  it('gets no patches', () => {
    const context = contextOf({
      'set.yaml': set('[{path: "apps/*/*"}]'),
      'apps/cart/kustomization.yaml': 'resources: []\n',
    })
    const identity = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', namespace: null, certain: true }
    expect(chooseFile(context, EMPTY_DRAFT, overlayIn(context, 'apps/cart'), identity)).toEqual({
      path: 'apps/cart/krr-deployment-cart.yaml',
      reference: 'krr-deployment-cart.yaml',
    })
  })
})

describe('the name of a new file', () => {
  const identity = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', namespace: 'shop', certain: true }
  it('differs from all others of the draft and the repository', () => {
    const context = contextOf({ 'kustomization.yaml': 'resources: []\n', 'krr/deployment-CART.yaml': '' })
    const overlay = overlayIn(context, '')
    const first = chooseFile(context, EMPTY_DRAFT, overlay, identity)
    expect(first).toMatchObject({ path: 'krr/deployment-cart-shop.yaml' })
    const draft = withFile(EMPTY_DRAFT, 'krr/deployment-cart-shop.yaml', 'x')
    expect(chooseFile(context, draft, overlay, identity)).toMatchObject({ path: 'krr/deployment-cart-2.yaml' })
  })
  it('is none that git ignores: first in another folder, then not at all', () => {
    const context = contextOf({ 'apps/kustomization.yaml': 'resources: []\n' })
    const overlay = overlayIn(context, 'apps')
    const paths = freeFiles(context, overlay, identity).map(({ path }) => path)
    const without = (...ignored: string[]) =>
      chooseFile({ ...context, ignored: new Set(ignored) }, EMPTY_DRAFT, overlay, identity)
    expect(without()).toMatchObject({ path: 'apps/krr/deployment-cart.yaml' })
    expect(without('apps/krr/deployment-cart.yaml')).toMatchObject({ path: 'apps/krr/deployment-cart-shop.yaml' })
    expect(without(...paths.filter((path) => path.startsWith('apps/krr/')))).toEqual({
      path: 'apps/krr-gitops/deployment-cart.yaml',
      reference: 'krr-gitops/deployment-cart.yaml',
    })
    expect(without(...paths)).toEqual({
      ok: false,
      reason: 'git ignores apps/krr/deployment-cart.yaml and every other name for it, so it would not be committed',
    })
  })
  it.each([
    ['../../etc/passwd', 'krr/deployment-etc-passwd.yaml'],
    ['a b\n"c"', 'krr/deployment-a-b-c.yaml'],
    ['..', 'krr/deployment.yaml'],
    ['x'.repeat(400), `krr/deployment-${'x'.repeat(189)}.yaml`],
  ])('is safe for %j', (name, reference) => {
    const context = contextOf({ 'kustomization.yaml': 'resources: []\n' })
    expect(chooseFile(context, EMPTY_DRAFT, overlayIn(context, ''), { ...identity, name })).toMatchObject({ reference })
  })
})

describe('vendored files', () => {
  it.each([
    ['apps/install.yaml', '', true],
    ['flux-system/gotk-components.yaml', '', true],
    ['a/my-crds.yml', '', true],
    ['a/crd.yaml', '', true],
    ['vendor/a/d.yaml', '', true],
    ['a/d.yaml', '# Code generated by x. DO NOT EDIT.\nkind: A\n', true],
    ['a/d.yaml', `a: ${'x'.repeat(100_000)}`, true],
    ['a/d.yaml', '---\na: 1\n'.repeat(21), true],
    ['a/d.yaml', '---\na: 1\n'.repeat(20), false],
    ['a/reinstall.yaml', 'a: generated\n', false],
    ['a/deployment.yaml', '# regenerated never\nkind: A\n', false],
  ])('%s (%#)', (path, text, expected) => {
    expect(isVendored(path, text)).toBe(expected)
  })
})

describe('names before the own step of an overlay', () => {
  const id = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'eu-cart' }
  const manifest = (namespace = '') => `kind: Deployment\nmetadata:\n  name: cart\n${namespace}`
  const cases: [string, Record<string, string>, (string | null)[], boolean][] = [
    ['none in the manifest', { 'd.yaml': manifest() }, [null], true],
    ['one in the manifest', { 'd.yaml': manifest('  namespace: a\n') }, ['a'], true],
    [
      'one in a list',
      { 'd.yaml': `kind: List\nitems:\n- kind: Deployment\n  metadata: {name: cart, namespace: a}\n` },
      ['a'],
      true,
    ],
    ['nobody knows', { 'd.yaml': 'kind: Service\nmetadata: {name: cart}\n' }, [null, 'prod'], false],
    ['two of that name', { 'd.yaml': `${manifest()}---\n${manifest('  namespace: a\n')}` }, [null, 'a'], false],
  ]
  it.each(cases)('%s', (_, files, namespaces, certain) => {
    const context = contextOf({
      'o/kustomization.yaml': 'resources: [../d.yaml]\nnamespace: prod\nnamePrefix: eu-\n',
      ...files,
    })
    const found = identitiesBefore(context, overlayIn(context, 'o'), id)
    expect(found.map(({ name, namespace, certain }) => [name, namespace, certain])).toEqual(
      namespaces.map((namespace) => ['cart', namespace, certain]),
    )
  })
  it('follow components, which come before the patches', () => {
    const context = contextOf({
      'o/kustomization.yaml': 'resources: [../b]\ncomponents: [../c]\nnamespace: prod\nnamePrefix: eu-\n',
      'b/kustomization.yaml': 'resources: [d.yaml]\nnamespace: base\nnameSuffix: -x\n',
      'b/d.yaml': manifest(),
      'c/kustomization.yaml': 'kind: Component\nnamespace: component\n',
    })
    expect(identitiesBefore(context, overlayIn(context, 'o'), { ...id, name: 'eu-cart-x' })).toMatchObject([
      { name: 'cart-x', namespace: 'component', certain: true },
    ])
  })
  it('are those of the render where the affixes do not fit', () => {
    const context = contextOf({ 'o/kustomization.yaml': 'resources: []\nnamePrefix: us-\n' })
    expect(identitiesBefore(context, overlayIn(context, 'o'), id)).toMatchObject([
      { name: 'eu-cart', namespace: 'prod' },
    ])
  })
})

describe('a target', () => {
  it('is full, escaped, and says no namespace that is a guess', () => {
    const identity = { apiVersion: 'v1', kind: 'Pod', name: 'a.b', namespace: 'x', certain: true }
    expect(buildTarget(identity)).toEqual({ version: 'v1', kind: 'Pod', name: 'a\\.b', namespace: 'x' })
    expect(buildTarget({ ...identity, certain: false })).not.toHaveProperty('namespace')
  })
  it('of a strategic merge must be a kind that kustomize merges by name', () => {
    expect(isMergedByName({ apiVersion: 'apps/v1', kind: 'Deployment' })).toBe(true)
    expect(isMergedByName({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' })).toBe(false)
    expect(isMergedByName({ apiVersion: 'extensions/v1beta1', kind: 'Deployment' })).toBe(false)
  })
})

describe('new YAML', () => {
  const odd = [
    'yes',
    'NO',
    'on',
    'null',
    '~',
    '',
    '1',
    '1.5',
    '1e3',
    '0x1',
    '.5',
    '- a',
    'a: b',
    'a #b',
    '"',
    "'",
    '\n',
    '\u2028',
    '12:30',
    '=',
    '<<',
    '*a',
    '&a',
    '!a',
    '{',
    '[',
    '@',
    '`',
    '%',
    '|',
    '>',
    '2026-01-01',
    'é',
  ]
  it.each(odd)('quotes %j where plain text would be read as something else', (text) => {
    expect(parseYaml(writeScalar(text))).toBe(text)
    expect(writeScalar(text)).toMatch(/^"/)
  })
  it.each(['250m', '1Gi', 'app', 'a.b-c/d', 'v1', 'apps/v1', '_x'])('leaves %s plain', (text) => {
    expect(writeScalar(text)).toBe(text)
  })
  it('has the same value in every style', () => {
    const value = { a: [{ b: 'x', c: { d: '1' } }, 'yes', []], e: {}, f: null }
    for (const text of [writeBlock(value).join('\n'), writeFlow(value, false), writeFlow(value, true)]) {
      expect(parseYaml(text)).toEqual(value)
    }
  })
})

it('edits are sorted, and those that change nothing are left out', () => {
  const context = contextOf({ 'a.yaml': 'a', 'b.yaml': 'b' })
  const draft = new Map([
    ['c.yaml', 'c'],
    ['b.yaml', 'b'],
    ['a.yaml', 'x'],
  ])
  expect(draftEdits(context, draft)).toEqual([
    { path: 'a.yaml', before: 'a', after: 'x' },
    { path: 'c.yaml', before: null, after: 'c' },
  ])
})
