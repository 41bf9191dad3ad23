/**
 * Every call of a sweep fails once, before or after the forge acted, and the sweep is cut at every call for good. Then it is
 * started again. The end is always that of an undisturbed sweep, and a further one writes nothing.
 */
import { afterAll, describe, expect, it } from 'vitest'
import type { PullRequestSettings } from '../../../src/core/pull-request/settings.ts'
import type { RollBackForCommand } from '../../../src/flow/commands.ts'
import { commitOf, type MemoryState } from '../../helpers/memory-forge/state.ts'
import { type CallFault, openMemoryForge } from '../../helpers/memory-forge.ts'
import { DAY, type LifeWorld, openLifeWorld, proposeTo, sweepOnce, writes } from '../confirm-world.ts'
import { proposalOf } from '../propose-world.ts'

const approvals = { low: 1, medium: 1, high: 2, teams: { high: ['platform'] }, bypassTeam: 'oncall' } as const
const SHOP = 'krr-gitops/apps--shop'

interface Story {
  readonly name: string
  readonly before: (world: LifeWorld) => unknown
  readonly settings?: Partial<PullRequestSettings>
}

const stories: readonly Story[] = [
  { name: 'a merge', before: (world) => world.review('ada', world.shop), settings: { merge: 'when-confirmed' } },
  {
    name: 'a merge where a look tells less',
    before: (world) => [Object.assign(world.state, { tellsPush: false }), world.review('ada', world.shop)],
    settings: { merge: 'when-confirmed' },
  },
  {
    name: 'a merge queue',
    before: (world) => [Object.assign(world.state, { mergeQueue: true }), world.review('ada', world.shop)],
    settings: { merge: 'when-confirmed' },
  },
  {
    name: 'a merge that the forge refuses',
    before: (world) => [
      Object.assign(world.state, { refusesMerge: 'A code owner must approve' }),
      world.review('ada', world.shop),
    ],
    settings: { merge: 'when-confirmed' },
  },
  { name: 'a request for changes', before: (world) => world.review('ada', world.shop, 'CHANGES_REQUESTED') },
  { name: 'expiry of both', before: (world) => world.pass(20 * DAY) },
  {
    name: 'a replacement',
    before: (world) => proposeTo(world, [{ ...proposalOf({ others: ['cart'] }), branch: 'krr-gitops/prod' }]),
  },
  { name: 'an unconfirmed merge', before: (world) => world.personMerges('ada', world.shop) },
  {
    name: 'a confirmed merge by a person',
    before: (world) => [world.review('ada', world.shop), world.personMerges('ada', world.shop)],
  },
  { name: 'people on the branch', before: (world) => world.personCommits('ada', SHOP, { x: 'x' }) },
  ...['help', 'merge', 'refresh', 'snooze 40', 'ignore', 'dance', 'revert'].map((command) => ({
    name: `the command ${command}`,
    before: (world: LifeWorld) => world.comment('ada', world.shop, `/krr-gitops ${command}`),
  })),
  {
    name: 'the command revert on a merged one',
    before: (world) => [
      world.review('grace', world.shop),
      world.personMerges('ada', world.shop),
      world.comment('ada', world.shop, '/krr-gitops revert'),
    ],
  },
  {
    name: 'a bypass and a merge',
    before: (world) => world.comment('grace', world.shop, '/krr-gitops bypass checkout is down'),
    settings: { merge: 'when-confirmed' },
  },
  {
    name: 'commands of those who may not',
    before: (world) =>
      ['merge', 'bypass x', 'snooze 3'].map((text) => world.comment('mallory', world.shop, `/krr-gitops ${text}`)),
  },
]

/** One revert for each pull request, however often it is asked for. */
function rollBackOf(world: LifeWorld): RollBackForCommand {
  return async ({ pull }) => {
    const { checks } = world.connect()
    // Stands for whatever a roll-back writes: it may be cut, too.
    await checks.publish(
      `revert-of-${pull.number}`,
      { name: 'revert', conclusion: 'neutral', title: '', summary: '' },
      null,
    )
    return { number: pull.number + 1000, url: `revert-of-${pull.number}` }
  }
}

let cases = 0
afterAll(() => {
  process.stdout.write(`fault cases of the sweep: ${cases}\n`)
})

type Plan = (index: number) => CallFault | null

async function disturbed(story: Story, plan: Plan): Promise<{ end: object; calls: number }> {
  const world = await openLifeWorld()
  await story.before(world)
  const options = { settings: { approvals, ...story.settings }, rollBack: rollBackOf(world) }
  world.log.length = 0
  world.fault = plan
  await sweepOnce(world, options).catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'github-unreachable', exit: 3 })
  })
  const calls = world.log.length
  world.fault = () => null
  // The second may have to judge what the first one merged.
  for (let run = 0; run < 2; run += 1) await sweepOnce(world, options)
  world.log.length = 0
  const last = await sweepOnce(world, options)
  expect([writes(world), last.problems, last.actions]).toEqual([[], [], []])
  return { end: endState(world.state), calls }
}

/** Everything that people see, without numbers that count writes. */
function endState(state: MemoryState): object {
  const commit = (sha: string) => {
    const { message, files } = commitOf(state, sha)
    return { message, files }
  }
  const texts = (body: string) => body.replace(/answer-\d+|"comment":\d+|done \d+/g, '')
  return {
    branches: [...state.branches].map(([name, sha]) => [name, commit(sha)]),
    pulls: state.pulls.map((pull) => ({
      ...{ number: pull.number, state: pull.state, queued: pull.queued, by: pull.mergedBy, body: texts(pull.body) },
      comments: pull.comments.map(({ author, body, reactions }) => ({ author, body: texts(body), reactions })),
    })),
    checks: new Set(
      state.checks.map(({ commit: sha, name, conclusion, title, summary }) =>
        JSON.stringify([sha, name, conclusion, title, summary]),
      ),
    ),
  }
}

describe.each(stories)('with $name', (story) => {
  it('ends the same whatever fails once, and wherever it is cut', async () => {
    const clean = await disturbed(story, () => null)
    expect(clean.calls).toBeGreaterThan(3)
    for (const fault of ['before', 'after'] as const) {
      for (let at = 0; at < clean.calls; at += 1) {
        const once = await disturbed(story, (index) => (index === at ? fault : null))
        expect(once.end, `${fault} at ${at}`).toEqual(clean.end)
        const cut = await disturbed(story, (index) => (index >= at ? (index === at ? fault : 'before') : null))
        expect(cut.end, `cut ${fault} at ${at}`).toEqual(clean.end)
        cases += 2
      }
    }
  }, 120_000)
})

it('starts from a forge that fails as it says', async () => {
  const world = openMemoryForge()
  world.fault = (index) => (index === 0 ? 'before' : null)
  await expect(world.connect().repository.describe()).rejects.toMatchObject({ code: 'github-unreachable' })
  expect(await world.connect().repository.describe()).toMatchObject({ defaultBranch: 'main' })
})
