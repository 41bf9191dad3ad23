/** Which proposals are opened first while limits last. */
import type { Proposal } from '../core/pull-request/proposal.ts'

/** A core costs about as much as this many GiB at the large clouds; it only weighs one proposal against another. */
const GIB_PER_CORE = 8
const GIB = 1024 ** 3

/** Most effect first, be it freed or asked for; then by branch, so that the order is always the same. */
export function bySize(one: Pick<Proposal, 'savings' | 'branch'>, other: Pick<Proposal, 'savings' | 'branch'>): number {
  return weight(other) - weight(one) || (one.branch < other.branch ? -1 : 1)
}

function weight({ savings }: Pick<Proposal, 'savings'>): number {
  return Math.abs(savings.cpu) / 1000 + Math.abs(savings.memory) / GIB / GIB_PER_CORE
}
