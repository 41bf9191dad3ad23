/** Whether the proposals of one stage let somebody pass who comes after them. */
import type { Stage, StagedWorkload, StageProposal } from './stage.ts'

export type Gate =
  | { readonly gate: 'open' }
  | { readonly gate: 'waiting'; readonly for: string; readonly until: Date | null }
  | { readonly gate: 'stopped'; readonly because: string }

export const OPEN: Gate = { gate: 'open' }

/** What there is of one stage. */
export interface StageFacts {
  readonly stage: Stage
  readonly proposals: readonly StageProposal[]
  /** Workloads of the stage that this run wants to change. */
  readonly planned: readonly StagedWorkload[]
}

/**
 * A workload passes when the same workload (by kind and name) of the earlier stage was healthy for the soak. Where the
 * earlier stage knows none of that name, everything that goes on there counts.
 */
export function gateOf({ stage, proposals, planned }: StageFacts, workload: StagedWorkload, now: Date): Gate {
  const same = (one: Pick<StagedWorkload, 'name'>) => one.name === workload.name
  const named = planned.some(same) || proposals.some((proposal) => proposal.workloads.some(same))
  const relevant = named ? proposals.filter((proposal) => proposal.workloads.some(same)) : proposals
  const closed = named ? relevant.find(({ state }) => state === 'closed') : undefined
  if (closed !== undefined) {
    return { gate: 'stopped', because: `#${closed.number} of stage ${stage.name} was closed without merging` }
  }
  const gate = settled(stage, relevant, now)
  if (gate.gate !== 'open') return gate
  const pending = named ? planned.some(same) : planned.length > 0
  if (!pending) return OPEN
  return { gate: 'waiting', for: `changes of stage ${stage.name} that are not merged yet`, until: null }
}

/** Whether these proposals are all healthy for the soak of their stage; closed ones do not count. */
export function settled(stage: Stage, proposals: readonly StageProposal[], now: Date): Gate {
  const failed = proposals.find(({ state }) => state === 'failed')
  if (failed !== undefined) return { gate: 'stopped', because: `#${failed.number} of stage ${stage.name} failed` }
  const busy = proposals.find(({ state }) => state === 'open' || state === 'rolling-out')
  if (busy !== undefined) {
    const what = busy.state === 'open' ? 'is not merged' : 'is rolling out'
    return { gate: 'waiting', for: `#${busy.number} of stage ${stage.name}, which ${what}`, until: null }
  }
  const since = proposals.flatMap(({ number, healthySince }) =>
    healthySince === null ? [] : [{ number, healthySince }],
  )
  for (const { number, healthySince } of since) {
    const until = new Date(healthySince.getTime() + stage.soakMs)
    if (now < until) return { gate: 'waiting', for: `the soak of #${number} of stage ${stage.name}`, until }
  }
  return OPEN
}
