/** A verified plan becomes a pull request. */
import type { Risk, Savings } from '../change/change.ts'
import type { Application } from '../locate/target.ts'
import type { Skip, Warning } from '../problem.ts'
import type { VerifiedPlan } from '../prove/verified-plan.ts'
import { freedAndAsked, plural, sentenceList } from './amounts.ts'
import { renderBody } from './body.ts'
import { branchName } from './branch-name.ts'
import { labelsFor } from './labels.ts'
import type { Proposal } from './proposal.ts'
import { beforeDigest, proposalId, toProposedChange } from './proposed-change.ts'
import type { PullRequestSettings } from './settings.ts'
import type { ProposalState } from './state.ts'
import { renderTitle } from './title.ts'
import { renderCommitMessage } from './trailers.ts'

export interface ProposalContext {
  /** What was left out and is of interest to the reviewers of this group. */
  readonly skipped: readonly Skip[]
  readonly settings: PullRequestSettings
  readonly savings: Savings
  readonly now: Date
}

/** Everything that a pull request of this plan says, except the base and the tree, which are known when it is committed. */
export function toProposal(plan: VerifiedPlan, { skipped, settings, savings, now }: ProposalContext): Proposal {
  const changes = plan.workloads.flatMap((workload) => workload.changes.map(toProposedChange))
  const id = proposalId(changes)
  const risk = highestRisk(plan.workloads.map((workload) => workload.risk))
  const warnings = uniqueWarnings(plan.workloads.flatMap((workload) => workload.warnings))
  const application = commonApplication(plan)
  const containers = new Set(changes.map((c) => JSON.stringify([c.overlay, c.namespace, c.kind, c.name, c.container])))
  const title = renderTitle({ group: plan.group, containers: containers.size }, savings)
  const { group, digest, workloads, builds } = plan
  const { cpu, memory, monthly, currency } = savings
  const state: ProposalState = {
    ...{ version: 1, plan: id, digest, group, risk, at: now.toISOString() },
    savings: { cpu, memory, monthly, currency },
    changes: changes.map((change) => ({ ...change, because: [...change.because] })),
  }
  const statement = { plan: id, digest, before: beforeDigest(plan.edits), group, risk, changes }
  return {
    id,
    branch: branchName(group),
    title,
    body: renderBody(
      { group, application, workloads, risk, warnings, savings, builds, digest, skipped, settings },
      state,
    ),
    commitMessage: renderCommitMessage(title, [commitSentence(plan, savings)], statement),
    labels: labelsFor(risk, settings.labels),
    risk,
    overlay: workloads.map(({ target }) => target.overlay).sort()[0] ?? '',
    application,
    plan,
    warnings,
    savings,
  }
}

function commitSentence(plan: VerifiedPlan, savings: Savings): string {
  const { freed, asked } = freedAndAsked(savings)
  const effect = [
    ...(freed.length === 0 ? [] : [`Frees ${sentenceList(freed)}.`]),
    ...(asked.length === 0 ? [] : [`Asks for ${sentenceList(asked)} more.`]),
  ]
  const proof = `Proved by ${plural(plan.builds.length, 'kustomize build')} before and after: nothing else changes.`
  return [...effect, proof].join('\n')
}

function highestRisk(risks: readonly Risk[]): Risk {
  return (['high', 'medium'] as const).find((level) => risks.includes(level)) ?? 'low'
}

function uniqueWarnings(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((warning) => [JSON.stringify([warning.code, warning.message]), warning])).values()]
}

function commonApplication(plan: VerifiedPlan): Application | null {
  const [first, ...others] = plan.workloads.map(({ target }) => target.application)
  if (first === undefined || first === null) return null
  return others.every((other) => other?.controller === first.controller && other.name === first.name) ? first : null
}
