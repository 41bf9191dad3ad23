import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Confirmation } from '../../../../src/core/after/confirmation/confirm.ts'
import { renderCsv } from '../../../../src/core/after/history/csv.ts'
import { filterHistory, type HistoryFilter } from '../../../../src/core/after/history/filter.ts'
import { buildHistory, type HistoryFacts, type HistoryRecord } from '../../../../src/core/after/history/record.ts'
import { TABLE_HEADER, tableRows } from '../../../../src/core/after/history/table.ts'

const HEAD = 'a'.repeat(40)
const day = (number: number) => new Date(Date.UTC(2026, 2, number, 8))
const CONFIRMED: Confirmation = { state: 'confirmed', head: HEAD, by: ['ada', 'Grace'] }
const WAITING: Confirmation = {
  state: 'waiting',
  needed: 1,
  approvals: [],
  teams: [],
  unreadableTeams: [],
  ignored: [],
}

const BASE: HistoryFacts = {
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

const facts = (more: Partial<HistoryFacts>): HistoryFacts => ({ ...BASE, ...more })
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

const BYPASSED: Confirmation = { state: 'bypassed', head: HEAD, by: 'oncall', reason: '=cmd()', at: day(8), over: [] }
const RECORDS = buildHistory([
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

describe('filterHistory', () => {
  it.each<[HistoryFilter, number[]]>([
    [{}, [7, 8, 9, 10]],
    [{ since: day(3) }, [7, 8, 9, 10]],
    [{ since: day(4) }, [8, 9, 10]],
    [{ until: day(5) }, [7]],
    [{ since: day(4), until: day(9) }, [8]],
    [{ since: day(7), until: day(9) }, [8]],
    [{ since: day(14) }, []],
    [{ namespace: 'sh*' }, [7, 8, 10]],
    [{ namespace: 'shop', workload: 'db' }, []],
    [{ namespace: 'pay', workload: 'StatefulSet/d*' }, [7, 8, 10]],
    [{ workload: 'cart' }, [7, 8, 10]],
    [{ workload: 'car' }, []],
    [{ state: 'healthy' }, [7]],
    [{ state: 'unconfirmed' }, [10]],
    [{ state: 'bypassed' }, [8]],
    [{ state: 'refused' }, [9]],
    [{ person: '@GRACE' }, [7]],
    [{ person: 'rita' }, [7, 9, 10]],
    [{ person: 'linus' }, [9]],
    [{ person: 'oncall' }, [8]],
    [{ person: 'mallory' }, [10]],
    [{ person: 'nobody' }, []],
    [{ person: 'krr-gitops[bot]', since: day(11) }, [10]],
  ])('%j', (filter, numbers) => {
    expect(filterHistory(RECORDS, filter).map(({ number }) => number)).toEqual(numbers)
  })

  it('shows somebody who bypassed an open pull request as bypassed', () => {
    const open = buildHistory([facts({ state: 'open', confirmation: BYPASSED, merge: null })])
    expect(filterHistory(open, { state: 'bypassed' })).toHaveLength(1)
  })
})

/** A reader of RFC 4180 that shares nothing with the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

describe('renderCsv', () => {
  it('has one row a value, and one for what says nothing', () => {
    const [header = [], ...rows] = readCsv(renderCsv(RECORDS))
    expect(rows).toHaveLength(7)
    expect(rows.every((row) => row.length === header.length)).toBe(true)
    const first = Object.fromEntries(header.map((name, index) => [name, rows[0]?.[index]]))
    expect(first).toMatchObject({
      pull_request: '7',
      workload: 'cart',
      from: '500m',
      to: '250m',
      because: 'max-decrease floor',
      confirmed_by: 'ada Grace',
      bypassed_by: '',
    })
    const silent = Object.fromEntries(header.map((name, index) => [name, rows[4]?.[index]]))
    expect(silent).toMatchObject({ pull_request: '9', workload: '', because: '', refused_by: 'linus' })
  })

  it('lets no cell run as a formula, and no cell break out', () => {
    expect(renderCsv(RECORDS)).toContain(",'=cmd(),")
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('=', '+', '-', '@', '\t', '"', ',', '\r\n', ''),
        (text, start) => {
          const reason = start + text
          const [record] = buildHistory([facts({ confirmation: { ...BYPASSED, reason } })])
          const [header = [], row = []] = readCsv(renderCsv([record as HistoryRecord]))
          const cell = row[header.indexOf('bypass_reason')] ?? ''
          expect(cell).not.toMatch(/^[=+\-@\t\r]/)
          expect(cell === reason || cell === `'${reason}`).toBe(true)
          expect(row).toHaveLength(header.length)
        },
      ),
    )
  })
})

describe('tableRows', () => {
  it('is one line a pull request', () => {
    expect(TABLE_HEADER).toHaveLength(8)
    expect(tableRows(RECORDS)).toEqual([
      ['#7', 'healthy', '2026-03-01', 'apps/shop', '2 values of 2 containers', 'medium', 'ada, Grace', ''],
      ['#8', 'merged', '2026-03-05', 'apps/shop', '2 values of 2 containers', 'medium', 'bypassed by oncall', ''],
      ['#9', 'refused', '2026-03-10', '?', '0 values of 0 containers', '?', '-', 'changes requested by linus'],
      [
        '#10',
        'merged',
        '2026-03-12',
        'apps/shop',
        '2 values of 2 containers',
        'medium',
        '-',
        'merged without confirmation by mallory',
      ],
    ])
  })

  it('notes reverts, and cannot move a cursor', () => {
    const unconfirmed = { by: null, commit: 'x', verdict: 'unconfirmed' as const }
    const revert = facts({ number: 9, revertOf: 7, confirmation: { state: 'pre-approved', head: HEAD, revertOf: 7 } })
    const rows = tableRows(
      buildHistory([facts({ merge: unconfirmed, confirmation: { ...CONFIRMED, by: ['a\u001b[2J'] } }), revert]),
    )
    expect(rows[0]?.[6]).toBe('a\\u{001B}[2J')
    expect(rows[0]?.[7]).toBe('reverted by #9; merged without confirmation by somebody')
    expect(rows[1]?.slice(6)).toEqual(['approved in advance', 'reverts #7'])
  })
})
