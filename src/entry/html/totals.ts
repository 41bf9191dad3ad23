/** What the charts show: requests before and after, summed over pods. Pure. */
import { parseQuantity } from '../../core/quantity.ts'
import type { Resource } from '../../core/workload.ts'
import type { ChangeDocument, PlanDocument } from '../../flow/plan-document.ts'

export interface BeforeAfter {
  readonly label: string
  /** Second line of the label; `null` = none. */
  readonly detail: string | null
  /** Millicores or bytes over all pods. */
  readonly before: number
  readonly after: number
}

export interface Label {
  readonly label: string
  readonly detail: string | null
}

/** Sums the requests of the changed containers by a label, largest change first. */
export function sumRequests(
  plan: PlanDocument,
  resource: Resource,
  labelOf: (change: ChangeDocument) => Label,
): BeforeAfter[] {
  const sums = new Map<string, Label & { before: number; after: number }>()
  for (const change of plan.proposals.flatMap(({ changes }) => changes)) {
    if (change.resource !== resource || change.field !== 'requests') continue
    const label = labelOf(change)
    const key = `${label.label}\n${label.detail ?? ''}`
    const sum = sums.get(key) ?? { ...label, before: 0, after: 0 }
    sum.before += amountOf(change.from ?? change.inherited, resource) * change.replicas
    sum.after += amountOf(change.to, resource) * change.replicas
    sums.set(key, sum)
  }
  return [...sums.values()].sort(
    (a, b) => Math.abs(b.before - b.after) - Math.abs(a.before - a.after) || (a.label < b.label ? -1 : 1),
  )
}

function amountOf(quantity: string | null, resource: Resource): number {
  return quantity === null ? 0 : (parseQuantity(quantity, resource) ?? 0)
}

export function namespaceLabel({ cluster, namespace }: ChangeDocument): Label {
  return { label: namespace, detail: cluster }
}

export function workloadLabel({ cluster, namespace, kind, name }: ChangeDocument): Label {
  return { label: `${namespace}/${name}`, detail: cluster === null ? kind : `${kind}, ${cluster}` }
}
