import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  latestProposals,
  type Stage,
  type StagedWorkload,
  type StageProposal,
  stageFinder,
  stagesBefore,
} from '../../../../src/core/after/stages/stage.ts'
import { stageGates } from '../../../../src/core/after/stages/stage-gates.ts'
import type { Risk } from '../../../../src/core/change/change.ts'

const HOUR = 3_600_000
const NOW = new Date('2026-03-09T08:00:00Z')
const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR)

function stage(name: string, more: Partial<Stage> = {}): Stage {
  return { name, paths: [`apps/*/overlays/${name}`], after: null, soakMs: 24 * HOUR, canary: null, ...more }
}

const DEV = stage('dev')
const STAGING = stage('staging', { after: 'dev' })
const PROD = stage('prod', { after: 'staging' })
const THREE = [DEV, STAGING, PROD]

function workload(name: string, env: string, risk: Risk = 'low', app = 'shop'): StagedWorkload {
  return { key: `${env}|${name}`, name: `Deployment/${name}`, overlay: `apps/${app}/overlays/${env}`, risk }
}

function proposal(
  number: number,
  state: StageProposal['state'],
  workloads: StagedWorkload[],
  hours = 48,
): StageProposal {
  return { number, state, workloads, healthySince: state === 'healthy' ? ago(hours) : null }
}

function gates(
  planned: StagedWorkload[],
  proposals: StageProposal[],
  stages: readonly Stage[] = THREE,
): Record<string, string> {
  const found = stageGates({ stages, planned, proposals, now: NOW })
  return Object.fromEntries(
    [...found].map(([key, gate]) => {
      if (gate.gate === 'open') return [key, 'open']
      return [key, gate.gate === 'waiting' ? `waits for ${gate.for}` : `stopped: ${gate.because}`]
    }),
  )
}

const [DEV_CART, STAGING_CART, PROD_CART] = ['dev', 'staging', 'prod'].map((env) => workload('cart', env)) as [
  StagedWorkload,
  StagedWorkload,
  StagedWorkload,
]

describe('stageFinder', () => {
  it('takes the first match; empty paths are those of the stage before', () => {
    const find = stageFinder([
      stage('none', { paths: [] }),
      stage('root', { paths: ['.'] }),
      stage('again', { paths: [] }),
      DEV,
      stage('all', { paths: ['**'] }),
    ])
    expect(find('')?.name).toBe('root')
    expect(find('apps/shop/overlays/dev')?.name).toBe('dev')
    expect(find('anything/else')?.name).toBe('all')
    expect(stageFinder(THREE)('other')).toBeNull()
  })
})

describe('stagesBefore', () => {
  it('follows the chain and ends in a circle', () => {
    expect(stagesBefore(PROD, THREE).map(({ name }) => name)).toEqual(['staging', 'dev'])
    expect(stagesBefore(DEV, THREE)).toEqual([])
    const [a, b, c] = [stage('a', { after: 'b' }), stage('b', { after: 'a' }), stage('c', { after: 'a' })]
    expect(stagesBefore(a, [a, b, c])).toEqual([b])
    expect(stagesBefore(c, [a, b, c])).toEqual([a, b])
    expect(stagesBefore(stage('x', { after: 'gone' }), THREE)).toEqual([])
  })
})

describe('latestProposals', () => {
  it('forgets a proposal when all of its workloads have a later one', () => {
    const other = workload('web', 'dev')
    const old = proposal(1, 'failed', [DEV_CART])
    const wide = proposal(2, 'failed', [DEV_CART, other])
    const fresh = proposal(3, 'healthy', [DEV_CART])
    expect(latestProposals([fresh, old, wide]).map(({ number }) => number)).toEqual([3, 2])
  })
})

