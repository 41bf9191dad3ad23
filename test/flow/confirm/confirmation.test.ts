/** What a pull request's check says, situation by situation, with the forge as the only source. */
import { describe, expect, it } from 'vitest'
import { confirmPull } from '../../../src/flow/confirm.ts'
import { commitOf, pullOf, storeCommit } from '../../helpers/memory-forge/state.ts'
import { DAY, factsOf, type LifeWorld, openContext, openLifeWorld, proposeTo, writes } from '../confirm-world.ts'
import { proposalOf } from '../propose-world.ts'

const SHOP = 'krr-gitops/apps--shop'
const HIGH = { shop: { risk: 'high' } } as const
const APPROVALS = { low: 1, medium: 1, high: 2, teams: { high: ['platform'] }, bypassTeam: 'oncall' }
const settings = { approvals: APPROVALS }

async function judge(world: LifeWorld, number = world.shop) {
  const context = await openContext(world, settings)
  return confirmPull(await factsOf(world, number), context, { supersededBy: null, merge: 'never' })
}

/** Points the branch at a commit like the bot's own, changed by somebody. */
function forge(world: LifeWorld, change: (commit: ReturnType<typeof commitOf>) => ReturnType<typeof commitOf>): void {
  const { state } = world
  const commit = storeCommit(state, change(commitOf(state, state.branches.get(SHOP) ?? '')))
  state.branches.set(SHOP, commit.sha)
}

type Situation = readonly [string, (world: LifeWorld) => unknown, string, RegExp]

describe('a low-risk pull request', () => {
  it.each<Situation>([
    ['nobody reviewed', () => undefined, 'waiting', /^Waiting for 1 approval/],
    ['a writer approved', (world) => world.review('ada', world.shop), 'confirmed', /^Confirmed by ada/],
    ['a stranger approved', (world) => world.review('mallory', world.shop), 'waiting', /Waiting/],
    ['the bot approved', (world) => world.review('krr-gitops[bot]', world.shop), 'waiting', /Waiting/],
    ['another bot approved', (world) => world.review('renovate[bot]', world.shop), 'waiting', /Waiting/],
    ['automation under a user approved', (world) => world.review('ci-user', world.shop), 'waiting', /Waiting/],
    [
      'somebody requests changes beside an approval',
      (world) => [world.review('ada', world.shop), world.review('grace', world.shop, 'CHANGES_REQUESTED')],
      'refused',
      /^Changes requested by grace/,
    ],
    [
      'a stranger requests changes beside an approval',
      (world) => [world.review('ada', world.shop), world.review('mallory', world.shop, 'CHANGES_REQUESTED')],
      'confirmed',
      /^Confirmed by ada/,
    ],
    [
      'the approval is of an earlier commit',
      async (world) => {
        world.review('ada', world.shop)
        await proposeTo(world, [proposalOf({ to: 200 })])
      },
      'waiting',
      /Waiting/,
    ],
    [
      'a person pushed',
      (world) => [world.personCommits('ada', SHOP, { 'x.md': 'x' }), world.review('grace', world.shop)],
      'not-confirmable',
      /^Cannot be confirmed/,
    ],
    [
      'the files of the commit are others than it says',
      (world) => [forge(world, (c) => ({ ...c, files: { ...c.files, 'x.md': 'x' } })), world.review('ada', world.shop)],
      'not-confirmable',
      /Cannot/,
    ],
    [
      'the commit lies on another one than it says',
      (world) => [
        forge(world, (c) => ({ ...c, parents: [world.personCommits('ada', 'main', { 'x.md': 'x' })] })),
        world.review('ada', world.shop),
      ],
      'not-confirmable',
      /Cannot/,
    ],
    [
      'the commit says less about itself',
      (world) => [forge(world, (c) => ({ ...c, message: 'Trust me\n' })), world.review('ada', world.shop)],
      'not-confirmable',
      /Cannot/,
    ],
    [
      'the pull request was pointed at another branch',
      (world) => {
        world.state.branches.set('release', world.state.branches.get('main') ?? '')
        Object.assign(pullOf(world.state, world.shop), { base: 'release' })
        world.review('ada', world.shop)
      },
      'not-confirmable',
      /Cannot/,
    ],
    [
      'it is a draft',
      (world) => [Object.assign(pullOf(world.state, world.shop), { draft: true }), world.review('ada', world.shop)],
      'not-confirmable',
      /Cannot/,
    ],
    [
      'the look does not say who may push',
      (world) => [Object.assign(world.state, { tellsPush: false }), world.review('ada', world.shop)],
      'confirmed',
      /^Confirmed by ada/,
    ],
    [
      'the look does not say that a stranger may not push',
      (world) => [Object.assign(world.state, { tellsPush: false }), world.review('mallory', world.shop)],
      'waiting',
      /Waiting/,
    ],
  ])('when %s', async (_, before, state, title) => {
    const world = await openLifeWorld()
    await before(world)
    const result = await judge(world)
    expect([result.confirmation.state, result.report.title]).toEqual([state, expect.stringMatching(title)])
    const published = (await factsOf(world, world.shop)).checks
    expect(published).toMatchObject([{ name: 'krr-gitops/confirmation', ...result.report }])
    world.log.length = 0
    expect(await judge(world)).toMatchObject({ published: false })
    expect(writes(world)).toEqual([])
  })

  it('knows whoever asked for it through the bot', async () => {
    const world = await openLifeWorld()
    const [number = 0] = await proposeTo(world, [proposalOf({ to: 200 })], { requester: 'ada' })
    world.review('Ada', number ?? 0)
    expect((await judge(world)).report.summary).toContain('by whoever asked for the pull request')
    world.review('grace', number ?? 0)
    expect((await judge(world)).confirmation).toMatchObject({ state: 'confirmed', by: ['grace'] })
  })

  it('asks nobody about people and teams that do not matter', async () => {
    const world = await openLifeWorld()
    world.review('ada', world.shop)
    await judge(world)
    expect(world.log.map(({ name }) => name)).toEqual([
      ...['repository.describe', 'life.look', 'commits.readCommit', 'checks.publish'],
    ])
  })
})

