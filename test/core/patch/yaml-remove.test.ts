import { describe, expect, it } from 'vitest'
import { removeFromList } from '../../../src/core/patch/yaml-remove.ts'
import { editYaml } from '../../../src/core/patch/yaml-text.ts'

const TOP = { document: 0, path: [] }
const remove = (text: string, index: number) => editYaml(text, removeFromList(TOP, 'patches', index))

const HEAD = '# shop\nresources:\n- ../base\n'
const ITEM = '- path: krr/deployment-cart.yaml\n'
const TARGET = '- path: krr/rollout-web.yaml\n  target:\n    kind: Rollout\n    name: web\n'

describe('removeFromList', () => {
  it.each<[string, string, number, string]>([
    ['the last of several', `${HEAD}patches:\n${TARGET}${ITEM}`, 1, `${HEAD}patches:\n${TARGET}`],
    ['the first of several', `${HEAD}patches:\n${TARGET}${ITEM}`, 0, `${HEAD}patches:\n${ITEM}`],
    ['one that is indented', 'patches:\n  - path: a\n  - path: b\nx: 1\n', 0, 'patches:\n  - path: b\nx: 1\n'],
    ['the only one, with its key', `${HEAD}patches:\n${ITEM}`, 0, HEAD],
    ['the only one, before others', `patches:\n${TARGET}${HEAD}`, 0, HEAD],
    ['with CRLF', 'x: 1\r\npatches:\r\n- path: a\r\n- path: b\r\n', 1, 'x: 1\r\npatches:\r\n- path: a\r\n'],
    ['behind a byte-order mark', '\uFEFFpatches:\n- path: a\nx: 1\n', 0, '\uFEFFx: 1\n'],
    ['without a final newline', 'x: 1\npatches:\n- path: a\n- path: b', 1, 'x: 1\npatches:\n- path: a'],
    ['without a final newline, with CRLF', 'x: 1\r\npatches:\r\n- path: b', 0, 'x: 1'],
    ['an inline patch', 'patches:\n- patch: |\n    a: 1\n- path: b\n', 0, 'patches:\n- path: b\n'],
    [
      'beside a comment of its own line',
      'patches:\n# keep\n- path: a\n# and this\n- path: b\n',
      1,
      'patches:\n# keep\n- path: a\n# and this\n',
    ],
  ])('takes %s', (_, text, index, expected) => {
    expect(remove(text, index)).toEqual({ ok: true, text: expected })
  })

  it.each<[string, string, number]>([
    ['a list in brackets', 'x: 1\npatches: [{path: a}, {path: b}]\n', 0],
    ['no list', 'patches: 1\n', 0],
    ['no such key', 'x: 1\n', 0],
    ['no such item', 'patches:\n- path: a\n', 1],
    ['the only thing in the file', 'patches:\n- path: a\n', 0],
    ['a comment on the line', 'x: 1\npatches:\n- path: a # mine\n- path: b\n', 0],
    ['a comment inside', 'x: 1\npatches:\n- path: a\n  # mine\n  target: {}\n- path: b\n', 0],
    ['a comment between key and item', 'x: 1\npatches:\n# mine\n- path: a\n', 0],
    ['an anchor that others use', 'x: 1\npatches:\n- &a { path: a }\n- *a\n', 0],
    ['keys that stand twice', 'patches:\n- a\npatches:\n- b\n', 0],
  ])('refuses %s', (_, text, index) => {
    expect(remove(text, index).ok).toBe(false)
  })
})
