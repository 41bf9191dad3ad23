/** The command line against GitHub: a repository that is only there, and one that is checked out here. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FakeServer, startFakeGitHub } from '../../fake-github/server.ts'
import { BOT_TOKEN } from '../../fake-github/state.ts'
import { type Fleet, makeFleet } from '../fleet-fixture.ts'
import { type GitHttp, serveGit } from '../git-http.ts'
import { runCli } from '../io-fixture.ts'

const BASIC = `Basic ${Buffer.from(`x-access-token:${BOT_TOKEN}`).toString('base64')}`

vi.setConfig({ testTimeout: 180_000 })

let fleet: Fleet
let folder = ''
let github: FakeServer
let git: GitHttp

beforeEach(async () => {
  fleet = makeFleet()
  folder = mkdtempSync(join(tmpdir(), 'cli-github-'))
  mkdirSync(join(folder, 'acme'))
  const files = Object.fromEntries(
    fleet
      .git('ls-files')
      .trim()
      .split('\n')
      .map((path) => [path, fleet.git('show', `HEAD:${path}`)]),
  )
  github = await startFakeGitHub({ directory: join(folder, 'acme', 'fleet.git'), now: () => new Date(), files })
  git = await serveGit(folder, BASIC)
})
afterEach(async () => {
  await github[Symbol.asyncDispose]()
  await git[Symbol.asyncDispose]()
  fleet.remove()
  rmSync(folder, { recursive: true, force: true })
})

function run(args: readonly string[], env: Record<string, string> = {}, cwd = folder) {
  const temporary = { PATH: process.env.PATH, HOME: process.env.HOME, XDG_CACHE_HOME: join(folder, 'cache') }
  const server = { GITHUB_API_URL: github.url, GITHUB_SERVER_URL: git.url, GITHUB_TOKEN: BOT_TOKEN }
  return runCli(args, { cwd, env: { ...temporary, ...server, ...env } })
}

describe('a repository on GitHub', () => {
  it('is cloned, planned, proposed, listed and shown; a second run changes nothing; no copy stays', async () => {
    const before = temporaryClones()
    const first = await run(['propose', '--repo', 'acme/fleet', '--report', fleet.report, '--json', '--quiet'])
    expect(first.err).toBe('')
    expect(first.code).toBe(0)
    expect(JSON.parse(first.out)).toMatchObject({
      forge: 'github',
      repository: 'acme/fleet',
      results: [{ action: 'create', number: 1 }],
    })
    expect(github.violations).toEqual([])
    expect(github.state.pulls.map(({ number, author, state }) => [number, author, state])).toEqual([
      [1, 'krr-gitops[bot]', 'open'],
    ])
    expect(git.credentials.every((credential) => credential === BASIC)).toBe(true)
    const writes = github.log.filter(({ write }) => write).length
    const second = await run(['propose', '--repo', 'acme/fleet', '--report', fleet.report, '--json', '--quiet'])
    expect(JSON.parse(second.out).results).toMatchObject([{ action: 'keep', number: 1 }])
    expect(github.log.filter(({ write }) => write).length).toBe(writes)
    const list = await run(['list', '--repo', 'acme/fleet'])
    expect(list.out).toMatch(/#1 +open +\w+ +Right-size 1 container/)
    const show = await run(['show', '1', '--repo', 'acme/fleet'])
    expect(show.out).toContain('| `shop/Deployment/cart` | `app` | CPU request | 1 | 200m | **700m** (−30 %) |')
    expect(show.out).not.toContain('krr-gitops:state')
    expect(temporaryClones()).toEqual(before)
  }, 120_000)

  it('that the token does not open is a sentence and exit 3, without the token in it', async () => {
    const { code, out, err } = await run(['plan', '--repo', 'acme/fleet', '--report', fleet.report], {
      GITHUB_TOKEN: 'wrong-token',
    })
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain(`error: acme/fleet could not be cloned from ${git.url}.`)
    expect(err).toContain('hint: Check the name of the repository, the rights of GITHUB_TOKEN')
    expect(err).not.toContain('wrong-token')
    expect(err).not.toContain(Buffer.from('x-access-token:wrong-token').toString('base64'))
  })

  it('needs a token', async () => {
    const { code, err } = await run(['plan', '--repo', 'acme/fleet', '--report', fleet.report], { GITHUB_TOKEN: '' })
    expect(code).toBe(2)
    expect(err).toContain('GITHUB_TOKEN is not set')
  })

  it('has no working tree to write to', async () => {
    const { code, err } = await run(['plan', '--repo', 'acme/fleet', '--report', fleet.report, '--write', '--quiet'])
    expect(code).toBe(2)
    expect(err).toContain('error: --write needs a working tree, and acme/fleet is on GitHub.')
  })
})

describe('a checkout of a repository on GitHub', () => {
  it('is recognised by its remote', async () => {
    fleet.git('remote', 'add', 'origin', `${git.url}/acme/fleet.git`)
    const { code, out } = await run(['list', '--json'], {}, fleet.root)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({ schemaVersion: 1, forge: 'github', pullRequests: [] })
    const local = await run(['list', '--json', '--forge', 'local'], {}, fleet.root)
    expect(JSON.parse(local.out).forge).toBe('local')
  })
})

function temporaryClones(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('krr-gitops-clone-'))
}
