import { describe, expect, it } from 'vitest'
import { buildHistory, type HistoryFacts, type HistoryRecord } from '../../../../src/core/after/history/record.ts'
import { BASE, day, facts, HEAD, WAITING } from './examples.ts'

const only = (more: Partial<HistoryFacts>): HistoryRecord => buildHistory([facts(more)])[0] as HistoryRecord

describe('buildHistory', () => {
  it('says who, what, when, proof and what became of it', () => {
    expect(only({})).toEqual({
      number: 7,
      url: 'https://github.com/acme/infra/pull/7',
      title: 'Right-size 1 container in apps/shop',
      kind: 'change',
      status: 'healthy',
      group: 'apps/shop',
      risk: 'medium',
      changes: [
        {
          cluster: 'prod',
          namespace: 'shop',
          kind: 'Deployment',
          name: 'cart',
          container: 'app',
          resource: 'cpu',
          field: 'requests',
          from: '500m',
          recommended: '120m',
          to: '250m',
          because: ['max-decrease', 'floor'],
        },
        {
          cluster: null,
          namespace: 'pay',
          kind: 'StatefulSet',
          name: 'db',
          container: 'app',
          resource: 'memory',
          field: 'limits',
          from: null,
          recommended: null,
          to: '1Gi',
          because: [],
        },
      ],
      proposedAt: '2026-03-01T08:00:00.000Z',
      proposedBy: 'krr-gitops[bot]',
      requestedBy: 'rita',
      head: HEAD,
      plan: 'p1',
      proof: 'd1',
      confirmation: 'confirmed',
      confirmedBy: ['ada', 'Grace'],
      refusedBy: [],
      bypass: null,
      endedAt: '2026-03-02T08:00:00.000Z',
      mergedBy: 'krr-gitops[bot]',
      mergeCommit: 'm'.repeat(40),
      mergeVerdict: 'confirmed',
      rollout: 'healthy',
      rolloutAt: '2026-03-03T08:00:00.000Z',
      revertOf: null,
      revertedBy: null,
    })
  })

  it.each<[string, Partial<HistoryFacts>]>([
    ['merged', { rollout: null }],
    ['degraded', { rollout: { state: 'degraded', at: day(3) } }],
    ['closed', { state: 'closed' }],
    ['expired', { state: 'closed', confirmation: { state: 'expired', at: day(9) } }],
    ['open', { state: 'open', confirmation: WAITING }],
    ['confirmed', { state: 'open' }],
    ['refused', { state: 'open', confirmation: { state: 'refused', by: ['ada'] } }],
  ])('%s', (status, more) => {
    expect(only(more).status).toBe(status)
  })

  it('knows a pull request that says nothing, and one that is not over', () => {
    const record = only({
      statement: null,
      merge: null,
      rollout: null,
      endedAt: null,
      url: null,
      state: 'open',
      confirmation: { state: 'refused', by: ['ada'] },
    })
    expect(record).toMatchObject({
      group: null,
      risk: null,
      changes: [],
      plan: null,
      proof: null,
      endedAt: null,
      mergedBy: null,
      mergeCommit: null,
      mergeVerdict: null,
      rolloutAt: null,
      confirmedBy: [],
      refusedBy: ['ada'],
    })
  })

  it('ties reverts to what they undo', () => {
    const revert = facts({ number: 9, revertOf: 7 })
    const [first, second] = buildHistory([BASE, revert])
    expect(first).toMatchObject({ status: 'reverted', revertedBy: 9, kind: 'change' })
    expect(second).toMatchObject({ kind: 'revert', revertOf: 7, revertedBy: null })
    expect(buildHistory([BASE, { ...revert, state: 'open' }])[0]).toMatchObject({ status: 'healthy', revertedBy: 9 })
    expect(buildHistory([BASE, { ...revert, state: 'closed' }])[0]).toMatchObject({
      status: 'healthy',
      revertedBy: null,
    })
  })
})
