/** `confirm` and `sweep` as a person or a script meets them; the forge is in memory, everything else is the program. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LivingForge } from '../../../src/ports/life.ts'
import { type LifeWorld, openLifeWorld } from '../../flow/confirm-world.ts'
import { pullOf } from '../../helpers/memory-forge/state.ts'
import { runCli } from '../io-fixture.ts'

let world: LifeWorld
const opened: { forge: LivingForge | null } = { forge: null }

vi.mock(import('../../../src/entry/forge.ts'), async (original) => ({
  ...(await original()),
  openForge: async () => {
    if (opened.forge === null) throw new Error('no forge')
    return opened.forge
  },
}))

const home = mkdtempSync(join(tmpdir(), 'krr-gitops-life-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

beforeEach(async () => {
  world = await openLifeWorld()
  opened.forge = world.connect()
})

function cli(...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: home }
  return runCli(args, { cwd: home, env, now: world.state.now })
}

const number = () => String(world.shop)

describe('confirm', () => {
  it('says what is missing and exits with 4', async () => {
    const { code, out } = await cli('confirm', number())
    expect([code, out]).toEqual([4, expect.stringContaining('waiting: Waiting for 1 approval (low risk)')])
    expect(out).toContain(`#${world.shop} Right-size 1 container in apps/shop`)
  })

  it('says who confirmed it, and leaves the merge to people', async () => {
    world.review('ada', world.shop)
    const { code, out } = await cli('confirm', `#${world.shop}`)
    expect([code, out]).toEqual([0, expect.stringContaining('confirmed: Confirmed by ada (low risk)')])
    expect(pullOf(world.state, world.shop).state).toBe('open')
  })

  it('merges when it is asked to, and judges what is merged', async () => {
    world.review('ada', world.shop)
    expect(await cli('confirm', number(), '--merge')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Merged.'),
    })
    expect(pullOf(world.state, world.shop).state).toBe('merged')
    expect(await cli('confirm', number())).toMatchObject({ code: 0, out: expect.stringContaining('had confirmed') })
    world.personMerges('ada', world.pay)
    const { code, out } = await cli('confirm', String(world.pay))
    expect([code, out]).toEqual([4, expect.stringContaining('without the confirmation')])
  })

  it('merges nothing that is not confirmed', async () => {
    const { code, out } = await cli('confirm', number(), '--merge')
    expect([code, out]).toEqual([4, expect.stringContaining('Not merged: the confirmation is not complete.')])
    world.review('ada', world.shop)
    world.state.requiredChecks.set('build', 'failed')
    expect(await cli('confirm', number(), '--merge')).toMatchObject({
      code: 4,
      out: expect.stringContaining('Not merged: required checks failed: build.'),
    })
  })

  it('is one document for scripts', async () => {
    world.review('ada', world.shop)
    const { code, out } = await cli('confirm', number(), '--json')
    expect([code, JSON.parse(out)]).toMatchObject([
      0,
      {
        ...{ schemaVersion: 1, forge: 'github', repository: 'acme/fleet', risk: 'low', merge: null, closed: null },
        pullRequest: { number: world.shop, state: 'open' },
        confirmation: { state: 'confirmed', by: ['ada'] },
        report: { conclusion: 'success', title: 'Confirmed by ada' },
      },
    ])
    world.personCloses(world.pay)
    const ended = await cli('confirm', String(world.pay), '--json')
    expect([ended.code, JSON.parse(ended.out)]).toMatchObject([4, { verdict: null, pullRequest: { state: 'closed' } }])
  })

  it('takes the policy from the default branch only', async () => {
    world.personCommits('ada', 'main', { '.github/krr-gitops.yaml': 'version: 1\napprovals: { low: 2 }\n' })
    world.review('ada', world.shop)
    expect(await cli('confirm', number())).toMatchObject({
      code: 4,
      out: expect.stringMatching(/waiting: Waiting for 1/),
    })
    expect(await cli('confirm', number(), '--config', 'weak.yaml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('the configuration on the default branch'),
    })
    world.personCommits('ada', 'main', { '.github/krr-gitops.yaml': 'version: 1\napproval: {}\n' })
    expect(await cli('confirm', number())).toMatchObject({ code: 2, err: expect.stringContaining('approval') })
  })

  it('knows only pull requests of the bot', async () => {
    expect(await cli('confirm', '999')).toMatchObject({ code: 2, err: expect.stringContaining('no pull request #999') })
    world.state.branches.set('feature', world.state.branches.get('main') ?? '')
    const open = { branch: 'feature', base: 'main', title: 'Mine', body: '', draft: false }
    const pull = await world.connect().pullRequests.open(open)
    const theirs = pull === 'exists' ? '' : String(pull.number)
    expect(await cli('confirm', theirs)).toMatchObject({ code: 2, err: expect.stringContaining('of krr-gitops') })
  })
})

describe('sweep', () => {
  it('prints one line for each action, and then none', async () => {
    world.comment('ada', world.shop, '/krr-gitops help')
    world.comment('grace', world.pay, '/krr-gitops snooze 3')
    const { code, out } = await cli('sweep')
    expect([code, out.split('\n')]).toEqual([
      0,
      [
        `command     #${world.shop}: ada asked for help, done.`,
        `check       #${world.shop}: Waiting for 1 approval.`,
        `command     #${world.pay}: grace asked for snooze, done.`,
        `closed      #${world.pay} is closed.`,
        '1 pull request is open, 0 merged lately.',
        '',
      ],
    ])
    expect((await cli('sweep')).out).toBe('Nothing to do: 1 pull request is open, 0 merged lately.\n')
  })

  it('merges by itself only when the policy says so', async () => {
    world.review('ada', world.shop)
    await cli('sweep')
    expect(pullOf(world.state, world.shop).state).toBe('open')
    const config = 'version: 1\npullRequests: { merge: when-confirmed }\nrollout: { watch: none }\n'
    world.personCommits('ada', 'main', { '.github/krr-gitops.yaml': config })
    const { code, out } = await cli('sweep', '--json')
    expect([code, JSON.parse(out)]).toMatchObject([
      0,
      {
        ...{ schemaVersion: 1, forge: 'github', repository: 'acme/fleet', problems: [], stopped: false },
        actions: [{ action: 'merge', number: world.shop, why: `#${world.shop} is merged.` }],
        pulls: [
          { number: world.shop, state: 'merged', merge: { outcome: 'merged' } },
          { number: world.pay, state: 'open', confirmation: 'waiting' },
        ],
      },
    ])
  })

  it('says what failed, goes on, and exits as the first failure does', async () => {
    let failed = false
    world.fault = (_, call) => {
      const now = call.name === 'checks.publish' && !failed
      failed ||= now
      return now ? 'before' : null
    }
    const { code, out } = await cli('sweep')
    expect([code, out]).toEqual([3, expect.stringContaining(`failed      #${world.shop}: The connection broke`)])
    expect(out).toContain('Stopped early')
    expect((await cli('sweep')).code).toBe(0)
  })

  it('writes an audit line for each action', async () => {
    const env = { PATH: process.env.PATH, HOME: home, LOG_LEVEL: 'info', LOG_FORMAT: 'json' }
    const { err } = await runCli(['sweep'], { cwd: home, env, now: world.state.now })
    const lines = err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.filter(({ audit }) => audit === true)).toMatchObject([
      { action: 'check', number: world.shop },
      { action: 'check', number: world.pay },
    ])
  })
})
