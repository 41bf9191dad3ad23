/** The check run `krr-gitops/confirmation`: what was decided, in plain sentences. */

import type { Risk } from '../../change/change.ts'
import { sentenceList } from '../../pull-request/amounts.ts'
import { code, prose } from '../../pull-request/escape.ts'
import type { Confirmation, NotConfirmableReason } from './confirm.ts'
import type { IgnoredReview, NotCounted } from './judge-review.ts'

export const CONFIRMATION_CHECK = 'krr-gitops/confirmation'

export interface CheckReport {
  /**
   * GitHub's conclusion. Only `success` lets a protected branch merge; `neutral` and `skipped` would too, so they are
   * never used here.
   */
  readonly conclusion: 'success' | 'action_required' | 'failure'
  readonly title: string
  /** Markdown; everything that people wrote is escaped, nobody is mentioned. */
  readonly summary: string
}

export function reportConfirmation(confirmation: Confirmation, risk: Risk): CheckReport {
  switch (confirmation.state) {
    case 'confirmed':
      return report('success', `Confirmed by ${sentenceList(confirmation.by)}`, [
        `${names(confirmation.by)} approved exactly this commit (${code(short(confirmation.head))}).`,
      ])
    case 'bypassed':
      return report('success', `Bypassed by ${confirmation.by}`, [
        `${code(confirmation.by)} bypassed the confirmation of this commit at ${confirmation.at.toISOString()}: ${prose(confirmation.reason)}`,
        ...(confirmation.over.length > 0 ? [`Changes were requested by ${names(confirmation.over)}.`] : []),
        'This is recorded in the audit log and in the trailers of the merge.',
      ])
    case 'pre-approved':
      return report('success', 'Approved in advance', [
        `This undoes pull request ${confirmation.revertOf}, and the configuration that was merged with it says \`rollback.preApproved: true\`. Whoever requests changes stops it.`,
      ])
    case 'waiting':
      return report('action_required', waitingTitle(confirmation), [
        ...missingSentences(confirmation, risk),
        ...confirmation.ignored.map(ignoredSentence),
      ])
    case 'refused':
      return report('failure', `Changes requested by ${sentenceList(confirmation.by)}`, [
        `${names(confirmation.by)} requested changes. That holds until they approve or their review is dismissed, also after a new commit.`,
      ])
    case 'expired':
      return report('failure', 'Expired', [
        `Nobody confirmed this before ${confirmation.at.toISOString()}. It is closed; if krr still recommends the change, it comes back as a new pull request.`,
      ])
    case 'not-confirmable':
      return report('failure', 'Cannot be confirmed', [NOT_CONFIRMABLE[confirmation.reason](confirmation.supersededBy)])
  }
}

type Waiting = Extract<Confirmation, { state: 'waiting' }>

/** What is still missing, one sentence each. */
export function missingSentences({ needed, approvals, teams, unreadableTeams }: Waiting, risk: Risk): string[] {
  const have = approvals.length === 0 ? 'nobody approved this commit yet' : `${names(approvals)} approved this commit`
  const people =
    approvals.length < needed
      ? [`${needed} ${needed === 1 ? 'person has' : 'people have'} to approve, because the risk is ${risk}; ${have}.`]
      : []
  const readable = teams.filter((team) => !unreadableTeams.includes(team))
  return [
    ...people,
    ...readable.map((team) => `Somebody of the team ${code(team)} has to approve.`),
    ...unreadableTeams.map(
      (team) =>
        `Somebody of the team ${code(team)} has to approve, but its members could not be read: check its name, and that the bot may read the members of the organisation.`,
    ),
  ]
}

function waitingTitle({ needed, approvals, teams }: Waiting): string {
  const open = Math.max(0, needed - approvals.length)
  const parts = [
    ...(open > 0 ? [`${open} ${open === 1 ? 'approval' : 'approvals'}`] : []),
    ...teams.map((team) => `the team ${team}`),
  ]
  return `Waiting for ${parts.join(' and ')}`
}

const WHY: Readonly<Record<NotCounted, string>> = {
  'not-a-person': 'its account does not belong to a person',
  author: 'it is by the author of the pull request',
  requester: 'it is by whoever asked for the pull request',
  committer: 'it is by somebody who wrote on the branch',
  'no-write-permission': 'its author has no write permission here',
  'other-commit': 'it is of another commit than the one that would be merged',
  dismissed: 'it was dismissed',
}

function ignoredSentence({ author, why }: IgnoredReview): string {
  return `The review of ${code(author)} does not count: ${WHY[why]}.`
}

const NOT_CONFIRMABLE: Readonly<Record<NotConfirmableReason, (supersededBy: number | null) => string>> = {
  merged: () => 'The pull request is merged.',
  closed: () => 'The pull request is closed.',
  'edited-by-people': () =>
    'Somebody else committed to this branch, so what would be merged is no longer what was proved. The branch belongs to them now; merge it by hand, or close it and delete the branch.',
  'unknown-committer': () =>
    'A commit on this branch has an author or committer who has no account here, so it cannot be told whose approval would be their own.',
  superseded: (by) => `Pull request ${by} replaces this one.`,
  draft: () => 'The pull request is a draft. Mark it as ready for review first.',
}

function report(conclusion: CheckReport['conclusion'], title: string, sentences: readonly string[]): CheckReport {
  return { conclusion, title, summary: sentences.join('\n\n') }
}

const names = (logins: readonly string[]) => sentenceList(logins.map(code))

function short(commit: string): string {
  return commit.slice(0, 10)
}
