import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../../src/core/locate/graph.ts'
import { createLexicon, ownStepExcludes } from '../../../src/core/locate/lexicon.ts'
import { createMemoryTree } from './memory-tree.ts'

const DEPLOYMENT = 'kind: Deployment\nmetadata:\n  name: web\nspec: {template: {spec: {containers: [{name: app}]}}}\n'

function lexiconOf(kustomization: string, files: Record<string, string> = { 'a/w.yaml': DEPLOYMENT }) {
  const tree = createMemoryTree({ files: { 'a/kustomization.yaml': kustomization, ...files } })
  return createLexicon(tree, buildGraph(tree))
}

describe('mayRender', () => {
  const plain = 'resources: [w.yaml]\n'

  it.each([
    ['the name itself', plain, DEPLOYMENT, 'web', true],
    ['another name', plain, DEPLOYMENT, 'cart', false],
    ['a longer name without a prefix', plain, DEPLOYMENT, 'my-web', false],
    ['a longer name with a prefix', `namePrefix: my-\n${plain}`, DEPLOYMENT, 'my-web', true],
    ['a quoted name', plain, DEPLOYMENT.replace('name: web', 'name: "web" # why'), 'web', true],
    ['JSON', plain, '{"kind":"Deployment","metadata":{"name":"web"}}', 'web', true],
    ['another kind', plain, DEPLOYMENT.replace('Deployment', 'StatefulSet'), 'web', false],
    ['one document of several', plain, `kind: X\nname: other\n---\n${DEPLOYMENT}`, 'web', true],
    [
      'a name in a document of another kind',
      plain,
      `kind: Service\nmetadata: {name: cart}\n---\n${DEPLOYMENT}`,
      'cart',
      false,
    ],
    ['an anchored name', plain, DEPLOYMENT.replace('name: web', 'name: &x web'), 'web', true],
    ['an alias', plain, DEPLOYMENT.replace('name: web', 'name: *x'), 'anything', true],
    ['a variable', plain, DEPLOYMENT.replace('name: web', `name: ${'$'}{X}-web`), 'anything', true],
    ['an alias for the kind', plain, DEPLOYMENT.replace('kind: Deployment', 'kind: *k'), 'anything', true],
    ['replacements', `replacements: [{path: r.yaml}]\n${plain}`, DEPLOYMENT, 'anything', true],
    ['a transformer', `transformers: [t.yaml]\n${plain}`, DEPLOYMENT, 'anything', true],
    [
      'a patch of the name',
      `patches: [{patch: "[{op: replace, path: /metadata/name, value: x}]"}]\n${plain}`,
      DEPLOYMENT,
      'anything',
      true,
    ],
    [
      'allowNameChange',
      `patches: [{path: p.yaml, options: {allowNameChange: true}}]\n${plain}`,
      DEPLOYMENT,
      'anything',
      true,
    ],
  ])('%s', (_, kustomization, manifest, name, expected) => {
    expect(lexiconOf(kustomization, { 'a/w.yaml': manifest }).mayRender('a', 'Deployment', name)).toBe(expected)
  })
})

it('mentions a name with and without affixes, but not as a part of a word', () => {
  const lexicon = lexiconOf('resources: [w.yaml]\n', { 'a/w.yaml': DEPLOYMENT.replace('app', 'sidecar') })
  const mentioned = ['web', 'web-v2', 'blue-web', 'website', 'aweb'].filter((name) =>
    lexicon.mentions('a', 'Deployment', name),
  )
  expect(mentioned).toEqual(['web', 'web-v2', 'blue-web'])
})

it('finds manifests that no kustomization names', () => {
  const lexicon = lexiconOf('resources: [w.yaml]\n', {
    'a/w.yaml': DEPLOYMENT,
    'b/w.yaml': DEPLOYMENT.replace('web', 'cart'),
  })
  expect(lexicon.rawManifests('Deployment', 'cart')).toEqual(['b/w.yaml'])
  expect(lexicon.rawManifests('Deployment', 'web')).toEqual([])
})

describe('ownStepExcludes', () => {
  it.each([
    ['namespace: shop', 'shop', 'web', false],
    ['namespace: other', 'shop', 'web', true],
    ['namespace: other', null, 'web', false],
    [`namespace: ${'$'}{NS}`, 'shop', 'web', false],
    ['resources: []', 'shop', 'web', false],
    ['namePrefix: blue-', 'shop', 'web', true],
    ['namePrefix: blue-', 'shop', 'blue-web', false],
    ['nameSuffix: -v1', 'shop', 'web', true],
    [`namePrefix: ${'$'}{P}`, 'shop', 'web', false],
    ['namespace: other\npatchesJson6902: [{path: p.yaml}]', 'shop', 'web', false],
    ['namespace: other\nreplacements: []', 'shop', 'web', false],
    ['namespace: other\ntransformers: [t.yaml]', 'shop', 'web', false],
  ])('%s for %s/%s: %j', (text, namespace, name, expected) => {
    const tree = createMemoryTree({ files: { 'a/kustomization.yaml': `${text}\n` } })
    const kustomization = buildGraph(tree).get('a')
    if (kustomization === undefined) throw new Error('it should parse')
    expect(ownStepExcludes(kustomization, namespace, name)).toBe(expected)
  })
})
