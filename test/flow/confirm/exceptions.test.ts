/** Bypass, approval in advance, replacement, and merges that nobody confirmed. */
import { describe, expect, it } from 'vitest'
import type { Proposal } from '../../../src/core/pull-request/proposal.ts'
import { judgeMerged } from '../../../src/flow/confirm/merged.ts'
import { findSuperseding } from '../../../src/flow/confirm/superseded.ts'
import { confirmPull } from '../../../src/flow/confirm.ts'
import { commitOf, pullOf } from '../../helpers/memory-forge/state.ts'
import {
  DAY,
  factsOf,
  type LifeWorld,
  openContext,
  openLifeWorld,
  PRE_APPROVES,
  proposeTo,
  said,
  sweepOnce,
  writes,
} from '../confirm-world.ts'
import { proposalOf } from '../propose-world.ts'

const SHOP = 'krr-gitops/apps--shop'
const CONFIG = '.github/krr-gitops.yaml'
const settings = {
  merge: 'when-confirmed',
  approvals: { low: 1, medium: 1, high: 2, teams: {}, bypassTeam: 'oncall' },
} as const

async function judge(world: LifeWorld, number = world.shop) {
  const context = await openContext(world, settings)
  return confirmPull(await factsOf(world, number), context, { supersededBy: null, merge: 'never' })
}

describe('a bypass', () => {
  async function bypassed(by: string, body = '/krr-gitops bypass checkout is down') {
    const world = await openLifeWorld()
    const comment = world.comment(by, world.shop, body)
    await sweepOnce(world, { settings: { approvals: settings.approvals } })
    return { world, comment: pullOf(world.state, world.shop).comments.find(({ id }) => id === comment), id: comment }
  }

  it('by a member of the team stands for the commit, with who and why, also in the merge', async () => {
    const { world } = await bypassed('grace')
    expect((await judge(world)).confirmation).toMatchObject({
      state: 'bypassed',
      by: 'grace',
      reason: 'checkout is down',
    })
    expect(await said(world, world.shop)).toEqual([expect.stringMatching(/^`grace` bypasses .*: Checkout is down\./)])
    await sweepOnce(world, { settings })
    const { message } = commitOf(world.state, pullOf(world.state, world.shop).mergeCommit ?? '')
    expect(message).toContain('Krr-Gitops-Bypassed-By: grace\nKrr-Gitops-Bypass-Reason: checkout is down\n')
    await sweepOnce(world, { settings })
    expect((await judgeMerged(await factsOf(world, world.shop), await openContext(world, settings))).verdict).toBe(
      'bypassed',
    )
  })

  it.each(['ada', 'mallory', 'krr-gitops[bot]', 'renovate[bot]'])('by %s does nothing', async (login) => {
    const { world } = await bypassed(login)
    expect((await judge(world)).confirmation.state).toBe('waiting')
  })

  it.each<readonly [string, (world: LifeWorld, id: number) => unknown]>([
    ['the branch moved', (world) => proposeTo(world, [proposalOf({ to: 200 })])],
    [
      'its comment was edited',
      (world, id) =>
        Object.assign(pullOf(world.state, world.shop).comments.find((found) => found.id === id) ?? {}, {
          edited: true,
        }),
    ],
    [
      'the answer was edited, whoever did',
      (world) => {
        const answer = pullOf(world.state, world.shop).comments.find(({ author }) => author === 'krr-gitops[bot]')
        Object.assign(answer ?? {}, { edited: true })
      },
    ],
    ['its comment was deleted', (world, id) => world.connect().comments.remove(id)],
    ['its author left the team', (world) => world.state.teams.set('oncall', ['olaf'])],
  ])('ends when %s', async (_, happen) => {
    const { world, id } = await bypassed('grace')
    expect((await judge(world)).confirmation.state).toBe('bypassed')
    await happen(world, id)
    expect((await judge(world)).confirmation.state).toBe('waiting')
    // And it is not taken for a new one.
    await sweepOnce(world, { settings: { approvals: settings.approvals } })
    expect((await judge(world)).confirmation.state).toBe('waiting')
  })

  it('cannot be claimed by somebody who copies the words of the bot', async () => {
    const { world } = await bypassed('ada')
    const comment = world.comment('grace', world.shop, 'On it.')
    const record = JSON.stringify({
      comment,
      command: 'bypass',
      head: pullOf(world.state, world.shop).head,
      accepted: true,
    })
    world.comment('ada', world.shop, `<!-- krr-gitops:record ${record} -->\n<!-- krr-gitops:answer-${comment} -->`)
    Object.assign(pullOf(world.state, world.shop).comments.find(({ id }) => id === comment) ?? {}, {
      ...{ body: '/krr-gitops bypass trust me', edited: true },
    })
    expect((await judge(world)).confirmation.state).toBe('waiting')
    await sweepOnce(world, { settings: { approvals: settings.approvals } })
    expect((await judge(world)).confirmation.state).toBe('waiting')
  })
})

