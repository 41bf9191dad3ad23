/** Workloads whose stage has to wait are left out of a plan before it is proved. */
import type { WorkloadChange } from '../../change/change.ts'
import type { Skip } from '../../problem.ts'
import { atMinute } from '../sentences.ts'
import type { Gate } from '../stages/gate.ts'
import { type Stage, type StagedWorkload, type StageProposal, stagedWorkload } from '../stages/stage.ts'
import { stageGates } from '../stages/stage-gates.ts'
import type { HeldOut } from './hold-out.ts'

export interface StageOutInput {
  readonly stages: readonly Stage[]
  readonly proposals: readonly StageProposal[]
  readonly now: Date
}

export function stageOut(workloads: readonly WorkloadChange[], { stages, proposals, now }: StageOutInput): HeldOut {
  if (stages.length === 0) return { workloads, skipped: [] }
  const known = workloads.map((workload) => {
    const { overlay, container } = workload.target
    const staged: StagedWorkload = { ...stagedWorkload({ overlay, ...container }), risk: workload.risk }
    return { workload, staged }
  })
  const gates = stageGates({ stages, planned: known.map(({ staged }) => staged), proposals, now })
  const behind = (key: string) => known.filter(({ staged }) => staged.key === key).map(({ workload }) => workload)
  const open = new Set([...gates].filter(([, { gate }]) => gate === 'open').map(([key]) => key))
  return {
    workloads: known.filter(({ staged }) => open.has(staged.key)).map(({ workload }) => workload),
    skipped: [...gates].flatMap(([key, gate]) => behind(key).flatMap((workload) => skipsOf(workload, gate))),
  }
}

function skipsOf(workload: WorkloadChange, gate: Gate): Skip[] {
  if (gate.gate === 'open') return []
  const containers = new Map(
    workload.changes.map(({ target: { container } }) => [JSON.stringify(Object.values(container)), container]),
  )
  const [code, message, hint] = wordsOf(gate)
  return [...containers.values()].map((container) => ({ container, resource: null, code, message, hint }))
}

function wordsOf(gate: Exclude<Gate, { gate: 'open' }>): [string, string, string] {
  if (gate.gate === 'stopped') {
    const hint = 'Find out what went wrong there; a later change that is healthy in that stage opens the way again.'
    return ['stage-failed', gate.because, hint]
  }
  const until = gate.until === null ? '' : ` until ${atMinute(gate.until)}`
  return ['waits-for-stage', `it waits for ${gate.for}${until}`, 'It comes by itself once the stage before is healthy.']
}
