import { describe, expect, it } from 'vitest'
import { expandApplicationSet } from '../../../src/core/locate/application-set.ts'
import { readApplication } from '../../../src/core/locate/argocd.ts'
import { declarationsOf } from '../../../src/core/locate/declarations.ts'
import { buildSourceBook } from '../../../src/core/locate/sources.ts'
import { parseYaml } from '../../../src/core/yaml.ts'
import { createMemoryTree } from './memory-tree.ts'

const TREE = createMemoryTree({
  files: {
    'apps/cart/overlays/dev/kustomization.yaml': '',
    'apps/cart/overlays/prod/kustomization.yaml': '',
    'apps/shop/overlays/prod/kustomization.yaml': '',
    'apps/.hidden/kustomization.yaml': '',
    'clusters/eu/config.json': '{"cluster": {"name": "prod-eu"}, "app": "shop"}',
    'clusters/us/config.yaml': '- cluster: {name: prod-us}\n  app: cart\n- cluster: {name: dev-us}\n  app: cart\n',
    'clusters/old/config.json': '{"cluster": {"name": "old"}, "app": "shop"}',
  },
})

interface Expansion {
  readonly generators: string
  readonly template: string
  readonly goTemplate?: boolean
  readonly extra?: string
  readonly clusters?: readonly string[]
}

function expand({ generators, template, goTemplate = false, extra = '', clusters = [] }: Expansion) {
  const body = parseYaml(`
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: fleet, namespace: argocd}
spec:
  goTemplate: ${goTemplate}
  generators: ${generators}
  template: ${template}
  ${extra}
`)
  const [set] = declarationsOf(body, 'argocd/fleet.yaml', null)
  if (set === undefined) throw new Error('no set')
  const isHere = (url: string | null) => url === null || url === 'here'
  const { applications, limitations } = expandApplicationSet(set, { tree: TREE, clusters, isHere })
  const sources = buildSourceBook([], null)
  const deliveries = applications.flatMap((each) => readApplication(each, TREE, sources))
  return {
    found: deliveries.map(({ name, path, cluster, defaultNamespace }) =>
      [name, path, cluster, defaultNamespace].join(' '),
    ),
    limitations: limitations.map(({ message }) => message),
    names: deliveries.map(({ objectName }) => objectName),
  }
}

const template = (name: string, path: string, destination = '{name: in-cluster, namespace: shop}') =>
  `{metadata: {name: "${name}"}, spec: {source: {repoURL: here, path: "${path}"}, destination: ${destination}}}`

describe('list', () => {
  const generators =
    '[{list: {elements: [{cluster: eu, env: prod, url: "https://1.2.3.4"}, {cluster: us, env: dev, url: "https://5.6.7.8"}]}}]'

  it.each([
    [false, '{{cluster}}-cart', 'apps/cart/overlays/{{ env }}', '{server: "{{url}}", namespace: "cart-{{env}}"}'],
    [true, '{{.cluster}}-cart', 'apps/cart/overlays/{{ .env }}', '{server: "{{.url}}", namespace: "cart-{{.env}}"}'],
  ])('with Go templates: %s', (goTemplate, name, path, destination) => {
    expect(expand({ generators, goTemplate, template: template(name, path, destination) })).toMatchObject({
      found: [
        'argocd/eu-cart apps/cart/overlays/prod eu cart-prod',
        'argocd/us-cart apps/cart/overlays/dev us cart-dev',
      ],
      limitations: [],
    })
  })

  it('takes the name of the cluster from a templated destination', () => {
    const found = expand({
      generators,
      template: template('x', 'apps/cart/overlays/prod', '{name: "{{cluster}}"}'),
    }).found
    expect(found).toEqual(['argocd/x apps/cart/overlays/prod eu ', 'argocd/x apps/cart/overlays/prod us '])
  })

  it('may have a template and a selector of its own', () => {
    const own = `[{list: {elements: [{env: prod}, {env: dev}], template: {metadata: {}, spec: {source: {path: "apps/cart/overlays/{{env}}"}, destination: {}}}}, selector: {matchLabels: {env: dev}}}]`
    expect(expand({ generators: own, template: template('x', 'wrong') }).found).toEqual([
      'argocd/x apps/cart/overlays/dev  shop',
    ])
  })
})

