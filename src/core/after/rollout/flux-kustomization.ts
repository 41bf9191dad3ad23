/** A Flux Kustomization as the Kubernetes API shows it. */
import { commitOf, shortRevision } from './revision.ts'
import { contains, type Relate, type Relation, type Saying, type Signal } from './signal.ts'

export interface FluxFacts {
  /** `flux-system/apps`. */
  readonly name: string
  readonly suspended: boolean
  /** `status.lastAppliedOriginRevision` where there is one (OCI sources), else `status.lastAppliedRevision`. */
  readonly applied: string | null
  /** `status.lastAttemptedRevision`. */
  readonly attempted: string | null
  /** The Ready condition; `null` when it has none yet. */
  readonly ready: {
    readonly status: 'True' | 'False' | 'Unknown'
    readonly reason: string
    readonly message: string
  } | null
  /** Whether it was ready at the time of the merge; `null` when nobody looked. */
  readonly readyBefore: boolean | null
}

/** Reasons that pass by themselves. */
const PASSING = ['DependencyNotReady', 'ArtifactFailed', 'HealthCheckCanceled', 'Progressing', 'ProgressingWithRetry']

export function readFluxKustomization(facts: FluxFacts, relate: Relate, now: Date): Signal {
  const relationOf = (revision: string | null): Relation => {
    const commit = revision === null ? null : commitOf(revision)
    return commit === null ? 'unknown' : relate(commit)
  }
  const [applied, attempted] = [relationOf(facts.applied), relationOf(facts.attempted)]
  const say = (says: Saying, code: string, sentence: string, relation: Relation = applied): Signal => ({
    reporter: `Kustomization ${facts.name}`,
    at: now,
    says,
    code,
    sentence: `the Kustomization ${facts.name} ${sentence}`,
    maybeOthers: relation === 'later',
  })

  if (facts.suspended) return say('progressing', 'suspended', 'is suspended, so nothing is applied')
  const { ready } = facts
  if (ready?.status === 'False' && contains(attempted) && !PASSING.includes(ready.reason)) {
    return facts.readyBefore === false
      ? say('progressing', 'already-failing', `is not ready, as before the merge: ${ready.message}`)
      : say(
          'degraded',
          ready.reason === 'HealthCheckFailed' ? 'health-check-failed' : 'reconciliation-failed',
          `failed (${ready.reason}): ${ready.message}`,
          attempted,
        )
  }
  if (!contains(applied)) {
    return say(
      'progressing',
      'not-reached',
      `has applied ${shortRevision(facts.applied)}, which does not hold the merge`,
    )
  }
  return ready?.status === 'True'
    ? say('healthy', 'reconciled', 'applied the merge and is ready')
    : say(
        'progressing',
        'reconciling',
        `applied the merge and is not ready yet${ready === null ? '' : ` (${ready.reason})`}`,
      )
}
