/** The checks that the base branch requires, with what is known of each for the head. */
import type { RequiredCheck } from '../../../core/after/merge/may-merge.ts'
import type { ContextNode, PullNode } from './schema.ts'

interface Reported extends RequiredCheck {
  readonly at: string
}

/** @param base says which checks are required even before anybody reports them, where the token may see that */
export function requiredChecks(contexts: readonly ContextNode[], base: PullNode['baseRef']): RequiredCheck[] {
  const latest = new Map<string, Reported>()
  for (const context of contexts) {
    if (!context.isRequired) continue
    const report = toReport(context)
    const known = latest.get(report.name)
    // A check that was run again is listed twice; one that did not start yet is the newest.
    if (known === undefined || report.at === '' || (known.at !== '' && known.at <= report.at))
      latest.set(report.name, report)
  }
  const protectedBy = base?.refUpdateRule?.requiredStatusCheckContexts ?? []
  const ruled = (base?.rules?.nodes ?? []).flatMap((rule) => rule?.parameters?.requiredStatusChecks ?? [])
  const named = [...protectedBy, ...ruled.map(({ context }) => context)].filter((name) => name !== null)
  const missing = [...new Set(named)].filter((name) => !latest.has(name))
  return [
    ...[...latest.values()].map(({ name, result }) => ({ name, result })),
    ...missing.map((name) => ({ name, result: 'missing' as const })),
  ]
}

/** Waiting for a person, or forgotten by GitHub: a failure it is not. */
const OPEN = ['ACTION_REQUIRED', 'STALE']
const GOOD = ['SUCCESS', 'NEUTRAL', 'SKIPPED']

function toReport(context: ContextNode): Reported {
  if (context.__typename === 'StatusContext') {
    const { state } = context
    const result = state === 'SUCCESS' ? 'passed' : state === 'FAILURE' || state === 'ERROR' ? 'failed' : 'pending'
    return { name: context.context, at: context.createdAt, result }
  }
  const { name, status, startedAt } = context
  const conclusion = context.conclusion ?? ''
  const at = startedAt ?? ''
  if (status !== 'COMPLETED' || OPEN.includes(conclusion)) return { name, at, result: 'pending' }
  return { name, at, result: GOOD.includes(conclusion) ? 'passed' : 'failed' }
}
