import { describe, expect, it } from 'vitest'
import { findCodeowners, ownersOf } from '../../../src/core/pull-request/codeowners.ts'
import { chooseReviewers } from '../../../src/core/pull-request/reviewers.ts'

/** Cases of GitHub's own documentation first, then those that other readers of the file get wrong. */
describe('a CODEOWNERS pattern', () => {
  it.each([
    ['*', ['a', 'x/y/z.yaml'], []],
    ['*.js', ['a.js', 'x/a.js'], ['a.ts']],
    ['/build/logs/', ['build/logs/a', 'build/logs/b/c'], ['x/build/logs/a', 'build/logs']],
    ['docs/*', ['docs/getting-started.md'], ['docs/build-app/troubleshooting.md', 'x/docs/a']],
    ['apps/', ['apps/a', 'x/apps/a', 'x/apps/y/b'], ['apps']],
    ['/docs/', ['docs/a', 'docs/b/c'], ['x/docs/a']],
    ['/scripts', ['scripts', 'scripts/a'], ['x/scripts']],
    ['**/logs', ['logs/a', 'build/logs/a', 'deep/er/logs/b/c'], ['logsx/a']],
    ['apps/github', ['apps/github', 'apps/github/a'], ['x/apps/github']],
    ['/apps/**', ['apps/a', 'apps/a/b'], ['x/apps/a']],
    ['/apps/**/prod', ['apps/prod', 'apps/a/b/prod/x'], ['apps/production']],
    ['/a\\ b/', ['a b/c'], ['a/c']],
    ['\\#x', ['#x'], ['x']],
    ['?.yaml', ['a.yaml'], ['ab.yaml']],
    ['/a+(b)/{c}', ['a+(b)/{c}'], ['ab/c']],
    ['/*', ['a', 'a.yaml'], []],
  ])('%s', (pattern, matching, others) => {
    const file = `${pattern} @owner`
    expect(matching.filter((path) => ownersOf(file, [path]).length === 0)).toEqual([])
    expect(others.filter((path) => ownersOf(file, [path]).length > 0)).toEqual([])
  })
})

describe('ownersOf', () => {
  const file = [
    '# who owns what',
    '*       @acme/platform',
    '/apps/  @ann bob@example.com @acme/shop # the shop',
    '/apps/free/',
    '!/apps/x @nobody',
    '/apps/[ab] @nobody',
    '/bad owner',
  ].join('\r\n')

  it.each([
    [['README.md'], ['@acme/platform']],
    [['apps/cart.yaml'], ['@ann', '@acme/shop']],
    [['apps/free/a.yaml'], []],
    [['apps/x'], ['@ann', '@acme/shop']],
    [['bad'], ['@acme/platform']],
    [
      ['apps/cart.yaml', 'README.md', 'apps/b'],
      ['@ann', '@acme/shop', '@acme/platform'],
    ],
  ])('%j', (paths, owners) => {
    expect(ownersOf(file, paths)).toEqual(owners)
  })

  it('does not read a file that GitHub would not', () => {
    expect(ownersOf(`* @a\n${'#'.repeat(3 * 1024 * 1024)}`, ['x'])).toEqual([])
  })
})

describe('findCodeowners', () => {
  const tree = (files: Record<string, string>) => ({
    ...{ entries: () => [], isDirectory: () => false, real: (path: string) => path },
    text: (path: string) => files[path],
  })
  it('looks where GitHub looks, in its order', () => {
    expect(findCodeowners(tree({ CODEOWNERS: 'root', 'docs/CODEOWNERS': 'docs' }))).toBe('root')
    expect(findCodeowners(tree({ CODEOWNERS: 'root', '.github/CODEOWNERS': 'github' }))).toBe('github')
    expect(findCodeowners(tree({ 'docs/CODEOWNERS': 'docs' }))).toBe('docs')
    expect(findCodeowners(tree({}))).toBeNull()
  })
})

describe('chooseReviewers', () => {
  const base = { paths: ['apps/a'], codeowners: '* @ann @acme/shop', owner: 'acme', bot: 'krr[bot]' }
  it.each([
    [['codeowners'], { users: ['ann'], teams: ['acme/shop'] }],
    [['none'], { users: [], teams: [] }],
    [[], { users: [], teams: [] }],
    [
      ['codeowners', '@Ann', 'bob', 'team:sre', 'acme/shop'],
      { users: ['ann', 'bob'], teams: ['acme/shop', 'acme/sre'] },
    ],
    [['KRR[bot]', 'bob'], { users: ['bob'], teams: [] }],
  ])('%j', (wanted, expected) => {
    expect(chooseReviewers({ ...base, wanted })).toEqual(expected)
  })

  it('asks nobody when there is no CODEOWNERS, and never more than fifteen', () => {
    expect(chooseReviewers({ ...base, codeowners: null, wanted: ['codeowners'] })).toEqual({ users: [], teams: [] })
    const wanted = ['team:a', ...Array.from({ length: 30 }, (_, index) => `user${index}`)]
    const chosen = chooseReviewers({ ...base, wanted })
    expect(chosen.teams).toEqual(['acme/a'])
    expect(chosen.users).toHaveLength(14)
  })
})
