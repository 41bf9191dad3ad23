/** One sweep over everything: what it costs, what it lets go wrong, and what several at once do. */
import { describe, expect, it } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import type { WatchResult } from '../../../src/flow/watch.ts'
import { BOT_LOGIN, pullOf } from '../../helpers/memory-forge/state.ts'
import {
  DAY,
  factsOf,
  type LifeWorld,
  openLifeWorld,
  proposeTo,
  requests,
  said,
  sweepOnce,
  writes,
} from '../confirm-world.ts'
import { proposalOf } from '../propose-world.ts'

const approvals = { low: 1, medium: 1, high: 2, teams: { high: ['platform'] }, bypassTeam: 'oncall' } as const

/** `count` open pull requests, each in another state that lasts. */
async function settled(count: number): Promise<LifeWorld> {
  const world = await openLifeWorld()
  const settings = { approvals, merge: 'manual' } as const
  for (let index = 2; index < count; index += 1) {
    const proposal = proposalOf()
    const edits = [{ path: `apps/shop/krr/more-${index}.yaml`, before: null, after: `index: ${index}\n` }]
    const more = {
      branch: `krr-gitops/more-${index}`,
      commitMessage: proposal.commitMessage.replace('/Deployment/shop/', `/Deployment/more-${index}/`),
      plan: { ...proposal.plan, edits },
    }
    await proposeTo(world, [{ ...proposal, ...more }], { settings: { maxOpen: 1000 } })
  }
  for (const { number } of world.state.pulls) {
    if (number % 2 === 0) world.review('ada', number)
    if (number % 3 === 0) world.review('grace', number, 'CHANGES_REQUESTED')
    if (number % 5 === 0) world.comment('ada', number, '/krr-gitops help')
    world.comment('grace', number, 'Looks odd.')
  }
  await sweepOnce(world, { settings })
  await sweepOnce(world, { settings })
  world.log.length = 0
  return world
}

describe('where nothing changed', () => {
  it.each([0, 1, 2, 10, 45])('a sweep over %i open pull requests is cheap and writes nothing', async (count) => {
    const world = await settled(Math.max(2, count))
    for (const { number } of world.state.pulls.slice(count)) world.personCloses(number)
    world.log.length = 0
    const result = await sweepOnce(world, { settings: { approvals } })
    expect(result).toMatchObject({ actions: [], problems: [], stopped: false })
    expect(result.pulls).toHaveLength(count)
    expect(writes(world)).toEqual([])
    expect(requests(world)).toBeLessThanOrEqual(2 * count + 3)
  })

  it('merged ones cost a look, and those of long ago nothing', async () => {
    const world = await settled(4)
    for (const { number } of world.state.pulls) world.personMerges('ada', number)
    await sweepOnce(world)
    world.log.length = 0
    expect((await sweepOnce(world)).pulls).toHaveLength(4)
    expect(world.log.map(({ name }) => name)).toEqual([
      ...['repository.describe', 'pullRequests.listOpen', 'life.listMerged', 'life.look'],
    ])
    world.pass(8 * DAY)
    expect((await sweepOnce(world)).pulls).toEqual([])
  })
})

describe('pull requests of others', () => {
  it('are left alone, whatever their branch is called', async () => {
    const world = await openLifeWorld()
    world.state.branches.set('krr-gitops/mine', world.state.branches.get('main') ?? '')
    world.personCommits('ada', 'krr-gitops/mine', { x: 'x' })
    const open = { branch: 'krr-gitops/mine', base: 'main', title: 'Mine', body: '', draft: false }
    const pull = await world.connect().pullRequests.open(open)
    const number = pull === 'exists' ? 0 : pull.number
    Object.assign(pullOf(world.state, number), { author: 'ada' })
    world.comment('ada', number, '/krr-gitops merge')
    const { pulls } = await sweepOnce(world)
    expect(pulls.map((each) => each.number)).toEqual([world.shop, world.pay])
    const { checks, comments } = await factsOf(world, number)
    expect([checks, comments.filter(({ author }) => author === BOT_LOGIN)]).toEqual([[], []])
  })
})

