/** Everything that is written down about a proposal reads back: trailers and state block. */
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewBranch } from '../../../src/core/pull-request/branch-view.ts'
import {
  formatAmount,
  type ProposedChange,
  parseAmount,
  proposalId,
} from '../../../src/core/pull-request/proposed-change.ts'
import { type ProposalState, parseState, renderState } from '../../../src/core/pull-request/state.ts'
import {
  type CommitStatement,
  parseCommitMessage,
  parseSealedCommit,
  renderCommitMessage,
  sealCommitMessage,
} from '../../../src/core/pull-request/trailers.ts'

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.constantFrom('', '-', '~', '%', 'a/b', 'gh-1'))
const amount = fc.option(fc.nat({ max: Number.MAX_SAFE_INTEGER }))
const change: fc.Arbitrary<ProposedChange> = fc.record({
  ...{ overlay: text, cluster: fc.option(text), namespace: text, kind: text, name: text, container: text },
  resource: fc.constantFrom('cpu', 'memory'),
  field: fc.constantFrom('requests', 'limits'),
  ...{ from: amount, recommended: amount, to: amount },
  because: fc.array(text, { maxLength: 3 }),
})
const hash = fc.stringMatching(/^[0-9a-f]{20}$/)
const statement: fc.Arbitrary<CommitStatement> = fc.record(
  {
    ...{ plan: hash, digest: hash, before: hash, group: text },
    risk: fc.constantFrom('low', 'medium', 'high'),
    changes: fc.array(change, { maxLength: 4 }),
    reverts: fc.integer({ min: 1, max: 999_999_999 }),
    preapproved: fc.constant(true),
    requester: text,
  },
  { requiredKeys: ['plan', 'digest', 'before', 'group', 'risk', 'changes'] },
)

describe('commit message', () => {
  it('reads back', () => {
    fc.assert(
      fc.property(statement, hash, hash, (said, base, tree) => {
        const message = renderCommitMessage('Subject', ['Words.'], said)
        expect(parseCommitMessage(message)).toEqual(said)
        expect(parseSealedCommit(message)).toBeNull()
        const sealed = sealCommitMessage(message, { base, tree })
        expect(parseSealedCommit(sealed)).toEqual({ ...said, base, tree })
        expect(parseSealedCommit(sealed.replaceAll('\n', '\r\n'))).toEqual({ ...said, base, tree })
      }),
    )
  })

  const said: CommitStatement = {
    ...{ plan: 'p', digest: 'd', before: 'b', group: 'apps/shop', risk: 'low' },
    changes: [
      {
        ...{ overlay: 'apps/shop', cluster: 'user@prod', namespace: 'shop', kind: 'Deployment', name: 'cart' },
        ...{ container: 'app', resource: 'memory', field: 'requests', from: 1024 ** 3, recommended: 1, to: null },
        because: ['max-decrease', 'floor'],
      },
    ],
  }

  it('is what git calls trailers', () => {
    const message = sealCommitMessage(renderCommitMessage('Subject', ['Words.'], said), { base: 'B', tree: 'T' })
    const trailers = execFileSync('git', ['interpret-trailers', '--parse'], { input: message, encoding: 'utf8' })
    expect(trailers.trim().split('\n')).toEqual([
      'Krr-Gitops-Version: 1',
      'Krr-Gitops-Plan: p',
      'Krr-Gitops-Digest: d',
      'Krr-Gitops-Before: b',
      'Krr-Gitops-Group: apps/shop',
      'Krr-Gitops-Risk: low',
      'Krr-Gitops-Change: apps/shop user%40prod/shop/Deployment/cart/app memory.requests 1Gi - 1 max-decrease,floor',
      'Krr-Gitops-Base: B',
      'Krr-Gitops-Tree: T',
    ])
  })

  it('names who asked for it, once', () => {
    const seal = { base: 'B', tree: 'T', requester: 'gh-1 @rita' }
    const message = sealCommitMessage(renderCommitMessage('Subject', [], said), seal)
    expect(parseSealedCommit(message)).toEqual({ ...said, base: 'B', tree: 'T', requester: 'gh-1 @rita' })
    const named = renderCommitMessage('Subject', [], { ...said, requester: 'jo' })
    expect(parseSealedCommit(sealCommitMessage(named, seal))?.requester).toBe('jo')
  })

  it.each([
    ['no trailers', 'Subject\n'],
    ['another version', renderCommitMessage('S', [], said).replace('Version: 1', 'Version: 2')],
    ['a risk that is none', renderCommitMessage('S', [], said).replace('Risk: low', 'Risk: nil')],
    ['a plan said twice', `${renderCommitMessage('S', [], said)}Krr-Gitops-Plan: q\n`],
    ['a revert of nothing', renderCommitMessage('S', [], { ...said, reverts: 7 }).replace('Reverts: 7', 'Reverts: 0')],
    ['two who asked', `${renderCommitMessage('S', [], { ...said, requester: 'jo' })}Krr-Gitops-Requester: al\n`],
    ['a maybe', renderCommitMessage('S', [], { ...said, preapproved: true }).replace('true', 'yes')],
    ['a change cut short', renderCommitMessage('S', [], said).replace(' max-decrease,floor', '')],
    ['an amount that is none', renderCommitMessage('S', [], said).replace('1Gi', 'much')],
    ['a resource that is none', renderCommitMessage('S', [], said).replace('memory.requests', 'disk.requests')],
    ['a name missing', renderCommitMessage('S', [], said).replace('/cart/app', '/cart')],
  ])('with %s makes no statement', (_, message) => {
    expect(parseCommitMessage(message)).toBeNull()
    expect(parseSealedCommit(sealCommitMessage(message, { base: 'B', tree: 'T' }))).toBeNull()
  })

  describe('and the branch that it stands on', () => {
    const message = sealCommitMessage(renderCommitMessage('Subject', [], said), { base: 'B', tree: 'T' })
    const ours = { sha: 'H', tree: 'T', parents: ['B'], message, byBot: true }
    it('is ours when nothing was touched', () => {
      expect(viewBranch(ours)).toEqual({ type: 'ours', head: 'H', statement: { ...said, base: 'B', tree: 'T' } })
      expect(viewBranch(null)).toEqual({ type: 'absent' })
    })
    it.each([
      ['somebody else committed', { ...ours, byBot: false }],
      ['the message was rewritten', { ...ours, message: 'Mine\n' }],
      ['a commit was slipped in below', { ...ours, parents: ['X'] }],
      ['it was merged', { ...ours, parents: ['B', 'X'] }],
      ['it was amended', { ...ours, tree: 'X' }],
    ])('is edited when %s', (_, commit) => {
      expect(viewBranch(commit)).toMatchObject({ type: 'edited', head: 'H' })
    })
  })
})

