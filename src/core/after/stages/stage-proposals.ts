/** What became of the pull requests of earlier stages, from what is published about them. */
import type { ProposedChange } from '../../pull-request/proposed-change.ts'
import type { Closing } from '../../pull-request/state.ts'
import type { SeenRollout } from '../rollout/rollout-check.ts'
import { type StageProposal, stagedWorkload } from './stage.ts'

export interface PastProposal {
  readonly number: number
  readonly state: 'open' | 'closed' | 'merged'
  /** `null` unless merged. */
  readonly mergedAt: Date | null
  /** Why the bot closed it; `null` when it did not. */
  readonly closedFor: Closing['reason'] | null
  readonly changes: readonly ProposedChange[]
  /** A revert of it is open or merged. */
  readonly reverted: boolean
  /** The rollout, as it is published on the merge commit. */
  readonly seen: SeenRollout
  readonly healthySince: Date | null
}

export interface RolloutFacts {
  /** False: rollouts are not watched (`rollout.watch: none`). */
  readonly watched: boolean
  readonly soakMs: number
  readonly timeoutMs: number
}

/** Proposals that say something about their stage. */
export function toStageProposals(past: readonly PastProposal[], rollout: RolloutFacts): StageProposal[] {
  return past.flatMap((one): StageProposal[] => {
    // The bot itself took it away: what it proposed is proposed elsewhere, or not wanted any more.
    if (one.changes.length === 0 || one.closedFor === 'superseded' || one.closedFor === 'obsolete') return []
    const workloads = new Map(one.changes.map(stagedWorkload).map((workload) => [workload.key, workload]))
    return [{ number: one.number, workloads: [...workloads.values()], ...stateOf(one, rollout) }]
  })
}

function stateOf(one: PastProposal, rollout: RolloutFacts): Pick<StageProposal, 'state' | 'healthySince'> {
  if (one.mergedAt === null) return { state: one.state === 'open' ? 'open' : 'closed', healthySince: null }
  if (one.reverted || one.seen === 'failed') return { state: 'failed', healthySince: null }
  const mergedAt = one.mergedAt.getTime()
  // Nobody looks, so nobody knows better than the clock.
  if (!rollout.watched) return { state: 'healthy', healthySince: one.mergedAt }
  // Nobody ever reports: it was merged, and nothing bad was heard until the end.
  if (one.seen === 'silent') return { state: 'healthy', healthySince: new Date(mergedAt + rollout.timeoutMs) }
  if (one.seen !== 'healthy') return { state: 'rolling-out', healthySince: null }
  // Where it is not remembered since when, the latest time that is possible counts.
  return { state: 'healthy', healthySince: one.healthySince ?? new Date(mergedAt + rollout.timeoutMs + rollout.soakMs) }
}
