import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderCsv } from '../../../../src/core/after/history/csv.ts'
import { buildHistory, type HistoryRecord } from '../../../../src/core/after/history/record.ts'
import { TABLE_HEADER, tableRows } from '../../../../src/core/after/history/table.ts'
import { BYPASSED, CONFIRMED, facts, HEAD, RECORDS } from './examples.ts'

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
