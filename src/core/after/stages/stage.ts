/** Stages: which overlays are changed in which order. */
import type { Risk } from '../../change/change.ts'
import { matchAny } from '../../glob.ts'
import type { ProposedChange } from '../../pull-request/proposed-change.ts'

export interface Stage {
  readonly name: string
  /** Globs over overlays; empty = those of the stage before. */
  readonly paths: readonly string[]
  /** Name of an earlier stage that has to be healthy first; `null` = none. */
  readonly after: string | null
  /** How long it has to be healthy before the next stage starts, in milliseconds. */
  readonly soakMs: number
  /** Percent of its workloads that come first; `null` = all at once. */
  readonly canary: number | null
}

export interface StagedWorkload {
  /** Unique over the repository. */
  readonly key: string
  /** What it is called in every stage: `Deployment/cart`. */
  readonly name: string
  /** Repository-relative directory; `''` is the repository itself. */
  readonly overlay: string
  readonly risk: Risk
}

/** How stages know a workload: by what it is called in the cluster, which proposals remember. */
export function stagedWorkload({
  overlay,
  namespace,
  kind,
  name,
}: Pick<ProposedChange, 'overlay' | 'namespace' | 'kind' | 'name'>): Pick<StagedWorkload, 'key' | 'name' | 'overlay'> {
  return { key: JSON.stringify([overlay, namespace, kind, name]), name: `${kind}/${name}`, overlay }
}

/** A pull request that was opened for some workloads, and what became of it. */
export interface StageProposal {
  readonly number: number
  readonly workloads: readonly Pick<StagedWorkload, 'key' | 'name' | 'overlay'>[]
  /** `failed`: degraded, overdue or reverted. `closed`: without merging. */
  readonly state: 'open' | 'rolling-out' | 'healthy' | 'failed' | 'closed'
  /** Set when it is healthy. */
  readonly healthySince: Date | null
}

/** Finds the stage of an overlay: the first whose paths match; `null` = it is in none, and waits for nobody. */
export function stageFinder(stages: readonly Stage[]): (overlay: string) => Stage | null {
  let paths: readonly string[] = []
  const matchers = stages.map((stage) => {
    if (stage.paths.length > 0) paths = stage.paths
    return { stage, matches: matchAny(paths) }
  })
  return (overlay) => matchers.find(({ matches }) => matches(overlay === '' ? '.' : overlay))?.stage ?? null
}

/** The stages that have to be healthy before this one, nearest first; a circle ends where it began. */
export function stagesBefore(stage: Stage, stages: readonly Stage[]): Stage[] {
  const found: Stage[] = []
  let next = stages.find(({ name }) => name === stage.after)
  while (next !== undefined && next !== stage && !found.includes(next)) {
    found.push(next)
    const { after } = next
    next = stages.find(({ name }) => name === after)
  }
  return found
}

/**
 * Proposals that still say something: of every workload the one with the highest number. A failure is over when a later
 * proposal for the same workloads took its place.
 */
export function latestProposals(proposals: readonly StageProposal[]): StageProposal[] {
  const latest = new Map<string, number>()
  for (const { number, workloads } of proposals) {
    for (const { key } of workloads) latest.set(key, Math.max(number, latest.get(key) ?? number))
  }
  return proposals.filter(({ number, workloads }) => workloads.some(({ key }) => latest.get(key) === number))
}
