/** Patches that do nothing any more, taken out by pull request. */
import { createHash } from 'node:crypto'
import type { VerifiedPlan } from '../../prove/verified-plan.ts'
import { plural } from '../../pull-request/amounts.ts'
import { LONGEST_BODY } from '../../pull-request/body.ts'
import { BRANCH_PREFIX, branchName } from '../../pull-request/branch-name.ts'
import { code, plain, prose } from '../../pull-request/escape.ts'
import { labelsFor } from '../../pull-request/labels.ts'
import type { Proposal } from '../../pull-request/proposal.ts'
import { beforeDigest } from '../../pull-request/proposed-change.ts'
import { renderConfirm } from '../../pull-request/sections/confirm.ts'
import type { PullRequestSettings } from '../../pull-request/settings.ts'
import { type ProposalState, renderState } from '../../pull-request/state.ts'
import { renderCommitMessage } from '../../pull-request/trailers.ts'

/** No group has a branch with three dashes in a row, see `branchName`. */
export const CLEAN_UP_PREFIX = `${BRANCH_PREFIX}clean-up---`

/** One patch file that goes. */
export interface PointlessPatch {
  readonly path: string
  /** `Deployment cart`. */
  readonly workload: string
  readonly why: /** What it sets is set without it. */
    | 'same-without'
    /** There is no such workload any more. */
    | 'workload-gone'
    /** There is none, and that keeps the kustomization from building. */
    | 'breaks-the-build'
}

export interface CleanUpInput {
  readonly overlay: string
  /** Not empty. */
  readonly patches: readonly PointlessPatch[]
  readonly plan: VerifiedPlan
  readonly settings: PullRequestSettings
  readonly now: Date
}

const SAVINGS = { cpu: 0, memory: 0, monthly: null, currency: null }

const WHY: Readonly<Record<PointlessPatch['why'], string>> = {
  'same-without': 'renders the same without it',
  'workload-gone': 'is not rendered here any more',
  'breaks-the-build': 'is not there any more, and the kustomization does not build because of the patch',
}

export function cleanUpBranch(overlay: string): string {
  return `${CLEAN_UP_PREFIX}${branchName(overlay).slice(BRANCH_PREFIX.length)}`
}

export function toCleanUp({ overlay, patches, plan, settings, now }: CleanUpInput): Proposal {
  const id = createHash('sha256')
    .update(JSON.stringify(['clean-up', overlay, patches.map(({ path }) => path).sort()]))
    .digest('hex')
    .slice(0, 20)
  const where = overlay === '' ? 'the repository root' : plain(overlay)
  const title = `Remove ${plural(patches.length, 'patch', 'patches')} without effect from ${where}`
  const { digest, group, builds } = plan
  const risk = 'low'
  const state: ProposalState = {
    ...{ version: 1, plan: id, digest, group, risk, at: now.toISOString(), savings: SAVINGS, changes: [] },
  }
  const statement = { plan: id, digest, before: beforeDigest(plan.edits), group, risk, changes: [] } as const
  const proof = `Proved by ${plural(builds.length, 'kustomize build')} before and after.`
  return {
    ...{ id, branch: cleanUpBranch(overlay), title: title.slice(0, 250), risk, overlay, application: null, plan },
    ...{ warnings: [], savings: SAVINGS, labels: labelsFor(risk, settings.labels) },
    body: renderBody(patches, plan, settings, state),
    commitMessage: renderCommitMessage(title.slice(0, 250), [proof], statement),
  }
}

function renderBody(
  patches: readonly PointlessPatch[],
  { builds, digest, group }: VerifiedPlan,
  settings: PullRequestSettings,
  state: ProposalState,
): string {
  const mended = builds.filter(({ changed }) => changed).map(({ overlay }) => code(overlay === '' ? '.' : overlay))
  const lines = patches.map(({ path, workload, why }) => `- ${code(path)}: ${prose(workload)} ${WHY[why]}.`)
  const facts = {
    ...{ group, application: null, workloads: [], risk: 'low' as const, warnings: [], savings: SAVINGS, builds },
    ...{ digest, skipped: [], settings },
  }
  const end = [
    mended.length === 0
      ? `Nothing that is deployed changes: ${plural(builds.length, 'kustomization')} rendered the same before and after.`
      : `Builds again, and did not before: ${mended.join(', ')}. The rest renders the same.`,
    renderConfirm(facts),
    renderState(state),
  ].join('\n\n')
  const most = LONGEST_BODY - end.length - 200
  const shown = lines.filter((_, index) => lines.slice(0, index + 1).join('\n').length <= most)
  const more = lines.length > shown.length ? [`- and ${lines.length - shown.length} more`] : []
  const head = `These patches were made by krr-gitops and do nothing any more:\n\n${[...shown, ...more].join('\n')}`
  return `${head}\n\n${end}`
}
