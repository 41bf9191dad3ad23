/** Warnings about how well krr's number is founded, and where the live cluster is not what Git says. */
import { formatQuantity } from '../quantity.ts'
import type { Evidence } from '../recommend/recommendation.ts'
import type { Amount, Resource } from '../workload.ts'
import type { Choice, Located } from './merge-clusters.ts'
import { buildWarning, type ChangeWarning } from './reasons.ts'

/** A peak that comes once a week is not in less than a week of history. */
const WEEK_HOURS = 168

/** Warnings about one resource whose request or limit changes. */
export function evidenceWarnings(
  members: readonly Located[],
  choice: Choice,
  resource: Resource,
  git: { readonly request: Amount | null; readonly limit: Amount | null },
): ChangeWarning[] {
  return [
    ...choice.warnings,
    ...members.flatMap((member) => driftWarnings(member, resource, git)),
    ...floorWarnings(choice, resource),
  ]
}

/** Compares with the workload's template that krr read, not with pods: admission may have changed those. */
function driftWarnings(
  { recommendation, target }: Located,
  resource: Resource,
  git: { readonly request: Amount | null; readonly limit: Amount | null },
): ChangeWarning[] {
  const advice = recommendation.resources[resource]
  const where = target.container.cluster === null ? 'the cluster' : target.container.cluster
  const pairs = [
    ['request', git.request, advice.liveRequest],
    ['limit', git.limit, advice.liveLimit],
  ] as const
  return pairs
    .filter(([, inGit, live]) => inGit !== live)
    .map(([what, inGit, live]) => {
      const text = (amount: Amount | null) => (amount === null ? 'not set' : formatQuantity(amount, resource))
      const message = `The ${resource} ${what} of ${target.container.container} is ${text(live)} in ${where} and ${text(inGit)} in Git; the change starts from Git.`
      return buildWarning('drift', message)
    })
}

function floorWarnings({ source, request }: Choice, resource: Resource): ChangeWarning[] {
  if (!source.recommendation.resources[resource].atFloor || request.type !== 'value') return []
  const amount = formatQuantity(request.amount, resource)
  const { container } = source.target.container
  const message = `${amount} of ${resource} for ${container} is the least that krr recommends, not a measurement.`
  return [buildWarning('krr-floor', message)]
}

/**
 * Warns when the history is short or covers few pods.
 *
 * @param pods how many pods the workload runs, or for jobs how many runs are worth a statistic
 */
export function historyWarnings(evidence: Evidence, pods: number): ChangeWarning[] {
  const reasons: string[] = []
  if (evidence.historyHours !== null && evidence.historyHours < WEEK_HOURS) {
    reasons.push(`krr looked at ${evidence.historyHours} hours, less than a week`)
  }
  if (evidence.warnings.includes('NotEnoughHistoryAvailable')) reasons.push('Prometheus holds less than three hours')
  const seen = evidence.pods + evidence.deletedPods
  if (seen < pods) reasons.push(`krr saw ${seen} of its pods, and it runs ${pods}`)
  if (evidence.warnings.includes('NoPrometheusPods')) reasons.push('pods that are gone were not counted')
  return reasons.length === 0 ? [] : [buildWarning('thin-history', `Thin history: ${reasons.join('; ')}.`)]
}
