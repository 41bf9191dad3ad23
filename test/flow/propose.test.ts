/** What a run does, on both forges; and what it costs on GitHub. */
import { describe, expect, it } from 'vitest'
import { parseState } from '../../src/core/pull-request/state.ts'
import { openGitHubWorld } from '../adapters/github/world.ts'
import { openLocalWorld } from '../adapters/local-forge/world.ts'
import type { ForgeWorld } from '../contract/forge.ts'
import { skip } from '../helpers/verified-plan.ts'
import { FILES, proposalOf, run } from './propose-world.ts'

const SHOP = 'krr-gitops/apps--shop'
const PAY = 'krr-gitops/apps--pay'
const both = () => [proposalOf(), proposalOf({ app: 'pay' })]

const worlds: readonly [string, () => Promise<ForgeWorld>][] = [
  ['GitHub', () => openGitHubWorld(FILES)],
  ['the local forge', () => openLocalWorld(FILES)],
]

describe.each(worlds)('propose on %s', (_, open) => {
  it('opens one pull request per proposal, and then does nothing more', async () => {
    await using world = await open()
    const results = await run(world.forge, both())
    expect(results.map(({ action, branch }) => [action, branch])).toEqual([
      ['create', SHOP],
      ['create', PAY],
    ])
    const pulls = await world.forge.pullRequests.listOpen('krr-gitops/')
    expect(pulls.map(({ branch, labels, title }) => ({ branch, labels, title }))).toEqual([
      {
        branch: SHOP,
        labels: ['krr-gitops', 'risk/low'],
        title: 'Right-size 1 container in apps/shop (CPU -0.15 cores)',
      },
      {
        branch: PAY,
        labels: ['krr-gitops', 'risk/low'],
        title: 'Right-size 1 container in apps/pay (CPU -0.15 cores)',
      },
    ])
    const head = pulls[0]?.head ?? ''
    expect((await world.fileAt(head, 'apps/shop/krr/deployment-shop.yaml'))?.text).toBe('cpu: 350m\n')
    const again = await run(await world.again(), both())
    expect(again.map(({ action, number, url }) => ({ action, number, url }))).toEqual(
      pulls.map(({ number, url }) => ({ action: 'keep', number, url })),
    )
  })

  it('updates when the value moved, and only then', async () => {
    await using world = await open()
    const [first] = await run(world.forge, [proposalOf()])
    expect(await run(world.forge, [proposalOf({ to: 360 })])).toMatchObject([{ action: 'keep' }])
    const [updated] = await run(world.forge, [proposalOf({ to: 250, risk: 'high' })])
    expect(updated).toMatchObject({ action: 'update', number: first?.number })
    const [pull] = await world.forge.pullRequests.listOpen('krr-gitops/')
    expect(pull).toMatchObject({
      number: first?.number,
      labels: ['krr-gitops', 'risk/high'],
      title: expect.stringContaining('0.25 cores'),
    })
    expect(parseState(pull?.body ?? '')).toMatchObject({ state: { plan: proposalOf({ to: 250 }).id } })
    expect((await world.fileAt(pull?.head ?? '', 'apps/shop/krr/deployment-shop.yaml'))?.text).toBe('cpu: 250m\n')
    expect((await world.forge.commits.readCommit(pull?.head ?? ''))?.parents).toEqual([
      await world.forge.branches.head('main'),
    ])
    expect(await run(world.forge, [proposalOf({ to: 250 })])).toMatchObject([{ action: 'keep' }])
  })

  it('leaves a branch alone that people work on, and says so once', async () => {
    await using world = await open()
    const [first] = await run(world.forge, [proposalOf()])
    const theirs = await world.personCommits(SHOP, { 'notes.md': 'wait\n' })
    for (const to of [100, 200])
      expect(await run(world.forge, [proposalOf({ to })])).toMatchObject([{ action: 'hands-off' }])
    expect(await world.forge.branches.head(SHOP)).toBe(theirs)
    const comments = await world.forge.comments.list(first?.number ?? 0)
    expect(comments).toHaveLength(1)
    expect(comments[0]?.body).toContain('Somebody else committed to this branch')
  })

  it('respects that a person closed it, until the value moves or the snooze is over', async () => {
    await using world = await open()
    const [first] = await run(world.forge, [proposalOf()])
    await world.personCloses(first?.number ?? 0)
    expect(await run(world.forge, [proposalOf()])).toMatchObject([{ action: 'snoozed', number: first?.number }])
    expect(await run(world.forge, [proposalOf({ to: 320 })])).toMatchObject([{ action: 'snoozed' }])
    const later = () => new Date('2026-04-02T10:00:00Z')
    const [second] = await run(world.forge, [proposalOf()], { now: later })
    expect(second).toMatchObject({ action: 'adopt' })
    expect(second?.number).not.toBe(first?.number)
    await world.personCloses(second?.number ?? 0)
    expect(await run(world.forge, [proposalOf({ to: 100 })], { now: later })).toMatchObject([{ action: 'create' }])
  })

  it('does not propose again from a checkout of before the merge', async () => {
    await using world = await open()
    const base = (await world.forge.repository.describe()).head
    const [first] = await run(world.forge, [proposalOf()])
    await world.personMerges(first?.number ?? 0)
    expect(await run(world.forge, [proposalOf()], { base })).toMatchObject([{ action: 'stale', number: first?.number }])
  })

  it('goes on where a branch was left without a pull request', async () => {
    await using world = await open()
    const [first] = await run(world.forge, [proposalOf()])
    const head = await world.forge.branches.head(SHOP)
    await world.deleteBranch(SHOP)
    expect(await world.forge.pullRequests.listOpen('krr-gitops/')).toEqual([])
    await world.forge.branches.point(SHOP, head ?? '', null)
    // Closed by the deletion, and the branch is back: as if the snooze were over.
    const [again] = await run(world.forge, [proposalOf()], { now: () => new Date('2026-05-02T10:00:00Z') })
    expect(again?.action).toBe('adopt')
    expect(again?.number).not.toBe(first?.number)
  })

  it('rebuilds a pull request that conflicts', async () => {
    await using world = await open()
    await run(world.forge, [proposalOf()])
    const before = 'resources:\n  - deployment.yaml\npatches: []\n'
    await world.personCommits('main', { 'apps/shop/kustomization.yaml': before })
    const [result] = await run(world.forge, [proposalOf({ before })])
    expect(result).toMatchObject({ action: 'update', why: expect.stringContaining('conflicts') })
    expect(await run(world.forge, [proposalOf({ before })])).toMatchObject([{ action: 'keep' }])
  })

  it('keeps one that does not conflict, however the default branch moves', async () => {
    await using world = await open()
    await run(world.forge, [proposalOf()])
    const head = await world.forge.branches.head(SHOP)
    await world.personCommits('main', { 'other.md': 'x\n' })
    expect(await run(world.forge, [proposalOf()])).toMatchObject([{ action: 'keep' }])
    expect(await world.forge.branches.head(SHOP)).toBe(head)
  })

  it('limits what is open and what one run opens', async () => {
    await using world = await open()
    const one = await run(world.forge, both(), { settings: { perRun: 1 } })
    expect(one.map(({ action }) => action)).toEqual(['create', 'limited'])
    const two = await run(world.forge, both(), { settings: { maxOpen: 1 } })
    expect(two.map(({ action }) => action)).toEqual(['keep', 'limited'])
    const three = await run(world.forge, both(), { settings: { schedule: ['Sun'] } })
    expect(three.map(({ action }) => action)).toEqual(['keep', 'waiting'])
  })

  it('refuses a plan that was not made from the default branch', async () => {
    await using world = await open()
    const other = await world.forge.branches.commit({
      ...{ parent: (await world.forge.repository.describe()).head, files: [], message: () => 'Elsewhere\n' },
    })
    await expect(run(world.forge, both(), { base: other.sha })).rejects.toMatchObject({
      code: 'base-not-on-default-branch',
      exit: 2,
    })
    await expect(run(world.forge, both(), { base: null })).rejects.toMatchObject({ code: 'no-base', exit: 2 })
  })

  it('goes on with the others when one proposal cannot be written', async () => {
    await using world = await open()
    const results = await run(world.forge, [proposalOf({ before: 'uncommitted\n' }), proposalOf({ app: 'pay' })])
    expect(results.map(({ action, problem }) => [action, problem?.code])).toEqual([
      ['failed', 'base-differs'],
      ['create', undefined],
    ])
  })

  it('makes one pull request when two runs start at once', async () => {
    await using world = await open()
    const runs = await Promise.all([run(world.forge, both()), run(await world.again(), both())])
    for (const results of runs) for (const { number } of results) expect(number).not.toBeNull()
    const pulls = await world.forge.pullRequests.listOpen('krr-gitops/')
    expect(pulls.map(({ branch }) => branch).sort()).toEqual([PAY, SHOP])
    for (const pull of pulls) expect(pull.labels).toEqual(['krr-gitops', 'risk/low'])
    expect((await run(world.forge, both())).map(({ action }) => action)).toEqual(['keep', 'keep'])
  })

  it('says hands off once when two runs start at once', async () => {
    await using world = await open()
    const [first] = await run(world.forge, [proposalOf()])
    await world.personCommits(SHOP, { 'notes.md': 'wait\n' })
    await Promise.all([run(world.forge, [proposalOf()]), run(await world.again(), [proposalOf()])])
    expect(await world.forge.comments.list(first?.number ?? 0)).toHaveLength(1)
  })
})

