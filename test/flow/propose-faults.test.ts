/**
 * Every request of a run fails once, in every way; and the run is cut at every request, for good. Then it is started again.
 * The end is always that of an undisturbed run, and a third run has nothing left to write.
 */
import { afterAll, describe, expect, it } from 'vitest'
import { Problem } from '../../src/core/problem.ts'
import { type GitHubWorld, openGitHubWorld } from '../adapters/github/world.ts'
import { cutFrom, FAULTS, type Fault, type FaultPlan, failOnce, noFaults } from '../fake-github/faults.ts'
import { endState, FILES, proposalOf, run } from './propose-world.ts'

const SHOP = 'krr-gitops/apps--shop'
const both = (to?: number) => [proposalOf(to === undefined ? {} : { to }), proposalOf({ app: 'pay' })]

interface Story {
  readonly name: string
  readonly before: (world: GitHubWorld) => Promise<unknown>
  readonly proposals: ReturnType<typeof both>
  readonly faults: readonly Fault[]
}

const stories: readonly Story[] = [
  { name: 'two new pull requests', before: async () => undefined, proposals: both(), faults: FAULTS },
  {
    name: 'an update that changes the risk',
    before: (world) => run(world.connect(), both()),
    proposals: [proposalOf({ to: 200, risk: 'high' }), proposalOf({ app: 'pay' })],
    faults: FAULTS,
  },
  {
    name: 'a branch that people edited',
    before: async (world) => {
      await run(world.connect(), both())
      await world.personCommits(SHOP, { 'notes.md': 'wait\n' })
    },
    proposals: both(200),
    faults: FAULTS,
  },
  {
    name: 'a server without updateRefs',
    before: async (world) => {
      world.fake.state.updateRefs = false
      await run(world.connect(), both())
    },
    proposals: both(200),
    // The same requests as an update, but for the last step of moving the branch.
    faults: ['502', 'reset-after'],
  },
]

let cases = 0
afterAll(() => {
  process.stdout.write(`fault cases: ${cases}\n`)
})

/** One disturbed run, then two that are not. Gives the end state, and how many requests the disturbed run made. */
async function disturbed(story: Story, faults: FaultPlan, wire = false): Promise<{ end: object; requests: number }> {
  await using world = await openGitHubWorld(FILES, { wire })
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

async function sweep(
  story: Story,
  plans: (requests: number) => readonly { name: string; plan: FaultPlan }[],
): Promise<void> {
  const clean = await disturbed(story, noFaults)
  expect(clean.requests).toBeGreaterThan(5)
  for (const { name, plan } of plans(clean.requests)) {
    const { end } = await disturbed(story, plan)
    expect(end, name).toEqual(clean.end)
    cases += 1
  }
}

const places = (requests: number) => Array.from({ length: requests }, (_, index) => index)

describe.each(stories)('with $name', (story) => {
  it('ends the same whatever fails once', async () => {
    await sweep(story, (requests) =>
      story.faults.flatMap((fault) =>
        places(requests).map((at) => ({ name: `${fault} at request ${at}`, plan: failOnce(at, fault) })),
      ),
    )
  }, 600_000)

  it('ends the same wherever it is cut', async () => {
    await sweep(story, (requests) =>
      (['reset-before', 'reset-after'] as const).flatMap((fault) =>
        places(requests).map((at) => ({ name: `${fault} for good from request ${at}`, plan: cutFrom(at, fault) })),
      ),
    )
  }, 600_000)
})

describe('over a real wire', () => {
  const story = stories[1] as Story
  it.each(FAULTS)(
    'ends the same after a %s at the first read, the commit, the branch and the body',
    async (fault) => {
      const clean = await disturbed(story, noFaults, true)
      for (const key of [/^GET .*\/pulls$/, /\/git\/commits$/, /graphql mutation/, /^PATCH/]) {
        let struck = false
        const once: FaultPlan = (_, request) => {
          if (struck || !key.test(request.key)) return null
          struck = true
          return fault
        }
        const { end } = await disturbed(story, once, true)
        expect(struck, String(key)).toBe(true)
        expect(end, `${fault} at ${key}`).toEqual(clean.end)
        cases += 1
      }
    },
    120_000,
  )
})
