import { describe, expect, it } from 'vitest'
import { embeddedText, insideScalar } from '../../../src/core/patch/yaml-embedded.ts'
import { insertIntoList, insertItem, insertKey } from '../../../src/core/patch/yaml-insert.ts'
import { setScalar } from '../../../src/core/patch/yaml-scalar.ts'
import { readSource, type YamlPath } from '../../../src/core/patch/yaml-source.ts'
import { type EditPlan, editYaml } from '../../../src/core/patch/yaml-text.ts'

const at = (path: YamlPath, document = 0) => ({ document, path })
const patchEntry = insertIntoList(at([]), 'patches', { path: 'krr/a.yaml' })

function edited(text: string, plan: EditPlan): string {
  const result = editYaml(text, plan)
  return result.ok ? result.text : `refused: ${result.reason}`
}

describe('setScalar keeps everything around the value', () => {
  const cases: [string, string, YamlPath, string, number?][] = [
    ['plain', 'a: 500m\n', ['a'], 'a: 250m\n'],
    ['single quotes and a comment', "a: '500m'  # why\n", ['a'], "a: '250m'  # why\n"],
    ['double quotes', 'a: "500m"\n', ['a'], 'a: "250m"\n'],
    ['a number', 'a: 1\n', ['a'], 'a: 250m\n'],
    ['CRLF', 'x: 1\r\na: 500m\r\nb: 2\r\n', ['a'], 'x: 1\r\na: 250m\r\nb: 2\r\n'],
    ['a byte-order mark', '\uFEFFa: 500m\n', ['a'], '\uFEFFa: 250m\n'],
    ['no final newline', 'a: 500m', ['a'], 'a: 250m'],
    ['spaces at the end', 'a: 500m   \nb: 1\n', ['a'], 'a: 250m   \nb: 1\n'],
    ['a tab before the value', 'a:\t500m\n', ['a'], 'a:\t250m\n'],
    ['flow style', 'a: {b: 500m, c: [1,  2]}\n', ['a', 'b'], 'a: {b: 250m, c: [1,  2]}\n'],
    ['JSON', '{"a": {"b": 1}}', ['a', 'b'], '{"a": {"b": "250m"}}'],
    ['the second of two documents', 'a: 500m\n---\na: 500m\n', ['a'], 'a: 500m\n---\na: 250m\n', 1],
    [
      'a document with a head, an end and comments',
      '# c\n--- # d\na: 500m\n...\n',
      ['a'],
      '# c\n--- # d\na: 250m\n...\n',
    ],
    [
      'mixed indentation',
      'a:\n- b:\n      c: 500m\n-   b: 1\n',
      ['a', 0, 'b', 'c'],
      'a:\n- b:\n      c: 250m\n-   b: 1\n',
    ],
    ['an anchor that nobody uses', 'a: &x 500m\n', ['a'], 'a: &x 250m\n'],
  ]
  it.each(cases)('%s', (_, before, path, after, document) => {
    expect(edited(before, setScalar(at(path, document), '250m'))).toBe(after)
  })

  it('writes null without quotes', () => {
    expect(edited('a: "500m" # c\n', setScalar(at(['a']), null))).toBe('a: null # c\n')
  })
})

describe('setScalar refuses', () => {
  const cases: [string, string, YamlPath, string][] = [
    ['an anchor that others use', 'a: &x 500m\nb: *x\n', ['a'], 'change other values'],
    ['a value inside an anchor that others use', 'a: &x {b: 500m}\nc: *x\n', ['a', 'b'], 'change other values'],
    ['a value that a merge takes over', 'a: &x\n  b: 500m\nc:\n  <<: *x\n', ['a', 'b'], 'change other values'],
    ['an alias', 'a: &x 500m\nb: *x\n', ['b'], 'not a plain scalar'],
    ['a place behind an alias', 'a: &x {b: 500m}\nc: *x\n', ['c', 'b'], 'not there'],
    ['a key that is not there', 'a: 500m\n', ['b'], 'not there'],
    ['a key that stands there twice', 'a: 500m\na: 400m\n', ['a'], 'not there'],
    ['a step into a scalar', 'a: 500m\n', ['a', 'b'], 'not there'],
    ['a list where a map was', 'a: 500m\n', [0], 'not there'],
    ['a map', 'a: {}\n', ['a'], 'not a plain scalar'],
    ['nothing', 'a:\n', ['a'], 'unusual form'],
    ['a block scalar', 'a: |\n  500m\n', ['a'], 'unusual form'],
    ['a tag', 'a: !!str 500m\n', ['a'], 'a tag'],
    ['a text over several lines', 'a: 500m\n  more\n', ['a'], 'unusually long'],
    ['a long text', `a: ${'x'.repeat(65)}\n`, ['a'], 'unusually long'],
    ['broken YAML', 'a: [500m\n', ['a'], 'no valid YAML'],
    ['an alias of nothing', 'a: 500m\nb: *x\n', ['a'], 'aliases cannot be resolved'],
    ['carriage returns alone', 'a: 500m\rb: 1\r', ['a'], 'carriage returns'],
    ['a huge file', `a: 500m\n#${'x'.repeat(2_000_000)}`, ['a'], 'too large'],
  ]
  it.each(cases)('%s', (_, before, path, reason) => {
    const result = editYaml(before, setScalar(at(path), '250m'))
    expect(result).toEqual({ ok: false, reason: expect.stringContaining(reason) })
  })
})

