import { describe, expect, it } from 'vitest'
import { findDeclarations } from '../../../src/core/locate/declarations.ts'
import { planDeclarations } from '../../../src/core/locate/declaring.ts'
import { buildGraph } from '../../../src/core/locate/graph.ts'
import { createMemoryTree } from './memory-tree.ts'

const APP = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec: {source: {path: x}}\n'

function plan(files: Record<string, string>) {
  const tree = createMemoryTree({ files })
  const graph = buildGraph(tree)
  const { plain, renders } = planDeclarations(findDeclarations(tree), graph, graph.roots())
  return { plain: plain.map(({ file, declaredIn, namespace }) => [file, declaredIn, namespace]), renders }
}

describe('planDeclarations', () => {
  it('takes a file of its own as it stands', () => {
    expect(plan({ 'argocd/web.yaml': APP })).toEqual({ plain: [['argocd/web.yaml', null, null]], renders: [] })
  })

  it('takes what only gets a namespace or labels as it stands', () => {
    const files = {
      'config/kustomization.yaml': 'namespace: argocd\ncommonLabels: {a: b}\nresources: [base]\ncomponents: [plain]\n',
      'config/base/kustomization.yaml': 'resources: [web.yaml]\n',
      'config/base/web.yaml': APP,
      'config/plain/kustomization.yaml': 'kind: Component\nresources: [x.yaml]\n',
      'config/plain/x.yaml': 'kind: X\n',
    }
    expect(plan(files)).toEqual({ plain: [['config/base/web.yaml', 'config', 'argocd']], renders: [] })
  })

  it.each([
    'patches: [{path: p.yaml}]',
    'patchesStrategicMerge: [p.yaml]',
    'namePrefix: prod-',
    'replacements: [{path: r.yaml}]',
    'transformers: [t.yaml]',
    'components: [../component]',
    'futureField: x',
  ])('renders what %s may change', (line) => {
    const files = {
      'prod/kustomization.yaml': `${line}\nresources: [../base]\n`,
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': APP,
      'component/kustomization.yaml': 'kind: Component\npatches: [{path: p.yaml}]\n',
    }
    expect(plan(files)).toEqual({ plain: [], renders: ['prod'] })
  })

  it('takes no patch for an object', () => {
    const files = {
      'prod/kustomization.yaml': 'resources: [../base]\npatches: [{path: web.yaml}]\n',
      'prod/web.yaml': APP,
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': APP,
    }
    expect(plan(files)).toEqual({ plain: [], renders: ['prod'] })
  })

  it('counts an object once per root that lists it', () => {
    const files = {
      'a/kustomization.yaml': 'resources: [../base]\nnamespace: a\n',
      'b/kustomization.yaml': 'resources: [../base]\nnamespace: b\n',
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': APP,
    }
    expect(plan(files).plain).toEqual([
      ['base/web.yaml', 'a', 'a'],
      ['base/web.yaml', 'b', 'b'],
    ])
  })
})

describe('findDeclarations', () => {
  it('reads several documents and lists, and passes over what is no YAML or another kind', () => {
    const tree = createMemoryTree({
      files: {
        'a.yaml': `kind: X\n---\n${APP}---\n${APP.replace('web', 'cart')}`,
        'b.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${APP.trimEnd().replaceAll('\n', '\n  ')}\n`,
        'chart/templates/c.yaml': `{{- if .Values.on }}\n${APP}{{- end }}\n`,
        'd.yaml': APP.replace('argoproj.io/', 'example.com/'),
        'e.yaml': APP.replace('Application\n', 'AppProject\n'),
        'f.txt': APP,
      },
    })
    expect(findDeclarations(tree).map(({ file, name }) => `${file} ${name}`)).toEqual([
      'a.yaml web',
      'a.yaml cart',
      'b.yaml web',
    ])
  })
})
