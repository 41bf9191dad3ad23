import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { cloneLocal } from '../../../src/adapters/clone/local-clone.ts'

const top = mkdtempSync(join(tmpdir(), 'krr-gitops-local-clone-'))
afterAll(() => rmSync(top, { recursive: true, force: true }))

const directory = join(top, 'a folder')
mkdirSync(directory)
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd: directory,
    encoding: 'utf8',
  }).trim()
const write = (name: string, text: string) => writeFileSync(join(directory, name), text)

git('init', '--quiet', '--initial-branch=main')
write('file.txt', 'main\n')
git('add', '.')
git('commit', '--quiet', '-m', 'One')
const commit = git('rev-parse', 'HEAD')
git('checkout', '--quiet', '-b', 'feature')
write('file.txt', 'feature\n')
git('commit', '--quiet', '-am', 'Two')
write('file.txt', 'not committed\n')

const { signal } = new AbortController()

describe('a clone of one commit', () => {
  it('holds that commit, and leaves what is checked out as it is', async () => {
    const before = [git('status', '--porcelain'), git('rev-parse', 'HEAD')]
    let root = ''
    {
      await using clone = await cloneLocal({ directory, commit, signal })
      root = clone.root
      expect(readFileSync(join(root, 'file.txt'), 'utf8')).toBe('main\n')
      expect(execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()).toBe(commit)
    }
    expect(existsSync(root)).toBe(false)
    expect([git('status', '--porcelain'), git('rev-parse', 'HEAD')]).toEqual(before)
    expect(readFileSync(join(directory, 'file.txt'), 'utf8')).toBe('not committed\n')
  })

  it('runs no hook of the repository', async () => {
    const mark = join(top, 'hook-ran')
    write('.git/hooks/post-checkout', `#!/bin/sh\ntouch '${mark}'\n`)
    execFileSync('chmod', ['+x', join(directory, '.git/hooks/post-checkout')])
    await using clone = await cloneLocal({ directory, commit, signal })
    expect([existsSync(clone.root), existsSync(mark)]).toEqual([true, false])
  })

  it.each([
    ['a commit that is not there', { directory, commit: '0'.repeat(40) }],
    ['a folder that is no repository', { directory: tmpdir(), commit }],
  ])('of %s is a problem', async (_, options) => {
    await expect(cloneLocal({ ...options, signal })).rejects.toMatchObject({ code: 'clone-failed', exit: 3 })
  })

  it('stops when it is told to', async () => {
    const controller = new AbortController()
    controller.abort(new Error('enough'))
    await expect(cloneLocal({ directory, commit, signal: controller.signal })).rejects.toThrow('enough')
  })
})
