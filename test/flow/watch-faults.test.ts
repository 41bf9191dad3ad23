/**
 * Every call to the forge of a watch fails once, before and after it acted; looked at again it ends as an undisturbed one,
 * and a third look writes nothing.
 */
import { afterAll, describe, expect, it } from 'vitest'
import { Problem } from '../../src/core/problem.ts'
import { createRenderCache } from '../../src/flow/render-cache.ts'
import { type WatchSettings, watchMerged } from '../../src/flow/watch.ts'
import { silentLogger } from '../../src/ports/runtime.ts'
import { commitOf, type MemoryState } from '../helpers/memory-forge/state.ts'
import type { CallFault } from '../helpers/memory-forge.ts'
import { type LifeWorld, openLifeWorld, SHOP } from './life-world.ts'

const HOUR = 3_600_000
const SETTINGS: WatchSettings = {
  ...{ watch: 'github', soakMs: HOUR, timeoutMs: 24 * HOUR },
  rollback: { open: 'auto', preApproved: true },
}
const cache = createRenderCache({ store: null })

let cases = 0
afterAll(() => {
  process.stdout.write(`fault cases: ${cases}\n`)
})

function endState({ branches, pulls, checks, ...state }: MemoryState): object {
  return {
    branches: [...branches].map(([name, sha]) => [name, commitOf({ branches, pulls, checks, ...state }, sha).files]),
    checks: checks.map(({ name, conclusion, title, summary }) => ({ name, conclusion, title, summary })),
    pulls: pulls.map(({ branch, title, body, labels, comments, state: open }) => ({
      ...{ branch, title, body, labels: [...labels].sort(), open },
      // The number of a revert depends on how many comments and pull requests there were before.
      comments: comments.map((comment) => comment.body.replace(/#\d+/g, '#N')),
    })),
  }
}

interface Story {
  readonly name: string
  readonly says: { readonly state: 'success' | 'failure'; readonly description: string } | null
  /** Looks before the one that is disturbed. */
  readonly before: number
  readonly wait: number
  readonly ends: string
}

const STORIES: readonly Story[] = [
  { name: 'a first look', says: null, before: 0, wait: 0, ends: 'progressing' },
  {
    ...{ name: 'a success', says: { state: 'success', description: 'reconciliation succeeded' } },
    ...{ before: 1, wait: 0, ends: 'progressing' },
  },
  {
    ...{ name: 'the end of the soak', says: { state: 'success', description: 'reconciliation succeeded' } },
    ...{ before: 2, wait: HOUR, ends: 'healthy' },
  },
  {
    ...{ name: 'a failed health check', says: { state: 'failure', description: 'health check failed' } },
    ...{ before: 0, wait: 0, ends: 'degraded' },
  },
]

async function tell(world: LifeWorld, story: Story, at: number, fault: CallFault | null) {
  const { memory, forge } = world
  const number = await world.merged('apps/shop/prod', [{ to: '250m' }])
  const { mergeCommit } = await world.facts(number)
  const tools = {
    ...{ forge, delivery: null, guards: null, applicationOf: () => null, rollBack: world.rollBack() },
    ...{ clock: memory.clock, logger: silentLogger },
  }
  const context = 'kustomization/apps/1a2b3c4d'
  const speak = () => {
    if (story.says === null) return
    const status = { id: 1, commit: mergeCommit ?? '', context, targetUrl: null, createdAt: memory.state.now }
    memory.state.statuses.push({ ...status, ...story.says })
  }
  if (story.before < 2) speak()
  for (let round = 0; round < story.before; round += 1) {
    if (round === 1) speak()
    await watchMerged(SETTINGS, tools)
  }
  memory.pass(story.wait)
  memory.log.length = 0
  memory.fault = (index) => (index === at ? fault : null)
  await watchMerged(SETTINGS, tools).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error
    expect(error.exit).toBe(3)
  })
  const calls = memory.log.length
  memory.fault = () => null
  const results = await watchMerged(SETTINGS, tools)
  expect(results.map(({ state }) => state)).toContain(story.ends)
  memory.log.length = 0
  await watchMerged(SETTINGS, tools)
  expect(memory.log.filter(({ write }) => write)).toEqual([])
  return { end: endState(memory.state), calls }
}

describe.each(STORIES)('with $name', (story) => {
  it('ends the same whatever fails once', async () => {
    await using clean = await openLifeWorld(SHOP, cache)
    const wanted = await tell(clean, story, -1, null)
    expect(wanted.calls).toBeGreaterThan(2)
    for (let at = 0; at < wanted.calls; at += 1) {
      for (const fault of ['before', 'after'] as const) {
        await using world = await openLifeWorld(SHOP, cache)
        expect((await tell(world, story, at, fault)).end, `${fault} at call ${at}`).toEqual(wanted.end)
        cases += 1
      }
    }
  }, 300_000)
})
