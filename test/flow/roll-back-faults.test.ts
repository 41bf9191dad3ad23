/**
 * Every call to the forge fails once, before and after it acted, and the run is cut there; started again it ends as an
 * undisturbed one. And two at once open one pull request.
 */
import { afterAll, describe, expect, it } from 'vitest'
import { Problem } from '../../src/core/problem.ts'
import { createRenderCache } from '../../src/flow/render-cache.ts'
import { commitOf, type MemoryState } from '../helpers/memory-forge/state.ts'
import type { CallFault } from '../helpers/memory-forge.ts'
import { type LifeWorld, openLifeWorld, SHOP } from './life-world.ts'

const GROUP = 'apps/shop/prod'
const BOT = { why: 'the rollout is degraded', requestedBy: null, evidence: [], preApproved: true }
const cache = createRenderCache({ store: null })

let cases = 0
afterAll(() => {
  process.stdout.write(`fault cases: ${cases}\n`)
})

/** What people see of it. */
function endState(state: MemoryState): object {
  const { branches, pulls } = state
  return {
    branches: [...branches].map(([name, sha]) => [name, commitOf(state, sha).files, commitOf(state, sha).message]),
    pulls: pulls.map(({ branch, title, body, labels, comments, reviewers, state: open }) => ({
      ...{ branch, title, body, labels: [...labels].sort(), comments: comments.length, open },
      asked: new Set(reviewers.map((one) => JSON.stringify(one))),
    })),
  }
}

async function story(world: LifeWorld, at: number, fault: CallFault | null) {
  const number = await world.merged(GROUP, [{ to: '250m' }])
  const facts = await world.facts(number)
  const { memory } = world
  memory.log.length = 0
  memory.fault = (index) => (index === at ? fault : null)
  await world
    .rollBack()(facts, BOT)
    .catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error
      expect(error.exit).toBe(3)
    })
  const calls = memory.log.length
  memory.fault = () => null
  const result = await world.rollBack()(facts, BOT)
  expect(result).toHaveProperty('number')
  memory.log.length = 0
  await world.rollBack()(facts, BOT)
  expect(memory.log.filter(({ write }) => write)).toEqual([])
  return { end: endState(memory.state), calls }
}

describe('rollBack', () => {
  it('ends the same whatever fails once', async () => {
    await using clean = await openLifeWorld(SHOP, cache)
    const wanted = await story(clean, -1, null)
    expect(wanted.calls).toBeGreaterThan(8)
    for (let at = 0; at < wanted.calls; at += 1) {
      for (const fault of ['before', 'after'] as const) {
        await using world = await openLifeWorld(SHOP, cache)
        expect((await story(world, at, fault)).end, `${fault} at call ${at}`).toEqual(wanted.end)
        cases += 1
      }
    }
  }, 300_000)

  it('opens one pull request for two at once', async () => {
    await using world = await openLifeWorld(SHOP, cache)
    const number = await world.merged(GROUP, [{ to: '250m' }])
    const facts = await world.facts(number)
    world.memory.pause = () => new Promise((resolve) => setImmediate(resolve))
    const one = world.rollBack({ forge: world.memory.connect() })
    const other = world.rollBack({ forge: world.memory.connect() })
    const results = await Promise.all([one(facts, BOT), other(facts, BOT)])
    expect(results[0]).toEqual(results[1])
    expect(world.memory.state.pulls.filter(({ branch }) => branch.includes('revert'))).toHaveLength(1)
  })
})
