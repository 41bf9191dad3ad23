import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ClosedView,
  type Decision,
  decide,
  type Observation,
  type OpenView,
} from '../../../src/core/pull-request/decide.ts'
import { type ProposedChange, proposalId } from '../../../src/core/pull-request/proposed-change.ts'
import { DEFAULT_PULL_REQUEST_SETTINGS as SETTINGS } from '../../../src/core/pull-request/settings.ts'

const NOW = new Date('2026-03-02T09:00:00Z')
const DAY = 86_400_000

function change(difference: Partial<ProposedChange> = {}): ProposedChange {
  return {
    ...{ overlay: 'o', cluster: null, namespace: 'n', kind: 'Deployment', name: 'cart', container: 'app' },
    ...{ resource: 'cpu', field: 'requests', from: 1000, recommended: 100, to: 500, because: [] },
    ...difference,
  }
}

const wantedOf = (changes: readonly ProposedChange[], silent = () => false) => ({
  id: proposalId(changes),
  changes,
  silent,
})

function statementOf(changes: readonly ProposedChange[]) {
  const rest = { digest: 'd', before: 'b', group: 'o', base: 'B', tree: 'T' }
  return { ...rest, plan: proposalId(changes), risk: 'low' as const, changes }
}

const ours = (changes: readonly ProposedChange[] = [change()]) =>
  ({ type: 'ours', head: 'H', statement: statementOf(changes) }) as const
const edited = { type: 'edited', head: 'H', why: 'has a commit that the bot did not make' } as const
const open = (difference: Partial<OpenView> = {}): OpenView => ({
  ...{ number: 7, bodyPlan: proposalId([change()]), finished: true, conflicts: false },
  ...difference,
})
const closed = (difference: Partial<ClosedView> = {}): ClosedView => ({
  ...{ number: 5, merged: false, at: new Date(NOW.getTime() - DAY), byBot: null },
  ...{ statement: statementOf([change()]) },
  ...difference,
})
const seen = (difference: Partial<Observation> = {}): Observation => ({
  ...{ branch: { type: 'absent' }, open: null, closed: null, base: 'B', fresh: true },
  ...{ openCount: 0, openedByThisRun: 0, now: NOW },
  ...difference,
})

const ago = (days: number) => new Date(NOW.getTime() - days * DAY)

const freeze = [{ from: '2026-03-02', to: '2026-03-03', reason: 'audit' }]
const far = [change({ to: 700 })]
const near = [change({ to: 520 })]

