/** An Argo CD Application as the Kubernetes API shows it. */
import { commitOf, shortRevision } from './revision.ts'
import { contains, type Relate, type Relation, type Saying, type Signal } from './signal.ts'

export interface ArgoFacts {
  /** `argocd/shop`. */
  readonly name: string
  /** `status.sync.revision`, or `status.sync.revisions` of an Application with several sources. */
  readonly revisions: readonly string[]
  /** `Synced`, `OutOfSync`, `Unknown`. */
  readonly sync: string
  /** `Healthy`, `Progressing`, `Degraded`, `Suspended`, `Missing`, `Unknown`. */
  readonly health: string
  readonly healthMessage: string | null
  /** `status.operationState`: the last sync; `revisions` from its `syncResult`. */
  readonly operation: {
    /** `Running`, `Succeeded`, `Failed`, `Error`, `Terminating`. */
    readonly phase: string
    readonly message: string | null
    readonly revisions: readonly string[]
  } | null
  /** `spec.syncPolicy.automated` is there and not switched off. */
  readonly automated: boolean
  /** Health at the time of the merge, `null` when nobody looked. */
  readonly healthBefore: string | null
}

export function readArgoApplication(facts: ArgoFacts, relate: Relate, now: Date): Signal {
  const reached = bestRelation(facts.revisions, relate)
  const attempted = bestRelation(facts.operation?.revisions ?? [], relate)
  const say = (says: Saying, code: string, sentence: string, relation: Relation = reached): Signal => ({
    reporter: `Application ${facts.name}`,
    at: now,
    says,
    code,
    sentence: `the Application ${facts.name} ${sentence}`,
    maybeOthers: relation === 'later',
  })

  if (facts.operation !== null && ['Failed', 'Error'].includes(facts.operation.phase) && contains(attempted)) {
    return say('degraded', 'sync-failed', `could not be synced${because(facts.operation.message)}`, attempted)
  }
  if (!contains(reached)) {
    const where = `is at ${shortRevision(facts.revisions[0] ?? null)}, which does not hold the merge`
    return facts.automated
      ? say('progressing', 'not-reached', where)
      : say('progressing', 'manual-sync', `${where}; its automatic sync is off, so somebody has to sync it`)
  }
  if (facts.sync !== 'Synced') return say('progressing', 'out-of-sync', `is ${facts.sync}`)
  if (facts.health === 'Healthy') return say('healthy', 'healthy', 'is synced and healthy')
  if (facts.health !== 'Degraded') return say('progressing', 'not-healthy-yet', `is synced and ${facts.health}`)
  return facts.healthBefore === 'Degraded'
    ? say('progressing', 'already-failing', 'is Degraded, as before the merge')
    : say('degraded', 'degraded', `is Degraded${because(facts.healthMessage)}`)
}

/** An Application of several sources holds the merge when one of them does. */
function bestRelation(revisions: readonly string[], relate: Relate): Relation {
  const relations = revisions.map((revision) => {
    const commit = commitOf(revision)
    return commit === null ? 'unknown' : relate(commit)
  })
  return (['merged', 'later', 'earlier'] as const).find((relation) => relations.includes(relation)) ?? 'unknown'
}

function because(message: string | null): string {
  return message === null || message === '' ? '' : `: ${message}`
}
