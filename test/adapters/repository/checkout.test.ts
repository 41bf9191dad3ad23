/** What git is asked about a checkout, and what it may not start meanwhile. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRepository } from '../../../src/adapters/repository/open.ts'

let root: string
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'krr-gitops-test-')))
  git('init', '--quiet', '--initial-branch=main')
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function files(entries: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(entries)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false']
  return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' }).trim()
}

describe('what git ignores', () => {
  async function ignored(...paths: string[]): Promise<string[] | undefined> {
    const found = await (await openRepository(root)).ignored?.(paths)
    return found === undefined ? undefined : [...found]
  }

  it('is told of files that do not exist yet', async () => {
    await files({
      '.gitignore': 'krr/\n*-secret.yaml\n',
      'apps/.gitignore': '!krr/\n',
      'base/a.yaml': '',
      'krr/old.yaml': 'tracked all the same',
    })
    git('add', '--force', '.')
    const asked = ['krr/a.yaml', 'base/krr/a.yaml', 'apps/krr/a.yaml', 'b-secret.yaml', 'krr/old.yaml', 'base/ü b.yaml']
    expect(await ignored(...asked)).toEqual(['krr/a.yaml', 'base/krr/a.yaml', 'b-secret.yaml'])
    expect(await ignored('base/b.yaml')).toEqual([])
    expect(await ignored()).toEqual([])
  })

  it('is told of folders behind links too; what a link leads out counts as ignored', async () => {
    await files({ '.gitignore': '/real/krr/\n', 'real/kustomization.yaml': '' })
    await symlink('real', join(root, 'link'))
    await symlink('/tmp', join(root, 'out'))
    expect(await ignored('link/krr/a.yaml', 'link/b.yaml', 'out/a.yaml')).toEqual(['link/krr/a.yaml', 'out/a.yaml'])
  })

  it('is nothing without git', async () => {
    await rm(join(root, '.git'), { recursive: true })
    await files({ '.gitignore': 'krr/\n' })
    expect(await ignored('krr/a.yaml')).toBeUndefined()
  })
})

describe('programs that the configuration of a checkout names', () => {
  it.each(['spy', 'a.b=c'])('a clean filter %s is not run', async (name) => {
    const ran = join(root, '.git', 'ran')
    const spy = join(root, '.git', 'spy.sh')
    await files({
      'a.yaml': 'a\n',
      '.gitattributes': `*.yaml filter=${name}\n`,
      '.git/spy.sh': `#!/bin/sh\ntouch ${ran}\ncat\n`,
    })
    await chmod(spy, 0o755)
    git('add', '.')
    git('commit', '--quiet', '-m', 'x')
    git('config', `filter.${name}.clean`, spy)
    git('config', `filter.${name}.required`, 'true')
    // Another time of the same size: git has to look at the content.
    await utimes(join(root, 'a.yaml'), new Date(0), new Date(0))
    expect(await openRepository(root)).toMatchObject({ dirty: false })
    expect(existsSync(ran)).toBe(false)
    git('status')
    expect(existsSync(ran)).toBe(true)
  })
})