describe('an entry under patches', () => {
  const cases: [string, string, string][] = [
    [
      'is added to an indented list',
      'patches:\n  - path: x.yaml\n',
      'patches:\n  - path: x.yaml\n  - path: krr/a.yaml\n',
    ],
    [
      'is added to a list that is not indented',
      'patches:\n- path: x.yaml\nimages: []\n',
      'patches:\n- path: x.yaml\n- path: krr/a.yaml\nimages: []\n',
    ],
    [
      'keeps comments and blank lines behind the list where they are',
      'patches:\n  # one\n  - path: x.yaml # x\n  # two\n\n# three\nimages: []\n',
      'patches:\n  # one\n  - path: x.yaml # x\n  - path: krr/a.yaml\n  # two\n\n# three\nimages: []\n',
    ],
    [
      'goes below an item of several lines',
      'patches:\n-   path: x.yaml\n    target:\n        kind: Deployment\n\nimages: []\n',
      'patches:\n-   path: x.yaml\n    target:\n        kind: Deployment\n- path: krr/a.yaml\n\nimages: []\n',
    ],
    [
      'goes below an inline patch, before its blank lines',
      'patches:\n  - patch: |-\n      - op: remove\n        path: /x\n\n\nimages: []\n',
      'patches:\n  - patch: |-\n      - op: remove\n        path: /x\n  - path: krr/a.yaml\n\n\nimages: []\n',
    ],
    [
      'goes below the blank lines that belong to a patch',
      'patches:\n- patch: |+\n    a: 1\n\nimages: []\n',
      'patches:\n- patch: |+\n    a: 1\n\n- path: krr/a.yaml\nimages: []\n',
    ],
    [
      'goes below an inline patch that ends the file without a newline',
      'patches:\n- patch: |-\n    a: 1',
      'patches:\n- patch: |-\n    a: 1\n- path: krr/a.yaml',
    ],
    [
      'makes the list, indented as others are',
      'resources:\n  - a.yaml\n',
      'resources:\n  - a.yaml\npatches:\n  - path: krr/a.yaml\n',
    ],
    [
      'makes the list, not indented as others are',
      'resources:\n- a.yaml\n',
      'resources:\n- a.yaml\npatches:\n- path: krr/a.yaml\n',
    ],
    [
      'makes the list where there is none',
      'namespace: x\n\n# end\n',
      'namespace: x\npatches:\n  - path: krr/a.yaml\n\n# end\n',
    ],
    [
      'leaves a file without a final newline without one',
      'resources:\n- a.yaml',
      'resources:\n- a.yaml\npatches:\n- path: krr/a.yaml',
    ],
    [
      'leaves a comment without a final newline at the end',
      'namespace: x\n# end',
      'namespace: x\npatches:\n  - path: krr/a.yaml\n# end',
    ],
    ['fills an empty list', 'patches: []\n', 'patches: [{ path: krr/a.yaml }]\n'],
    [
      'fills an empty list with room and a comment',
      'patches: [ ] # none\n',
      'patches: [{ path: krr/a.yaml } ] # none\n',
    ],
    ['is added to a flow list', 'patches: [{path: x.yaml}]\n', 'patches: [{path: x.yaml}, { path: krr/a.yaml }]\n'],
    [
      'is added to a flow list over several lines',
      'patches: [\n  {path: x.yaml}, # x, y\n]\n',
      'patches: [\n  {path: x.yaml}, { path: krr/a.yaml } # x, y\n]\n',
    ],
    ['fills a key that holds nothing', 'patches:\nimages: []\n', 'patches:\n  - path: krr/a.yaml\nimages: []\n'],
    [
      'fills a key that holds comments',
      'patches: # mine\n#  - path: x\nresources:\n- a\n',
      'patches: # mine\n- path: krr/a.yaml\n#  - path: x\nresources:\n- a\n',
    ],
    [
      'fills the last key of a file without a newline',
      'namespace: x\npatches:',
      'namespace: x\npatches:\n  - path: krr/a.yaml',
    ],
    ['follows CRLF', 'resources:\r\n- a.yaml\r\n', 'resources:\r\n- a.yaml\r\npatches:\r\n- path: krr/a.yaml\r\n'],
    [
      'follows CRLF without a final one',
      'resources:\r\n- a.yaml',
      'resources:\r\n- a.yaml\r\npatches:\r\n- path: krr/a.yaml',
    ],
    [
      'follows the line ending beside it',
      'resources:\n- a.yaml\npatches:\r\n- path: x\r\n',
      'resources:\n- a.yaml\npatches:\r\n- path: x\r\n- path: krr/a.yaml\r\n',
    ],
    [
      'keeps a byte-order mark',
      '\uFEFFresources:\n- a.yaml\n',
      '\uFEFFresources:\n- a.yaml\npatches:\n- path: krr/a.yaml\n',
    ],
    [
      'keeps markers of documents',
      '---\nresources:\n- a.yaml\n...\n',
      '---\nresources:\n- a.yaml\npatches:\n- path: krr/a.yaml\n...\n',
    ],
    [
      'speaks JSON where the file does',
      '{"resources": ["a.yaml"]}',
      '{"resources": ["a.yaml"], "patches": [{"path": "krr/a.yaml"}]}',
    ],
    [
      'speaks JSON in a list of JSON',
      '{"patches": [{"path": "x"}]}',
      '{"patches": [{"path": "x"}, {"path": "krr/a.yaml"}]}',
    ],
    ['goes into an indented map', '  resources:\n  - a\n', '  resources:\n  - a\n  patches:\n  - path: krr/a.yaml\n'],
    ['goes below an empty item', 'patches:\n- path: x\n-\n', 'patches:\n- path: x\n-\n- path: krr/a.yaml\n'],
  ]
  it.each(cases)('%s', (_, before, after) => {
    expect(edited(before, patchEntry)).toBe(after)
  })

  const refused: [string, string, string][] = [
    ['a map under the key', 'patches: {a: 1}\n', 'not a list'],
    ['a written null', 'patches: null\n', 'not a list'],
    ['an anchored nothing', 'patches: &x\nb: 1\n', 'not a list'],
    ['an alias', 'x: &x [{path: a}]\npatches: *x\n', 'not a list'],
    ['a list that others use', 'patches: &x\n- path: a\nb: *x\n', 'change other values'],
    ['a list over the end of which others stand', 'patches: &x\n- &y\n  path: a\nb: *y\n', ''],
    ['a key that stands there twice', 'patches: []\npatches: []\n', 'twice'],
    ['a list at the top', '- a\n', 'no map'],
    ['an empty file', '# nothing\n', 'no map'],
    ['a map of which one part is merged', 'a: &a {b: 1}\n<<: *a\n', 'from an anchor'],
    ['items on one line', 'x:\n- - patches\n', ''],
    ['a comma behind a comment', 'patches: [a # x\n , b # y\n , ]\n', 'comma'],
    ['keys with explicit marks', '? a\n: 1\n? b\n: 2\n', 'one column'],
  ]
  it.each(refused)('refuses %s', (_, before, reason) => {
    const result = editYaml(before, patchEntry)
    if (reason === '') expect(result.ok).toBe(true)
    else expect(result).toEqual({ ok: false, reason: expect.stringContaining(reason) })
  })
})

