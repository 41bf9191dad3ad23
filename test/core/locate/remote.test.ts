import { describe, expect, it } from 'vitest'
import { isRemote, normalizeRepositoryUrl } from '../../../src/core/locate/remote.ts'

describe('isRemote', () => {
  it.each([
    'https://github.com/kubernetes-sigs/kustomize//examples/multibases?ref=v1',
    'http://example.com/x.yaml',
    'https://raw.githubusercontent.com/x/y/main/z.yaml',
    'git::https://example.com/org/repo.git//base',
    'git@github.com:org/repo.git//base?ref=v1',
    'github.com/org/repo//base?ref=v1',
    'www.github.com/org/repo',
    'GitHub.com/org/repo',
    'ssh://git@host:2222/org/repo.git',
    'git://host/repo',
    'file:///somewhere/repo.git',
    'org@dev.azure.com:v3/org/project/repo',
    'gh:org/repo',
  ])('%s is fetched', (reference) => {
    expect(isRemote(reference)).toBe(true)
  })

  it.each([
    '../base',
    'base.yaml',
    './github.com',
    'githubXcom/x',
    'https',
    'a@b',
    'key=value.yaml',
    'dir/user@host:x',
    '',
  ])('%j is a path', (reference) => {
    expect(isRemote(reference)).toBe(false)
  })
})

describe('normalizeRepositoryUrl', () => {
  it.each([
    'https://github.com/Org/Shop.git',
    'https://github.com/org/shop',
    'https://user:pass@github.com/org/shop/',
    'git@github.com:org/shop.git',
    'ssh://git@github.com/org/shop',
    'ssh://git@github.com:22/org/shop.git',
    'git::https://github.com/org/shop',
    'https://github.com/org/shop?ref=main',
  ])('%s', (url) => {
    expect(normalizeRepositoryUrl(url)).toBe('github.com/org/shop')
  })

  it.each(['/srv/git/shop.git', '../shop', 'oci://ghcr.io/org/shop', ''])(
    '%j is no address of a git repository',
    (url) => {
      expect(normalizeRepositoryUrl(url)).toBeNull()
    },
  )
})
