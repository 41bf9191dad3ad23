/** A proved way back becomes a pull request. */
import { createHash } from 'node:crypto'
import type { Savings } from '../../change/change.ts'
import type { Skip } from '../../problem.ts'
import type { VerifiedPlan } from '../../prove/verified-plan.ts'
import { plain } from '../../pull-request/escape.ts'
import { labelsFor } from '../../pull-request/labels.ts'
import type { Proposal } from '../../pull-request/proposal.ts'
import { beforeDigest, changeKey, proposalId, toProposedChange } from '../../pull-request/proposed-change.ts'
import type { PullRequestSettings } from '../../pull-request/settings.ts'
import type { ProposalState } from '../../pull-request/state.ts'
import { renderCommitMessage, type SealedStatement } from '../../pull-request/trailers.ts'
import { renderRevertBody } from './revert-body.ts'
import { revertBranch } from './revert-branch.ts'
import { type RevertFacts, renderRevertTitle } from './revert-text.ts'

export interface RevertInput {
  /** `undo` is what may be undone; what the plan does not hold of it is left out, with a skip. */
  readonly facts: RevertFacts
  readonly plan: VerifiedPlan
  /** Of the merged pull request. */
  readonly statement: SealedStatement
  readonly skipped: readonly Skip[]
  readonly byText: boolean
  readonly preapproved: boolean
  readonly requester: string | null
  readonly settings: PullRequestSettings
  readonly savings: Savings
  readonly holdMs: number
  readonly now: Date
}

/**
 * What a commit says of who asked is part of what it is: a branch that was left by a closed revert is not taken up again
 * for somebody else, and not with an approval that no longer holds.
 */
function revertId(plan: string, who: { number: number; preapproved: boolean; requester: string | null }): string {
  const { number, preapproved, requester } = who
  return createHash('sha256')
    .update(JSON.stringify([plan, number, preapproved, requester]))
    .digest('hex')
    .slice(0, 20)
}

export function toRevert(input: RevertInput): Proposal {
  const { plan, statement, settings, savings, preapproved, requester, now } = input
  const changes = plan.workloads.flatMap((workload) => workload.changes.map(toProposedChange))
  const proved = new Set(changes.map(changeKey))
  const facts = { ...input.facts, undo: input.facts.undo.filter((change) => proved.has(changeKey(change))) }
  const { number } = facts
  const id = revertId(proposalId(changes), { number, preapproved, requester })
  const { risk, group } = statement
  const { digest, workloads, builds } = plan
  const title = renderRevertTitle(facts)
  const more = {
    reverts: number,
    ...(preapproved ? { preapproved: true as const } : {}),
    ...(requester === null ? {} : { requester }),
  }
  const { cpu, memory, monthly, currency } = savings
  const state: ProposalState = {
    ...{ version: 1, plan: id, digest, group, risk, at: now.toISOString(), reverts: number },
    savings: { cpu, memory, monthly, currency },
    changes: changes.map((change) => ({ ...change, because: [...change.because] })),
  }
  const application = workloads[0]?.target.application ?? null
  const proof = {
    ...{ group, application, workloads, risk, warnings: [], savings, builds, digest, settings },
    skipped: input.skipped,
  }
  const { byText, holdMs } = input
  return {
    ...{ id, title, risk, application, plan, warnings: [], savings },
    branch: revertBranch(number),
    body: renderRevertBody({ facts, proof, preapproved, byText, holdMs }, state),
    commitMessage: renderCommitMessage(title, [`Undoes #${number}: ${plain(facts.why)}.`], {
      ...{ plan: id, digest, before: beforeDigest(plan.edits), group, risk, changes, ...more },
    }),
    labels: labelsFor(risk, settings.labels),
    overlay: workloads[0]?.target.overlay ?? '',
  }
}
