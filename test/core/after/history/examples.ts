/** A small history: confirmed, bypassed, refused, and merged without anybody's confirmation. */
import type { Confirmation } from '../../../../src/core/after/confirmation/confirm.ts'
import { buildHistory, type HistoryFacts } from '../../../../src/core/after/history/record.ts'

export const HEAD = 'a'.repeat(40)
export const day = (number: number) => new Date(Date.UTC(2026, 2, number, 8))
export const CONFIRMED = { state: 'confirmed', head: HEAD, by: ['ada', 'Grace'] } satisfies Confirmation
export const WAITING: Confirmation = {
  state: 'waiting',
  needed: 1,
  approvals: [],
  teams: [],
  unreadableTeams: [],
  ignored: [],
}

export const BASE: HistoryFacts = {
  number: 7,
  url: 'https://github.com/acme/infra/pull/7',
  title: 'Right-size 1 container in apps/shop',
  state: 'merged',
  author: 'krr-gitops[bot]',
  requester: 'rita',
  openedAt: day(1),
  endedAt: day(2),
  head: HEAD,
  statement: {
    plan: 'p1',
    digest: 'd1',
    before: 'b1',
    group: 'apps/shop',
    risk: 'medium',
    base: 'c'.repeat(40),
    tree: 't',
    changes: [
      {
        overlay: 'apps/shop',
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
        because: ['max-decrease', 'floor'],
      },
      {
        overlay: 'apps/shop',
        cluster: null,
        namespace: 'pay',
        kind: 'StatefulSet',
        name: 'db',
        container: 'app',
        resource: 'memory',
        field: 'limits',
        from: null,
        recommended: null,
        to: 1024 ** 3,
        because: [],
      },
    ],
  },
  confirmation: CONFIRMED,
  merge: { by: 'krr-gitops[bot]', commit: 'm'.repeat(40), verdict: 'confirmed' },
  rollout: { state: 'healthy', at: day(3) },
  revertOf: null,
}

export const facts = (more: Partial<HistoryFacts>): HistoryFacts => ({ ...BASE, ...more })

export const BYPASSED = {
  state: 'bypassed',
  head: HEAD,
  by: 'oncall',
  reason: '=cmd()',
  at: day(8),
  over: [],
} satisfies Confirmation
export const RECORDS = buildHistory([
  BASE,
  facts({
    number: 8,
    openedAt: day(5),
    endedAt: day(6),
    rollout: null,
    requester: null,
    confirmation: BYPASSED,
    merge: { by: null, commit: 'x', verdict: 'bypassed' },
  }),
  facts({
    number: 9,
    openedAt: day(10),
    endedAt: null,
    state: 'open',
    confirmation: { state: 'refused', by: ['linus'] },
    rollout: null,
    merge: null,
    statement: null,
  }),
  facts({
    number: 10,
    openedAt: day(12),
    endedAt: day(13),
    rollout: null,
    confirmation: WAITING,
    merge: { by: 'mallory', commit: 'y', verdict: 'unconfirmed' },
  }),
])