describe('decide', () => {
  const table: [string, Observation, readonly ProposedChange[], Partial<typeof SETTINGS>, Partial<Decision>][] = [
    ['nothing there', seen(), [change()], {}, { type: 'create', from: null }],
    ['a cut run left the branch', seen({ branch: ours() }), [change()], {}, { type: 'adopt' }],
    ['a cut run left another branch', seen({ branch: ours(far) }), [change()], {}, { type: 'create', from: 'H' }],
    ['people own the branch', seen({ branch: edited }), [change()], {}, { type: 'hands-off', number: null }],
    ['the same is open', seen({ branch: ours(), open: open() }), [change()], {}, { type: 'keep', number: 7 }],
    ['nearly the same is open', seen({ branch: ours(), open: open() }), near, {}, { type: 'keep', number: 7 }],
    ['the value moved', seen({ branch: ours(), open: open() }), far, {}, { type: 'update', number: 7, from: 'H' }],
    ['it conflicts', seen({ branch: ours(), open: open({ conflicts: true }) }), [change()], {}, { type: 'update' }],
    ['people edited it', seen({ branch: edited, open: open() }), far, {}, { type: 'hands-off', number: 7 }],
    ['the branch is gone', seen({ open: open() }), far, {}, { type: 'keep', number: 7 }],
    [
      'it was never finished',
      seen({ branch: ours(), open: open({ finished: false }) }),
      [change()],
      {},
      { type: 'complete' },
    ],
    [
      'the body is of before',
      seen({ branch: ours(), open: open({ bodyPlan: 'x' }) }),
      [change()],
      {},
      { type: 'complete' },
    ],
    [
      'the body lost its block',
      seen({ branch: ours(), open: open({ bodyPlan: null }) }),
      [change()],
      {},
      { type: 'keep' },
    ],
    ['a person closed it', seen({ closed: closed() }), [change()], {}, { type: 'snoozed', number: 5 }],
    ['closed, and a value moved', seen({ closed: closed() }), far, {}, { type: 'create' }],
    ['closed, moved, but too little', seen({ closed: closed() }), [change({ to: 590 })], {}, { type: 'snoozed' }],
    [
      'closed long ago',
      seen({ closed: closed({ at: new Date(NOW.getTime() - 30 * DAY) }) }),
      [change()],
      {},
      { type: 'create' },
    ],
    [
      'closed with one more now',
      seen({ closed: closed() }),
      [change(), change({ name: 'new' })],
      {},
      { type: 'snoozed' },
    ],
    ['closed, and now others only', seen({ closed: closed() }), [change({ name: 'new' })], {}, { type: 'create' }],
    ['closed with commits of people', seen({ closed: closed({ statement: null }) }), far, {}, { type: 'snoozed' }],
    ['it expired', seen({ closed: closed({ byBot: 'expired' }) }), [change()], {}, { type: 'snoozed' }],
    [
      'snoozed for longer than usual',
      seen({ closed: closed({ at: ago(40), byBot: 'snoozed', until: ago(-20) }) }),
      [change()],
      {},
      { type: 'snoozed', why: '#5 was snoozed; it stays closed for another 20 days, or until a value moves by 20 %.' },
    ],
    [
      'snoozed, and that is over',
      seen({ closed: closed({ at: ago(3), byBot: 'snoozed', until: ago(0) }) }),
      [change()],
      {},
      { type: 'create' },
    ],
    [
      'ignored years ago',
      seen({ closed: closed({ at: ago(2000), byBot: 'ignored' }) }),
      [change()],
      {},
      { type: 'snoozed', until: null, why: '#5 was closed for good; it stays closed until a value moves by 20 %.' },
    ],
    ['ignored, and it moved', seen({ closed: closed({ byBot: 'ignored' }) }), far, {}, { type: 'create' }],
    [
      'asked to be built anew on a newer base',
      seen({ branch: ours(), open: open({ refresh: 'H' }), base: 'B2' }),
      [change()],
      {},
      { type: 'update', from: 'H', why: 'Somebody asked for #7 to be built anew.' },
    ],
    [
      'asked to be built anew with a value within the band',
      seen({ branch: ours(), open: open({ refresh: 'H' }) }),
      near,
      {},
      { type: 'update' },
    ],
    [
      'asked to be built anew, and nothing is new',
      seen({ branch: ours(), open: open({ refresh: 'H' }) }),
      [change()],
      {},
      { type: 'keep' },
    ],
    [
      'an earlier head was asked for',
      seen({ branch: ours(), open: open({ refresh: 'G' }) }),
      near,
      {},
      { type: 'keep' },
    ],
    ['it was superseded', seen({ closed: closed({ byBot: 'superseded' }) }), [change()], {}, { type: 'create' }],
    [
      'a cut run left it on another base',
      seen({ branch: ours(), base: 'B2' }),
      [change()],
      {},
      { type: 'create', from: 'H' },
    ],
    [
      'the text is of an earlier commit, and so is the plan',
      seen({ branch: ours(), open: open({ bodyPlan: 'x' }) }),
      near,
      {},
      { type: 'update' },
    ],
    ['it was merged', seen({ closed: closed({ merged: true }) }), [change()], {}, { type: 'create' }],
    [
      'merged after this was planned',
      seen({ closed: closed({ merged: true }), fresh: false }),
      [change()],
      {},
      { type: 'stale', number: 5 },
    ],
    [
      'merged, and this is another plan',
      seen({ closed: closed({ merged: true }), fresh: false }),
      far,
      {},
      { type: 'create' },
    ],
    ['too many open', seen({ openCount: 3 }), [change()], { maxOpen: 3 }, { type: 'limited', by: 'max-open' }],
    [
      'too many opened now',
      seen({ openedByThisRun: 2 }),
      [change()],
      { perRun: 2 },
      { type: 'limited', by: 'per-run' },
    ],
    ['limits do not hold updates', seen({ branch: ours(), open: open(), openCount: 99 }), far, {}, { type: 'update' }],
    ['outside the schedule', seen(), [change()], { schedule: ['Tue'] }, { type: 'waiting' }],
    [
      'an update outside the schedule',
      seen({ branch: ours(), open: open() }),
      far,
      { schedule: ['Tue'] },
      { type: 'waiting' },
    ],
    ['nothing to wait for', seen({ branch: ours(), open: open() }), near, { schedule: ['Tue'] }, { type: 'keep' }],
    ['frozen', seen(), [change()], { freeze }, { type: 'waiting' }],
  ]
  it.each(table)('%s', (_, observation, changes, settings, decision) => {
    expect(decide(wantedOf(changes), observation, { ...SETTINGS, ...settings })).toMatchObject(decision)
  })

  const openNow = seen({ branch: ours(), open: open() })
  it.each([
    ['grew', [change({ to: 700 })], 'cpu requests of n/Deployment/cart/app moved from 500m to 700m.'],
    ['is to be removed', [change({ to: null })], 'cpu requests of n/Deployment/cart/app moved from 500m to unset.'],
    ['moved in Git', [change({ from: 900 })], 'cpu requests of n/Deployment/cart/app is 900m in Git now, it was 1.'],
    ['is new', [change(), change({ name: 'db' })], 'cpu requests of n/Deployment/db/app is new.'],
    ['is gone', [], 'cpu requests of n/Deployment/cart/app is not proposed any more.'],
  ])('says that a value %s', (_, changes, why) => {
    expect(decide(wantedOf(changes), openNow, SETTINGS)).toMatchObject({ type: 'update', why })
  })

  it('keeps a change of which krr has no news', () => {
    const both = [change(), change({ name: 'db' })]
    const observation = seen({ branch: ours(both), open: open({ bodyPlan: proposalId(both) }) })
    expect(
      decide(
        wantedOf([change()], () => true),
        observation,
        SETTINGS,
      ),
    ).toMatchObject({ type: 'keep' })
    expect(decide(wantedOf([change()]), observation, SETTINGS)).toMatchObject({ type: 'update' })
  })

  it.each([
    ['just below the percentage', { percent: 10, cpu: 10, memory: 0 }, 549, 'keep'],
    ['at the percentage', { percent: 10, cpu: 10, memory: 0 }, 550, 'update'],
    ['downwards', { percent: 10, cpu: 10, memory: 0 }, 450, 'update'],
    ['at the percentage, below the amount', { percent: 1, cpu: 10, memory: 0 }, 509, 'keep'],
    ['at both', { percent: 1, cpu: 10, memory: 0 }, 510, 'update'],
  ] as const)('measures the band against what is proposed: %s', (_, band, to, type) => {
    expect(decide(wantedOf([change({ to })]), openNow, { ...SETTINGS, band })).toMatchObject({ type })
  })

  it('says how long a snooze lasts', () => {
    const decision = decide(wantedOf([change()]), seen({ closed: closed() }), SETTINGS)
    expect(decision).toMatchObject({ until: new Date(NOW.getTime() + 29 * DAY) })
    expect(decision.why).toBe(
      '#5 was closed without merging; it stays closed for another 29 days, or until a value moves by 20 %.',
    )
  })

  it('never touches a branch that people edited, and comes to rest after it acted', () => {
    const value = fc.integer({ min: 1, max: 2000 })
    fc.assert(
      fc.property(value, value, fc.boolean(), fc.boolean(), (old, now, isOpen, isEdited) => {
        const [before, after] = [[change({ to: old })], [change({ to: now })]]
        const view = isOpen ? open({ bodyPlan: proposalId(before) }) : null
        const first = decide(wantedOf(after), seen({ branch: isEdited ? edited : ours(before), open: view }), SETTINGS)
        if (isEdited) expect(first.type).toBe('hands-off')
        const next = seen({ branch: ours(after), open: open({ bodyPlan: proposalId(after) }) })
        expect(decide(wantedOf(after), next, SETTINGS).type).toBe('keep')
      }),
    )
  })
})
