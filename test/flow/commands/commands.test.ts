/** Every command, who may give it, what it does, what is answered: and all of it once. */
import { describe, expect, it } from 'vitest'
import { readClosing, readRefresh } from '../../../src/core/pull-request/marks.ts'
import type { RollBackForCommand } from '../../../src/flow/commands.ts'
import { pullOf } from '../../helpers/memory-forge/state.ts'
import { DAY, factsOf, type LifeWorld, openLifeWorld, proposeTo, said, sweepOnce, writes } from '../confirm-world.ts'
import { proposalOf } from '../propose-world.ts'

const SHOP = 'krr-gitops/apps--shop'
const approvals = { low: 1, medium: 1, high: 2, teams: {}, bypassTeam: 'oncall' } as const

async function tell(world: LifeWorld, by: string, body: string, rollBack?: RollBackForCommand) {
  await sweepOnce(world)
  world.log.length = 0
  const id = world.comment(by, world.shop, body)
  const options = { settings: { approvals }, ...(rollBack === undefined ? {} : { rollBack }) }
  const { actions } = await sweepOnce(world, options)
  const comment = pullOf(world.state, world.shop).comments.find((found) => found.id === id)
  const answers = await said(world, world.shop)
  // A second sweep finds nothing left to do.
  world.log.length = 0
  await sweepOnce(world, options)
  expect(writes(world)).toEqual([])
  return { answers, reactions: comment?.reactions, actions, pull: pullOf(world.state, world.shop) }
}

describe('who may', () => {
  it.each([
    ['ada', '/krr-gitops merge', '+1', /^I merge exactly this commit/],
    ['mallory', '/krr-gitops merge', '-1', /^Merge needs write permission/],
    ['mallory', '/krr-gitops help', '+1', /^One command a comment/],
    ['mallory', '/krr-gitops snooze 3', '-1', /write permission/],
    ['mallory', '/krr-gitops refresh', '-1', /write permission/],
    ['mallory', '/krr-gitops ignore', '-1', /write permission/],
    ['mallory', '/krr-gitops revert', '-1', /write permission/],
    ['grace', '/krr-gitops bypass it burns', '+1', /^`grace` bypasses/],
    ['ada', '/krr-gitops bypass it burns', '-1', /^Only members of the team oncall/],
    ['ada', '/krr-gitops bypass', 'confused', /^I did not understand that: bypass needs a reason/],
    ['ada', '/krr-gitops dance', 'confused', /^I did not understand that: there is no command dance/],
    ['ada', 'Please\n/krr-gitops   merge  ', '+1', /^I merge/],
  ])('%s says %j', async (by, body, reaction, answer) => {
    const { answers, reactions, actions } = await tell(await openLifeWorld(), by, body)
    expect([answers, reactions]).toEqual([[expect.stringMatching(answer)], [reaction]])
    expect(actions.filter(({ action }) => action === 'command')).toHaveLength(1)
  })

  it.each([
    ['krr-gitops[bot]', '/krr-gitops merge'],
    ['renovate[bot]', '/krr-gitops merge'],
    ['ci-user', '/krr-gitops merge'],
    ['ghost', '/krr-gitops merge'],
    ['ada', '> /krr-gitops merge'],
    ['ada', 'I would say /krr-gitops merge'],
    ['ada', '```\n/krr-gitops merge\n```'],
  ])('%s is not answered: %j', async (by, body) => {
    const world = await openLifeWorld()
    await sweepOnce(world)
    const id = world.comment(by, world.shop, body)
    world.log.length = 0
    await sweepOnce(world, { settings: { approvals } })
    expect(writes(world)).toEqual([])
    expect(world.log.map(({ name }) => name)).not.toContain('people.permission')
    expect(pullOf(world.state, world.shop).comments.map((comment) => comment.id)).toEqual([id])
  })

  it('nobody by an edited comment', async () => {
    const world = await openLifeWorld()
    const id = world.comment('ada', world.shop, '/krr-gitops snooze 3')
    Object.assign(pullOf(world.state, world.shop).comments.find((found) => found.id === id) ?? {}, { edited: true })
    await sweepOnce(world)
    expect(await said(world, world.shop)).toEqual([expect.stringMatching(/^This comment was edited/)])
    expect(pullOf(world.state, world.shop).state).toBe('open')
  })

  it('anybody once: an answer that somebody deleted is not given again', async () => {
    const world = await openLifeWorld()
    await tell(world, 'ada', '/krr-gitops help')
    const answer = pullOf(world.state, world.shop).comments.find(({ author }) => author === 'krr-gitops[bot]')
    await world.connect().comments.remove(answer?.id ?? 0)
    await sweepOnce(world)
    expect(await said(world, world.shop)).toEqual([])
  })
})

