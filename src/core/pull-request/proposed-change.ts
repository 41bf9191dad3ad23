/** One changed value as it is written down: in the state block of the body and in the trailers of the commit. */
import { createHash } from 'node:crypto'
import type { Change } from '../change/change.ts'
import type { FileEdit } from '../patch/edit.ts'
import { formatQuantity, parseQuantity } from '../quantity.ts'
import type { Amount, ContainerRef, Field, Resource } from '../workload.ts'

export interface ProposedChange extends ContainerRef {
  /** Repository-relative directory of the kustomization that is edited; `''` is the repository itself. */
  readonly overlay: string
  readonly resource: Resource
  readonly field: Field
  /** Millicores or bytes; `null` = not set. */
  readonly from: Amount | null
  readonly recommended: Amount | null
  readonly to: Amount | null
  readonly because: readonly string[]
}

export function toProposedChange(change: Change): ProposedChange {
  const { cluster, namespace, kind, name, container } = change.target.container
  const { resource, field, from, recommended, to, because } = change
  const overlay = change.target.overlay
  return { overlay, cluster, namespace, kind, name, container, resource, field, from, recommended, to, because }
}

/**
 * The value that is changed, whatever it is changed to. The cluster is no part of it: when one overlay serves two
 * clusters, the one that asks for more may be another one tomorrow.
 */
export function changeKey(change: ProposedChange): string {
  const { overlay, namespace, kind, name, container, resource, field } = change
  return JSON.stringify([overlay, namespace, kind, name, container, resource, field])
}

/** Hash of targets, fields and values; the order does not matter, and neither does what krr said on the way. */
export function proposalId(changes: readonly ProposedChange[]): string {
  const rows = changes.map((change) => JSON.stringify([changeKey(change), change.from, change.to])).sort()
  return createHash('sha256').update(rows.join('\n')).digest('hex').slice(0, 20)
}

/** Hash of the texts that are edited, as they were: when it moves, somebody else edited the same files. */
export function beforeDigest(edits: readonly FileEdit[]): string {
  const rows = edits.map((edit) => JSON.stringify([edit.path, edit.before])).sort()
  return createHash('sha256').update(rows.join('\n')).digest('hex').slice(0, 20)
}

/** `250m`, `1Gi`; `-` for a value that is not set. */
export function formatAmount(amount: Amount | null, resource: Resource): string {
  return amount === null ? '-' : formatQuantity(amount, resource)
}

/** Reverse of {@link formatAmount}; `undefined` for anything else. */
export function parseAmount(text: string, resource: Resource): Amount | null | undefined {
  if (text === '-') return null
  return parseQuantity(text, resource) ?? undefined
}
