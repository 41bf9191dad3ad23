import { describe, expect, it } from 'vitest'
import { parseKustomization } from '../../../src/core/locate/kustomization.ts'

function parse(text: string) {
  const kustomization = parseKustomization({ dir: 'apps/shop', file: 'apps/shop/kustomization.yaml', text })
  if (kustomization === null) throw new Error('it should parse')
  return kustomization
}

describe('parseKustomization', () => {
  it('reads what later stages need', () => {
    const found = parse(`
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: shop
namePrefix: prod-
nameSuffix: -v1
resources: [deployment.yaml, ../base]
bases: [../old]
components:
  - ../../components/ha
patches:
  - path: a.yaml
    target: { kind: Deployment, name: web }
  - patch: |-
      - op: remove
        path: /spec
patchesStrategicMerge:
  - b.yaml
  - |-
    apiVersion: apps/v1
    kind: Deployment
patchesJson6902:
  - target: { version: v1, kind: Service, name: web }
    path: c.yaml
`)
    expect(found).toMatchObject({
      kind: 'Kustomization',
      namespace: 'shop',
      namePrefix: 'prod-',
      nameSuffix: '-v1',
      resources: ['deployment.yaml', '../base', '../old'],
      components: ['../../components/ha'],
      patches: [
        { path: 'a.yaml', inline: null, target: { kind: 'Deployment', name: 'web' } },
        { path: null, inline: '- op: remove\n  path: /spec', target: null },
      ],
      patchesStrategicMerge: [
        { path: 'b.yaml', inline: null, target: null },
        { path: null, inline: 'apiVersion: apps/v1\nkind: Deployment', target: null },
      ],
      patchesJson6902: [{ path: 'c.yaml', inline: null, target: { version: 'v1', kind: 'Service', name: 'web' } }],
    })
  })

  it('lists everything that is named, with what it is there', () => {
    const { references } = parse(`
resources: [r]
components: [c]
patches: [{path: p}, {patch: "inline: x"}]
patchesStrategicMerge: [s, "kind: X\\nmetadata: {}"]
patchesJson6902: [{path: j}]
generators: [g]
transformers: [t]
validators: [v]
configMapGenerator: [{name: n, files: [plain.txt, key=keyed.txt], envs: [e.env], env: old.env}]
secretGenerator: [{files: [secret.txt]}]
replacements: [{path: rep.yaml}]
configurations: [conf.yaml]
crds: [crd.yaml]
openapi: {path: schema.json}
helmCharts: [{name: chart}]
`)
    expect(references.map(({ role, value }) => `${role} ${value}`)).toEqual([
      'resource r',
      'component c',
      'patch p',
      'patch j',
      'patch s',
      'plugin g',
      'plugin t',
      'plugin v',
      'data old.env',
      'data e.env',
      'data plain.txt',
      'data keyed.txt',
      'data secret.txt',
      'data rep.yaml',
      'data conf.yaml',
      'data crd.yaml',
      'data schema.json',
      'helm chart',
    ])
  })

  it.each([
    ['without kind and apiVersion', 'resources: [a.yaml]\n', ['a.yaml']],
    ['with a byte order mark and CRLF', '\uFEFFresources:\r\n  - a.yaml\r\n', ['a.yaml']],
    ['with anchors', 'resources: &list [a.yaml]\ncomponents: *list\n', ['a.yaml']],
    ['with keys in other spellings, as kustomize reads them', 'Resources: [a.yaml]\nRESOURCES_: []\n', ['a.yaml']],
    ['first document only', 'resources: [a.yaml]\n---\nresources: [b.yaml]\n', ['a.yaml']],
    ['the last of two equal keys', 'resources: [a.yaml]\nresources: [b.yaml]\n', ['b.yaml']],
    ['with a merge key', 'x: &x {resources: [a.yaml]}\n<<: *x\n', ['a.yaml']],
    ['with a comment in front', '# head\n---\nresources: [a.yaml]\n', ['a.yaml']],
  ])('reads a kustomization %s', (_, text, resources) => {
    expect(parse(text).resources).toEqual(resources)
  })

  it('keeps the strings of values that kustomize drops, because another version may not', () => {
    expect(parse('resources: [a.yaml]\nresources: [b.yaml]\n').strings).toEqual(
      expect.arrayContaining(['a.yaml', 'b.yaml']),
    )
    expect(parse('resources: [a.yaml]\n---\nresources: [c.yaml]\n').strings).toContain('c.yaml')
  })

  it.each([
    ['a Helm template', '{{- if .Values.on }}\nresources: []\n{{- end }}\n'],
    ['a list', '- a\n- b\n'],
    ['a scalar', 'resources\n'],
    ['nothing', ''],
    ['an unclosed quote', 'namespace: "shop\n'],
    ['an alias without anchor', 'resources: *nowhere\n'],
  ])('refuses %s', (_, text) => {
    expect(parseKustomization({ dir: '', file: 'kustomization.yaml', text })).toBeNull()
  })

  it('survives an alias bomb', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (let i = 1; i < 12; i++) {
      const above = `*${String.fromCharCode(96 + i)}`
      const name = String.fromCharCode(97 + i)
      lines.push(`${name}: &${name} [${Array(9).fill(above).join(', ')}]`)
    }
    expect(parseKustomization({ dir: '', file: 'kustomization.yaml', text: lines.join('\n') })).toBeNull()
  })
})
