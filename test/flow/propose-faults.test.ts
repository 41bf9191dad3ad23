/**
 * Every request of a run fails once, in every way; and the run is cut at every request, for good. Then it is started again.
 * The end is always that of an undisturbed run, and a third run has nothing left to write.
 */
import { afterAll, describe, expect, it } from 'vitest'
import { Problem } from '../../src/core/problem.ts'
import { type GitHubWorld, openGitHubWorld } from '../adapters/github/world.ts'
import { cutFrom, FAULTS, type FaultPlan, failOnce, noFaults } from '../fake-github/faults.ts'
import { endState, FILES, proposalOf, run } from './propose-world.ts'

const SHOP = 'krr-gitops/apps--shop'
const both = (to?: number) => [proposalOf(to === undefined ? {} : { to }), proposalOf({ app: 'pay' })]

interface Story {
  readonly name: string
  readonly before: (world: GitHubWorld) => Promise<unknown>
  readonly proposals: ReturnType<typeof both>
}

const stories: readonly Story[] = [
  { name: 'two new pull requests', before: async () => undefined, proposals: both() },
  {
    name: 'an update that changes the risk',
    before: (world) => run(world.connect(), both()),
    proposals: [proposalOf({ to: 200, risk: 'high' }), proposalOf({ app: 'pay' })],
  },
  {
    name: 'a branch that people edited',
    before: async (world) => {
      await run(world.connect(), both())
      await world.personCommits(SHOP, { 'notes.md': 'wait\n' })
    },
    proposals: both(200),
  },
  {
    name: 'a server without updateRefs',
    before: async (world) => {
      world.fake.state.updateRefs = false
      await run(world.connect(), both())
    },
    proposals: both(200),
  },
]

let cases = 0
afterAll(() => {
  process.stdout.write(`fault cases: ${cases}\n`)
})

/** One disturbed run, then two that are not. Gives the end state, and how many requests the disturbed run made. */
async function disturbed(story: Story, faults: FaultPlan): Promise<{ end: object; requests: number }> {
  await using world = await openGitHubWorld(FILES)
  const { fake } = world
  await story.before(world)
  fake.log.length = 0
  fake.faults = faults
  const base = fake.state.objects.readRef('refs/heads/main')
  await run(world.connect({ timeout: 250 }), story.proposals, { base }).catch((error: unknown) => {
    // Whatever GitHub does is one of our sentences, never a stack trace.
    if (!(error instanceof Problem)) throw error
    expect(error.exit).toBe(3)
    expect(error.hint).not.toBeNull()
  })
  const requests = fake.log.length
  fake.faults = noFaults
  await run(world.connect(), story.proposals, { base })
  fake.log.length = 0
  await run(world.connect(), story.proposals, { base })
  expect(fake.log.filter(({ write }) => write)).toEqual([])
  return { end: endState(fake.state), requests }
}

describe.each(stories)('$name', (story) => {
  it('ends the same whatever fails once', async () => {
    const clean = await disturbed(story, noFaults)
    for (const fault of FAULTS) {
      for (let at = 0; at < clean.requests; at += 1) {
        const { end } = await disturbed(story, failOnce(at, fault))
        expect(end, `${fault} at request ${at}`).toEqual(clean.end)
        cases += 1
      }
    }
  }, 600_000)

  it('ends the same wherever it is cut', async () => {
    const clean = await disturbed(story, noFaults)
    for (const fault of ['reset-before', 'reset-after'] as const) {
      for (let at = 0; at < clean.requests; at += 1) {
        const { end } = await disturbed(story, cutFrom(at, fault))
        expect(end, `${fault} for good from request ${at}`).toEqual(clean.end)
        cases += 1
      }
    }
  }, 600_000)
})