describe('a high-risk pull request', () => {
  it.each<Situation>([
    ['one approved', (world) => world.review('ada', world.shop), 'waiting', /Waiting for 1 more|Waiting for 1/],
    [
      'two approved, nobody of the team',
      (world) => [world.review('ada', world.shop), world.review('grace', world.shop)],
      'waiting',
      /platform/,
    ],
    [
      'two approved, one of the team',
      (world) => [world.review('ada', world.shop), world.review('linus', world.shop)],
      'confirmed',
      /ada and linus/,
    ],
    [
      'the team cannot be read',
      (world) => [
        world.state.teams.delete('platform'),
        world.review('ada', world.shop),
        world.review('linus', world.shop),
      ],
      'waiting',
      /platform/,
    ],
  ])('when %s', async (_, before, state, title) => {
    const world = await openLifeWorld(HIGH)
    await before(world)
    const { confirmation, report } = await judge(world)
    expect([confirmation.state, report.title]).toEqual([state, expect.stringMatching(title)])
  })

  it('asks for a team once in a run', async () => {
    const world = await openLifeWorld({ shop: { risk: 'high' }, pay: { risk: 'high' } })
    for (const number of [world.shop, world.pay]) {
      world.review('ada', number)
      world.review('linus', number)
    }
    const context = await openContext(world, settings)
    for (const number of [world.shop, world.pay]) {
      await confirmPull(await factsOf(world, number), context, { supersededBy: null, merge: 'never' })
    }
    expect(world.log.filter(({ name }) => name === 'people.team')).toHaveLength(1)
  })
})

describe('an unanswered pull request', () => {
  it('is closed in time, once, with a word and a note, and its branch stays', async () => {
    const world = await openLifeWorld()
    world.pass(14 * DAY)
    const { closed, report } = await judge(world)
    expect([report.title, closed]).toEqual(['Expired', `#${world.shop} expired unanswered and is closed.`])
    const { pull, comments } = await factsOf(world, world.shop)
    expect([pull.state, comments.length]).toEqual(['closed', 1])
    expect(world.state.branches.has(SHOP)).toBe(true)
    expect(await proposeTo(world, [proposalOf()])).toEqual([world.shop])
    expect((await factsOf(world, world.shop)).pull.state).toBe('closed')
    world.pass(31 * DAY)
    expect(await proposeTo(world, [proposalOf()])).not.toEqual([world.shop])
  })

  it('is not closed a minute before', async () => {
    const world = await openLifeWorld()
    world.pass(14 * DAY - 3_600_000 - 60_000)
    expect(await judge(world)).toMatchObject({ closed: null, confirmation: { state: 'waiting' } })
  })
})
