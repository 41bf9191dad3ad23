/** The settings as each flow takes them. */
import type { PullRequestSettings } from '../../core/pull-request/settings.ts'
import type { Settings } from './schema.ts'

export function toPullRequestSettings({ pullRequests, policy, approvals }: Settings): PullRequestSettings {
  const { expireAfter, snooze, reopenWhen, reviewers, dashboard: _, ...rest } = pullRequests
  return {
    ...rest,
    expireAfterMs: expireAfter,
    snoozeMs: snooze,
    reopenWhenPercent: reopenWhen,
    reviewers: typeof reviewers === 'string' ? [reviewers] : reviewers,
    band: policy.minChange,
    approvals,
  }
}