describe('a new key', () => {
  const cases: [string, string, YamlPath, string][] = [
    ['in a block map', 'a:\n    cpu: 1 # c\nb: 1\n', ['a'], 'a:\n    cpu: 1 # c\n    memory: 1Gi\nb: 1\n'],
    [
      'in the map of an item',
      '- name: x\n  cpu: 1\n- name: y\n',
      [0],
      '- name: x\n  cpu: 1\n  memory: 1Gi\n- name: y\n',
    ],
    ['in the map of an item with a wide dash', '-   name: x\n', [0], '-   name: x\n    memory: 1Gi\n'],
    ['in a flow map', 'a: { cpu: 1 } # c\n', ['a'], 'a: { cpu: 1, memory: 1Gi } # c\n'],
    ['in an empty flow map', 'a: {}\n', ['a'], 'a: {memory: 1Gi}\n'],
    ['in JSON', '{"a": {"cpu": 1}}\n', ['a'], '{"a": {"cpu": 1, "memory": "1Gi"}}\n'],
    [
      'below a deeper map',
      'a:\n  x:\n    - y:\n        z: 1\n\n  # c\nb: 1\n',
      ['a'],
      'a:\n  x:\n    - y:\n        z: 1\n  memory: 1Gi\n\n  # c\nb: 1\n',
    ],
  ]
  it.each(cases)('%s', (_, before, path, after) => {
    expect(edited(before, insertKey(at(path), 'memory', '1Gi'))).toBe(after)
  })
  it('may be a map', () => {
    expect(edited('a:\n  b: 1\n', insertKey(at(['a']), 'requests', { cpu: '1', memory: null }))).toBe(
      'a:\n  b: 1\n  requests:\n    cpu: "1"\n    memory: null\n',
    )
  })
  it.each([
    ['is there already', 'memory: 1\n', [], 'already there'],
    ['has no map to go into', 'a: 1\n', ['a'], 'no map'],
    ['would change an alias', 'a: &x\n  cpu: 1\nb: *x\n', ['a'], 'change other values'],
  ] as [string, string, YamlPath, string][])('is refused when it %s', (_, before, path, reason) => {
    expect(edited(before, insertKey(at(path), 'memory', '1Gi'))).toContain(reason)
  })
  it('needs a list for an item', () => {
    expect(edited('a: 1\n', insertItem(at(['a']), 'x'))).toContain('no list')
  })
})