describe('a revert that was approved in advance', () => {
  async function reverted(options: { config?: string; now?: string; by?: string; claim?: boolean } = {}) {
    const { config = PRE_APPROVES, now, by, claim = true } = options
    const world = await openLifeWorld()
    world.personCommits('ada', 'main', { [CONFIG]: config })
    world.review('ada', world.shop)
    world.personMerges('ada', world.shop)
    if (now !== undefined) world.personCommits('mallory', 'main', { [CONFIG]: now })
    const [number] = await proposeTo(world, [revertOf(world.shop, claim)], by === undefined ? {} : { requester: by })
    return { world, revert: number ?? 0 }
  }

  function revertOf(number: number, claim: boolean): Proposal {
    const path = 'apps/shop/krr/deployment-shop.yaml'
    const back = proposalOf({ to: 500 })
    const trailers = `Krr-Gitops-Reverts: ${number}\n${claim ? 'Krr-Gitops-Preapproved: true\n' : ''}`
    return {
      ...back,
      branch: `krr-gitops/revert---${number}`,
      commitMessage: `${back.commitMessage}${trailers}`,
      plan: { ...back.plan, edits: [{ path, before: 'cpu: 350m\n', after: null }] },
    }
  }

  it('needs nobody', async () => {
    const { world, revert } = await reverted()
    expect((await judge(world, revert)).confirmation).toMatchObject({ state: 'pre-approved', revertOf: world.shop })
    await sweepOnce(world, { settings })
    const { message } = commitOf(world.state, pullOf(world.state, revert).mergeCommit ?? '')
    expect(message).toContain(`Krr-Gitops-Approved-In-Advance-With: ${world.shop}\n`)
  })

  it.each([
    ['the merged configuration does not say so', { config: 'version: 1\n', now: PRE_APPROVES }],
    ['a person asked for it', { by: 'ada' }],
    ['the commit does not claim it', { claim: false }],
  ])('needs a review when %s', async (_, options) => {
    const { world, revert } = await reverted(options)
    expect((await judge(world, revert)).confirmation.state).toBe('waiting')
  })

  it('stops when somebody requests changes', async () => {
    const { world, revert } = await reverted()
    world.review('grace', revert, 'CHANGES_REQUESTED')
    expect((await judge(world, revert)).confirmation.state).toBe('refused')
  })

  it('holds whatever the configuration says today', async () => {
    const { world, revert } = await reverted({ now: 'version: 1\n' })
    expect((await judge(world, revert)).confirmation.state).toBe('pre-approved')
  })
})

describe('a pull request that another one covers', () => {
  const cluster = (world: LifeWorld) => {
    const both = proposalOf({ others: ['cart'] })
    return proposeTo(world, [{ ...both, branch: 'krr-gitops/prod' }])
  }

  it('is closed for the newer one, and may come back', async () => {
    const world = await openLifeWorld()
    const [newer = 0] = await cluster(world)
    await sweepOnce(world)
    expect(pullOf(world.state, world.shop).state).toBe('closed')
    expect([pullOf(world.state, world.pay).state, pullOf(world.state, newer ?? 0).state]).toEqual(['open', 'open'])
    expect(await said(world, world.shop)).toEqual([`#${newer} proposes all of this too, so I close this one.`])
    world.personCloses(newer ?? 0)
    expect(await proposeTo(world, [proposalOf()])).not.toEqual([world.shop])
  })

  it.each<readonly [string, (world: LifeWorld, newer: number) => unknown]>([
    ['people wrote on the newer one', (world) => world.personCommits('ada', 'krr-gitops/prod', { x: 'x' })],
    ['people wrote on the older one', (world) => world.personCommits('ada', SHOP, { x: 'x' })],
    ['the newer one is a draft', (world, newer) => Object.assign(pullOf(world.state, newer), { draft: true })],
    ['the newer one is closed', (world, newer) => world.personCloses(newer)],
  ])('stays when %s', async (_, happen) => {
    const world = await openLifeWorld()
    const [newer] = await cluster(world)
    await happen(world, newer ?? 0)
    const open = await Promise.all([world.shop, world.pay, newer ?? 0].map((number) => factsOf(world, number)))
    expect(open.map((facts) => findSuperseding(facts, open))).toEqual([null, null, null])
  })
})

describe('what people merged', () => {
  async function verdict(world: LifeWorld, number = world.shop) {
    return judgeMerged(await factsOf(world, number), await openContext(world, settings))
  }

  it.each<readonly [string, (world: LifeWorld) => unknown, string]>([
    ['with an approval', (world) => world.review('ada', world.shop), 'confirmed'],
    ['without one', () => undefined, 'unconfirmed'],
    ['over a request for changes', (world) => world.review('ada', world.shop, 'CHANGES_REQUESTED'), 'unconfirmed'],
    [
      'with a commit of their own',
      (world) => [world.personCommits('ada', SHOP, { x: 'x' }), world.review('grace', world.shop)],
      'unconfirmed',
    ],
    ['after it had expired', (world) => [world.pass(15 * DAY), world.review('ada', world.shop)], 'unconfirmed'],
  ])('%s', async (_, happen, expected) => {
    const world = await openLifeWorld()
    happen(world)
    world.personMerges('linus', world.shop)
    world.pass(1000)
    // What comes later changes nothing.
    world.review('grace', world.shop, expected === 'confirmed' ? 'CHANGES_REQUESTED' : 'APPROVED')
    expect(await verdict(world)).toEqual({ verdict: expected, now: true })
    expect((await said(world, world.shop)).length).toBe(expected === 'unconfirmed' ? 1 : 0)
    world.log.length = 0
    for (const login of ['ada', 'grace', 'linus']) world.state.permissions.delete(login)
    expect(await verdict(world)).toEqual({ verdict: expected, now: false })
    expect(writes(world)).toEqual([])
  })

  it('is one action of the sweep, once, and a line in the audit log', async () => {
    const world = await openLifeWorld()
    world.personMerges('linus', world.shop)
    const lines: object[] = []
    const logger = { debug() {}, info() {}, error() {}, warn: (fields: object) => void lines.push(fields) }
    const actions = async () => (await sweepOnce(world, { logger })).actions.filter(({ action }) => action !== 'check')
    expect(await actions()).toMatchObject([{ action: 'unconfirmed-merge', number: world.shop }])
    expect(lines).toMatchObject([{ audit: true, action: 'judge-merge', mergedBy: 'linus', verdict: 'unconfirmed' }])
    expect(await actions()).toEqual([])
  })
})
