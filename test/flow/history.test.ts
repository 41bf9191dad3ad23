/** What the forge remembers, as records. */
import { expect, it } from 'vitest'
import { readHistory } from '../../src/flow/history.ts'
import { type WatchSettings, watchMerged } from '../../src/flow/watch.ts'
import { silentLogger } from '../../src/ports/runtime.ts'
import { pullOf } from '../helpers/memory-forge/state.ts'
import { factsOf, HOUR, openContext, openLifeWorld, sweepOnce, writes } from './confirm-world.ts'
import { openLifeWorld as openProvedWorld, SHOP } from './life-world.ts'
import { proposalOf } from './propose-world.ts'

const WATCH: WatchSettings = {
  ...{ watch: 'github', soakMs: HOUR, timeoutMs: 24 * HOUR },
  rollback: { open: 'manual', preApproved: false },
}

it('tells who proposed, confirmed and merged, and how it was rolled out', async () => {
  const world = await openLifeWorld({ pay: { risk: 'high' } })
  const context = await openContext(world)
  world.review('ada', world.shop)
  world.review('grace', world.pay, 'CHANGES_REQUESTED')
  world.pass(HOUR)
  world.personMerges('linus', world.shop)
  await sweepOnce(world)
  const commit = pullOf(world.state, world.shop).mergeCommit ?? ''
  const status = {
    context: 'kustomization/apps/1a2b3c4d',
    state: 'success',
    description: 'reconciliation succeeded',
  } as const
  world.state.statuses.push({ id: 1, commit, targetUrl: null, createdAt: world.state.now, ...status })
  const healthy = world.state.now
  world.pass(2 * HOUR)
  await watchMerged(WATCH, {
    ...{ forge: world.connect(), delivery: null, guards: null, applicationOf: () => null, clock: world.clock },
    ...{ logger: silentLogger, rollBack: async () => ({ refused: '' }) },
  })
  // Who confirmed it then may not do so any more.
  world.state.permissions.delete('ada')
  world.state.tellsPush = true
  world.log.length = 0
  const records = await readHistory({ openedSince: null }, context)
  expect(records).toMatchObject([
    { number: world.pay, status: 'refused', refusedBy: ['grace'], risk: 'high', mergedBy: null, rollout: null },
    {
      ...{ number: world.shop, kind: 'change', status: 'healthy', group: 'apps/shop', confirmation: 'confirmed' },
      ...{ confirmedBy: ['ada'], mergedBy: 'linus', mergeCommit: commit, mergeVerdict: 'confirmed' },
      ...{
        rollout: 'healthy',
        rolloutAt: healthy.toISOString(),
        changes: [{ name: 'shop', from: '500m', to: '350m' }],
      },
      ...{ plan: proposalOf().id, head: (await factsOf(world, world.shop)).pull.head },
    },
  ])
  expect(writes(world)).toEqual([])
  expect(world.log.length).toBeLessThan(6)
  expect(await readHistory({ openedSince: world.state.now }, context)).toEqual([])
})

it('knows a merge that nobody confirmed, an expired one, and one that a person closed', async () => {
  const world = await openLifeWorld()
  world.personMerges('ada', world.shop)
  world.personCloses(world.pay)
  const context = await openContext(world)
  expect(await readHistory({ openedSince: null }, context)).toMatchObject([
    { number: world.pay, status: 'closed', confirmation: 'not-confirmable' },
    { number: world.shop, status: 'merged', mergeVerdict: 'unconfirmed', confirmation: 'waiting', confirmedBy: [] },
  ])
  const expired = await openLifeWorld()
  expired.pass(15 * 24 * HOUR)
  await sweepOnce(expired)
  expect(await readHistory({ openedSince: null }, await openContext(expired))).toMatchObject([
    { status: 'expired', confirmation: 'expired' },
    { status: 'expired', confirmation: 'expired' },
  ])
})

it('ties a revert to what it undid', async () => {
  await using world = await openProvedWorld(SHOP)
  const number = await world.merged('apps/shop/prod', [{ to: '250m' }])
  const result = await world.rollBack()(await world.facts(number), { why: 'x', requestedBy: 'ada', evidence: [] })
  const revert = 'number' in result ? result.number : 0
  const context = await openContext(world.memory)
  expect(await readHistory({ openedSince: null }, context)).toMatchObject([
    { number: revert, kind: 'revert', revertOf: number, requestedBy: 'ada', status: 'open' },
    { number, kind: 'change', revertedBy: revert, status: 'merged' },
  ])
  world.memory.personMerges('ada', revert)
  expect(await readHistory({ openedSince: null }, context)).toMatchObject([
    { status: 'merged' },
    { status: 'reverted' },
  ])
})
