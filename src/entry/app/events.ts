/**
 * What the App asks GitHub for: the events that it acts on and the rights that its requests need. `app.yml` and
 * `docs/github-app.md` say the same; a test compares them.
 */

/** Events that the App subscribes to. */
export const EVENTS = [
  'check_run',
  'check_suite',
  'deployment_status',
  'issue_comment',
  'pull_request',
  'pull_request_review',
  'push',
  'status',
] as const

/** GitHub sends these to every App; a manifest that lists them is refused. */
export const UNASKED_EVENTS = ['installation', 'installation_repositories'] as const

export type EventName = (typeof EVENTS)[number] | (typeof UNASKED_EVENTS)[number]

export const ALL_EVENTS: readonly EventName[] = [...EVENTS, ...UNASKED_EVENTS]

/** Rights of the App, and what each is for. */
export const PERMISSIONS = {
  checks: { access: 'write', why: 'publish the check runs of the bot, and read whether the required ones passed' },
  contents: { access: 'write', why: 'read the manifests, write the branch of a pull request, and merge it' },
  deployments: { access: 'read', why: 'read how Argo CD reports a rollout' },
  issues: { access: 'write', why: 'labels, comments and reactions on pull requests, and the dashboard issue' },
  members: { access: 'read', why: 'know whether a reviewer is in a team that the policy names' },
  metadata: { access: 'read', why: 'every App has it' },
  pull_requests: { access: 'write', why: 'open, update and close pull requests, and ask for reviews' },
  statuses: { access: 'read', why: 'read how Flux and Argo CD report a rollout' },
} as const satisfies Readonly<Record<string, { readonly access: 'read' | 'write'; readonly why: string }>>

export function isUsedEvent(name: string): name is EventName {
  return ALL_EVENTS.some((known) => known === name)
}
