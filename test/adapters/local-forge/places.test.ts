/** Repositories as they come: bare, worktrees, detached, without a name for the user; and whatever stands in the way. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openLocalForge } from '../../../src/adapters/local-forge/forge.ts'
import type { Forge } from '../../../src/ports/forge.ts'
import { BASE_FILES } from '../../contract/forge.ts'
import { gitIn, openLocalWorld } from './world.ts'

const clock = { now: () => new Date('2026-03-02T09:00:00Z') }
const folders: string[] = []
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'local-place-'))
  folders.push(path)
  return path
}
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true })
})

async function openOne(forge: Forge, branch = 'krr-gitops/x'): Promise<number> {
  const { head: parent, defaultBranch: base } = await forge.repository.describe()
  const files = [{ path: 'x.yaml', before: null, after: 'x: 1\n' }]
  const commit = await forge.branches.commit({ parent, files, message: () => 'M\n' })
  expect(await forge.branches.point(branch, commit.sha, null)).toBe('done')
  const pull = await forge.pullRequests.open({ branch, base, title: 'T', body: '', draft: false })
  if (pull === 'exists') throw new Error('exists')
  return pull.number
}

describe('a local forge', () => {
  it('leaves index, working tree, HEAD and configuration as they are', async () => {
    await using world = await openLocalWorld(BASE_FILES)
    const { directory } = world
    writeFileSync(join(directory, 'README.md'), 'edited\n')
    writeFileSync(join(directory, 'new.txt'), 'new\n')
    gitIn(directory, ['add', 'new.txt'])
    const view = () => [
      gitIn(directory, ['status', '--porcelain']),
      gitIn(directory, ['symbolic-ref', 'HEAD']),
      readFileSync(join(directory, '.git', 'config'), 'utf8'),
      readdirSync(directory).sort().join(),
    ]
    const before = view()
    await openOne(world.forge)
    expect(view()).toEqual(before)
    expect(gitIn(directory, ['log', '-1', '--format=%an <%ae> %cn <%ce>', 'krr-gitops/x']).trim()).toBe(
      'krr-gitops <krr-gitops@localhost> krr-gitops <krr-gitops@localhost>',
    )
  })

  it('runs no hook of the user', async () => {
    await using world = await openLocalWorld(BASE_FILES)
    const hook = join(world.directory, '.git', 'hooks', 'reference-transaction')
    writeFileSync(hook, '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    await openOne(world.forge)
  })

  it('works in a bare repository', async () => {
    await using world = await openLocalWorld(BASE_FILES)
    const bare = join(folder(), 'fleet.git')
    gitIn(world.directory, ['clone', '--quiet', '--bare', '.', bare])
    const forge = await openLocalForge({ directory: bare, clock })
    expect(await openOne(forge)).toBe(1)
    expect(existsSync(join(bare, 'krr-gitops', 'pulls', '1.json'))).toBe(true)
  })

  it('is one for all worktrees and folders of a repository, also with a detached HEAD', async () => {
    await using world = await openLocalWorld(BASE_FILES)
    const work = join(folder(), 'work')
    gitIn(world.directory, ['worktree', 'add', '--quiet', '--detach', work, 'main'])
    const inside = await openLocalForge({ directory: join(work, 'apps', 'shop'), clock })
    const number = await openOne(inside)
    expect(await world.forge.pullRequests.get(number)).toMatchObject({ branch: 'krr-gitops/x', base: 'main' })
    gitIn(world.directory, ['worktree', 'remove', '--force', work])
  })

  it.each([
    [
      'the default of the remote',
      [
        'branch trunk',
        'update-ref refs/remotes/origin/trunk main',
        'symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/trunk',
      ],
      'trunk',
    ],
    ['what git calls the default', ['branch trunk', 'config init.defaultBranch trunk'], 'trunk'],
    ['main, though another one is checked out', ['checkout --quiet -b feature'], 'main'],
    ['master, where there is no main', ['branch --move main master', 'checkout --quiet -b feature'], 'master'],
    ['the only one, whatever it is called', ['branch --move main odd'], 'odd'],
  ])('takes for its base %s', async (_, commands, expected) => {
    await using world = await openLocalWorld(BASE_FILES)
    for (const command of commands) gitIn(world.directory, command.split(' '))
    expect(await world.forge.repository.describe()).toMatchObject({ defaultBranch: expected })
  })

  it('says what is missing', async () => {
    const empty = folder()
    await expect(openLocalForge({ directory: empty, clock })).rejects.toMatchObject({
      code: 'not-a-repository',
      exit: 2,
    })
    gitIn(empty, ['init', '--quiet', '--initial-branch=main'])
    const forge = await openLocalForge({ directory: empty, clock })
    await expect(forge.repository.describe()).rejects.toMatchObject({ code: 'no-default-branch', exit: 2 })
    await expect(forge.comments.list(1)).rejects.toMatchObject({ code: 'no-such-pull-request', exit: 2 })
  })

  it('does not move a branch that somebody has checked out', async () => {
    await using world = await openLocalWorld(BASE_FILES)
    await openOne(world.forge)
    gitIn(world.directory, ['checkout', '--quiet', 'krr-gitops/x'])
    const head = (await world.forge.branches.head('krr-gitops/x')) ?? ''
    const { head: main } = await world.forge.repository.describe()
    expect(await world.forge.branches.point('krr-gitops/x', main, head)).toBe('in-use')
    expect(await world.forge.branches.head('krr-gitops/x')).toBe(head)
  })

  it('numbers pull requests of several processes apart', async () => {
    await using world = await openLocalWorld(BASE_FILES)
    const forges = await Promise.all([1, 2, 3, 4].map(() => world.again()))
    const numbers = await Promise.all(forges.map((forge, index) => openOne(forge, `krr-gitops/n${index}`)))
    expect(numbers.sort()).toEqual([1, 2, 3, 4])
    expect(readdirSync(join(world.directory, '.git', 'krr-gitops')).sort()).toEqual(['pulls'])
  })

  it('takes over the lock of a process that died, and says who holds a living one', async () => {
    await using world = await openLocalWorld(BASE_FILES)
    const number = await openOne(world.forge)
    const lock = join(world.directory, '.git', 'krr-gitops', 'lock')
    // No process has the largest number that a pid can be.
    writeFileSync(lock, `4194304 ${hostname()}\n`)
    await world.forge.labels.addLabels(number, [{ name: 'a', color: '0e8a16', description: '' }])
    expect(existsSync(lock)).toBe(false)
    writeFileSync(lock, `${process.pid} ${hostname()}\n`)
    await expect(world.forge.labels.removeLabel(number, 'a')).rejects.toMatchObject({
      code: 'local-forge-locked',
      exit: 3,
    })
  })

  it('says which file is broken', async () => {
    await using world = await openLocalWorld(BASE_FILES)
    await openOne(world.forge)
    const file = join(world.directory, '.git', 'krr-gitops', 'pulls', '1.json')
    writeFileSync(file, '{"version": 1')
    await expect(world.forge.pullRequests.get(1)).rejects.toMatchObject({ code: 'local-forge-broken', place: { file } })
  })

  it('tells a merge from a branch that was thrown away', async () => {
    await using world = await openLocalWorld(BASE_FILES)
    const number = await openOne(world.forge)
    gitIn(world.directory, ['update-ref', 'refs/heads/krr-gitops/x', 'main'])
    expect(await world.forge.pullRequests.get(number)).toMatchObject({ state: 'closed', mergedAt: null })
  })
})
