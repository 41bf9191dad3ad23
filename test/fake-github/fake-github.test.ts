/** The judge is judged: the fake refuses what GitHub does not describe, and its repository is one that git accepts. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startFakeGitHub } from './server.ts'
import { BOT_TOKEN, PERSON_TOKEN } from './state.ts'
import { completeResponse, requestViolation } from './validate.ts'

const PULLS = 'POST /repos/{owner}/{repo}/pulls'
const none = new URLSearchParams()

describe('the description of GitHub', () => {
  it.each([
    ['a good request', PULLS, none, { head: 'a', base: 'b', title: 'T' }, null],
    ['a property of the wrong type', PULLS, none, { head: 1, base: 'b' }, /head|type/],
    ['a missing property', PULLS, none, { head: 'a' }, /base/],
    ['an unknown property', PULLS, none, { head: 'a', base: 'b', labels: [] }, /unknown properties labels/],
    [
      'an unknown parameter',
      'GET /repos/{owner}/{repo}/pulls',
      new URLSearchParams('labels=x'),
      undefined,
      /unknown parameter labels/,
    ],
    [
      'a value that is none',
      'GET /repos/{owner}/{repo}/pulls',
      new URLSearchParams('state=merged'),
      undefined,
      /state/,
    ],
    [
      'a mode that is none',
      'POST /repos/{owner}/{repo}/git/trees',
      none,
      { tree: [{ path: 'x', mode: '0644' }] },
      /mode|allowed/,
    ],
    ['a body where none is expected', 'GET /repos/{owner}/{repo}', none, { x: 1 }, /none expected/],
    ['an operation that nobody described', 'GET /user', none, undefined, /no such operation/],
  ])('judges %s', (_, key, query, body, expected) => {
    const violation = requestViolation(key, query, body)
    if (expected === null) expect(violation).toBeNull()
    else expect(violation).toMatch(expected)
  })

  it('refuses wrong answers of the fake itself', () => {
    expect(() => completeResponse(PULLS, 201, { number: 'one' })).toThrow(/not what GitHub describes/)
    expect(() => completeResponse(PULLS, 299, {})).toThrow(/describes no 299/)
    expect(completeResponse(PULLS, 201, { number: 7 })).toMatchObject({ number: 7, head: { ref: '' } })
  })
})

describe('the server', () => {
  it('holds a repository that git finds in order, and knows who asks', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fake-github-'))
    await using fake = await startFakeGitHub({
      directory,
      now: () => new Date(),
      files: { 'a/b.txt': 'x\n', 'a.txt': ['100755', 'y\n'] },
    })
    const call = (method: string, path: string, body?: object, token = BOT_TOKEN) =>
      fetch(`${fake.url}${path}`, {
        method,
        headers: { authorization: `token ${token}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    const base = fake.state.objects.readRef('refs/heads/main') ?? ''
    const baseTree = fake.state.objects.readCommit(base)?.tree ?? ''
    const entry = { path: 'a/c/d.txt', mode: '100644', type: 'blob', content: 'größe\n' }
    const tree = (await (
      await call('POST', '/repos/acme/fleet/git/trees', { base_tree: baseTree, tree: [entry] })
    ).json()) as { sha: string }
    for (const token of [BOT_TOKEN, PERSON_TOKEN]) {
      const made = await call(
        'POST',
        '/repos/acme/fleet/git/commits',
        { message: 'M', tree: tree.sha, parents: [base] },
        token,
      )
      const commit = (await made.json()) as { sha: string; verification: { verified: boolean } }
      expect(commit.verification.verified).toBe(token === BOT_TOKEN)
      fake.state.objects.writeRef('refs/heads/next', commit.sha)
    }
    const git = (...args: string[]) => execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8' })
    expect(git('fsck', '--full', '--strict', '--no-dangling')).toBe('')
    expect(git('ls-tree', '-r', '--name-only', 'next').trim().split('\n')).toEqual(['a.txt', 'a/b.txt', 'a/c/d.txt'])
    expect(git('show', 'next:a/c/d.txt')).toBe('größe\n')
    expect((await call('GET', '/repos/acme/fleet', undefined, 'wrong')).status).toBe(401)
    expect((await call('POST', '/repos/acme/fleet/git/refs', { ref: 'refs/heads/x', sha: 1 })).status).toBe(500)
    expect(fake.violations).toHaveLength(1)
    rmSync(directory, { recursive: true, force: true })
  })
})
