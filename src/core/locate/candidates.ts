/** Which overlays may deploy a live workload, and how much is known about each. */
import type { Evidence } from '../recommend/recommendation.ts'
import type { WorkloadRef } from '../workload.ts'
import type { Delivery } from './delivery.ts'
import type { KustomizationGraph } from './graph.ts'
import { type Lexicon, ownStepExcludes } from './lexicon.ts'
import { overlaysOf } from './overlays.ts'
import { isTrackedBy, isTrackedElsewhere, readTracking, type Tracking } from './tracking.ts'

/**
 * How an overlay is known, strongest first:
 * - `tracked`: the workload names the delivery;
 * - `cluster`: it is delivered to the workload's cluster;
 * - `possible`: nobody says which cluster it serves;
 * - `foreign`: an object says another cluster, in Argo CD's names, which need not be those of the report.
 */
export type Rank = 'tracked' | 'cluster' | 'possible' | 'foreign'

export interface Candidate {
  readonly overlay: string
  /** `null` = nothing in the repository names this overlay. */
  readonly delivery: Delivery | null
  readonly rank: Rank
}

export interface CandidateSet {
  /** Shortlisted by words; not built yet. */
  readonly candidates: readonly Candidate[]
  readonly tracking: readonly Tracking[]
  /** Deliveries that the workload names, wherever they get their manifests. */
  readonly trackedDeliveries: readonly Delivery[]
}

export interface CandidateContext {
  readonly graph: KustomizationGraph
  readonly lexicon: Lexicon
  readonly deliveries: readonly Delivery[]
}

export type FindCandidates = (workload: WorkloadRef, evidence: Evidence) => CandidateSet

/** Prepares the search for candidates; the function it returns is called once per workload. */
export function createCandidateFinder({ graph, lexicon, deliveries }: CandidateContext): FindCandidates {
  const delivered = deliveries.flatMap((delivery) =>
    overlaysOf(delivery, graph).map((overlay) => ({ overlay, delivery })),
  )
  const named = new Set(delivered.map(({ overlay }) => overlay))
  const unnamed = graph.roots().filter((root) => !named.has(root))
  return (workload, evidence) => {
    const tracking = readTracking(evidence, workload)
    const shortlisted = ({ overlay, delivery, rank }: Candidate): boolean => {
      // What a tracked delivery cannot render here is worth knowing; everything else only when words allow it.
      if (rank === 'tracked' && graph.problems(overlay).length > 0) return true
      if (!lexicon.mayRender(overlay, workload.kind, liveName(workload.name, delivery))) return false
      const kustomization = graph.get(overlay)
      const comparable = delivery?.forcedNamespace == null && delivery?.substitution == null
      const renamed = delivery !== null && `${delivery.namePrefix}${delivery.nameSuffix}` !== ''
      if (kustomization === undefined || renamed) return true
      return !ownStepExcludes(kustomization, comparable ? workload.namespace : null, workload.name)
    }
    const candidates = [
      ...delivered.flatMap(({ overlay, delivery }) => {
        const rank = rankOf(delivery, workload, tracking)
        return rank === null ? [] : [{ overlay, delivery, rank }]
      }),
      ...unnamed.map((overlay) => ({ overlay, delivery: null, rank: 'possible' as const })),
    ]
    return {
      candidates: candidates.filter(shortlisted),
      tracking,
      trackedDeliveries: deliveries.filter((each) => tracking.some((one) => isTrackedBy(each, one))),
    }
  }
}

/** The name before the controller's own prefix and suffix. */
function liveName(name: string, delivery: Delivery | null): string {
  if (delivery === null || !name.startsWith(delivery.namePrefix) || !name.endsWith(delivery.nameSuffix)) return name
  return name.slice(delivery.namePrefix.length, name.length - delivery.nameSuffix.length)
}

/** `null` = certainly not the one. */
function rankOf(delivery: Delivery, { cluster }: WorkloadRef, tracking: readonly Tracking[]): Rank | null {
  const otherCluster = cluster !== null && delivery.cluster !== null && delivery.cluster !== cluster
  // The configuration speaks in the report's names.
  if (otherCluster && delivery.clusterFrom === 'config') return null
  if (tracking.some((each) => isTrackedBy(delivery, each))) return 'tracked'
  if (tracking.some((each) => isTrackedElsewhere(delivery, each))) return null
  if (otherCluster) return 'foreign'
  return cluster === null || delivery.cluster === cluster ? 'cluster' : 'possible'
}
