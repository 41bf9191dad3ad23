/** The dashboard over several runs: what it shows, what people tick in it, and that it is written only when it differs. */
import { describe, expect, it } from 'vitest'
import { renderBox } from '../../src/core/after/dashboard/ticks.ts'
import { dashboardStep, readDashboard, savedSoFar, toPlanPart, writeDashboard } from '../../src/flow/dashboard.ts'
import { silentLogger } from '../../src/ports/runtime.ts'
import { skip } from '../helpers/verified-plan.ts'
import { DAY, factsOf, type LifeWorld, openLifeWorld, settingsOf, sweepOnce, writes } from './confirm-world.ts'
import { proposalOf, run } from './propose-world.ts'

const SHOP = 'krr-gitops/apps--shop'

/** One run of propose, as the command does it. */
async function planned(world: LifeWorld, settings: Parameters<typeof settingsOf>[0] = {}) {
  const forge = world.connect()
  const seen = await readDashboard(forge)
  const { unsnooze, open } = seen.ticks
  const results = await run(forge, [proposalOf(), proposalOf({ app: 'pay' })], {
    ...{ settings: settingsOf(settings), now: world.clock.now, exceptions: { unsnooze, open } },
  })
  const all = await forge.life.listAll('krr-gitops/', new Date(0))
  const pulls = await forge.life.look(all.map(({ number }) => number))
  const plan = toPlanPart(results, [skip({ code: 'not-found' })], all)
  const outcome = await writeDashboard({ seen, pulls, plan }, { forge, logger: silentLogger })
  return { outcome, actions: results.map(({ action }) => action) }
}

const body = (world: LifeWorld) => world.state.issues[0]?.body ?? ''
function tick(world: LifeWorld, name: 'open' | 'unsnooze' | 'refresh', branch: string | null): void {
  const issue = world.state.issues[0]
  const line = renderBox(name, branch, '', false).trimEnd()
  if (issue === undefined || !issue.body.includes(line)) throw new Error(`there is no box ${line}`)
  world.state.issues[0] = { ...issue, body: issue.body.replace(line, line.replace('[ ]', '[x]')) }
}

describe('the dashboard', () => {
  it('is opened by a plan, kept by sweeps, and quiet when nothing changed', async () => {
    const world = await openLifeWorld()
    await sweepOnce(world)
    expect((await planned(world)).outcome).toBe('opened')
    expect(world.state.issues).toMatchObject([{ labels: ['krr-gitops/dashboard'] }])
    expect(body(world)).toMatch(/- #\d+ Right-size 1 container in apps\/shop .*: Waiting for 1 approval\n/)
    expect(body(world)).toContain('`not-found` (1)')
    world.log.length = 0
    expect((await planned(world)).outcome).toBe('same')
    expect(writes(world)).toEqual([])

    const forge = world.connect()
    world.review('ada', world.shop)
    await sweepOnce(world)
    tick(world, 'refresh', null)
    const pulls = [await factsOf(world, world.shop), await factsOf(world, world.pay)]
    const write = async () =>
      writeDashboard({ seen: await readDashboard(forge), pulls, plan: null }, { forge, logger: silentLogger })
    expect(await write()).toBe('edited')
    expect(body(world)).toContain('Confirmed by ada')
    expect(body(world)).toContain('- [x] <!-- krr-gitops:refresh -->')
    expect(body(world)).toContain('`not-found` (1)')
    expect(await write()).toBe('same')
  })

  it('follows a sweep as its last step', async () => {
    const world = await openLifeWorld()
    await planned(world)
    // What a sweep says on a pull request, the next one shows.
    await sweepOnce(world, { finish: [dashboardStep] })
    const { actions } = await sweepOnce(world, { finish: [dashboardStep] })
    expect(actions.map(({ action }) => action)).toEqual(['dashboard'])
    expect(body(world)).toContain('Waiting for 1 approval')
    world.log.length = 0
    expect((await sweepOnce(world, { finish: [dashboardStep] })).actions).toEqual([])
    expect(writes(world)).toEqual([])
    expect(world.log.filter(({ name }) => name.startsWith('issues.'))).toHaveLength(1)
  })

  it('opens what a person wants now, whatever the limits say', async () => {
    const world = await openLifeWorld()
    world.personCloses(world.shop)
    const limits = { maxOpen: 1, snoozeMs: 0 }
    expect(await planned(world, limits)).toMatchObject({ actions: ['limited', 'keep'] })
    tick(world, 'open', SHOP)
    expect(await planned(world, limits)).toMatchObject({ actions: ['adopt', 'keep'], outcome: 'edited' })
    expect(body(world)).not.toContain('[x]')
    expect(body(world)).not.toContain('krr-gitops:open=')
  })

  it('brings back what a person closed, and what was snoozed for long', async () => {
    const world = await openLifeWorld()
    world.personCloses(world.shop)
    expect(await planned(world)).toMatchObject({ actions: ['snoozed', 'keep'] })
    tick(world, 'unsnooze', SHOP)
    expect(await planned(world)).toMatchObject({ actions: ['adopt', 'keep'] })

    const [again] = await world.connect().pullRequests.listOpen(SHOP)
    world.comment('ada', again?.number ?? 0, '/krr-gitops snooze 90')
    await sweepOnce(world)
    world.pass(60 * DAY)
    expect(await planned(world)).toMatchObject({ actions: ['snoozed', 'keep'] })
    tick(world, 'unsnooze', SHOP)
    expect(await planned(world)).toMatchObject({ actions: ['adopt', 'keep'] })
  })

  it('is left alone without issues, without a plan, and when people made it theirs', async () => {
    const world = await openLifeWorld()
    const forge = world.connect()
    const write = async () =>
      writeDashboard({ seen: await readDashboard(forge), pulls: [], plan: null }, { forge, logger: silentLogger })
    expect(await write()).toBe('off')
    await planned(world)
    const issue = world.state.issues[0]
    if (issue !== undefined) world.state.issues[0] = { ...issue, body: 'Our own words' }
    expect(await write()).toBe('same')
    world.state.issuesOff = true
    expect((await planned(world)).outcome).toBe('off')
  })

  it('adds up what was merged and not undone', async () => {
    const world = await openLifeWorld()
    const all = () => world.connect().life.listAll('krr-gitops/', new Date(0))
    expect(savedSoFar(await all())).toEqual({ cpu: 0, memory: 0, monthly: null, currency: null })
    world.personMerges('ada', world.shop)
    world.personMerges('ada', world.pay)
    expect(savedSoFar(await all())).toMatchObject({ cpu: 300 })
    const revert = { ...(await all())[0], branch: `krr-gitops/revert---${world.shop}`, number: 999 }
    expect(savedSoFar([...(await all()), revert as NonNullable<Awaited<ReturnType<typeof all>>[0]>])).toMatchObject({
      cpu: 150,
    })
    const priced = (await all()).map((pull) => ({
      ...pull,
      body: pull.body.replace('"monthly":null,"currency":null', '"monthly":1.25,"currency":"EUR"'),
    }))
    expect(savedSoFar(priced)).toMatchObject({ monthly: 2.5, currency: 'EUR' })
  })
})