describe('amounts', () => {
  it('read back', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom('cpu' as const, 'memory' as const), (value, resource) => {
        expect(parseAmount(formatAmount(value, resource), resource)).toBe(value)
      }),
    )
  })
})

describe('proposalId', () => {
  const one = { overlay: 'o', cluster: 'a', namespace: 'n', kind: 'k', name: 'x', container: 'c', recommended: 1 }
  const base = { ...one, resource: 'cpu', field: 'requests', from: 5, to: 3, because: ['x'] } as const
  it('does not depend on the order, on krr, or on which cluster asked', () => {
    const other = { ...base, name: 'y' }
    expect(proposalId([base, other])).toBe(proposalId([other, base]))
    expect(proposalId([{ ...base, recommended: 2, because: [], cluster: 'b' }])).toBe(proposalId([base]))
  })
  it.each([{ to: 4 }, { from: 6 }, { to: null }, { field: 'limits' }, { container: 'd' }, { overlay: 'p' }] as const)(
    'depends on %j',
    (difference) => {
      expect(proposalId([{ ...base, ...difference }])).not.toBe(proposalId([base]))
    },
  )
})

describe('state block', () => {
  const state: fc.Arbitrary<ProposalState> = fc.record(
    {
      version: fc.constant(1 as const),
      ...{ plan: hash, digest: hash, group: text },
      risk: fc.constantFrom('low', 'medium', 'high'),
      at: fc.constant('2026-03-02T08:00:00.000Z'),
      savings: fc.record({
        ...{ cpu: fc.integer(), memory: fc.integer() },
        monthly: fc.option(
          fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
        ),
        currency: fc.option(text),
      }),
      changes: fc.option(
        fc.array(
          change.map((c) => ({ ...c, because: [...c.because] })),
          { maxLength: 3 },
        ),
      ),
      closed: fc.constant({ reason: 'expired' as const, at: '2026-03-02T08:00:00.000Z' }),
    },
    { requiredKeys: ['version', 'plan', 'digest', 'group', 'risk', 'at', 'savings', 'changes'] },
  )

  it('reads back, whatever stands around it', () => {
    fc.assert(
      fc.property(state, fc.string(), (value, around) => {
        const body = `${around}\n\n${renderState(value)}\n`
        expect(parseState(body)).toEqual({ type: 'valid', state: value })
        expect(parseState(body.replaceAll('\n', '\r\n'))).toEqual({ type: 'valid', state: value })
      }),
    )
  })

  it('is an HTML comment that ends once, at its end', () => {
    fc.assert(
      fc.property(state, (value) => {
        expect(renderState(value).indexOf('-->')).toBe(renderState(value).length - 3)
        expect(renderState(value)).not.toMatch(/[@#]/)
      }),
    )
  })

  it('is absent, or says why it cannot be trusted', () => {
    const good = renderState({
      ...{ version: 1, plan: 'p', digest: 'd', group: 'g', risk: 'low', at: '2026-03-02T08:00:00.000Z', changes: [] },
      savings: { cpu: 0, memory: 0, monthly: null, currency: null },
    })
    expect(parseState('Hello')).toEqual({ type: 'absent' })
    expect(parseState(`${good}\n${good}`)).toEqual({ type: 'invalid', why: 'there are several state blocks' })
    expect(parseState(good.replace('{', '['))).toEqual({ type: 'invalid', why: 'the state block is not JSON' })
    expect(parseState(good.replace('"version": 1', '"version": 2'))).toMatchObject({
      type: 'invalid',
      why: expect.stringContaining('version'),
    })
  })
})
