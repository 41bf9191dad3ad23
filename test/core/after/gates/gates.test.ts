import { describe, expect, it } from 'vitest'
import { holdOut, type KnownRevert } from '../../../../src/core/after/gates/hold-out.ts'
import { stageOut } from '../../../../src/core/after/gates/stage-out.ts'
import type { Stage, StageProposal } from '../../../../src/core/after/stages/stage.ts'
import { type PastProposal, toStageProposals } from '../../../../src/core/after/stages/stage-proposals.ts'
import type { WorkloadChange } from '../../../../src/core/change/change.ts'
import { type ProposedChange, toProposedChange } from '../../../../src/core/pull-request/proposed-change.ts'
import { MI, type WorkloadOptions, workloadChange } from '../../../helpers/verified-plan.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const NOW = new Date('2026-03-20T08:00:00Z')
const ago = (time: number) => new Date(NOW.getTime() - time)

const CPU = { resource: 'cpu', from: 500, to: 250 } as const
const MEMORY = { resource: 'memory', from: 512 * MI, to: 256 * MI } as const
const cart = workloadChange({ changes: [CPU, MEMORY, { ...MEMORY, field: 'limits' }] })
const changesOf = ({ changes }: WorkloadChange) => changes.map(toProposedChange)

/** The revert of these changes: the inverse of what was merged. */
function revert(number: number, changes: readonly ProposedChange[], mergedAt: Date | null): KnownRevert {
  return { number, mergedAt, changes: changes.map((change) => ({ ...change, from: change.to, to: change.from })) }
}

function hold(reverts: readonly KnownRevert[], wanted: readonly WorkloadChange[] = [cart]) {
  const band = { percent: 10, cpu: 10, memory: 16 * MI }
  const { workloads, skipped } = holdOut(wanted, { reverts, now: NOW, holdMs: 30 * DAY, band })
  return {
    left: workloads.flatMap(({ changes }) => changes.map(({ resource, field }) => `${resource} ${field}`)),
    skipped: skipped.map(({ code, resource, message }) => `${code} ${resource}: ${message}`),
  }
}

describe('holdOut', () => {
  it('lets through what nobody reverted', () => {
    const other = workloadChange({ name: 'web', changes: [CPU] })
    const all = ['cpu requests', 'memory requests', 'memory limits']
    expect(hold([])).toEqual({ left: all, skipped: [] })
    expect(hold([revert(9, changesOf(other), ago(DAY))])).toEqual({ left: all, skipped: [] })
    expect(hold([revert(9, changesOf(cart), ago(31 * DAY))]).left).toEqual(all)
  })

  it('holds a resource whole, and leaves the other', () => {
    const limit = changesOf(cart).filter(({ field }) => field === 'limits')
    expect(hold([revert(9, limit, ago(DAY))])).toEqual({
      left: ['cpu requests'],
      skipped: [
        'held-after-revert memory: #9 undid it; it stays away until 2026-04-18, or until a milder value is recommended',
      ],
    })
    expect(hold([revert(9, changesOf(cart), ago(DAY))])).toEqual({
      left: [],
      skipped: [expect.stringMatching(/^held-after-revert cpu/), expect.stringMatching(/^held-after-revert memory/)],
    })
  })

  it('holds no longer what is milder now', () => {
    const bolder = changesOf(workloadChange({ changes: [{ ...CPU, to: 100 }] }))
    expect(hold([revert(9, bolder, ago(DAY))]).skipped).toEqual([])
    const milder = changesOf(workloadChange({ changes: [{ ...CPU, to: 300 }] }))
    expect(hold([revert(9, milder, ago(DAY))]).skipped).toHaveLength(1)
  })

  it('waits for a revert that is open; of several the latest counts', () => {
    const cpu = changesOf(cart).slice(0, 1)
    const open = 'revert-open cpu: #12 is about to undo what was changed here last'
    expect(hold([revert(12, cpu, null)]).skipped).toEqual([open])
    expect(hold([revert(12, cpu, null), revert(9, cpu, ago(DAY))]).skipped).toEqual([open])
    expect(hold([revert(9, cpu, ago(40 * DAY)), revert(3, cpu, ago(DAY))]).skipped).toEqual([])
  })
})

const stage = (name: string, more: Partial<Stage> = {}): Stage => ({
  ...{ name, paths: [`apps/*/${name}`], after: null, soakMs: 24 * HOUR, canary: null },
  ...more,
})
const STAGES = [stage('dev'), stage('prod', { after: 'dev' })]
const inStage = (name: string, more: WorkloadOptions = {}) => workloadChange({ overlay: `apps/shop/${name}`, ...more })