describe('stageGates', () => {
  it('opens the first stage, and lets the others wait for what it has in mind', () => {
    expect(gates([DEV_CART, STAGING_CART, PROD_CART], [])).toEqual({
      'dev|cart': 'open',
      'staging|cart': 'waits for changes of stage dev that are not merged yet',
      'prod|cart': 'waits for changes of stage dev that are not merged yet',
    })
  })

  it('opens each when the one before was healthy for its soak', () => {
    expect(gates([STAGING_CART], [proposal(1, 'open', [DEV_CART])])).toEqual({
      'staging|cart': 'waits for #1 of stage dev, which is not merged',
    })
    expect(gates([STAGING_CART], [proposal(1, 'rolling-out', [DEV_CART])])).toEqual({
      'staging|cart': 'waits for #1 of stage dev, which is rolling out',
    })
    expect(gates([STAGING_CART], [proposal(1, 'healthy', [DEV_CART], 23)])).toEqual({
      'staging|cart': 'waits for the soak of #1 of stage dev',
    })
    expect(gates([STAGING_CART], [proposal(1, 'healthy', [DEV_CART], 24)])).toEqual({ 'staging|cart': 'open' })
    expect(gates([STAGING_CART], [])).toEqual({ 'staging|cart': 'open' })
  })

  it('says until when it soaks', () => {
    const found = stageGates({
      stages: THREE,
      planned: [STAGING_CART],
      proposals: [proposal(1, 'healthy', [DEV_CART], 20)],
      now: NOW,
    })
    expect(found.get('staging|cart')).toMatchObject({ until: new Date(NOW.getTime() + 4 * HOUR) })
  })

  it('stops everything after a stage that failed, over the stages between', () => {
    const failed = [proposal(1, 'failed', [DEV_CART])]
    expect(gates([STAGING_CART, PROD_CART], failed)).toEqual({
      'staging|cart': 'stopped: #1 of stage dev failed',
      'prod|cart': 'stopped: #1 of stage dev failed',
    })
    expect(gates([PROD_CART], [...failed, proposal(2, 'healthy', [DEV_CART])])).toEqual({ 'prod|cart': 'open' })
  })

  it('looks at the same workload, and where there is none at everything', () => {
    const web = workload('web', 'dev')
    const busy = [proposal(1, 'healthy', [DEV_CART]), proposal(2, 'failed', [web])]
    expect(gates([STAGING_CART], busy)).toEqual({ 'staging|cart': 'open' })
    expect(gates([workload('api', 'staging')], busy)).toEqual({ 'staging|api': 'stopped: #2 of stage dev failed' })
    expect(gates([workload('api', 'staging'), DEV_CART], [])).toMatchObject({
      'staging|api': expect.stringContaining('stage dev'),
    })
  })

  it('takes a no in one stage for a no to the same workload in the next', () => {
    const closed = [proposal(1, 'closed', [DEV_CART])]
    expect(gates([STAGING_CART, workload('api', 'staging')], closed)).toEqual({
      'staging|cart': 'stopped: #1 of stage dev was closed without merging',
      'staging|api': 'open',
    })
  })

  it('keeps what is proposed while an earlier stage moves on, but not when it fails', () => {
    const open = proposal(5, 'open', [PROD_CART])
    expect(gates([DEV_CART, PROD_CART], [open])).toEqual({ 'dev|cart': 'open', 'prod|cart': 'open' })
    expect(gates([PROD_CART], [open, proposal(6, 'failed', [DEV_CART])])).toEqual({
      'prod|cart': 'stopped: #6 of stage dev failed',
    })
  })

  it('leaves overlays of no stage alone', () => {
    const free = { ...DEV_CART, key: 'free', overlay: 'elsewhere' }
    expect(gates([free], [proposal(1, 'failed', [DEV_CART])])).toEqual({ free: 'open' })
    expect(gates([DEV_CART], [], [])).toEqual({ 'dev|cart': 'open' })
  })
})

