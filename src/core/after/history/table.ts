/** History as rows of a table for a terminal: one line a pull request. */
import { plural } from '../../pull-request/amounts.ts'
import { visibleLine } from '../../pull-request/escape.ts'
import type { HistoryRecord } from './record.ts'

export const TABLE_HEADER = ['PR', 'status', 'proposed', 'group', 'changes', 'risk', 'confirmed by', 'note'] as const

/** Plain text, one line a cell, in the order of {@link TABLE_HEADER}; nothing in it can move a cursor. */
export function tableRows(records: readonly HistoryRecord[]): string[][] {
  return records.map((record) => {
    const { number, status, proposedAt, group, changes, risk } = record
    const containers = new Set(
      changes.map(({ namespace, kind, name, container }) => `${namespace}/${kind}/${name}/${container}`),
    )
    return [
      `#${number}`,
      status,
      proposedAt.slice(0, 10),
      group ?? '?',
      `${plural(changes.length, 'value')} of ${plural(containers.size, 'container')}`,
      risk ?? '?',
      confirmedBy(record),
      notes(record).join('; '),
    ].map(visibleLine)
  })
}

function confirmedBy({ confirmation, confirmedBy: people, bypass }: HistoryRecord): string {
  if (bypass !== null) return `bypassed by ${bypass.by}`
  if (confirmation === 'pre-approved') return 'approved in advance'
  return people.length === 0 ? '-' : people.join(', ')
}

function notes({ revertOf, revertedBy, mergeVerdict, mergedBy, refusedBy }: HistoryRecord): string[] {
  return [
    ...(revertOf === null ? [] : [`reverts #${revertOf}`]),
    ...(revertedBy === null ? [] : [`reverted by #${revertedBy}`]),
    ...(mergeVerdict === 'unconfirmed' ? [`merged without confirmation by ${mergedBy ?? 'somebody'}`] : []),
    ...(refusedBy.length === 0 ? [] : [`changes requested by ${refusedBy.join(', ')}`]),
  ]
}