function past(more: Partial<PastProposal> = {}): PastProposal {
  return {
    ...{ number: 5, state: 'merged', mergedAt: ago(48 * HOUR), closedFor: null, changes: changesOf(inStage('dev')) },
    ...{ reverted: false, seen: 'healthy', healthySince: ago(47 * HOUR) },
    ...more,
  }
}

const ROLLOUT = { watched: true, soakMs: HOUR, timeoutMs: 24 * HOUR }
const pass = (proposals: readonly StageProposal[], workloads = [inStage('prod')]) =>
  stageOut(workloads, { stages: STAGES, proposals, now: NOW }).skipped.map(({ code, message }) => `${code}: ${message}`)

describe('stageOut', () => {
  it('lets through everything where there are no stages', () => {
    const workloads = [inStage('dev'), inStage('prod')]
    expect(stageOut(workloads, { stages: [], proposals: [], now: NOW })).toEqual({ workloads, skipped: [] })
  })

  it('lets the first stage go first, each container left out by name', () => {
    const prod = inStage('prod', { changes: [CPU, MEMORY, { ...CPU, container: 'proxy' }] })
    const { workloads, skipped } = stageOut([inStage('dev'), prod], { stages: STAGES, proposals: [], now: NOW })
    expect(workloads.map(({ target }) => target.overlay)).toEqual(['apps/shop/dev'])
    expect(skipped.map(({ container, resource, code }) => [container.container, resource, code])).toEqual([
      ['app', null, 'waits-for-stage'],
      ['proxy', null, 'waits-for-stage'],
    ])
  })

  it.each<[string, Partial<PastProposal>, string[]]>([
    ['healthy for its soak', {}, []],
    [
      'healthy, not long enough',
      { healthySince: ago(HOUR) },
      ['waits-for-stage: it waits for the soak of #5 of stage dev until 2026-03-21 07:00 UTC'],
    ],
    ['open', { state: 'open', mergedAt: null }, ['waits-for-stage: it waits for #5 of stage dev, which is not merged']],
    ['rolling out', { seen: 'progressing' }, ['waits-for-stage: it waits for #5 of stage dev, which is rolling out']],
    ['not looked at yet', { seen: null }, ['waits-for-stage: it waits for #5 of stage dev, which is rolling out']],
    ['failed', { seen: 'failed' }, ['stage-failed: #5 of stage dev failed']],
    ['reverted', { reverted: true }, ['stage-failed: #5 of stage dev failed']],
    [
      'closed by a person',
      { state: 'closed', mergedAt: null },
      ['stage-failed: #5 of stage dev was closed without merging'],
    ],
    ['closed by the bot', { state: 'closed', mergedAt: null, closedFor: 'superseded' }, []],
    ['made obsolete', { state: 'closed', mergedAt: null, closedFor: 'obsolete' }, []],
    ['without a value', { changes: [], seen: 'failed' }, []],
    ['silent for the time-out and the soak', { seen: 'silent' }, []],
    [
      'silent since yesterday',
      { seen: 'silent', mergedAt: ago(25 * HOUR) },
      ['waits-for-stage: it waits for the soak of #5 of stage dev until 2026-03-21 07:00 UTC'],
    ],
    ['healthy, nobody knows since when', { healthySince: null, mergedAt: ago(72 * HOUR) }, []],
    [
      'healthy, perhaps just now',
      { healthySince: null, mergedAt: ago(26 * HOUR) },
      ['waits-for-stage: it waits for the soak of #5 of stage dev until 2026-03-21 07:00 UTC'],
    ],
  ])('knows a stage that is %s', (_, more, expected) => {
    expect(pass(toStageProposals([past(more)], ROLLOUT))).toEqual(expected)
  })

  it('goes by the clock where nobody watches', () => {
    const unwatched = { ...ROLLOUT, watched: false }
    expect(pass(toStageProposals([past({ seen: null, mergedAt: ago(25 * HOUR) })], unwatched))).toEqual([])
    expect(pass(toStageProposals([past({ seen: null, mergedAt: ago(HOUR) })], unwatched))).toHaveLength(1)
  })

  it('sends a canary share first', () => {
    const stages = [stage('prod', { canary: 50 })]
    const workloads = [inStage('prod', { name: 'a', risk: 'high' }), inStage('prod', { name: 'b', risk: 'low' })]
    const { workloads: open, skipped } = stageOut(workloads, { stages, proposals: [], now: NOW })
    expect(open.map(({ target }) => target.container.name)).toEqual(['b'])
    expect(skipped).toMatchObject([{ container: { name: 'a' }, code: 'waits-for-stage' }])
  })
})
