/** History as CSV (RFC 4180): one row a changed value, so that a spreadsheet can filter and add up. */
import type { HistoryRecord, RecordedChange } from './record.ts'

type Cell = string | number | null

const COLUMNS: readonly (readonly [string, (record: HistoryRecord, change: RecordedChange | null) => Cell])[] = [
  ['pull_request', ({ number }) => number],
  ['url', ({ url }) => url],
  ['kind', ({ kind }) => kind],
  ['status', ({ status }) => status],
  ['risk', ({ risk }) => risk],
  ['group', ({ group }) => group],
  ['cluster', (_, change) => change?.cluster ?? null],
  ['namespace', (_, change) => change?.namespace ?? null],
  ['workload_kind', (_, change) => change?.kind ?? null],
  ['workload', (_, change) => change?.name ?? null],
  ['container', (_, change) => change?.container ?? null],
  ['resource', (_, change) => change?.resource ?? null],
  ['field', (_, change) => change?.field ?? null],
  ['from', (_, change) => change?.from ?? null],
  ['recommended', (_, change) => change?.recommended ?? null],
  ['to', (_, change) => change?.to ?? null],
  ['because', (_, change) => change?.because.join(' ') ?? null],
  ['proposed_at', ({ proposedAt }) => proposedAt],
  ['proposed_by', ({ proposedBy }) => proposedBy],
  ['requested_by', ({ requestedBy }) => requestedBy],
  ['head', ({ head }) => head],
  ['plan', ({ plan }) => plan],
  ['proof', ({ proof }) => proof],
  ['confirmation', ({ confirmation }) => confirmation],
  ['confirmed_by', ({ confirmedBy }) => confirmedBy.join(' ')],
  ['refused_by', ({ refusedBy }) => refusedBy.join(' ')],
  ['bypassed_by', ({ bypass }) => bypass?.by ?? null],
  ['bypass_reason', ({ bypass }) => bypass?.reason ?? null],
  ['ended_at', ({ endedAt }) => endedAt],
  ['merged_by', ({ mergedBy }) => mergedBy],
  ['merge_commit', ({ mergeCommit }) => mergeCommit],
  ['merge_verdict', ({ mergeVerdict }) => mergeVerdict],
  ['rollout', ({ rollout }) => rollout],
  ['rollout_at', ({ rolloutAt }) => rolloutAt],
  ['revert_of', ({ revertOf }) => revertOf],
  ['reverted_by', ({ revertedBy }) => revertedBy],
]

/** With a header line; lines end in CRLF. A pull request whose commit says nothing has one row. */
export function renderCsv(records: readonly HistoryRecord[]): string {
  const rows = records.flatMap((record) => {
    const changes = record.changes.length === 0 ? [null] : record.changes
    return changes.map((change) => COLUMNS.map(([, value]) => cell(value(record, change))))
  })
  return [COLUMNS.map(([name]) => name), ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

/**
 * Spreadsheets run a cell that begins with one of these as a formula, and reasons and names come from people: an apostrophe
 * in front makes it text.
 */
const FORMULA = /^[=+\-@\t\r]/

function cell(value: Cell): string {
  if (value === null) return ''
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
