/** Which of the planned workloads may go into a pull request now, which wait for what, and which are stopped. */
import { canaryGates } from './canary.ts'
import { type Gate, gateOf, OPEN, type StageFacts } from './gate.ts'
import {
  latestProposals,
  type Stage,
  type StagedWorkload,
  type StageProposal,
  stageFinder,
  stagesBefore,
} from './stage.ts'

export interface StagesInput {
  readonly stages: readonly Stage[]
  /** What this run wants to change. */
  readonly planned: readonly StagedWorkload[]
  /** Open ones, and those that ended recently enough to speak for today's plan. */
  readonly proposals: readonly StageProposal[]
  readonly now: Date
}

/** The gate of every planned workload, by its key. Workloads of no stage are open. */
export function stageGates({ stages, planned, proposals, now }: StagesInput): ReadonlyMap<string, Gate> {
  const stageOf = stageFinder(stages)
  const latest = latestProposals(proposals)
  const facts = stages.map(factsOf)
  const canaries = new Map(
    facts.flatMap((one) => {
      const { canary } = one.stage
      return canary === null ? [] : [...canaryGates(one, canary, now)]
    }),
  )
  const isOpen = (key: string) =>
    latest.some(({ state, workloads }) => state === 'open' && workloads.some((workload) => workload.key === key))

  return new Map(planned.map((workload) => [workload.key, keep(workload, gateFor(workload))]))

  function factsOf(stage: Stage): StageFacts {
    const isHere = ({ overlay }: Pick<StagedWorkload, 'overlay'>) => stageOf(overlay) === stage
    const here = latest
      .map((proposal) => ({ ...proposal, workloads: proposal.workloads.filter(isHere) }))
      .filter(({ workloads }) => workloads.length > 0)
    return { stage, proposals: here, planned: planned.filter(isHere) }
  }

  function gateFor(workload: StagedWorkload): Gate {
    const stage = stageOf(workload.overlay)
    if (stage === null) return OPEN
    const before = stagesBefore(stage, stages)
    return strictest([
      ...facts.filter((one) => before.includes(one.stage)).map((one) => gateOf(one, workload, now)),
      ...[canaries.get(workload.key)].flatMap((gate) => gate ?? []),
    ])
  }

  /** What is proposed already stays proposed while an earlier stage moves on; only a failure there stops it. */
  function keep(workload: StagedWorkload, gate: Gate): Gate {
    return gate.gate === 'waiting' && isOpen(workload.key) ? OPEN : gate
  }
}

function strictest(gates: readonly Gate[]): Gate {
  return gates.find(({ gate }) => gate === 'stopped') ?? gates.find(({ gate }) => gate === 'waiting') ?? OPEN
}