describe('inside an embedded patch', () => {
  const place = at(['patches', 0, 'patch'])
  const set = insideScalar(place, setScalar(at(['cpu']), '250m'))
  const add = insideScalar(place, insertKey(at([]), 'memory', '1Gi'))
  const cases: [string, EditPlan, string, string][] = [
    [
      'a value',
      set,
      'patches:\n- patch: |-\n    a: 1\n\n    cpu: "1" # c\n  x: 1\n',
      'patches:\n- patch: |-\n    a: 1\n\n    cpu: "250m" # c\n  x: 1\n',
    ],
    [
      'a value with CRLF',
      set,
      'patches:\r\n- patch: |-\r\n    a: 1\r\n    cpu: 1\r\n',
      'patches:\r\n- patch: |-\r\n    a: 1\r\n    cpu: 250m\r\n',
    ],
    [
      'a key at the end, stripped',
      add,
      'patches:\n- patch: |-\n    cpu: 1\n\nx: 1\n',
      'patches:\n- patch: |-\n    cpu: 1\n    memory: 1Gi\n\nx: 1\n',
    ],
    [
      'a key at the end, clipped',
      add,
      'patches:\n- patch: |\n    cpu: 1\n\nx: 1\n',
      'patches:\n- patch: |\n    cpu: 1\n    memory: 1Gi\n\nx: 1\n',
    ],
    [
      'a key at the end of a file without a newline',
      add,
      'patches:\n- patch: |\n    cpu: 1',
      'patches:\n- patch: |\n    cpu: 1\n    memory: 1Gi',
    ],
    [
      'a key at the end of a file without a newline, stripped',
      add,
      'patches:\n- patch: |-\n    cpu: 1',
      'patches:\n- patch: |-\n    cpu: 1\n    memory: 1Gi',
    ],
    [
      'a key before a comment',
      add,
      'patches:\n- patch: |-\n    cpu: 1\n\n    # c\n',
      'patches:\n- patch: |-\n    cpu: 1\n    memory: 1Gi\n\n    # c\n',
    ],
    [
      'a key with CRLF',
      add,
      'patches:\r\n- patch: |-\r\n    cpu: 1\r\n    # c\r\n',
      'patches:\r\n- patch: |-\r\n    cpu: 1\r\n    memory: 1Gi\r\n    # c\r\n',
    ],
  ]
  it.each(cases)('%s', (_, plan, before, after) => {
    expect(edited(before, plan)).toBe(after)
  })
  it.each([
    ['a folded block', 'patches:\n- patch: >-\n    cpu: 1\n'],
    ['quotes', 'patches:\n- patch: "cpu: 1"\n'],
    ['plain text', 'patches:\n- patch: cpu\n'],
    ['nothing', 'patches:\n- path: cpu\n'],
    ['an indentation indicator', 'patches:\n- patch: |2-\n      cpu: 1\n'],
  ])('refuses %s', (_, before) => {
    expect(edited(before, set)).toContain('the embedded text is')
  })
  it('refuses what the inner edit refuses', () => {
    expect(edited('patches:\n- patch: |-\n    a: 1\n', set)).toContain('not there')
  })
  it('gives the text', () => {
    const read = readSource('patches:\n- patch: |-\n    a: 1\n')
    expect(read.ok && embeddedText(read.source, place)).toEqual({ ok: true, text: 'a: 1' })
  })
})
