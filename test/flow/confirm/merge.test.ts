/** Merging: only what is confirmed at this very moment, and each answer of the forge understood. */
import { describe, expect, it } from 'vitest'
import { type ConfirmOptions, confirmPull } from '../../../src/flow/confirm.ts'
import { commitOf, pullOf } from '../../helpers/memory-forge/state.ts'
import { factsOf, HOUR, type LifeWorld, openContext, openLifeWorld, proposeTo, said, writes } from '../confirm-world.ts'
import { proposalOf } from '../propose-world.ts'

const SHOP = 'krr-gitops/apps--shop'
const WHEN_CONFIRMED = { merge: 'when-confirmed' } as const

async function confirmed(): Promise<LifeWorld> {
  const world = await openLifeWorld()
  world.review('ada', world.shop)
  return world
}

type Settings = Parameters<typeof openContext>[1]

async function go(world: LifeWorld, settings: Settings = WHEN_CONFIRMED, merge: ConfirmOptions['merge'] = 'allowed') {
  const context = await openContext(world, settings)
  return (await confirmPull(await factsOf(world, world.shop), context, { supersededBy: null, merge })).merge
}

/** Something that happens right before the nth call of that name reaches the forge. */
function onCall(world: LifeWorld, name: string, nth: number, happen: () => unknown): void {
  let count = 0
  world.fault = (_, call) => {
    if (call.name === name) count += 1
    if (call.name === name && count === nth) happen()
    return null
  }
}

const merges = (world: LifeWorld) => writes(world).filter((name) => name === 'merging.merge').length
const stateOf = (world: LifeWorld) => pullOf(world.state, world.shop).state

describe('what is confirmed', () => {
  it('is merged, with who confirmed it in the message', async () => {
    const world = await confirmed()
    expect(await go(world)).toEqual({ outcome: 'merged' })
    const pull = pullOf(world.state, world.shop)
    expect([pull.state, pull.mergedBy]).toEqual(['merged', 'krr-gitops[bot]'])
    const { message, files } = commitOf(world.state, pull.mergeCommit ?? '')
    expect(message).toContain(`(#${world.shop})\n`)
    expect(message).toContain(`\nKrr-Gitops-Head: ${pull.head}\nKrr-Gitops-Confirmed-By: ada\n`)
    expect(files['apps/shop/krr/deployment-shop.yaml']).toBe('cpu: 350m\n')
  })

  it('is left to people by default, unless somebody asks', async () => {
    const world = await confirmed()
    expect(await go(world, {})).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('manual') })
    expect([merges(world), stateOf(world)]).toEqual([0, 'open'])
    expect(await go(world, {}, 'asked')).toEqual({ outcome: 'merged' })
  })

  it.each<readonly [string, (world: LifeWorld) => unknown, Settings, object]>([
    ['outside the window', () => undefined, { mergeWindow: ['Tue'] }, { outcome: 'waiting', until: expect.any(Date) }],
    ['in a freeze', () => undefined, { freeze: [{ from: '2026-03-02', to: '2026-03-02' }] }, { outcome: 'waiting' }],
    [
      'before its checks are green',
      (world) => world.state.requiredChecks.set('build', 'pending'),
      {},
      { outcome: 'waiting' },
    ],
    ['over a red check', (world) => world.state.requiredChecks.set('build', 'failed'), {}, { outcome: 'refused' }],
    [
      'over a conflict',
      (world) => world.personCommits('ada', 'main', { 'apps/shop/kustomization.yaml': 'x' }),
      {},
      { outcome: 'refused' },
    ],
    [
      'behind its base',
      (world) => [Object.assign(world.state, { strict: true }), world.personCommits('ada', 'main', { x: 'x' })],
      {},
      { outcome: 'refused' },
    ],
  ])('is not merged %s', async (_, happen, settings, expected) => {
    const world = await confirmed()
    happen(world)
    expect(await go(world, { ...WHEN_CONFIRMED, ...settings })).toMatchObject(expected)
    expect([merges(world), stateOf(world)]).toEqual([0, 'open'])
  })
})

