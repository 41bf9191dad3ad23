import { describe, expect, it } from 'vitest'
import { holdUntil, judgeHold } from '../../../../src/core/after/revert/hold.ts'
import { mayRevert, type RevertSubject, shouldRevert } from '../../../../src/core/after/revert/may-revert.ts'
import { renderRevertSections, renderRevertTitle } from '../../../../src/core/after/revert/revert-text.ts'
import { undoValues } from '../../../../src/core/after/revert/undo-values.ts'
import type { RolloutState } from '../../../../src/core/after/rollout/judge-rollout.ts'
import type { Signal } from '../../../../src/core/after/rollout/signal.ts'
import { changeKey, type ProposedChange } from '../../../../src/core/pull-request/proposed-change.ts'

const DAY = 86_400_000
const AT = new Date('2026-03-02T08:00:00Z')

function change(more: Partial<ProposedChange> = {}): ProposedChange {
  return {
    overlay: 'apps/shop/overlays/prod',
    cluster: 'prod',
    namespace: 'shop',
    kind: 'Deployment',
    name: 'cart',
    container: 'app',
    resource: 'cpu',
    field: 'requests',
    from: 500,
    recommended: 120,
    to: 250,
    because: ['max-decrease'],
    ...more,
  }
}

const MEMORY = change({ resource: 'memory', from: 1024 ** 3, to: 512 * 1024 ** 2 })
const LIMIT = change({ field: 'limits', from: 1000, to: null })

describe('undoValues', () => {
  it('gives back what is still as the change made it', () => {
    const today = new Map([
      [changeKey(change()), { now: 250, changedBy: null }],
      [changeKey(LIMIT), { now: null, changedBy: null }],
    ])
    expect(undoValues([change(), LIMIT], today)).toEqual({
      undo: [
        change({ from: 250, to: 500, recommended: null, because: ['revert'] }),
        change({ field: 'limits', from: null, to: 1000, recommended: null, because: ['revert'] }),
      ],
      left: [],
    })
  })

  it('says of every other value why not', () => {
    const today = new Map([
      [changeKey(change()), { now: 180, changedBy: 'ada' }],
      [changeKey(LIMIT), { now: 1000, changedBy: null }],
    ])
    expect(undoValues([change(), LIMIT, MEMORY], today)).toEqual({
      undo: [],
      left: [
        { change: change(), why: 'changed-since', now: 180, changedBy: 'ada' },
        { change: LIMIT, why: 'already-undone', now: 1000, changedBy: null },
        { change: MEMORY, why: 'gone', now: null, changedBy: null },
      ],
    })
    const unclear = new Map([[changeKey(LIMIT), { now: undefined, changedBy: 'ada', unclear: true as const }]])
    expect(undoValues([LIMIT], unclear).left).toEqual([{ change: LIMIT, why: 'unclear', now: null, changedBy: 'ada' }])
  })
})

const MERGED: RevertSubject = { kind: 'change', merged: true, revertedBy: null }
const evidence = (maybeOthers: boolean): Signal => ({
  reporter: 'pods',
  at: AT,
  says: 'degraded',
  code: 'out-of-memory',
  sentence: 'app ran out of memory',
  maybeOthers,
})
const DEGRADED: RolloutState = { state: 'degraded', evidence: [evidence(true), evidence(false)] }
const AUTO = { open: 'auto' as const, preApproved: true }

describe('mayRevert', () => {
  it('is one a change, and none of a revert', () => {
    expect(mayRevert(MERGED)).toMatchObject({ revert: true, preApproved: false })
    expect(mayRevert({ ...MERGED, kind: 'revert' })).toMatchObject({
      revert: false,
      why: expect.stringContaining('not reverted'),
    })
    expect(mayRevert({ ...MERGED, merged: false })).toMatchObject({
      revert: false,
      why: expect.stringContaining('not merged'),
    })
    expect(mayRevert({ ...MERGED, revertedBy: 9 })).toMatchObject({ revert: false, why: '#9 undoes it already' })
  })
})

describe('shouldRevert', () => {
  it.each<[string, RolloutState, object]>([
    ['degraded', DEGRADED, { revert: true, preApproved: true }],
    [
      'degraded, perhaps by others',
      { state: 'degraded', evidence: [evidence(true)] },
      { revert: true, preApproved: false },
    ],
    ['overdue', { state: 'overdue', waitingFor: [], silent: false }, { revert: true, preApproved: true }],
    ['silent', { state: 'overdue', waitingFor: [], silent: true }, { revert: false }],
    ['healthy', { state: 'healthy', since: AT }, { revert: false, why: 'the rollout is healthy' }],
    ['progressing', { state: 'progressing', waitingFor: [], healthySince: null, until: AT }, { revert: false }],
  ])('%s', (_, rollout, expected) => {
    expect(shouldRevert(MERGED, rollout, AUTO)).toMatchObject(expected)
  })

  it('obeys the configuration, and the rules for every revert', () => {
    expect(shouldRevert(MERGED, DEGRADED, { ...AUTO, open: 'manual' })).toMatchObject({ revert: false })
    expect(shouldRevert(MERGED, DEGRADED, { ...AUTO, preApproved: false })).toMatchObject({
      revert: true,
      preApproved: false,
    })
    const overdue: RolloutState = { state: 'overdue', waitingFor: [], silent: false }
    expect(shouldRevert(MERGED, overdue, { ...AUTO, preApproved: false })).toMatchObject({ preApproved: false })
    expect(shouldRevert({ ...MERGED, kind: 'revert' }, DEGRADED, AUTO).revert).toBe(false)
    expect(shouldRevert({ ...MERGED, revertedBy: 3 }, DEGRADED, AUTO).revert).toBe(false)
  })
})

