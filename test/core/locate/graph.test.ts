import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../../src/core/locate/graph.ts'
import { createMemoryTree } from './memory-tree.ts'

function graphOf(files: Record<string, string>, links: Record<string, string> = {}) {
  return buildGraph(createMemoryTree({ files, links }))
}

const SHOP = {
  'apps/shop/base/kustomization.yaml':
    'resources: [deployment.yaml]\nconfigMapGenerator:\n- name: x\n  files: [conf=settings.ini]\n',
  'apps/shop/base/deployment.yaml': 'kind: Deployment\n',
  'apps/shop/base/settings.ini': 'a=b\n',
  'apps/shop/base/README.md': 'not read\n',
  'apps/shop/overlays/dev/kustomization.yml': 'resources: [../../base]\n',
  'apps/shop/overlays/prod/Kustomization':
    'resources:\n- ../../base\npatches:\n- path: patch.yaml\ncomponents: [../../../../components/ha]\n',
  'apps/shop/overlays/prod/patch.yaml': 'kind: Deployment\n',
  'components/ha/kustomization.yaml': 'kind: Component\npatches:\n- path: replicas.yaml\n',
  'components/ha/replicas.yaml': 'kind: Deployment\n',
  'all/kustomization.yaml': 'resources: [../apps/shop/overlays/prod]\n',
}

describe('buildGraph', () => {
  const graph = graphOf(SHOP)

  it('knows every kustomization, under each of its names', () => {
    expect(graph.directories()).toEqual([
      'all',
      'apps/shop/base',
      'apps/shop/overlays/dev',
      'apps/shop/overlays/prod',
      'components/ha',
    ])
    expect(graph.get('apps/shop/overlays/prod')?.file).toBe('apps/shop/overlays/prod/Kustomization')
    expect(graph.get('apps/shop')).toBeUndefined()
  })

  it('roots are what nobody includes; components are none', () => {
    expect(graph.roots()).toEqual(['all', 'apps/shop/overlays/dev'])
  })

  it('follows consumers in one step and includes in all', () => {
    expect(graph.consumers('apps/shop/base')).toEqual(['apps/shop/overlays/dev', 'apps/shop/overlays/prod'])
    expect(graph.includes('all')).toEqual(['all', 'apps/shop/overlays/prod', 'apps/shop/base', 'components/ha'])
  })

  it('the closure is what a build reads', () => {
    expect([...graph.closure('all')].sort()).toEqual([
      'all/kustomization.yaml',
      'apps/shop/base/deployment.yaml',
      'apps/shop/base/kustomization.yaml',
      'apps/shop/base/settings.ini',
      'apps/shop/overlays/prod/Kustomization',
      'apps/shop/overlays/prod/patch.yaml',
      'components/ha/kustomization.yaml',
      'components/ha/replicas.yaml',
    ])
  })

  it.each([
    ['apps/shop/base/settings.ini', ['all', 'apps/shop/base', 'apps/shop/overlays/dev', 'apps/shop/overlays/prod']],
    ['apps/shop/overlays/prod/patch.yaml', ['all', 'apps/shop/overlays/prod']],
    ['components/ha/replicas.yaml', ['all', 'apps/shop/overlays/prod', 'components/ha']],
    ['apps/shop/overlays/dev/kustomization.yml', ['apps/shop/overlays/dev']],
    ['apps/shop/base/README.md', []],
    ['apps/shop/overlays/dev/krr/new.yaml', []],
  ])('%s is read by %j', (path, readers) => {
    expect(graph.readersOf(path)).toEqual(readers)
  })

  it('says as what a file is named', () => {
    expect(graph.listedBy('components/ha/replicas.yaml')).toEqual([{ dir: 'components/ha', role: 'patch' }])
    expect(graph.listedBy('apps/shop/base/deployment.yaml')).toEqual([{ dir: 'apps/shop/base', role: 'resource' }])
    expect(graph.listedBy('apps/shop/base/README.md')).toEqual([])
  })

  it('nothing stands in the way of rendering', () => {
    expect(graph.problems('all')).toEqual([])
    expect(graph.needsLoadRestrictionsNone('all')).toBe(false)
  })
})

describe('a file that does not exist yet', () => {
  it('is read by those who name it already', () => {
    const graph = graphOf({
      'a/kustomization.yaml': 'resources: [later.yaml]\n',
      'b/kustomization.yaml': 'resources: [../c]\n',
      'c/x.yaml': '',
    })
    expect(graph.readersOf('a/later.yaml')).toEqual(['a'])
    expect(graph.readersOf('c/kustomization.yaml')).toEqual(['b'])
    expect(graph.problems('a')).toMatchObject([
      { kind: 'missing', reference: 'later.yaml', file: 'a/kustomization.yaml' },
    ])
  })
})

