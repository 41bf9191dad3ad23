/** Holds and stages against a forge: what may be proposed, and what it costs to know. */
import { describe, expect, it } from 'vitest'
import type { Stage } from '../../src/core/after/stages/stage.ts'
import { DEFAULT_PULL_REQUEST_SETTINGS } from '../../src/core/pull-request/settings.ts'
import { plan } from '../../src/flow/plan.ts'
import { createGate, type GateSettings } from '../../src/flow/propose/gates.ts'
import { type WatchSettings, watchMerged } from '../../src/flow/watch.ts'
import { silentLogger } from '../../src/ports/runtime.ts'
import { MAIN, pullOf } from '../helpers/memory-forge/state.ts'
import { openMemoryForge } from '../helpers/memory-forge.ts'
import { deployment, openLifeWorld, SHOP } from './life-world.ts'
import { planInput } from './plan-input.ts'
import { FILES, proposalOf, run } from './propose-world.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const SETTINGS: GateSettings = {
  ...{ stages: [], holdMs: 30 * DAY, expireAfterMs: 14 * DAY, band: DEFAULT_PULL_REQUEST_SETTINGS.band },
  rollout: { watch: 'github', soakMs: HOUR, timeoutMs: DAY },
}
const WATCH: WatchSettings = { ...SETTINGS.rollout, rollback: { open: 'auto', preApproved: false } }

const stage = (name: string, more: Partial<Stage> = {}): Stage => ({
  ...{ name, paths: [`apps/${name}`], after: null, soakMs: DAY, canary: null },
  ...more,
})

describe('the gate of a plan', () => {
  it('asks nothing for a plan that wants nothing, and one request where nothing was reverted', async () => {
    const world = openMemoryForge({ files: FILES })
    const gate = createGate(SETTINGS, { forge: world.connect(), clock: world.clock })
    expect(await gate([])).toEqual({ workloads: [], skipped: [] })
    expect(world.log).toEqual([])
    const { workloads } = proposalOf().plan
    expect(await gate(workloads)).toEqual({ workloads, skipped: [] })
    expect(world.log.map(({ name }) => name)).toEqual(['life.listAll'])
  })

  it('holds what was reverted, from the opening of the revert to the end of the hold', async () => {
    await using world = await openLifeWorld(SHOP)
    const { memory, forge } = world
    const number = await world.merged('apps/shop/prod', [{ to: '250m' }])
    const again = await world.proposalOf('apps/shop/prod', [{ to: '240m' }])
    const codes = async () => {
      const { workloads, skipped } = await createGate(SETTINGS, { forge, clock: memory.clock })(again.plan.workloads)
      expect(workloads).toHaveLength(skipped.length === 0 ? 1 : 0)
      return skipped.map(({ code }) => code)
    }
    expect(await codes()).toEqual([])
    const asked = { why: 'x', requestedBy: 'ada', evidence: [] }
    const result = await world.rollBack()(await world.facts(number), asked)
    expect(await codes()).toEqual(['revert-open'])
    memory.personMerges('ada', 'number' in result ? result.number : 0)
    expect(await codes()).toEqual(['held-after-revert'])
    memory.pass(29 * DAY)
    expect(await codes()).toEqual(['held-after-revert'])
    memory.pass(DAY)
    expect(await codes()).toEqual([])
  })

  it('opens a stage when the one before was healthy for its soak, and stops it when that failed', async () => {
    const world = openMemoryForge({ files: FILES, writers: ['ada'] })
    const forge = world.connect()
    const settings = { ...SETTINGS, stages: [stage('shop'), stage('pay', { after: 'shop' })] }
    const { workloads } = proposalOf({ app: 'pay' }).plan
    const codes = async () => {
      const { skipped } = await createGate(settings, { forge, clock: world.clock })(workloads)
      return skipped.map(({ code, message }) => `${code}: ${message}`)
    }
    const watch = () =>
      watchMerged(WATCH, {
        ...{ forge, delivery: null, guards: null, applicationOf: () => null, clock: world.clock },
        ...{ logger: silentLogger, rollBack: async () => ({ refused: 'not here' }) },
      })
    const report = (state: 'success' | 'failure', description: string) => {
      const commit = world.state.branches.get(MAIN) ?? ''
      const createdAt = world.state.now
      const context = 'kustomization/apps/1a2b3c4d'
      world.state.statuses.push({ id: 1, commit, context, state, description, targetUrl: null, createdAt })
    }
    const [result] = await run(forge, [proposalOf()], { now: world.clock.now })
    const number = result?.number ?? 0
    expect(await codes()).toEqual([`waits-for-stage: it waits for #${number} of stage shop, which is not merged`])
    world.personMerges('ada', number)
    expect(await codes()).toEqual([`waits-for-stage: it waits for #${number} of stage shop, which is rolling out`])
    report('success', 'reconciliation succeeded')
    world.pass(HOUR)
    await watch()
    expect(await codes()).toEqual([expect.stringMatching(/^waits-for-stage: it waits for the soak of/)])
    world.pass(DAY)
    expect(await codes()).toEqual([])
    world.log.length = 0
    await codes()
    expect(world.log.map(({ name }) => name)).toEqual(['life.listAll', 'life.look', 'checks.read'])

    const [check] = world.state.checks
    world.state.checks.splice(0, 1, { ...check, conclusion: 'failure' } as NonNullable<typeof check>)
    expect(await codes()).toEqual([`stage-failed: #${number} of stage shop failed`])
    expect(pullOf(world.state, number).state).toBe('merged')
  })

  it('is asked by a plan before it patches', async () => {
    const files = { ...SHOP, 'apps/shop/base/web.yaml': deployment('web', 'cpu: 200m') }
    await using world = await openLifeWorld(files)
    const repository = await world.checkout()
    const { input, tools } = planInput(repository, world)
    const open = await plan(input, tools)
    expect(open.proposals.flatMap(({ plan: { workloads } }) => workloads)).toHaveLength(2)
    const asked: string[][] = []
    const gated = await plan(input, {
      ...tools,
      gate: async (workloads) => {
        asked.push(workloads.map(({ target }) => target.container.name))
        const [first, second] = workloads
        if (first === undefined || second === undefined) throw new Error('no workloads')
        const skip = {
          container: second.target.container,
          resource: null,
          code: 'waits-for-stage',
          message: 'm',
          hint: 'h',
        }
        return { workloads: [first], skipped: [skip] }
      },
    })
    expect(asked).toEqual([['cart', 'web']])
    expect(
      gated.proposals.flatMap(({ plan: { workloads } }) => workloads.map((one) => one.target.container.name)),
    ).toEqual(['cart'])
    expect(gated.skipped.map(({ code }) => code)).toEqual(['waits-for-stage'])
    expect(gated.proposals[0]?.body).toContain('waits-for-stage')
  })
})