describe('judgeHold', () => {
  const band = { percent: 10, cpu: 10, memory: 16 * 1024 ** 2 }
  const hold = { change: change(), revertedAt: AT }
  const judge = (wanted: Partial<ProposedChange>, more = {}) =>
    judgeHold({ hold, wanted: change(wanted), now: new Date(AT.getTime() + DAY), holdMs: 30 * DAY, band, ...more })
  const held = { held: true, until: new Date(AT.getTime() + 30 * DAY) }

  it('holds until its end', () => {
    expect(judge({})).toEqual(held)
    expect(holdUntil(hold, DAY)).toEqual(new Date(AT.getTime() + DAY))
    expect(judge({}, { now: held.until })).toEqual({ held: false, why: 'over' })
    expect(judge({}, { now: new Date(held.until.getTime() - 1) })).toEqual(held)
  })

  it('lets a milder value through, not a bolder one', () => {
    expect(judge({ to: 275 })).toEqual({ held: false, why: 'moved' })
    expect(judge({ to: 274 })).toEqual(held)
    expect(judge({ to: 100 })).toEqual(held)
    expect(judge({ to: 275 }, { band: { ...band, cpu: 26 } })).toEqual(held)
  })

  it('does the same for an increase that failed', () => {
    const up = { change: change({ from: 250, to: 1000 }), revertedAt: AT }
    expect(judge({ to: 900 }, { hold: up })).toEqual({ held: false, why: 'moved' })
    expect(judge({ to: 901 }, { hold: up })).toEqual(held)
    expect(judge({ to: 2000 }, { hold: up })).toEqual(held)
  })

  it('knows no milder way of setting or unsetting', () => {
    expect(judge({ to: null })).toEqual(held)
    expect(judge({ to: 500 }, { hold: { ...hold, change: change({ to: null }) } })).toEqual(held)
    expect(judge({ to: 500 }, { hold: { ...hold, change: change({ from: null }) } })).toEqual(held)
  })
})

describe('the words of a revert', () => {
  it('has a title that fits and cannot act', () => {
    expect(renderRevertTitle({ number: 12, title: 'Right-size 1 container in apps' })).toBe(
      'Revert "Right-size 1 container in apps" (#12)',
    )
    expect(renderRevertTitle({ number: 12, title: 'for @all' })).not.toContain('@')
    const long = renderRevertTitle({ number: 12, title: 'x'.repeat(300) })
    expect(long).toHaveLength(250)
    expect(long).toMatch(/x\.\.\." \(#12\)$/)
  })

  it('says what comes back, and what does not', () => {
    const text = renderRevertSections({
      number: 12,
      title: 't',
      why: 'the rollout is degraded',
      evidence: [evidence(false)],
      undo: [change({ from: 250, to: 500 }), change({ field: 'limits', from: null, to: 1000 })],
      left: [
        { change: MEMORY, why: 'changed-since', now: 1024 ** 2, changedBy: 'ada' },
        { change: MEMORY, why: 'already-undone', now: 1024 ** 3, changedBy: null },
        { change: MEMORY, why: 'gone', now: null, changedBy: null },
        { change: MEMORY, why: 'unclear', now: null, changedBy: null },
      ],
      conflicts: [
        { path: 'a.yaml', line: 7, why: 'lines-changed' },
        { path: 'b.yaml', line: null, why: 'file-changed' },
      ],
    })
    expect(text.split('\n')).toEqual([
      'This undoes #12: the rollout is degraded.',
      '- App ran out of memory.',
      '',
      '### What comes back',
      '',
      '| Container | Value | Today | Again |',
      '| --- | --- | --- | --- |',
      '| `shop/Deployment/cart/app` | cpu requests | `250m` | `500m` |',
      '| `shop/Deployment/cart/app` | cpu limits | not set | `1` |',
      '',
      '### What stays as it is',
      '',
      '- memory requests of `shop/Deployment/cart/app` was changed to `1Mi` since by `ada`; the change had made it `512Mi`, before that it was `1Gi`.',
      '- memory requests of `shop/Deployment/cart/app` is `1Gi` again.',
      '- memory requests of `shop/Deployment/cart/app`: the container is not there any more.',
      "- memory requests of `shop/Deployment/cart/app`: today's manifests do not tell which one it is.",
      '- `a.yaml:7`: these lines were changed since.',
      '- `b.yaml`: the file was changed since it was made.',
    ])
    const clean = renderRevertSections({
      number: 1,
      title: '',
      why: 'x',
      evidence: [],
      undo: [],
      left: [],
      conflicts: [],
    })
    expect(clean).not.toContain('stays as it is')
  })
})
