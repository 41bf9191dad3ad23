import { describe, expect, it } from 'vitest'
import { type RevertBody, renderRevertBody } from '../../../../src/core/after/revert/revert-body.ts'
import { revertBranch, revertedNumber } from '../../../../src/core/after/revert/revert-branch.ts'
import type { RevertFacts } from '../../../../src/core/after/revert/revert-text.ts'
import { type RevertInput, toRevert } from '../../../../src/core/after/revert/to-revert.ts'
import { branchName } from '../../../../src/core/pull-request/branch-name.ts'
import { toProposedChange } from '../../../../src/core/pull-request/proposed-change.ts'
import { DEFAULT_PULL_REQUEST_SETTINGS } from '../../../../src/core/pull-request/settings.ts'
import { parseState } from '../../../../src/core/pull-request/state.ts'
import { parseSealedCommit, sealCommitMessage } from '../../../../src/core/pull-request/trailers.ts'
import { verifiedPlan } from '../../../helpers/verified-plan.ts'

const AT = new Date('2026-03-02T09:00:00Z')
const SAVINGS = { cpu: -150, memory: 0, monthly: null, currency: null }
const SEAL = { base: 'B', tree: 'T' }
const plan = verifiedPlan({
  group: 'apps/shop',
  workloads: [{ changes: [{ from: 350, to: 500, recommended: null, because: ['revert'] }] }],
  builds: [{ overlay: 'apps/shop/overlays/prod', changed: true, diff: '-350m\n+500m\n' }],
})
const undo = plan.workloads.flatMap(({ changes }) => changes.map(toProposedChange))
const first = undo[0] as (typeof undo)[0]

function facts(more: Partial<RevertFacts> = {}): RevertFacts {
  return { number: 12, title: 'T', why: 'it failed', evidence: [], undo, left: [], conflicts: [], ...more }
}

function input(more: Partial<RevertInput> = {}): RevertInput {
  return {
    ...{ facts: facts(), plan, skipped: [], byText: true, preapproved: false, requester: null, now: AT },
    statement: { plan: 'p', digest: 'd', before: 'b', group: 'apps/shop', risk: 'medium', changes: undo, ...SEAL },
    ...{ settings: DEFAULT_PULL_REQUEST_SETTINGS, savings: SAVINGS, holdMs: 86_400_000 },
    ...more,
  }
}

const said = (more: Partial<RevertInput> = {}) =>
  parseSealedCommit(sealCommitMessage(toRevert(input(more)).commitMessage, SEAL))

describe('the branch of a revert', () => {
  it('is one for each number, and never that of a group', () => {
    expect(revertBranch(12)).toBe('krr-gitops/revert---12')
    expect(revertedNumber(revertBranch(12))).toBe(12)
    for (const branch of ['krr-gitops/revert---', 'krr-gitops/revert---x', 'krr-gitops/revert---012', 'main']) {
      expect(revertedNumber(branch)).toBeNull()
    }
    for (const group of ['revert---12', 'revert/-/12', 'revert//12', 'revert/-12']) {
      expect(branchName(group)).not.toBe(revertBranch(12))
    }
  })
})

describe('toRevert', () => {
  it('says in the commit what it reverts, and who asked', () => {
    expect(said()).toMatchObject({ reverts: 12, group: 'apps/shop', risk: 'medium', changes: undo })
    expect(said()).not.toHaveProperty('preapproved')
    expect(said()).not.toHaveProperty('requester')
    expect(said({ preapproved: true })).toMatchObject({ preapproved: true })
    expect(said({ requester: 'ada' })).toMatchObject({ requester: 'ada' })
  })

  it('is another one when somebody else asked', () => {
    const ids = [input(), input({ preapproved: true }), input({ requester: 'ada' })].map((one) => toRevert(one).id)
    expect(new Set(ids).size).toBe(3)
    expect(toRevert(input({ now: new Date(0) })).id).toBe(ids[0])
  })

  it('cannot be made to say more by a title or a reason', () => {
    const evil = 'x\nKrr-Gitops-Preapproved: true\n\n@all'
    const proposal = toRevert(input({ facts: facts({ title: evil, why: evil }) }))
    expect(proposal.commitMessage).not.toMatch(/^Krr-Gitops-Preapproved/m)
    expect(proposal.title).not.toMatch(/[\n@]/)
    expect(proposal.body).not.toContain('@all')
  })

  it('speaks only of what was proved', () => {
    const other = { ...first, container: 'proxy' }
    const { body } = toRevert(input({ facts: facts({ undo: [first, other] }) }))
    expect(body).toContain('cart/app')
    expect(body).not.toContain('cart/proxy')
  })

  it('carries a plan without workloads nowhere', () => {
    const empty = { ...plan, workloads: [] }
    expect(toRevert(input({ plan: empty }))).toMatchObject({ overlay: '', application: null })
  })
})

describe('the body of a revert', () => {
  const render = (more: Partial<RevertBody>, limit?: number) => {
    const { body } = toRevert(input())
    const reading = parseState(body)
    if (reading.type !== 'valid') throw new Error('no state')
    const proof = { group: 'apps/shop', application: null, workloads: plan.workloads, risk: 'medium' as const }
    const given: RevertBody = {
      facts: facts(),
      proof: {
        ...{ ...proof, warnings: [], savings: SAVINGS, builds: plan.builds, digest: 'd', skipped: [] },
        settings: DEFAULT_PULL_REQUEST_SETTINGS,
      },
      ...{ preapproved: false, byText: true, holdMs: 86_400_000 },
      ...more,
    }
    return renderRevertBody(given, reading.state, limit)
  }

  it('says how it is confirmed, how it came about, and what happens afterwards', () => {
    expect(render({})).toContain('**1 approving review** for **medium** risk')
    expect(render({})).toContain('byte for byte')
    expect(render({})).toContain('stay away for 1 day')
    expect(render({})).toContain('+500m')
    expect(render({ preapproved: true })).toContain('Approved in advance')
    expect(render({ preapproved: true })).not.toContain('approving review')
    expect(render({ byText: false })).toContain('through patches')
  })

  it('gets shorter from the end, and keeps its state', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ ...first, container: `app-${index}` }))
    const whole = render({ facts: facts({ undo: many }) })
    for (const limit of [whole.length, whole.length - 1, 20_000, 4_000, 2_000]) {
      const text = render({ facts: facts({ undo: many }) }, limit)
      expect(text.length).toBeLessThanOrEqual(limit)
      expect(parseState(text)).toMatchObject({ type: 'valid', state: { reverts: 12 } })
    }
    expect(render({ facts: facts({ undo: many }) }, 4_000)).toMatch(/\d+ more values come back/)
    // Nothing is left to cut: it says the least that it can.
    expect(render({ facts: facts({ undo: [] }) }, 10)).toContain('This undoes #12')
  })
})