describe('git directories', () => {
  const generators =
    '[{git: {repoURL: here, directories: [{path: "apps/*/overlays/*"}, {path: apps/shop/overlays/*, exclude: true}]}}]'

  it.each([
    [false, '{{path.basename}}-{{path[1]}}', '{{path}}', '{namespace: "{{path.basenameNormalized}}"}'],
    [
      true,
      '{{.path.basename}}-{{index .path.segments 1}}',
      '{{.path.path}}',
      '{namespace: "{{ .path.basename | normalize }}"}',
    ],
  ])('with Go templates: %s', (goTemplate, name, path, destination) => {
    expect(expand({ generators, goTemplate, template: template(name, path, destination) }).found).toEqual([
      'argocd/dev-cart apps/cart/overlays/dev  dev',
      'argocd/prod-cart apps/cart/overlays/prod  prod',
    ])
  })

  it('leaves out hidden folders; a star stays within one folder', () => {
    const one = '[{git: {repoURL: here, directories: [{path: "apps/**"}]}}]'
    expect(expand({ generators: one, template: template('{{path.basename}}', '{{path}}') }).found).toEqual([
      'argocd/cart apps/cart  shop',
      'argocd/shop apps/shop  shop',
    ])
  })

  it('may rename the path, and add values', () => {
    const prefixed =
      '[{git: {repoURL: here, pathParamPrefix: app, directories: [{path: "apps/cart/overlays/*"}], values: {ns: "v-{{app.path.basename}}"}}}]'
    expect(
      expand({
        generators: prefixed,
        template: template('{{app.path.basename}}', '{{app.path}}', '{namespace: "{{values.ns}}"}'),
      }).found,
    ).toEqual(['argocd/dev apps/cart/overlays/dev  v-dev', 'argocd/prod apps/cart/overlays/prod  v-prod'])
  })

  it('of another repository are not known here', () => {
    const other = '[{git: {repoURL: elsewhere, directories: [{path: "apps/*"}]}}]'
    expect(expand({ generators: other, template: template('{{path.basename}}', '{{path}}') })).toMatchObject({
      found: [],
      limitations: ['its git generator reads another repository', 'its paths exist only when it runs'],
    })
  })
})

describe('git files', () => {
  it.each([
    [false, '{{cluster.name}}', 'apps/{{app}}/overlays/prod', '{name: "{{cluster.name}}"}'],
    [true, '{{.cluster.name}}', 'apps/{{.app}}/overlays/prod', '{name: "{{.cluster.name}}"}'],
  ])('with Go templates: %s', (goTemplate, name, path, destination) => {
    const generators =
      '[{git: {repoURL: here, files: [{path: "clusters/**/config.*"}, {path: "clusters/old/*", exclude: true}]}}]'
    expect(expand({ generators, goTemplate, template: template(name, path, destination) }).found).toEqual([
      'argocd/prod-eu apps/shop/overlays/prod prod-eu ',
      'argocd/prod-us apps/cart/overlays/prod prod-us ',
      'argocd/dev-us apps/cart/overlays/prod dev-us ',
    ])
  })
})

describe('matrix', () => {
  it('of two known parts, the second filled from the first', () => {
    const generators =
      '[{matrix: {generators: [{list: {elements: [{env: prod}]}}, {git: {repoURL: here, directories: [{path: "apps/*/overlays/{{env}}"}]}}]}}]'
    expect(expand({ generators, template: template('{{path[1]}}-{{env}}', '{{path}}') }).found).toEqual([
      'argocd/cart-prod apps/cart/overlays/prod  shop',
      'argocd/shop-prod apps/shop/overlays/prod  shop',
    ])
  })
})

describe('what only Argo CD knows', () => {
  it.each([
    ['scmProvider', 'its scmProvider generator is decided outside of this repository'],
    ['pullRequest', 'its pullRequest generator is decided outside of this repository'],
    ['merge', 'its merge generator is decided outside of this repository'],
    ['clusterDecisionResource', 'its clusterDecisionResource generator is decided outside of this repository'],
    ['plugin', 'its plugin generator is decided outside of this repository'],
  ])('%s is a named limitation', (kind, message) => {
    const { found, limitations } = expand({
      generators: `[{${kind}: {x: y}}]`,
      template: template('{{a}}', 'apps/{{a}}'),
    })
    expect(found).toEqual([])
    expect(limitations).toContain(message)
  })

  it('leaves a constant path with an unknown name and cluster', () => {
    const { found, names } = expand({
      generators: '[{clusters: {}}]',
      template: template('{{name}}-cart', 'apps/cart/overlays/prod', '{server: "{{server}}", namespace: cart}'),
    })
    expect(found).toEqual(['argocd/{{name}}-cart apps/cart/overlays/prod  cart'])
    expect(names).toEqual([null])
  })

  it('but a path that depends on the name of the cluster is tried with the names that are known', () => {
    const { found } = expand({
      generators: '[{clusters: {}}]',
      template: template('{{name}}-cart', 'apps/cart/overlays/{{name}}', '{server: "{{server}}", namespace: cart}'),
      clusters: ['dev', 'prod', 'test'],
    })
    expect(found).toEqual([
      'argocd/dev-cart apps/cart/overlays/dev dev cart',
      'argocd/prod-cart apps/cart/overlays/prod prod cart',
      'argocd/test-cart apps/cart/overlays/test test cart',
    ])
  })

  it.each(['{{ .env | sha256sum }}', '{{ if .env }}x{{ end }}', '{{ .missing }}'])(
    'template %s is not guessed',
    (path) => {
      const { found, limitations } = expand({
        generators: '[{list: {elements: [{env: prod}]}}]',
        goTemplate: true,
        template: template('x', path),
      })
      expect(found).toEqual([])
      expect(limitations).toEqual(['its paths exist only when it runs'])
    },
  )

  it('templatePatch may change anything, and is said', () => {
    const { limitations } = expand({
      generators: '[{list: {elements: [{env: prod}]}}]',
      template: template('x', 'apps/cart/overlays/prod'),
      extra: 'templatePatch: "spec: {}"',
    })
    expect(limitations).toEqual(['its templatePatch is not evaluated'])
  })
})
