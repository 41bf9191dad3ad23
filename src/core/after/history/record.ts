/** History as records: what one pull request of the bot changed, why, who confirmed it, and what became of it. */
import type { Risk } from '../../change/change.ts'
import { formatAmount, type ProposedChange } from '../../pull-request/proposed-change.ts'
import type { SealedStatement } from '../../pull-request/trailers.ts'
import type { Field, Resource } from '../../workload.ts'
import type { Confirmation } from '../confirmation/confirm.ts'
import type { MergeVerdict } from '../merge/merged-by.ts'
import type { RolloutState } from '../rollout/judge-rollout.ts'

/** What the forge knows about one pull request; a flow reads it back. */
export interface HistoryFacts {
  readonly number: number
  /** `null` for a forge without web pages. */
  readonly url: string | null
  readonly title: string
  readonly state: 'open' | 'closed' | 'merged'
  readonly author: string
  /** Whoever asked for it through the bot. */
  readonly requester: string | null
  readonly openedAt: Date
  /** When it was closed or merged; `null` while open. */
  readonly endedAt: Date | null
  readonly head: string
  /** From the trailers of its commit; `null` when it makes no statement. */
  readonly statement: SealedStatement | null
  /** As it stood at the merge, or stands now. */
  readonly confirmation: Confirmation
  readonly merge: {
    readonly by: string | null
    readonly commit: string
    readonly verdict: MergeVerdict['verdict']
  } | null
  readonly rollout: { readonly state: RolloutState['state']; readonly at: Date } | null
  /** Number of the pull request that this one undoes. */
  readonly revertOf: number | null
}

export type RecordStatus =
  | 'open'
  | 'confirmed'
  | 'refused'
  | 'closed'
  | 'expired'
  | 'merged'
  | 'reverted'
  | RolloutState['state']

/** Values as Kubernetes quantities, `null` = not set. */
export interface RecordedChange {
  readonly cluster: string | null
  readonly namespace: string
  readonly kind: string
  readonly name: string
  readonly container: string
  readonly resource: Resource
  readonly field: Field
  readonly from: string | null
  readonly recommended: string | null
  readonly to: string | null
  readonly because: readonly string[]
}

/** Plain data, times in ISO 8601 and UTC: this is what `history --json` prints. */
export interface HistoryRecord {
  readonly number: number
  readonly url: string | null
  readonly title: string
  readonly kind: 'change' | 'revert'
  readonly status: RecordStatus
  readonly group: string | null
  readonly risk: Risk | null
  readonly changes: readonly RecordedChange[]
  readonly proposedAt: string
  readonly proposedBy: string
  readonly requestedBy: string | null
  readonly head: string
  /** Hashes of the plan and of the renders that proved it. */
  readonly plan: string | null
  readonly proof: string | null
  readonly confirmation: Confirmation['state']
  readonly confirmedBy: readonly string[]
  readonly refusedBy: readonly string[]
  readonly bypass: { readonly by: string; readonly reason: string; readonly at: string } | null
  readonly endedAt: string | null
  readonly mergedBy: string | null
  readonly mergeCommit: string | null
  /** `unconfirmed`: somebody merged it without the confirmation. */
  readonly mergeVerdict: MergeVerdict['verdict'] | null
  readonly rollout: RolloutState['state'] | null
  readonly rolloutAt: string | null
  readonly revertOf: number | null
  readonly revertedBy: number | null
}

/** Records in the order of the facts. A revert that was closed again undoes nothing. */
export function buildHistory(facts: readonly HistoryFacts[]): HistoryRecord[] {
  const reverts = facts.filter(({ revertOf, state }) => revertOf !== null && state !== 'closed')
  return facts.map((one) => record(one, reverts.find(({ revertOf }) => revertOf === one.number) ?? null))
}

function record(facts: HistoryFacts, revert: HistoryFacts | null): HistoryRecord {
  const { confirmation, statement, merge, rollout } = facts
  return {
    number: facts.number,
    url: facts.url,
    title: facts.title,
    kind: facts.revertOf === null ? 'change' : 'revert',
    status: statusOf(facts, revert),
    group: statement?.group ?? null,
    risk: statement?.risk ?? null,
    changes: (statement?.changes ?? []).map(recordedChange),
    proposedAt: facts.openedAt.toISOString(),
    proposedBy: facts.author,
    requestedBy: facts.requester,
    head: facts.head,
    plan: statement?.plan ?? null,
    proof: statement?.digest ?? null,
    confirmation: confirmation.state,
    confirmedBy: confirmation.state === 'confirmed' ? confirmation.by : [],
    refusedBy: confirmation.state === 'refused' ? confirmation.by : [],
    bypass: bypassOf(confirmation),
    endedAt: facts.endedAt?.toISOString() ?? null,
    mergedBy: merge?.by ?? null,
    mergeCommit: merge?.commit ?? null,
    mergeVerdict: merge?.verdict ?? null,
    rollout: rollout?.state ?? null,
    rolloutAt: rollout?.at.toISOString() ?? null,
    revertOf: facts.revertOf,
    revertedBy: revert?.number ?? null,
  }
}

function statusOf({ state, confirmation, rollout }: HistoryFacts, revert: HistoryFacts | null): RecordStatus {
  if (state === 'merged') return revert?.state === 'merged' ? 'reverted' : (rollout?.state ?? 'merged')
  if (state === 'closed') return confirmation.state === 'expired' ? 'expired' : 'closed'
  if ('head' in confirmation) return 'confirmed'
  return confirmation.state === 'refused' ? 'refused' : 'open'
}

function bypassOf(confirmation: Confirmation): HistoryRecord['bypass'] {
  if (confirmation.state !== 'bypassed') return null
  return { by: confirmation.by, reason: confirmation.reason, at: confirmation.at.toISOString() }
}

function recordedChange(change: ProposedChange): RecordedChange {
  const { cluster, namespace, kind, name, container, resource, field, because } = change
  const text = (amount: number | null) => (amount === null ? null : formatAmount(amount, resource))
  const [from, recommended, to] = [text(change.from), text(change.recommended), text(change.to)]
  return { cluster, namespace, kind, name, container, resource, field, from, recommended, to, because }
}
