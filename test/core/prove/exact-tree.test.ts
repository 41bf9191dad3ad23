import { describe, expect, it } from 'vitest'
import { exactTree, scalarText, showTree } from '../../../src/core/prove/exact-tree.ts'

function tree(text: string) {
  const result = exactTree(text)
  if (!result.ok) throw new Error(result.unreadable)
  return result.tree
}

describe('exactTree tells apart what a plain parser does not', () => {
  it.each([
    ['large numbers', 'a: 9007199254740993', 'a: 9007199254740992'],
    ['1.0 and 1', 'a: 1.0', 'a: 1'],
    ['a number and text', 'a: 1', 'a: "1"'],
    ['a boolean and text', 'a: true', 'a: "true"'],
    ['null and text', 'a: null', 'a: "null"'],
    ['null and nothing', 'a: null', '{}'],
    ['yes as Kubernetes reads it and text', 'a: yes', 'a: "yes"'],
    ['a time of day in base 60 and text', 'a: 12:30', 'a: "12:30"'],
    ['a date and text', 'a: 2026-01-01', 'a: "2026-01-01"'],
    ['an empty map and an empty list', 'a: {}', 'a: []'],
  ])('%s', (_, one, other) => {
    expect(tree(one)).not.toEqual(tree(other))
  })
})

describe('exactTree takes as equal what only looks different', () => {
  it.each([
    ['quotes', "a: 'x'", 'a: "x"'],
    ['flow and block', 'a: {b: [1, two]}', 'a:\n  b:\n  - 1\n  - two'],
    ['null', 'a: ~', 'a: null'],
    ['null left empty', 'a:', 'a: null'],
    ['an alias', 'a: &x {b: 1}\nc: *x', 'a: {b: 1}\nc: {b: 1}'],
    ['a key alone in a flow map', '{a}', 'a: null'],
    ['block scalars', 'a: |\n  x\n  y\n', 'a: "x\\ny\\n"'],
  ])('%s', (_, one, other) => {
    expect(tree(one)).toEqual(tree(other))
  })

  it('keys that JavaScript treats in its own way', () => {
    expect(Object.keys(tree('{ __proto__: 1, constructor: 2 }'))).toEqual(['__proto__', 'constructor'])
  })
})

describe('exactTree refuses', () => {
  it.each([
    ['two documents', 'a: 1\n---\nb: 1', 'not exactly one document'],
    ['no document', '', 'not exactly one document'],
    ['broken text', 'a: [', 'no valid YAML'],
    ['a key that stands there twice', 'a: 1\na: 2', 'the key a stands there twice'],
    ['a key that is a map', '? {a: 1}\n: 2', 'a key is not a scalar'],
  ])('%s', (_, text, reason) => {
    expect(exactTree(text)).toEqual({ ok: false, unreadable: expect.stringContaining(reason) })
  })

  it('a bomb of aliases', () => {
    const text = 'a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]'
    expect(exactTree(text, 1000)).toMatchObject({ ok: true })
    expect(exactTree(text, 50)).toEqual({ ok: false, unreadable: expect.stringContaining('too large') })
  })

  it('the first of several reasons', () => {
    expect(exactTree('{a: 1, a: 2, ? [x] : 1}')).toMatchObject({ unreadable: expect.stringContaining('twice') })
    expect(exactTree('{a: {b: 1, b: 2}, c: {? [x] : 1}, d: {e: 1, e: 1}}')).toMatchObject({
      unreadable: expect.stringContaining('the key b'),
    })
  })
})

describe('for messages', () => {
  it('shows a tree on one short line', () => {
    expect(showTree(tree('{a: [1, "2", null]}'))).toBe('{"a":["1","2",null]}')
    expect(showTree(undefined)).toBe('nothing')
    expect(showTree(`string:${'x'.repeat(500)}`)).toHaveLength(160)
  })
  it('gives the text of a scalar only', () => {
    expect(scalarText('number:1')).toBe('1')
    expect(scalarText('string:a:b')).toBe('a:b')
    expect(scalarText({})).toBeNull()
    expect(scalarText('null:')).toBeNull()
    expect(scalarText(undefined)).toBeNull()
  })
})
