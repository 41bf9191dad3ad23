/** Commit statuses that Argo CD and Flux posted about the merge commit and later ones. */
import type { Application } from '../../locate/target.ts'
import { concerns, type DeliveryReport, readReporter } from './delivery-report.ts'
import { contains, type Relate, type Saying, type Signal } from './signal.ts'

export interface CommitStatus {
  readonly id: number
  readonly commit: string
  readonly context: string
  readonly state: 'success' | 'failure' | 'error' | 'pending'
  readonly description: string | null
  readonly targetUrl: string | null
  readonly createdAt: Date
}

/** `known`: reporters that spoke about earlier commits, so that their silence now means something. */
export interface StatusReading {
  readonly signals: readonly Signal[]
  readonly known: readonly string[]
}

/** Statuses of any commits in any order; those of earlier commits tell what was already failing before the merge. */
export function readStatuses(
  statuses: readonly CommitStatus[],
  application: Application | null,
  relate: Relate,
): StatusReading {
  const ours = [...statuses].sort(byTime).flatMap((status) => {
    const report = readReporter(status.context, status.targetUrl)
    return report !== null && concerns(report, application) ? [{ status, report }] : []
  })
  const before = new Map<string, Saying>()
  const signals: Signal[] = []
  for (const { status, report } of ours) {
    const relation = relate(status.commit)
    const { says, code } = meaning(status, report)
    if (relation === 'earlier') before.set(status.context, says)
    if (!contains(relation)) continue
    const sentence = `${status.context} says ${status.state}${status.description ? `: ${status.description}` : ''}`
    const base = { reporter: status.context, at: status.createdAt, maybeOthers: relation === 'later' }
    const alreadyFailing = says === 'degraded' && before.get(status.context) === 'degraded'
    signals.push(
      alreadyFailing
        ? { ...base, says: 'progressing', code: 'already-failing', sentence: `${sentence}, as before the merge` }
        : { ...base, says, code, sentence },
    )
  }
  return { signals, known: [...before.keys()] }
}

function byTime(one: CommitStatus, other: CommitStatus): number {
  return one.createdAt.getTime() - other.createdAt.getTime() || one.id - other.id
}

function meaning(status: CommitStatus, report: DeliveryReport): { says: Saying; code: string } {
  if (report.by === 'flux') return fluxMeaning(status)
  if (status.state === 'success') return { says: 'healthy', code: 'reported-success' }
  if (status.state === 'pending') return { says: 'progressing', code: 'reported-pending' }
  return { says: 'degraded', code: 'reported-failure' }
}

/** Reasons of a Kustomization, as words, that pass by themselves. */
const PASSING = [
  'dependency not ready',
  'artifact failed',
  'health check canceled',
  'progressing',
  'progressing with retry',
]

/**
 * Flux's state is only the severity of an event, and every event of severity info becomes `success`, also "dependency not
 * ready" and "health check canceled". The description is the reason of the Ready condition, and only one of them is health.
 */
function fluxMeaning({ state, description }: CommitStatus): { says: Saying; code: string } {
  const reason = (description ?? '').toLowerCase()
  if (state === 'success' && reason === 'reconciliation succeeded') return { says: 'healthy', code: 'reconciled' }
  if (state === 'success' || state === 'pending' || PASSING.includes(reason)) {
    return { says: 'progressing', code: 'reconciling' }
  }
  return { says: 'degraded', code: reason === 'health check failed' ? 'health-check-failed' : 'reconciliation-failed' }
}
