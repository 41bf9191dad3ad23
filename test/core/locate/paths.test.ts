import { posix } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ancestorsOf, createLinkFollower, isWithin, joinPath, parentOf } from '../../../src/core/locate/paths.ts'

describe('joinPath', () => {
  it.each([
    ['apps/shop', 'base', 'apps/shop/base'],
    ['apps/shop', '../cart', 'apps/cart'],
    ['apps/shop', './a//b/', 'apps/shop/a/b'],
    ['apps/shop', '../..', ''],
    ['apps/shop', '../../..', null],
    ['apps', '/etc/passwd', null],
    ['', '.', ''],
    ['', '', ''],
    ['a', '', 'a'],
    ['', '..', null],
    ['', '.env', '.env'],
    ['a', 'b/..', 'a'],
    ['a', '..b/c', 'a/..b/c'],
  ])('%j + %j = %j', (dir, reference, expected) => {
    expect(joinPath(dir, reference)).toBe(expected)
  })

  it('agrees with the join of the operating system inside of the repository', () => {
    const part = fc.constantFrom('a', 'b', '..', '.', '', '.x', 'c..')
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), fc.array(part), (dirs, parts) => {
        const reference = parts.join('/')
        fc.pre(!reference.startsWith('/'))
        const expected = posix.join('/root', ...dirs, reference)
        const joined = joinPath(dirs.join('/'), reference)
        if (joined === null) expect(expected.startsWith('/root/')).toBe(false)
        else expect(posix.join('/root', joined).replace(/\/$/, '')).toBe(expected.replace(/\/$/, ''))
      }),
    )
  })
})

describe('createLinkFollower', () => {
  const follow = createLinkFollower(
    new Map([
      ['current', 'apps/shop'],
      ['apps/shop/shared', '../../shared'],
      ['shared/deep', 'one/two'],
      ['out', '../elsewhere'],
      ['absolute', '/etc'],
      ['loop', 'loop'],
      ['ping', 'pong'],
      ['pong', 'ping'],
      ['here', '.'],
    ]),
  )

  it.each([
    ['apps/shop/base.yaml', 'apps/shop/base.yaml', []],
    ['current/base.yaml', 'apps/shop/base.yaml', ['current']],
    ['current/shared/deep/x', 'shared/one/two/x', ['current', 'apps/shop/shared', 'shared/deep']],
    ['here/apps', 'apps', ['here']],
    ['', '', []],
  ])('%s is %s', (path, real, via) => {
    expect(follow(path)).toEqual({ path: real, via })
  })

  it.each(['out/x', 'absolute/passwd', 'loop', 'ping/x', '..', '../x', '/etc', 'apps/../../x'])(
    '%s leads nowhere inside',
    (path) => {
      expect(follow(path)).toBeNull()
    },
  )
})

it('names parents', () => {
  expect(parentOf('a/b/c')).toBe('a/b')
  expect(parentOf('a')).toBe('')
  expect(ancestorsOf('a/b/c')).toEqual(['a/b', 'a', ''])
  expect(ancestorsOf('')).toEqual([])
})

it.each([
  ['a/b', 'a', true],
  ['a', 'a', true],
  ['ab', 'a', false],
  ['a', '', true],
  ['', 'a', false],
])('%j within %j: %j', (path, dir, expected) => {
  expect(isWithin(path, dir)).toBe(expected)
})