describe('canary', () => {
  const ONE = [stage('prod', { canary: 25 })]
  const named = (name: string, risk: Risk) => workload(name, 'prod', risk)
  const fleet = [named('d', 'high'), named('c', 'low'), named('b', 'medium'), named('a', 'low'), named('e', 'low')]
  const waits = 'waits for the canaries of stage prod'

  it('takes the lowest risk first, then the name', () => {
    expect(gates(fleet, [], ONE)).toEqual({
      'prod|a': 'open',
      'prod|c': 'open',
      'prod|b': waits,
      'prod|d': waits,
      'prod|e': waits,
    })
    expect(gates(fleet.toReversed(), [], ONE)).toMatchObject({ 'prod|a': 'open', 'prod|c': 'open', 'prod|e': waits })
    expect(gates(fleet, [], [stage('prod', { canary: 0 })])).toMatchObject({ 'prod|a': 'open', 'prod|c': waits })
    expect(Object.values(gates(fleet, [], [stage('prod', { canary: 100 })]))).toEqual(Array(5).fill('open'))
  })

  it('keeps its canaries, fills up, and lets the rest go after the soak', () => {
    const first = [named('a', 'low'), named('c', 'low')]
    const open = gates(fleet, [proposal(1, 'open', first)], ONE)
    const busy = 'waits for #1 of stage prod, which is not merged'
    expect(open).toEqual({ 'prod|a': 'open', 'prod|c': 'open', 'prod|b': busy, 'prod|d': busy, 'prod|e': busy })
    expect(gates(fleet, [proposal(1, 'open', first.slice(0, 1))], ONE)).toMatchObject({
      'prod|c': 'open',
      'prod|e': busy,
    })
    const rest = fleet.filter(({ name }) => !['Deployment/a', 'Deployment/c'].includes(name))
    expect(gates(rest, [proposal(1, 'healthy', first, 23)], ONE)).toMatchObject({
      'prod|b': 'waits for the soak of #1 of stage prod',
    })
    expect(Object.values(gates(rest, [proposal(1, 'healthy', first, 24)], ONE))).toEqual(['open', 'open', 'open'])
    expect(gates(rest, [proposal(1, 'healthy', first.slice(0, 1), 24)], [stage('prod', { canary: 50 })])).toEqual({
      'prod|e': 'open',
      'prod|b': waits,
      'prod|d': waits,
    })
  })

  it('stops the rest when a canary failed, and picks another when one was declined', () => {
    const [a] = [named('a', 'low')]
    expect(gates(fleet, [proposal(1, 'failed', [a])], ONE)).toMatchObject({
      'prod|a': 'stopped: #1 of stage prod failed',
      'prod|e': 'stopped: #1 of stage prod failed',
    })
    expect(
      gates(
        fleet.filter(({ key }) => key !== a.key),
        [proposal(1, 'closed', [a])],
        ONE,
      ),
    ).toMatchObject({ 'prod|c': 'open', 'prod|e': waits })
  })

  it('waits for the stages before it all the same', () => {
    const stages = [DEV, stage('prod', { after: 'dev', canary: 50 })]
    expect(gates([PROD_CART], [proposal(1, 'open', [DEV_CART])], stages)).toEqual({
      'prod|cart': 'waits for #1 of stage dev, which is not merged',
    })
  })

  it('never opens more than its share before the share was healthy, whatever the order', () => {
    const risks = fc.array(fc.constantFrom<Risk>('low', 'medium', 'high'), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(risks, fc.integer({ min: 1, max: 100 }), (list, percent) => {
        const planned = list.map((risk, index) => named(`w${index}`, risk))
        const open = Object.entries(gates(planned, [], [stage('prod', { canary: percent })]))
          .filter(([, gate]) => gate === 'open')
          .map(([key]) => key)
        expect(open).toHaveLength(Math.max(1, Math.ceil((list.length * percent) / 100)))
        const level = { low: 0, medium: 1, high: 2 }
        const worst = Math.max(...planned.filter(({ key }) => open.includes(key)).map(({ risk }) => level[risk]))
        const best = planned.filter(({ key }) => !open.includes(key)).map(({ risk }) => level[risk])
        expect(best.every((risk) => risk >= worst)).toBe(true)
      }),
    )
  })
})
