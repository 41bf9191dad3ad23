/** What looking costs, what a token may not see, and lists over many pages. */
import { describe, expect, it } from 'vitest'
import { BASE_FILES } from '../../contract/forge.ts'
import { look, propose, requestsOf } from './proposed.ts'
import { openGitHubWorld } from './world.ts'

const QUERY = 'POST /graphql query'
const open = () => openGitHubWorld(BASE_FILES, { wire: false })

describe('the cost of looking', () => {
  it('is one request for 20 pull requests', async () => {
    await using world = await open()
    const first = await propose(world)
    const [stored] = world.fake.state.pulls
    if (stored === undefined) throw new Error('no pull request')
    for (let number = 2; number <= 41; number += 1) world.fake.state.pulls.push({ ...stored, number })
    const numbers = Array.from({ length: 41 }, (_, index) => index + first.number)
    const forge = world.connect()
    await forge.repository.describe()
    const cost = async (count: number) =>
      (await requestsOf(world, () => forge.life.look(numbers.slice(0, count)))).filter((key) => key === QUERY).length
    expect([await cost(1), await cost(20), await cost(21), await cost(41)]).toEqual([1, 1, 2, 3])
  })

  it('is one more request for each page of what is long', async () => {
    await using world = await open()
    const { fake } = world
    const { number, head } = await propose(world)
    fake.state.rules.requiredChecks = ['check-249']
    for (let index = 0; index < 250; index += 1) {
      world.people.review('eve', number, 'COMMENTED')
      world.people.comment('eve', number, `${index}`)
      world.people.checkRun('github-actions', head, `check-${index}`, 'success')
    }
    world.people.approve('alice', number)
    let facts: Awaited<ReturnType<typeof look>> | undefined
    const requests = await requestsOf(world, async () => {
      facts = await look(world, number)
    })
    expect(requests).toHaveLength(1 + 2 + 2 + 2)
    expect(facts?.reviews).toHaveLength(251)
    expect(facts?.reviews.at(-1)).toMatchObject({ author: 'alice', state: 'APPROVED' })
    expect(facts?.comments.map(({ body }) => body)).toEqual(Array.from({ length: 250 }, (_, index) => `${index}`))
    expect(facts?.requiredChecks).toEqual([{ name: 'check-249', result: 'passed' }])
  })
})

describe('what a token may not see', () => {
  it.each([
    ...['PullRequest.reviews', 'PullRequest.comments', 'PullRequest.commits', 'PullRequest.author'],
    ...['PullRequestReview.author', 'PullRequestReview.authorCanPushToRepository', 'Commit.signature'],
    ...['Commit.statusCheckRollup', 'Commit.checkSuites', 'Commit.status', 'StatusCheckRollup.contexts'],
    ...['CheckRun.name', 'Repository.pullRequest', 'Query.repository', 'PullRequest.isMergeQueueEnabled'],
  ])('is a problem, never an empty answer: %s', async (field) => {
    await using world = await open()
    const { number, head } = await propose(world)
    world.people.approve('alice', number)
    world.people.checkRun('github-actions', head, 'ci', 'failure')
    world.people.status('bob', head, { context: 'x', state: 'failure' })
    world.fake.state.forbidden.add(field)
    await expect(world.forge.life.look([number])).rejects.toMatchObject({
      ...{ code: 'github-permission', exit: 3, hint: expect.stringContaining('checks: read') },
      detail: expect.stringContaining('Resource not accessible'),
    })
  })

  it.each(['Ref.rules', 'Ref.refUpdateRule'])('is nothing where it only adds: %s', async (field) => {
    await using world = await open()
    const { number, head } = await propose(world)
    world.fake.state.rules.requiredChecks = ['ci', 'late']
    world.people.checkRun('github-actions', head, 'ci', 'success')
    world.fake.state.forbidden.add(field)
    const { requiredChecks } = await look(world, number)
    expect(requiredChecks).toContainEqual({ name: 'ci', result: 'passed' })
  })
})

describe('lists', () => {
  it('of what was merged lately, latest first', async () => {
    await using world = await open()
    const pulls = []
    for (const name of ['a', 'b', 'c', 'd']) {
      pulls.push(await propose(world, { branch: `krr-gitops/${name}`, files: { [name]: name } }))
    }
    const [a, b, c] = pulls.map(({ number }) => number) as [number, number, number]
    world.people.merge('bob', a)
    const since = world.now()
    world.people.merge('bob', c)
    world.people.merge('bob', b)
    world.people.close('bob', pulls[3]?.number ?? 0)
    const merged = await world.forge.life.listMerged('krr-gitops/', since)
    expect(merged.map(({ number, state }) => [number, state])).toEqual([
      [b, 'merged'],
      [c, 'merged'],
    ])
    expect(await world.forge.life.listMerged('other/', since)).toEqual([])
    const all = await world.forge.life.listAll('krr-gitops/', new Date(0))
    expect(all.map(({ number, state }) => [number, state])).toEqual([
      ...[
        [a, 'merged'],
        [b, 'merged'],
        [c, 'merged'],
      ],
      [pulls[3]?.number, 'closed'],
    ])
    expect(await world.forge.life.listAll('krr-gitops/', since)).toEqual([])
  })

  it('stop where nothing newer can come', async () => {
    await using world = await open()
    await propose(world)
    const [stored] = world.fake.state.pulls
    if (stored === undefined) throw new Error('no pull request')
    const start = Date.parse('2026-01-01T00:00:00Z')
    for (let number = 2; number <= 350; number += 1) {
      const at = new Date(start + number * 60_000)
      world.fake.state.pulls.push({
        ...stored,
        number,
        state: 'closed',
        createdAt: at,
        updatedAt: at,
        closedAt: at,
        mergedAt: at,
      })
    }
    const since = new Date(start + 200 * 60_000)
    const lists = { listMerged: 200, listAll: 200 } as const
    for (const name of ['listMerged', 'listAll'] as const) {
      let found: readonly unknown[] = []
      const requests = await requestsOf(world, async () => {
        found = await world.forge.life[name]('krr-gitops/', since)
      })
      expect(found.length).toBeGreaterThanOrEqual(350 - lists[name] + 1)
      expect(requests).toHaveLength(2)
    }
  })
})