describe('between the look and the merge', () => {
  // The third look is the one right before the merge: the first is the test's own.
  it.each<readonly [string, (world: LifeWorld) => unknown]>([
    [
      'the approval is dismissed',
      (world) => Object.assign(pullOf(world.state, world.shop).reviews[0] ?? {}, { state: 'DISMISSED' }),
    ],
    ['somebody requests changes', (world) => world.review('grace', world.shop, 'CHANGES_REQUESTED')],
    ['it becomes a draft', (world) => Object.assign(pullOf(world.state, world.shop), { draft: true })],
    ['it is closed', (world) => world.personCloses(world.shop)],
    ['somebody pushes', (world) => world.personCommits('grace', SHOP, { x: 'x' })],
    ['the reviewer may not push any more', (world) => world.state.permissions.set('ada', 'read')],
  ])('%s: nothing is sent', async (_, happen) => {
    const world = await confirmed()
    onCall(world, 'life.look', 2, () => happen(world))
    expect((await go(world))?.outcome).not.toBe('merged')
    expect([merges(world), stateOf(world) === 'merged']).toEqual([0, false])
  })

  it('asks anew who may push where a look does not tell', async () => {
    const world = await confirmed()
    Object.assign(world.state, { tellsPush: false })
    onCall(world, 'life.look', 2, () => world.state.permissions.set('ada', 'read'))
    expect((await go(world))?.outcome).toBe('waiting')
    expect(merges(world)).toBe(0)
  })

  it('a push that only the forge sees is judged anew, and no longer confirmed', async () => {
    const world = await confirmed()
    onCall(world, 'merging.merge', 1, () => world.personCommits('grace', SHOP, { x: 'x' }))
    expect(await go(world)).toMatchObject({ outcome: 'refused', reason: 'the pull request cannot be confirmed' })
    expect([merges(world), stateOf(world)]).toEqual([1, 'open'])
  })

  it('an update of the bot asks for new reviews', async () => {
    const world = await confirmed()
    await proposeTo(world, [proposalOf({ to: 200 })])
    expect(await go(world)).toMatchObject({ outcome: 'waiting', reason: 'the confirmation is not complete' })
  })
})

describe('the forge', () => {
  it('refuses: said once, not tried again, until something is different or somebody asks', async () => {
    const world = await confirmed()
    let refusing = true
    const refuse = (reason: string) => {
      const forge = world.connect()
      return {
        ...forge,
        merging: {
          merge: async () => (refusing ? { outcome: 'refused' as const, reason } : { outcome: 'merged' as const }),
        },
      }
    }
    const run = async (reason: string, merge: ConfirmOptions['merge'] = 'allowed') => {
      const context = { ...(await openContext(world, WHEN_CONFIRMED)), forge: refuse(reason) }
      return (await confirmPull(await factsOf(world, world.shop), context, { supersededBy: null, merge })).merge
    }
    expect(await run('At least 1 <b>code owner</b> review is required')).toMatchObject({ outcome: 'refused' })
    expect(await said(world, world.shop)).toEqual([expect.stringContaining('At least 1 &#60;b&#62;code owner')])
    world.log.length = 0
    expect(await run('again')).toEqual({
      outcome: 'refused',
      reason: 'the forge refused to merge it, and nothing has changed since',
    })
    expect(writes(world)).toEqual([])
    world.review('grace', world.shop)
    expect(await run('Two are required')).toMatchObject({ outcome: 'refused', reason: 'Two are required' })
    expect(await said(world, world.shop)).toEqual([expect.stringContaining('Two are required')])
    refusing = false
    expect(await run('', 'allowed')).toMatchObject({ outcome: 'refused' })
    expect(await run('', 'asked')).toEqual({ outcome: 'merged' })
  })

  it('has a merge queue: the pull request is put into it once', async () => {
    const world = await confirmed()
    Object.assign(world.state, { mergeQueue: true })
    expect(await go(world)).toEqual({ outcome: 'queued' })
    expect(pullOf(world.state, world.shop).queued).toBe(true)
    expect(await go(world)).toMatchObject({ outcome: 'waiting', reason: 'it is in the merge queue' })
    expect(merges(world)).toBe(1)
  })

  it('says only with its answer that there is a merge queue', async () => {
    const world = await confirmed()
    onCall(world, 'merging.merge', 1, () => Object.assign(world.state, { mergeQueue: true }))
    expect(await go(world)).toEqual({ outcome: 'queued' })
    expect([merges(world), pullOf(world.state, world.shop).queued]).toEqual([2, true])
  })

  it('merges once for two at the same moment', async () => {
    const world = await confirmed()
    world.pause = () => new Promise((resolve) => setImmediate(resolve))
    const outcomes = await Promise.all([go(world), go(world)])
    expect(outcomes.map((merge) => merge?.outcome).sort()).toEqual(['merged', 'waiting'])
    expect(await said(world, world.shop)).toEqual([])
    const commits = [...world.state.commits.values()].filter(({ message }) => message.includes('Confirmed-By'))
    expect(commits).toHaveLength(1)
  })
})

it('nothing is merged that waits for a review, however often somebody asks', async () => {
  const world = await openLifeWorld()
  world.pass(HOUR)
  expect(await go(world, WHEN_CONFIRMED, 'asked')).toMatchObject({ outcome: 'waiting' })
  expect(merges(world)).toBe(0)
})