describe('merge', () => {
  it('holds for exactly this commit', async () => {
    const world = await openLifeWorld()
    await tell(world, 'ada', '/krr-gitops merge')
    world.review('grace', world.shop)
    await proposeTo(world, [proposalOf({ to: 200 })])
    world.review('grace', world.shop)
    await sweepOnce(world)
    expect(pullOf(world.state, world.shop).state).toBe('open')
    world.comment('ada', world.shop, '/krr-gitops merge')
    await sweepOnce(world)
    expect(pullOf(world.state, world.shop).state).toBe('merged')
  })

  it('waits for the review and then merges, although people merge here', async () => {
    const world = await openLifeWorld()
    await tell(world, 'ada', '/krr-gitops merge')
    expect(pullOf(world.state, world.shop).state).toBe('open')
    world.review('ada', world.shop)
    await sweepOnce(world)
    expect(pullOf(world.state, world.shop).state).toBe('merged')
    expect(pullOf(world.state, world.pay).state).toBe('open')
  })

  it('is refused on a branch that is people’s', async () => {
    const world = await openLifeWorld()
    world.personCommits('ada', SHOP, { x: 'x' })
    const { answers, reactions } = await tell(world, 'ada', '/krr-gitops merge')
    expect([answers, reactions]).toEqual([[expect.stringMatching(/^Somebody else committed to this branch/)], ['-1']])
  })
})

describe('snooze', () => {
  it('closes it for that many days', async () => {
    const world = await openLifeWorld()
    const { pull, answers, actions } = await tell(world, 'ada', '/krr-gitops snooze 60')
    expect(answers).toEqual([expect.stringMatching(/^I close this\. It stays closed until 2026-05-01 10:00 UTC/)])
    expect(actions.map(({ action }) => action)).toEqual(['command', 'close'])
    expect([pull.state, readClosing(pull.body)]).toMatchObject(['closed', { reason: 'snoozed' }])
    world.pass(59 * DAY)
    expect(await proposeTo(world, [proposalOf()])).toEqual([world.shop])
    expect(pullOf(world.state, world.shop).state).toBe('closed')
    world.pass(2 * DAY)
    expect(await proposeTo(world, [proposalOf()])).not.toEqual([world.shop])
  })

  it('ends early when a value moves', async () => {
    const world = await openLifeWorld()
    await tell(world, 'ada', '/krr-gitops snooze 60')
    expect(await proposeTo(world, [proposalOf({ to: 200 })])).not.toEqual([world.shop])
  })

  it('is over when somebody opens it again, also after the bot updated it', async () => {
    const world = await openLifeWorld()
    await tell(world, 'ada', '/krr-gitops snooze 60')
    const reopen = () => Object.assign(pullOf(world.state, world.shop), { state: 'open', closedAt: null })
    reopen()
    await sweepOnce(world)
    await proposeTo(world, [proposalOf({ to: 200 })])
    await sweepOnce(world)
    expect(pullOf(world.state, world.shop).state).toBe('open')
    // Closed by hand, it is an ordinary snooze.
    world.pass(3 * DAY)
    world.personCloses(world.shop)
    world.pass(31 * DAY)
    expect(await proposeTo(world, [proposalOf({ to: 200 })])).not.toEqual([world.shop])
  })
})

describe('ignore', () => {
  it('closes it until a value moves, and says how to leave a workload alone for good', async () => {
    const world = await openLifeWorld()
    const { pull, answers } = await tell(world, 'ada', '/krr-gitops ignore')
    expect(answers[0]).toContain('krr-gitops.io/ignore: "true"')
    expect(answers[0]).toContain('    - { namespaces: ["shop"], kinds: ["Deployment"], names: ["shop"] }')
    expect([pull.state, readClosing(pull.body)]).toMatchObject(['closed', { reason: 'ignored' }])
    world.pass(2000 * DAY)
    expect(await proposeTo(world, [proposalOf()])).toEqual([world.shop])
    expect(await proposeTo(world, [proposalOf({ to: 200 })])).not.toEqual([world.shop])
  })
})