describe('a plan that knows less', () => {
  it('takes nothing out of a pull request for want of data', async () => {
    await using world = await openGitHubWorld(FILES)
    await run(world.forge, [proposalOf({ others: ['db'] })])
    const about = (code: string) => {
      const container = { cluster: 'prod-eu', namespace: 'shop', kind: 'Deployment', name: 'db', container: 'app' }
      return { skipped: [skip({ container, code })] }
    }
    expect(await run(world.forge, [proposalOf()])).toMatchObject([{ action: 'keep' }])
    expect(await run(world.forge, [proposalOf()], about('no-data'))).toMatchObject([{ action: 'keep' }])
    expect(await run(world.forge, [proposalOf()], about('hpa'))).toMatchObject([{ action: 'update' }])
  })
})

describe('the cost on GitHub', () => {
  const writes = (keys: readonly { write: boolean }[]) => keys.filter(({ write }) => write).length

  it.each([1, 200])('of one pull request with %i more files', async (files) => {
    await using world = await openGitHubWorld(FILES)
    const { fake } = world
    const base = fake.state.objects.readRef('refs/heads/main')
    await run(world.connect(), [proposalOf({ files })], { base })
    expect(fake.log.map(({ key }) => key)).toMatchInlineSnapshot(`
      [
        "POST /graphql query",
        "GET /repos/{owner}/{repo}/pulls",
        "GET /repos/{owner}/{repo}/git/matching-refs/{ref}",
        "GET /repos/{owner}/{repo}/pulls",
        "GET /repos/{owner}/{repo}/pulls",
        "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
        "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
        "POST /repos/{owner}/{repo}/git/trees",
        "POST /repos/{owner}/{repo}/git/commits",
        "POST /repos/{owner}/{repo}/git/refs",
        "POST /repos/{owner}/{repo}/pulls",
        "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
        "GET /repos/{owner}/{repo}/labels",
        "POST /repos/{owner}/{repo}/labels",
        "POST /repos/{owner}/{repo}/labels",
        "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
      ]
    `)
    fake.log.length = 0
    await run(world.connect(), [proposalOf({ files })], { base })
    expect(writes(fake.log)).toBe(0)
    expect(fake.log.map(({ key }) => key)).toMatchInlineSnapshot(`
      [
        "POST /graphql query",
        "GET /repos/{owner}/{repo}/pulls",
        "GET /repos/{owner}/{repo}/git/matching-refs/{ref}",
        "GET /repos/{owner}/{repo}/commits/{ref}",
      ]
    `)
  })

  it('of a run over many pull requests where nothing changed', async () => {
    await using world = await openGitHubWorld(FILES)
    const { fake } = world
    const base = fake.state.objects.readRef('refs/heads/main')
    await run(world.connect(), both(), { base })
    fake.log.length = 0
    await run(world.connect(), both(), { base })
    // Who am I and the repository, pull requests, branches; then one commit for each pull request.
    expect(fake.log).toHaveLength(3 + both().length)
  })
})
