/** `watch`, `revert` and `history` as a person or a script meets them; the forge is in memory, kustomize is real. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LifeWorld, openLifeWorld, SHOP } from '../../flow/life-world.ts'
import { pullOf } from '../../helpers/memory-forge/state.ts'
import { runCli } from '../io-fixture.ts'

const opened: { world: LifeWorld | null } = { world: null }

vi.mock(import('../../../src/entry/forge.ts'), async (original) => ({
  ...(await original()),
  openForge: async () => {
    if (opened.world === null) throw new Error('no world')
    return opened.world.forge
  },
}))
vi.mock(import('../../../src/entry/life/checkout.ts'), async () => ({
  createCheckout: () => ({
    open: async () => {
      if (opened.world === null) throw new Error('no world')
      return opened.world.checkout()
    },
    [Symbol.asyncDispose]: async () => undefined,
  }),
}))

const home = mkdtempSync(join(tmpdir(), 'krr-gitops-life-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

let world: LifeWorld
let number: number
beforeEach(async () => {
  world = await openLifeWorld(SHOP)
  opened.world = world
  number = await world.merged('apps/shop/prod', [{ to: '250m' }])
})
afterEach(() => world[Symbol.asyncDispose]())

function cli(...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: home }
  return runCli(args, { cwd: home, env, now: world.memory.state.now })
}

function report(state: 'success' | 'failure', description: string): void {
  const { state: memory } = world.memory
  const commit = pullOf(memory, number).mergeCommit ?? ''
  const context = 'kustomization/apps/1a2b3c4d'
  memory.statuses.push({ id: 1, commit, context, state, description, targetUrl: null, createdAt: memory.now })
}

describe('watch', () => {
  it('shows a rollout on its way, and healthy at the end', async () => {
    const { code, out } = await cli('watch', String(number))
    expect([code, out]).toEqual([0, expect.stringMatching(/progressing, overdue at .* UTC\n {2}Nobody has reported/)])
    report('success', 'reconciliation succeeded')
    world.memory.pass(2 * 3_600_000)
    expect(await cli('watch', `#${number}`, '--wait')).toMatchObject({
      code: 0,
      out: expect.stringContaining('healthy since'),
    })
  })

  it('opens a revert when it failed, and exits with 4', async () => {
    report('failure', 'health check failed')
    const { code, out } = await cli('watch', String(number), '--json')
    expect(code).toBe(4)
    const document: unknown = JSON.parse(out)
    expect(document).toMatchObject({
      ...{ schemaVersion: 1, forge: 'github', number, state: 'degraded', revert: { number: expect.any(Number) } },
      evidence: [{ code: 'health-check-failed' }],
    })
    expect(world.files(`krr-gitops/revert---${number}`)).toEqual(SHOP)
  })

  it('knows no pull request that is not there', async () => {
    expect(await cli('watch', '999')).toMatchObject({ code: 2, err: expect.stringContaining('no pull request #999') })
  })
})

describe('revert', () => {
  it('opens one, says why, and remembers who asked', async () => {
    const { code, out } = await cli('revert', String(number), '--why', 'checkout is slow.', '--requested-by', 'ada')
    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`^#\\d+ undoes #${number}: https://`))
    const pull = world.memory.state.pulls.find(({ branch }) => branch === `krr-gitops/revert---${number}`)
    expect(pull?.body).toContain(`This undoes #${number}: checkout is slow.\n`)
    const history = await cli('history', '--person', 'ada', '--json')
    expect(JSON.parse(history.out)).toMatchObject({
      records: [
        { kind: 'revert', requestedBy: 'ada' },
        { number, mergedBy: 'ada' },
      ],
    })
  })

  it('exits with 4 when there is nothing to undo', async () => {
    await cli('revert', String(number))
    const revert = world.memory.state.pulls.find(({ branch }) => branch.includes('revert'))
    const again = await cli('revert', String(revert?.number))
    expect(again).toMatchObject({ code: 4, err: expect.stringContaining('a revert is not reverted') })
  })
})

describe('history', () => {
  it('prints a table, CSV and JSON, and picks', async () => {
    const table = await cli('history')
    expect(table.out).toMatch(/^PR .*CONFIRMED BY/)
    expect(table.out).toContain(`#${number}`)
    const csv = await cli('history', '--csv', '--workload', 'Deployment/cart')
    expect(csv.out).toMatch(/^pull_request,url,/)
    expect(csv.out).toContain('shop,Deployment,cart,app,cpu,requests,500m')
    expect((await cli('history', '--namespace', 'other')).out).toBe('Nothing of that kind happened.\n')
    expect((await cli('history', '--state', 'unconfirmed')).out).toContain(`#${number}`)
    world.memory.pass(40 * 86_400_000)
    expect((await cli('history', '--since', '30d')).out).toBe('Nothing of that kind happened.\n')
    expect((await cli('history', '--since', '2026-03-01')).out).toContain(`#${number}`)
  })

  it.each([
    [['--since', 'yesterday'], /--since is "yesterday"/],
    [['--since', '2026-13-01'], /--since is "2026-13-01"/],
    [['--csv', '--json'], /cannot be used together/],
  ])('refuses %j', async (args, message) => {
    expect(await cli('history', ...args)).toMatchObject({ code: 2, err: expect.stringMatching(message) })
  })
})