describe('refresh', () => {
  it('lets the next plan build it anew, once', async () => {
    const world = await openLifeWorld()
    const { pull, answers } = await tell(world, 'ada', '/krr-gitops refresh')
    expect(answers).toEqual([expect.stringMatching(/^The next plan builds this anew/)])
    const head = world.state.branches.get(SHOP) ?? ''
    expect(readRefresh(pull.body)).toBe(head)
    // The same plan on the same commit has nothing to build.
    await proposeTo(world, [proposalOf()])
    expect(world.state.branches.get(SHOP)).toBe(head)
    const main = world.personCommits('ada', 'main', { 'README.md': 'news' })
    await proposeTo(world, [proposalOf()])
    const next = world.state.branches.get(SHOP) ?? ''
    expect(world.state.commits.get(next)?.parents).toEqual([main])
    await proposeTo(world, [proposalOf()])
    expect(world.state.branches.get(SHOP)).toBe(next)
  })

  it('leaves a branch alone that is people’s', async () => {
    const world = await openLifeWorld()
    world.personCommits('ada', SHOP, { x: 'x' })
    const { reactions, pull } = await tell(world, 'ada', '/krr-gitops refresh')
    expect([reactions, readRefresh(pull.body)]).toEqual([['-1'], null])
  })
})

describe('revert', () => {
  const rollBack: RollBackForCommand = async ({ pull }, { why, requestedBy }) =>
    why === 'ada asked for it' && requestedBy === 'ada'
      ? { number: pull.number + 1000, url: 'u' }
      : { refused: 'nobody asked' }

  it('of what is not merged is refused', async () => {
    const { answers, reactions } = await tell(await openLifeWorld(), 'ada', '/krr-gitops revert', rollBack)
    expect([answers, reactions]).toEqual([[expect.stringMatching(/^This is not merged/)], ['-1']])
  })

  it('of what is merged opens the pull request that undoes it', async () => {
    const world = await openLifeWorld()
    world.review('grace', world.shop)
    world.personMerges('grace', world.shop)
    const { answers, reactions } = await tell(world, 'ada', '/krr-gitops revert', rollBack)
    expect(answers).toEqual([`#${world.shop + 1000} undoes this. It needs a confirmation like any other.`])
    expect(reactions).toEqual(['+1'])
  })

  it('says why there is none', async () => {
    const world = await openLifeWorld()
    world.review('grace', world.shop)
    world.personMerges('grace', world.shop)
    const refused = 'a revert is not reverted; propose the change again instead'
    const { answers, reactions } = await tell(world, 'ada', '/krr-gitops revert', async () => ({ refused }))
    expect([answers, reactions]).toEqual([['A revert is not reverted; propose the change again instead.'], ['-1']])
  })

  it.each(['merge', 'refresh', 'snooze 3', 'ignore'])('but %s does nothing on what is merged', async (command) => {
    const world = await openLifeWorld()
    world.review('grace', world.shop)
    world.personMerges('grace', world.shop)
    const { answers } = await tell(world, 'ada', `/krr-gitops ${command}`)
    expect(answers).toEqual([`This is merged, so ${command.split(' ')[0]} does nothing here.`])
  })
})

describe('several commands', () => {
  it('are carried out in their order, until it is closed', async () => {
    const world = await openLifeWorld()
    for (const body of ['help', 'merge', 'snooze 3', 'refresh']) world.comment('ada', world.shop, `/krr-gitops ${body}`)
    await sweepOnce(world)
    expect(await said(world, world.shop)).toEqual([
      expect.stringMatching(/^One command/),
      expect.stringMatching(/^I merge/),
      expect.stringMatching(/^I close this/),
      expect.stringMatching(/^This is closed, so refresh does nothing here/),
    ])
    expect((await factsOf(world, world.shop)).pull.state).toBe('closed')
  })
})
