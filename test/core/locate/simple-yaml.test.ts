import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSimpleYaml } from '../../../src/core/locate/simple-yaml.ts'
import { parseYaml } from '../../../src/core/yaml.ts'

const CORPUS = fileURLToPath(new URL('../../../../shared/corpus', import.meta.url))

describe('what it reads, it reads as the YAML package does', () => {
  it.each([
    'resources:\n- a.yaml\n- ../b\n',
    'resources:\n  - a.yaml # why\n  # comment\n\n  - b.yaml',
    '---\n# head\nkind: Kustomization\nnamespace: shop\n',
    '\uFEFFkind: Kustomization\r\nresources:\r\n- a.yaml\r\n',
    'a: {}\nb: []\nc: [x.yaml, y/z]\nd:\n',
    'a: "quoted # not a comment"\nb: \'single\' # comment\n',
    'patches:\n- patch: |-\n    - op: replace\n      path: /spec\n\n      value: 1\n  target:\n    kind: Deployment\n    name: web\n- path: x.yaml\n',
    'text: |\n  one\n    two\n  three\nafter: x\n',
    'count: 12\nzero: 0\nyes: no\n',
    'on: true\noff: false\n',
    'suffix: -dev\npath: ./x\nurl: https://example.com/x?ref=v1\n',
    'images:\n- name: x\n  newTag: v1.2.3\n- name: y\n  newTag: "1.2"\n',
    'outer:\n  inner:\n  - deep:\n      deeper: x\n',
    'key.with/slash-and.dots: value\n',
    '- a\n- b\n',
  ])('%j', (text) => {
    const value = parseSimpleYaml(text)
    if (value !== undefined) expect(value).toEqual(parseYaml(text))
  })

  it.each(['resources:\n- a.yaml\n', '\uFEFFkind: X\r\nlist:\r\n- a\r\n', 'a: |\n  x\n', 'flag: true\n'])(
    '%j is plain enough',
    (text) => {
      expect(parseSimpleYaml(text)).toBeDefined()
    },
  )

  it.each([
    ['an anchor', 'a: &x b\nc: *x\n'],
    ['a tag', 'a: !!str 1\n'],
    ['a merge', '<<: {a: b}\n'],
    ['folded text', 'a: >-\n  b\n'],
    ['two documents', 'a: b\n---\nc: d\n'],
    ['a directive', '%YAML 1.2\n---\na: b\n'],
    ['a duplicate key', 'a: b\na: c\n'],
    ['a continued scalar', 'a: one\n  two\n'],
    ['a tab', 'a:\tb\n'],
    ['a float', 'a: 1.5\n'],
    ['an octal', 'a: 0755\n'],
    ['null', 'a: null\n'],
    ['a quoted key', '"a": b\n'],
    ['an escape', 'a: "\\u0041"\n'],
    ['a nested list', '- - a\n'],
    ['a flow mapping', 'a: {b: c}\n'],
    ['a lone carriage return', 'a: b\rc: d\n'],
    ['a Helm template', '{{- if .Values.x }}\na: b\n{{- end }}\n'],
    ['nothing', ''],
    ['a colon in a plain scalar', 'a: b: c\n'],
    ['a key named like a prototype', '__proto__: x\n'],
  ])('leaves %s to the YAML package', (_, text) => {
    expect(parseSimpleYaml(text)).toBeUndefined()
  })

  it('for any mixture of lines', () => {
    const line = fc.constantFrom(
      ...[
        'a: b',
        'a:',
        '- x',
        '- k: v',
        '  k: v',
        '  - y',
        '    deep: z',
        'b: |',
        'b: |-',
        '   text',
        '',
        '# c',
        '  # c',
      ],
      ...[
        'n: 5',
        'n: 05',
        'q: "x"',
        "q: 'x'",
        'q: x # y',
        'f: [a, b]',
        'f: [a,b,]',
        'e: {}',
        't: true',
        'x: -y',
        '-',
        '...',
      ],
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 9 }), fc.boolean(), (lines, final) => {
        const text = lines.join('\n') + (final ? '\n' : '')
        const value = parseSimpleYaml(text)
        if (value !== undefined) expect(value).toEqual(parseYaml(text))
      }),
      { numRuns: 3000 },
    )
  })

  it.skipIf(!existsSync(CORPUS))('for every kustomization of the corpus, and nearly all of them are plain', () => {
    const files = readdirSync(CORPUS, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && /^(?:kustomization\.ya?ml|Kustomization)$/.test(entry.name),
    )
    let plain = 0
    for (const file of files) {
      const text = readFileSync(join(file.parentPath, file.name), 'utf8')
      const value = parseSimpleYaml(text)
      if (value === undefined) continue
      plain++
      expect(value, join(file.parentPath, file.name)).toEqual(parseYaml(text))
    }
    expect(plain / files.length).toBeGreaterThan(0.95)
  })
})
