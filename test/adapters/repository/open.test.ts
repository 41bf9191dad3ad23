import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openRepository } from '../../../src/adapters/repository/open.ts'

let root: string
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'krr-gitops-test-')))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(root, { recursive: true, force: true })
})

async function files(entries: Record<string, string | Uint8Array>): Promise<void> {
  for (const [path, content] of Object.entries(entries)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false']
  return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' }).trim()
}

async function paths(directory = root): Promise<string[]> {
  const { tree } = await openRepository(directory)
  return tree.entries().map((entry) => entry.path)
}

describe('a folder without git', () => {
  it('is read whole, links as links', async () => {
    await files({ 'b/x.yaml': 'kind: X\n', 'a.yaml': 'ü\n', 'run.sh': 'echo\n', '.env': 'A=1\n', 'sub/.git/HEAD': 'x' })
    await symlink('b', join(root, 'link'))
    await symlink('/etc/hostname', join(root, 'out.yaml'))
    const repository = await openRepository(root)
    expect(repository).toMatchObject({ root, head: null, dirty: false, origin: null })
    expect(repository.tree.entries()).toEqual([
      { path: '.env', type: 'file' },
      { path: 'a.yaml', type: 'file' },
      { path: 'b/x.yaml', type: 'file' },
      { path: 'link', type: 'symlink', link: 'b' },
      { path: 'out.yaml', type: 'symlink', link: '/etc/hostname' },
      { path: 'run.sh', type: 'file' },
    ])
  })

  it('answers about paths as they are with links followed, and never outside', async () => {
    await files({ 'b/x.yaml': 'kind: X\n', 'run.sh': 'echo\n' })
    await symlink('b', join(root, 'link'))
    await symlink('link/x.yaml', join(root, 'alias.yaml'))
    await symlink('/etc/hostname', join(root, 'out.yaml'))
    await symlink('../..', join(root, 'b', 'up'))
    const { tree } = await openRepository(root)
    expect(tree.text('link/x.yaml')).toBe('kind: X\n')
    expect(tree.text('alias.yaml')).toBe('kind: X\n')
    expect(tree.text('run.sh')).toBe('echo\n')
    expect(tree.real('link')).toBe('b')
    expect(tree.real('alias.yaml')).toBe('b/x.yaml')
    expect(tree.isDirectory('link')).toBe(true)
    expect(tree.isDirectory('b/x.yaml')).toBe(false)
    for (const path of ['out.yaml', 'b/up/etc/hostname', '../x', '/etc/hostname', 'none.yaml']) {
      expect(tree.text(path), path).toBeUndefined()
      expect(tree.real(path), path).toBeUndefined()
    }
  })

  it('has no text for what is no text', async () => {
    await files({ 'binary.yaml': new Uint8Array([0xff, 0xfe, 0x00]), 'latin.yaml': new Uint8Array([0x6b, 0xe4]) })
    const { tree } = await openRepository(root)
    expect(tree.text('binary.yaml')).toBeUndefined()
    expect(tree.text('latin.yaml')).toBeUndefined()
    expect(tree.digest?.('latin.yaml')).toMatch(/^[0-9a-f]{64}$/)
    expect(tree.digest?.('none')).toBeUndefined()
  })

  it('reads files of every size whole', async () => {
    const sizes = [0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 1024 * 1024 + 7, 17 * 1024 * 1024]
    await files(Object.fromEntries(sizes.map((size) => [`${size}.yaml`, 'x'.repeat(size)])))
    const { tree } = await openRepository(root)
    for (const size of sizes) expect(tree.text(`${size}.yaml`)?.length, String(size)).toBe(size)
  })

  it('screens bytes for words', async () => {
    await files({ 'a.yaml': 'kind: Deployment\n' })
    const { tree } = await openRepository(root)
    expect(tree.mentions?.('a.yaml', ['StatefulSet', 'Deployment'])).toBe(true)
    expect(tree.mentions?.('a.yaml', ['StatefulSet'])).toBe(false)
    expect(tree.mentions?.('none.yaml', ['x'])).toBeUndefined()
  })

  it('is not held up by a pipe or a socket', async () => {
    await files({ 'a.yaml': '' })
    execFileSync('mkfifo', [join(root, 'pipe.yaml')])
    expect(await paths()).toEqual(['a.yaml'])
  })

  it('may be empty', async () => {
    expect(await paths()).toEqual([])
  })

  it('may hold kustomizations that are links', async () => {
    await files({ 'real.yaml': 'resources: []\n' })
    await mkdir(join(root, 'app'))
    await symlink('../real.yaml', join(root, 'app', 'kustomization.yaml'))
    const { tree } = await openRepository(root)
    expect(tree.text('app/kustomization.yaml')).toBe('resources: []\n')
  })
})

describe('a git checkout', () => {
  beforeEach(() => {
    git('init', '--quiet', '--initial-branch=main')
  })

  it('holds what git tracks or would track, and nothing that it ignores', async () => {
    await files({
      '.gitignore': 'ignored/\n*.secret\n',
      'tracked.yaml': '1',
      'deleted.yaml': '2',
      'ignored/x.yaml': '3',
      'a.secret': '4',
      'tracked.secret': '5',
    })
    git('add', '.gitignore', 'tracked.yaml', 'deleted.yaml')
    git('add', '--force', 'tracked.secret')
    git('commit', '--quiet', '-m', 'x')
    await rm(join(root, 'deleted.yaml'))
    await files({ 'untracked ü "quoted".yaml': '6', 'new/dir/y.yaml': '7' })
    expect(await paths()).toEqual([
      '.gitignore',
      'new/dir/y.yaml',
      'tracked.secret',
      'tracked.yaml',
      'untracked ü "quoted".yaml',
    ])
  })

  it('knows its commit, branch, origin, and whether tracked files differ', async () => {
    await files({ 'a.yaml': '1' })
    expect(await openRepository(root)).toMatchObject({ head: null, dirty: false, origin: null })
    git('add', '--all')
    git('commit', '--quiet', '-m', 'x')
    git('remote', 'add', 'origin', 'https://example.com/org/fleet.git')
    const commit = git('rev-parse', 'HEAD')
    expect(await openRepository(root)).toMatchObject({
      head: { commit, branch: 'main' },
      dirty: false,
      origin: 'https://example.com/org/fleet.git',
    })
    await files({ 'untracked.yaml': '' })
    expect((await openRepository(root)).dirty).toBe(false)
    await files({ 'a.yaml': '2' })
    expect((await openRepository(root)).dirty).toBe(true)
    git('checkout', '--quiet', '--detach')
    expect((await openRepository(root)).head).toEqual({ commit, branch: null })
  })

  it('is dirty with staged, renamed and conflicting files, and lists each path once', async () => {
    await files({ 'a.yaml': 'one\n' })
    git('add', '--all')
    git('commit', '--quiet', '-m', 'x')
    git('checkout', '--quiet', '-b', 'other')
    await files({ 'a.yaml': 'two\n' })
    git('commit', '--quiet', '-am', 'y')
    git('checkout', '--quiet', 'main')
    await files({ 'a.yaml': 'three\n' })
    git('commit', '--quiet', '-am', 'z')
    expect(() => git('merge', 'other')).toThrow()
    expect(await openRepository(root)).toMatchObject({ dirty: true })
    expect(await paths()).toEqual(['a.yaml'])
    git('merge', '--abort')
    git('mv', 'a.yaml', 'b.yaml')
    expect(await openRepository(root)).toMatchObject({ dirty: true })
    expect(await paths()).toEqual(['b.yaml'])
  })

  it('is opened at its top from a folder inside', async () => {
    await files({ 'apps/shop/a.yaml': '' })
    expect((await openRepository(join(root, 'apps', 'shop'))).root).toBe(root)
  })

  it('is left alone by a folder that it ignores', async () => {
    await files({ '.gitignore': 'work/\n', 'work/fleet/a.yaml': '' })
    const repository = await openRepository(join(root, 'work', 'fleet'))
    expect(repository).toMatchObject({ root: join(root, 'work', 'fleet'), head: null })
    expect(repository.tree.entries()).toHaveLength(1)
  })

  it('leaves out other repositories inside of it', async () => {
    await files({ 'sub/a.yaml': '', 'b.yaml': '' })
    execFileSync('git', ['init', '--quiet'], { cwd: join(root, 'sub') })
    expect(await paths()).toEqual(['b.yaml'])
  })

  it('runs nothing that its configuration names', async () => {
    await files({ 'a.yaml': '', 'spy.sh': `#!/bin/sh\ntouch ${root}/ran\n` })
    await chmod(join(root, 'spy.sh'), 0o755)
    git('config', 'core.fsmonitor', join(root, 'spy.sh'))
    expect(await paths()).toEqual(['a.yaml', 'spy.sh'])
  })

  it('without git on the PATH is a named problem', async () => {
    vi.stubEnv('PATH', join(root, 'nothing'))
    await expect(openRepository(root)).rejects.toMatchObject({ code: 'git-missing', exit: 3 })
  })

  it('that is broken is a named problem in the words of git', async () => {
    await rename(join(root, '.git', 'HEAD'), join(root, '.git', 'HEAD.away'))
    await expect(openRepository(root)).rejects.toMatchObject({
      code: 'git-failed',
      exit: 3,
      detail: expect.stringContaining('not a git'),
    })
  })
})

describe('wrong input', () => {
  it('a folder that does not exist', async () => {
    await expect(openRepository(join(root, 'none'))).rejects.toMatchObject({ code: 'repository-not-found', exit: 2 })
  })

  it('a file', async () => {
    await files({ 'a.yaml': '' })
    await expect(openRepository(join(root, 'a.yaml'))).rejects.toMatchObject({
      code: 'repository-not-a-folder',
      exit: 2,
    })
    await expect(openRepository(join(root, 'a.yaml', 'b'))).rejects.toMatchObject({
      code: 'repository-not-found',
      exit: 2,
    })
  })

  it.skipIf(process.getuid?.() === 0)('a folder or file that may not be read', async () => {
    await files({ 'locked/a.yaml': '', 'b.yaml': '' })
    await chmod(join(root, 'locked'), 0o000)
    await expect(openRepository(join(root, 'locked'))).rejects.toMatchObject({ code: 'repository-unreadable', exit: 2 })
    await expect(openRepository(root)).rejects.toMatchObject({ code: 'repository-unreadable', exit: 2 })
    await chmod(join(root, 'locked'), 0o700)
  })

  it('a run that is stopped', async () => {
    await files({ 'a.yaml': '' })
    await expect(openRepository(root, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  })
})
