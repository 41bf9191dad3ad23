/** What GitHub can say instead of yes, and what a person reads then. */
import { describe, expect, it } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import { BASE_FILES } from '../../contract/forge.ts'
import { failOnce } from '../../fake-github/faults.ts'
import { type GitHubWorld, openGitHubWorld } from './world.ts'

const REPO = 'POST /graphql query'
const TREES = 'POST /repos/{owner}/{repo}/git/trees'
const PULLS = 'POST /repos/{owner}/{repo}/pulls'
const TOKEN = 'ghp_thisIsTheSecretTokenOfThisTest00000000'

async function failing(world: GitHubWorld, work: () => Promise<unknown>): Promise<Problem> {
  const error = await work().then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Problem)) throw new Error(`no Problem but ${String(error)}`)
  expect(error.exit).toBe(3)
  expect(error.hint).not.toBeNull()
  const everything = JSON.stringify([error.message, error.hint, error.detail, error.stack])
  expect(everything).not.toContain(TOKEN)
  expect(world.fake.violations).toEqual([])
  return error
}

describe('an answer of GitHub that is no', () => {
  it.each([
    ['a bad token', 401, undefined, 'github-token-refused', /GITHUB_TOKEN/],
    ['a hidden repository', 404, undefined, 'github-not-found', /acme\/fleet/],
    ['a missing permission', 403, undefined, 'github-permission', /contents: read/],
    [
      'a missing permission that GitHub names',
      403,
      { 'x-accepted-github-permissions': 'contents=write' },
      'github-permission',
      /contents: write/,
    ],
    ['single sign-on', 403, { 'x-github-sso': 'required; url=https://github.com' }, 'github-sso', /single sign-on/],
    [
      'the primary rate limit',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1772442000' },
      'github-rate-limit',
      /2026-03-02T09:00:00/,
    ],
    ['the secondary rate limit', 403, { 'retry-after': '73' }, 'github-secondary-rate-limit', /73 seconds/],
    ['too many requests', 429, undefined, 'github-secondary-rate-limit', /slow down|a few minutes/],
    ['a broken server', 503, undefined, 'github-failed', /503/],
    ['a legal block', 451, undefined, 'github-refused', /451/],
  ] as const)('%s', async (_, status, headers, code, words) => {
    await using world = await openGitHubWorld(BASE_FILES)
    world.fake.denied.set(REPO, { status, ...(headers === undefined ? {} : { headers }) })
    world.fake.state.tokens.set(TOKEN, 'ann')
    const forge = world.connect({ token: TOKEN })
    const problem = await failing(world, () => forge.repository.describe())
    expect(problem.code).toBe(code)
    expect(`${problem.message} ${problem.hint}`).toMatch(words)
  })

  it('a token that GitHub does not know', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    const forge = world.connect({ token: TOKEN })
    expect((await failing(world, () => forge.repository.describe())).code).toBe('github-token-refused')
  })

  it('another repository', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    const forge = world.connect({ repo: 'other' })
    expect(await failing(world, () => forge.repository.describe())).toMatchObject({ code: 'github-not-found' })
  })

  it('an archived repository, and an empty one', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    world.fake.state.archived = true
    expect((await failing(world, () => world.connect().repository.describe())).code).toBe('github-archived')
    world.fake.state.archived = false
    world.fake.state.objects.writeRef('refs/heads/main', null)
    expect((await failing(world, () => world.connect().repository.describe())).code).toBe('github-empty-repository')
  })

  it('no server at all', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    const forge = world.connect({ apiUrl: 'http://127.0.0.1:1' })
    expect(await failing(world, () => forge.repository.describe())).toMatchObject({
      code: 'github-unreachable',
      detail: expect.stringMatching(/ECONNREFUSED|bad port/),
    })
  })

  it('a validation error, with what GitHub says about each field', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    const request = { branch: 'krr-gitops/none', base: 'main', title: 'T', body: '', draft: false }
    const problem = await failing(world, () => world.forge.pullRequests.open(request))
    expect(problem).toMatchObject({ code: 'github-refused', detail: expect.stringContaining('head krr-gitops/none') })
  })

  it('a pull request that Actions may not open', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    world.fake.denied.set(PULLS, { status: 403 })
    const request = { branch: 'krr-gitops/none', base: 'main', title: 'T', body: '', draft: false }
    const problem = await failing(world, () => world.forge.pullRequests.open(request))
    expect(problem.hint).toMatch(/pull_requests: write.*Actions to create pull requests/)
  })
})

