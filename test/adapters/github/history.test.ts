import { describe, expect, it } from 'vitest'
import { BASE_FILES } from '../../contract/forge.ts'
import { moveBranch } from '../../fake-github/branches.ts'
import { commitFiles } from '../../fake-github/state.ts'
import { propose, requestsOf } from './proposed.ts'
import { type GitHubWorld, openGitHubWorld } from './world.ts'

const BLOB = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}'
const QUERY = 'POST /graphql query'
const COMMIT = 'GET /repos/{owner}/{repo}/commits/{ref}'
const open = () => openGitHubWorld(BASE_FILES, { wire: false })

describe('what a commit changed', () => {
  it('is every file of it, before and after, with two requests', async () => {
    await using world = await open()
    const sha = world.people.push('ann', 'main', {
      'README.md': 'größe\r\n',
      'apps/shop/run.sh': null,
      'new.yaml': '\ufeffa: 1',
    })
    const sent = await requestsOf(world, async () => {
      expect(await world.forge.history.edits(sha)).toEqual([
        { path: 'README.md', before: 'hello\n', after: 'größe\r\n' },
        { path: 'apps/shop/run.sh', before: '#!/bin/sh\n', after: null },
        { path: 'new.yaml', before: null, after: '\ufeffa: 1' },
      ])
    })
    expect(sent).toEqual([COMMIT, QUERY])
  })

  it.each(['merge', 'squash', 'rebase'] as const)(
    'is known for a %s, after others changed things and the branch is gone',
    async (method) => {
      await using world = await open()
      const pull = await propose(world)
      world.people.push('ann', 'main', { 'README.md': 'other\n' })
      const merge = world.people.merge('bob', pull.number, { method })
      moveBranch(world.fake.state, pull.branch, null)
      const edits = [{ path: 'apps/shop/krr.yaml', before: null, after: 'cpu: 1\n' }]
      expect(await world.forge.history.edits(merge)).toEqual(edits)
      expect(await world.forge.history.edits(pull.head)).toEqual(edits)
    },
  )

  it('is known for the first commit, and for many files', async () => {
    await using world = await open()
    const first = world.fake.state.objects.readRef('refs/heads/main') ?? ''
    expect((await world.forge.history.edits(first)).map(({ path, before }) => [path, before])).toContainEqual([
      'README.md',
      null,
    ])
    const files = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`many/${index}.yaml`, `${index}\n`]))
    const sha = world.people.push('ann', 'main', files)
    const sent = await requestsOf(world, async () => {
      const edits = await world.forge.history.edits(sha)
      expect(Object.fromEntries(edits.map(({ path, after }) => [path, after]))).toEqual(files)
    })
    expect(sent.filter((key) => key === COMMIT)).toHaveLength(2)
    expect(sent.filter((key) => key === QUERY)).toHaveLength(6)
  })

  it('is a problem for a commit that GitHub does not know', async () => {
    await using world = await open()
    await expect(world.forge.history.edits('0'.repeat(40))).rejects.toMatchObject({ exit: 3 })
  })
})

describe('the text of a file at a commit', () => {
  const put = (world: GitHubWorld, path: string, data: Buffer): string => {
    const { state } = world.fake
    const parent = state.objects.readRef('refs/heads/main')
    const base = parent === null ? null : state.objects.readCommit(parent)
    const entry = { mode: '100644', sha: state.objects.write('blob', data) }
    const tree = state.objects.withFiles(base?.tree ?? null, new Map([[path, entry]]))
    const who = { name: 'A', email: 'a@b.test', date: world.now() }
    return state.objects.writeCommit({ tree, parents: [], author: who, committer: who, message: 'M\n' })
  }

  it('is there or not', async () => {
    await using world = await open()
    const { history } = world.forge
    const { head } = await world.forge.repository.describe()
    expect(await history.fileAt(head, 'README.md')).toBe('hello\n')
    expect(await history.fileAt(head, 'apps/link')).toBe('shop')
    expect(await history.fileAt(head, 'apps')).toBeNull()
    expect(await history.fileAt(head, 'gone')).toBeNull()
    expect(await history.fileAt('0'.repeat(40), 'README.md')).toBeNull()
    const odd = commitFiles(world.fake.state, {
      parent: head,
      files: { 'a:b @{1}"\\.yaml': 'odd\n' },
      by: 'ann',
      message: 'M',
    })
    expect(await history.fileAt(odd, 'a:b @{1}"\\.yaml')).toBe('odd\n')
  })

  it('is read whole where GraphQL cuts it, shows none, or shows another one', async () => {
    await using world = await open()
    const { history } = world.forge
    const { head } = await world.forge.repository.describe()
    expect(await requestsOf(world, () => history.fileAt(head, 'README.md'))).toEqual([QUERY])
    world.fake.state.blobLimit = 3
    const long = await requestsOf(world, async () => {
      expect(await history.fileAt(head, 'README.md')).toBe('hello\n')
    })
    expect(long).toEqual([QUERY, BLOB])
    world.fake.state.blobLimit = 512_000
    const withNull = put(world, 'x', Buffer.from('a\0b'))
    expect(await history.fileAt(withNull, 'x')).toBe('a\0b')
    const latin1 = put(world, 'x', Buffer.from('gr\xf6\xdfe\n', 'latin1'))
    await expect(history.fileAt(latin1, 'x')).rejects.toMatchObject({ code: 'not-a-text' })
    world.fake.state.forbidden.add('Repository.object')
    await expect(history.fileAt(head, 'README.md')).rejects.toMatchObject({ code: 'github-permission' })
  })
})

describe('who changed a path', () => {
  it('is told since a moment, latest first', async () => {
    await using world = await open()
    const { people } = world
    people.push('ann', 'main', { 'README.md': '1\n' })
    world.now()
    const since = world.now()
    world.now()
    people.push('bob', 'main', { 'README.md': '2\n' })
    people.push('ann', 'main', { other: 'x' })
    people.push('nobody', 'main', { 'README.md': '3\n' })
    expect(await world.forge.history.changedBy('README.md', since)).toEqual(['nobody', 'bob'])
    expect(await world.forge.history.changedBy('gone', since)).toEqual([])
  })
})