describe('what cannot be read', () => {
  const graph = graphOf({
    'broken/kustomization.yaml': 'resources: [../base/, "x\n',
    'broken/deep/file.yaml': 'kind: X\n',
    'base/kustomization.yaml': 'resources: [d.yaml]\n',
    'base/d.yaml': 'kind: Deployment\n',
    'twice/kustomization.yaml': 'resources: [a.yaml]\n',
    'twice/kustomization.yml': 'resources: [../base]\n',
    'twice/a.yaml': '',
    'outer/kustomization.yaml': 'resources: [../broken]\n',
  })

  it('may see everything in its folder, and so may whoever includes it', () => {
    expect(graph.readersOf('broken/deep/file.yaml')).toEqual(['broken', 'outer'])
    expect(graph.closure('outer')).toContain('broken/deep/file.yaml')
  })

  it('may see what its words name', () => {
    expect(graph.readersOf('base/d.yaml')).toEqual(['base', 'broken', 'outer', 'twice'])
  })

  it('takes nobody the place of a root', () => {
    expect(graph.roots()).toEqual(['base', 'outer', 'twice'])
  })

  it('is reported, and so are two files in one folder', () => {
    expect(graph.get('broken')).toBeUndefined()
    expect(graph.problems('outer')).toMatchObject([{ kind: 'unparsable', dir: 'broken' }])
    expect(graph.problems('twice')).toMatchObject([
      { kind: 'unparsable', message: expect.stringContaining('more than one') },
    ])
  })
})

describe('generators and transformers', () => {
  it('make everything in the folder readable, and paths in their configuration relative to their user', () => {
    const graph = graphOf({
      'app/kustomization.yaml': 'resources: [d.yaml]\ntransformers: [../shared/transform.yaml]\n',
      'app/d.yaml': '',
      'app/anything/else.txt': '',
      'shared/transform.yaml':
        'apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: x}\npath: ../patches/p.yaml\n',
      'patches/p.yaml': '',
    })
    expect([...graph.closure('app')].sort()).toEqual([
      'app/anything/else.txt',
      'app/d.yaml',
      'app/kustomization.yaml',
      'patches/p.yaml',
      'shared/transform.yaml',
    ])
    expect(graph.readersOf('app/new.txt')).toEqual(['app'])
    expect(graph.problems('app')).toEqual([])
    expect(graph.needsLoadRestrictionsNone('app')).toBe(true)
  })

  it('with words that may lead out are marked', () => {
    const graph = graphOf({
      'app/kustomization.yaml':
        'generators:\n- |-\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n  metadata: {name: x}\n  files: [/etc/passwd]\n',
    })
    expect(graph.problems('app')).toMatchObject([{ kind: 'unchecked', reference: '/etc/passwd' }])
  })

  it('that inflate Helm charts are Helm', () => {
    const graph = graphOf({
      'app/kustomization.yaml': 'generators: [chart.yaml]\n',
      'app/chart.yaml': 'apiVersion: builtin\nkind: HelmChartInflationGenerator\nname: x\n',
    })
    expect(graph.problems('app')).toMatchObject([{ kind: 'helm' }])
  })
})

it.each([
  ['a remote base', 'resources: ["https://github.com/org/repo//base?ref=v1"]', 'remote'],
  ['a remote patch', 'patches: [{path: "https://example.com/p.yaml"}]', 'remote'],
  ['a remote component', 'components: ["git@github.com:org/repo//c"]', 'remote'],
  ['a chart', 'helmCharts: [{name: postgres}]', 'helm'],
  ['an old chart', 'helmChartInflationGenerator: [{chartName: postgres}]', 'helm'],
  ['an absolute path', 'resources: [/srv/base]', 'outside-repository'],
  ['a path above the repository', 'resources: [../../../x]', 'outside-repository'],
  ['a secret from above', 'secretGenerator: [{name: s, files: [key=../../../id_rsa]}]', 'outside-repository'],
  ['a link out', 'resources: [../link/base]', 'outside-repository'],
  ['a missing file', 'resources: [missing.yaml]', 'missing'],
])('%s is a problem for everybody who includes it', (_, body, kind) => {
  const graph = graphOf(
    { 'inner/kustomization.yaml': `${body}\n`, 'outer/kustomization.yaml': 'resources: [../inner]\n' },
    { link: '../elsewhere' },
  )
  expect(graph.problems('outer').map((problem) => problem.kind)).toEqual([kind])
  expect(graph.problems('outer')[0]).toMatchObject({ dir: 'inner', file: 'inner/kustomization.yaml' })
})