describe('what goes wrong', () => {
  const refused = () => new Problem({ code: 'github-refused', exit: 3, message: 'No.', hint: 'Look.' })

  it('with one pull request does not stop the others', async () => {
    const world = await openLifeWorld()
    const forge = world.connect()
    const failing = {
      ...forge,
      checks: {
        ...forge.checks,
        publish: async (...args: Parameters<typeof forge.checks.publish>) => {
          if (args[0] === pullOf(world.state, world.shop).head) throw refused()
          return forge.checks.publish(...args)
        },
      },
    }
    const result = await sweepOnce(world, { forge: failing })
    expect(result.problems).toMatchObject([{ number: world.shop, problem: { code: 'github-refused' } }])
    expect([result.pulls.map(({ number }) => number), result.stopped]).toEqual([[world.pay], false])
  })

  it('with the forge itself stops what comes after, and says so', async () => {
    const world = await openLifeWorld()
    world.fault = (_, call) => (call.name === 'checks.publish' ? 'before' : null)
    const finish = [async () => [{ action: 'dashboard' as const, number: null, url: null, why: 'Written.' }]]
    const result = await sweepOnce(world, { finish })
    expect(result).toMatchObject({ pulls: [], actions: [], stopped: true })
    expect(result.problems).toMatchObject([{ number: world.shop, problem: { code: 'github-unreachable' } }])
    expect(world.log.filter(({ name }) => name === 'checks.publish')).toHaveLength(1)
  })

  it('with the first look is thrown', async () => {
    const world = await openLifeWorld()
    world.fault = (_, call) => (call.name === 'life.look' ? 'before' : null)
    await expect(sweepOnce(world)).rejects.toMatchObject({ code: 'github-unreachable', exit: 3 })
  })

  it('and is our bug is not hidden', async () => {
    const world = await openLifeWorld()
    const finish = [
      async () => {
        throw new TypeError('bug')
      },
    ]
    await expect(sweepOnce(world, { finish })).rejects.toThrow(TypeError)
  })
})

describe('the steps of others', () => {
  it('are handed what was merged and what was seen, and their actions are told', async () => {
    const world = await openLifeWorld()
    world.review('ada', world.shop)
    world.personMerges('ada', world.shop)
    const about = (number: number) => ({ number, url: 'u', title: 't', mergeCommit: 'c', rollout: null, problem: null })
    const watch = async (merged: readonly { pull: { number: number } }[]): Promise<WatchResult[]> =>
      merged.map(({ pull }) => ({
        ...about(pull.number),
        ...{ state: 'degraded', wrote: true, revert: { number: 7, url: 'v' } },
      }))
    const finish = [
      async (seen: readonly unknown[]) => [
        { action: 'dashboard' as const, number: null, url: null, why: `Shows ${seen.length}.` },
      ],
    ]
    const { actions } = await sweepOnce(world, { watch, finish })
    expect(actions.filter(({ action }) => action !== 'check')).toEqual([
      { action: 'rollout', number: world.shop, url: 'u', why: `The rollout of #${world.shop} is degraded.` },
      { action: 'revert', number: world.shop, url: 'v', why: `#7 undoes #${world.shop}.` },
      { action: 'dashboard', number: null, url: null, why: 'Shows 2.' },
    ])
  })

  it('are spared where nothing is merged', async () => {
    const world = await openLifeWorld()
    let asked = 0
    await sweepOnce(world, {
      watch: async () => {
        asked += 1
        return []
      },
    })
    expect(asked).toBe(0)
  })
})

describe('for one event', () => {
  it('only that pull request moves', async () => {
    const world = await openLifeWorld()
    world.comment('ada', world.shop, '/krr-gitops help')
    world.comment('ada', world.pay, '/krr-gitops help')
    const { pulls } = await sweepOnce(world, { only: [world.shop] })
    expect(pulls.map(({ number }) => number)).toEqual([world.shop])
    expect([(await said(world, world.shop)).length, (await said(world, world.pay)).length]).toEqual([1, 0])
    expect(world.log.map(({ name }) => name)).not.toContain('life.listMerged')
  })

  it('on a closed one it answers, and on none it does nothing', async () => {
    const world = await openLifeWorld()
    world.personCloses(world.shop)
    world.comment('ada', world.shop, '/krr-gitops merge')
    await sweepOnce(world, { only: [world.shop] })
    expect(await said(world, world.shop)).toEqual(['This is closed, so merge does nothing here.'])
    expect((await sweepOnce(world, { only: [999_999] })).pulls).toEqual([])
  })
})

describe('several instances at once', () => {
  it.each([2, 3])('%i of them do everything once', async (count) => {
    const world = await openLifeWorld()
    const settings = { approvals, merge: 'when-confirmed' } as const
    world.review('ada', world.shop)
    world.comment('ada', world.pay, '/krr-gitops help')
    world.comment('grace', world.pay, '/krr-gitops bypass checkout is down')
    world.comment('ada', world.pay, '/krr-gitops dance')
    let seed = 7
    world.pause = async () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      for (let turn = 0; turn < seed % 4; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    }
    const instances = Array.from({ length: count }, () => world.connect())
    for (let round = 0; round < 3; round += 1) {
      const results = await Promise.all(instances.map((forge) => sweepOnce(world, { forge, settings })))
      expect(results.flatMap(({ problems }) => problems)).toEqual([])
    }
    const merged = [...world.state.commits.values()].filter(({ message }) => /Confirmed-By|Bypassed-By/.test(message))
    expect(merged).toHaveLength(2)
    expect(await said(world, world.shop)).toEqual([])
    expect(await said(world, world.pay)).toEqual([
      expect.stringMatching(/^One command/),
      expect.stringMatching(/^`grace` bypasses/),
      expect.stringMatching(/^I did not understand/),
    ])
    const reactions = pullOf(world.state, world.pay).comments.flatMap((comment) => comment.reactions)
    expect(reactions).toEqual(['+1', '+1', 'confused'])
  })
})
