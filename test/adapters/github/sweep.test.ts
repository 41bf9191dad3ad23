/** The flows over GitHub: what a sweep costs, and a proposal from opening to a healthy rollout. */
import { describe, expect, it } from 'vitest'
import type { PullRequestSettings } from '../../../src/core/pull-request/settings.ts'
import { propose } from '../../../src/flow/propose.ts'
import { sweep } from '../../../src/flow/sweep.ts'
import { type WatchSettings, type WatchTools, watchPulls } from '../../../src/flow/watch.ts'
import type { LivingForge } from '../../../src/ports/life.ts'
import { silentLogger, silentProgress } from '../../../src/ports/runtime.ts'
import { BOT_TOKEN, PERSON_TOKEN } from '../../fake-github/state.ts'
import { lifeSettings, noRollBack, settingsOf } from '../../flow/confirm-world.ts'
import { proposalOf } from '../../flow/propose-world.ts'
import { look } from './proposed.ts'
import { type GitHubWorld, openGitHubWorld } from './world.ts'

const DAY = 86_400_000
const WATCH: WatchSettings = {
  ...{ watch: 'github', soakMs: 60_000, timeoutMs: DAY, rollback: { open: 'auto', preApproved: false } },
}
const FILE = 'resources:\n  - deployment.yaml\n'

async function openFleet(count: number, token = BOT_TOKEN) {
  const names = Array.from({ length: count }, (_, index) => `app${index}`)
  const world = await openGitHubWorld(
    Object.fromEntries(names.map((name) => [`apps/${name}/kustomization.yaml`, FILE])),
    { wire: false },
  )
  const forge = world.connect({ token })
  const { head } = await forge.repository.describe()
  await propose(
    {
      ...{ proposals: names.map((app) => proposalOf({ app })), skipped: [], base: head, codeowners: null },
      settings: settingsOf({ maxOpen: count, perRun: count }),
    },
    { forge, clock: { now: world.now }, logger: silentLogger, progress: silentProgress },
  )
  return { world, forge: () => world.connect({ token }) }
}

function sweepOnce(world: GitHubWorld, forge: LivingForge, settings: Partial<PullRequestSettings> = {}) {
  const tools = { forge, clock: { now: world.now }, logger: silentLogger }
  const watching: WatchTools = {
    ...{ ...tools, delivery: null, guards: null, applicationOf: () => null },
    rollBack: async () => ({ refused: 'nothing is rolled back here' }),
  }
  return sweep(
    { settings: lifeSettings(settings), mergedForMs: 7 * DAY },
    { rollBack: noRollBack, watch: (merged) => watchPulls(merged, WATCH, watching) },
    tools,
  )
}

describe('a sweep where nothing changed', () => {
  it.each([
    ['an App', BOT_TOKEN, 1],
    ['an App', BOT_TOKEN, 7],
    ['an App', BOT_TOKEN, 45],
    ['a person', PERSON_TOKEN, 7],
  ])('as %s makes few requests and no write', async (_, token, count) => {
    const { world, forge } = await openFleet(count, token)
    await using _world = world
    const first = await sweepOnce(world, forge())
    expect(first.actions.filter(({ action }) => action === 'check')).toHaveLength(count)
    world.fake.log.length = 0
    const again = await sweepOnce(world, forge())
    expect(again).toMatchObject({ actions: [], problems: [] })
    expect(again.pulls).toHaveLength(count)
    expect(world.fake.log.filter(({ write }) => write)).toEqual([])
    expect(world.fake.log.length).toBeLessThanOrEqual(2 * count + 3)
    expect(world.fake.log).toHaveLength(3 + Math.ceil(count / 20))
  })
})

describe('a proposal', () => {
  it.each([
    ['an App', BOT_TOKEN],
    ['a person', PERSON_TOKEN],
  ])('is confirmed, merged and watched until it is healthy, by the token of %s', async (_, token) => {
    const { world, forge } = await openFleet(1, token)
    await using _world = world
    const { people, fake } = world
    const number = fake.state.pulls[0]?.number ?? 0
    const merging = { merge: 'when-confirmed' } as const
    await sweepOnce(world, forge(), merging)
    expect(fake.state.pulls[0]?.state).toBe('open')
    people.approve('alice', number)
    const swept = await sweepOnce(world, forge(), merging)
    expect(swept.pulls).toMatchObject([{ confirmation: 'confirmed', merge: { outcome: 'merged' }, state: 'merged' }])
    const { mergeCommit } = await look({ forge: forge() }, number)
    const merge = mergeCommit ?? ''
    expect((await forge().commits.readCommit(merge))?.message).toContain('Krr-Gitops-Confirmed-By: alice')
    expect((await sweepOnce(world, forge(), merging)).pulls).toMatchObject([{ verdict: 'confirmed' }])
    people.status('bob', merge, {
      context: 'kustomization/app0/1a2b',
      state: 'success',
      description: 'reconciliation succeeded',
    })
    await sweepOnce(world, forge(), merging)
    const rollout = async () => (await forge().checks.read([merge])).get(merge)
    expect(await rollout()).toMatchObject([{ conclusion: 'pending' }])
    for (let second = 0; second < 90; second += 1) world.now()
    await sweepOnce(world, forge(), merging)
    expect(await rollout()).toMatchObject([{ name: 'krr-gitops/rollout', conclusion: 'success' }])
    world.fake.log.length = 0
    expect((await sweepOnce(world, forge(), merging)).actions).toEqual([])
    expect(world.fake.log.filter(({ write }) => write)).toEqual([])
  })
})