describe('patience', () => {
  const requests = (world: GitHubWorld, key: string) => world.fake.log.filter((entry) => entry.key === key).length

  it('asks again when a read fails, and gives up after three tries', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    world.fake.faults = failOnce(0, '502')
    await world.connect().repository.describe()
    expect(requests(world, REPO)).toBe(2)
    world.fake.log.length = 0
    world.fake.faults = () => '502'
    await failing(world, () => world.connect().repository.describe())
    expect(requests(world, REPO)).toBe(3)
  })

  it('never sends a comment twice', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    const { forge, fake } = world
    const { head: parent } = await forge.repository.describe()
    const file = { path: 'x', before: null, after: 'x' }
    const commit = await forge.branches.commit({ parent, files: [file], message: () => 'M\n' })
    await forge.branches.point('krr-gitops/x', commit.sha, null)
    await forge.pullRequests.open({ branch: 'krr-gitops/x', base: 'main', title: 'T', body: '', draft: false })
    fake.faults = failOnce(fake.log.length, 'reset-after')
    await failing(world, () => forge.comments.add(1, 'Once'))
    expect(fake.state.comments).toHaveLength(1)
  })

  it('waits for a rate limit when the wait is short', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    for (const fault of ['secondary-limit', 'primary-limit'] as const) {
      world.fake.faults = failOnce(world.fake.log.length, fault)
      await expect(world.connect({ pace: true }).repository.describe()).resolves.toMatchObject({
        defaultBranch: 'main',
      })
    }
  })

  it('does not wait long', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    world.fake.denied.set(REPO, {
      status: 403,
      headers: { 'retry-after': '3600' },
      data: { message: 'You have exceeded a secondary rate limit.' },
    })
    const problem = await failing(world, () => world.connect({ pace: true }).repository.describe())
    expect(problem.code).toBe('github-secondary-rate-limit')
    expect(requests(world, REPO)).toBe(1)
  })
})

describe('GitHub Enterprise Server', () => {
  it('is reached below /api/v3 and /api/graphql', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    const forge = world.connect({ apiUrl: `${world.url}/api/v3/` })
    await expect(forge.repository.describe()).resolves.toMatchObject({ slug: 'acme/fleet' })
  })
})

describe('a large repository', () => {
  it('is read folder by folder when GitHub cuts the list of its files', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    world.fake.state.truncateTrees = true
    const { forge } = world
    const { head: parent } = await forge.repository.describe()
    const files = [{ path: 'apps/shop/run.sh', before: '#!/bin/sh\n', after: 'x\n' }]
    const commit = await forge.branches.commit({ parent, files, message: () => 'M\n' })
    expect(await world.fileAt(commit.sha, 'apps/shop/run.sh')).toEqual({ mode: '100755', text: 'x\n' })
    const wrong = [{ path: 'apps/link/x', before: null, after: 'x\n' }]
    await expect(forge.branches.commit({ parent, files: wrong, message: () => 'M\n' })).rejects.toMatchObject({
      code: 'not-a-file',
    })
    expect(world.fake.log.filter(({ key }) => key === TREES)).toHaveLength(1)
  })

  it('has too many pull requests for one page', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    const { state } = world.fake
    const { head } = await world.forge.repository.describe()
    const at = new Date('2026-03-02T08:00:00Z')
    for (let number = 1; number <= 250; number += 1) {
      const closed = number % 2 === 0
      state.pulls.push({
        ...{
          number,
          title: 'T',
          body: '',
          state: closed ? 'closed' : 'open',
          draft: false,
          base: 'main',
          head,
          author: 'bob',
        },
        ...{
          branch: number > 245 ? `krr-gitops/n${number}` : `feature/${number}`,
          labels: [],
          reviewers: [],
          teams: [],
          fork: null,
        },
        ...{
          createdAt: at,
          updatedAt: new Date(at.getTime() + (250 - number) * 1000),
          closedAt: closed ? at : null,
          mergedAt: null,
        },
      })
    }
    state.pulls.push({
      ...(state.pulls[248] as (typeof state.pulls)[0]),
      number: 251,
      branch: 'krr-gitops/fork',
      fork: 'eve/fleet',
    })
    world.fake.log.length = 0
    const open = await world.forge.pullRequests.listOpen('krr-gitops/')
    expect(open.map(({ branch }) => branch)).toEqual(['krr-gitops/n247', 'krr-gitops/n249'])
    expect(world.fake.log).toHaveLength(2)
    const since = new Date('2026-03-01T00:00:00Z')
    const closed = await world.forge.pullRequests.listClosed(
      ['krr-gitops/n246', 'krr-gitops/n248', 'krr-gitops/x'],
      since,
    )
    expect(closed.map(({ number }) => number).sort()).toEqual([246, 248])
    expect(world.fake.log).toHaveLength(2 + 1 + 3)
  })
})
