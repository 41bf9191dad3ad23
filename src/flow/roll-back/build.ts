/** Makes the pull request that gives the former values back: today's values, the inverse edits, and the proof. */

import { REVERT_LABEL } from '../../core/after/revert/revert-branch.ts'
import { toRevert } from '../../core/after/revert/to-revert.ts'
import { undoEdits } from '../../core/after/revert/undo-edits.ts'
import { type LeftValue, undoValues, type ValueToday } from '../../core/after/revert/undo-values.ts'
import type { Signal } from '../../core/after/rollout/signal.ts'
import type { Prices } from '../../core/change/policy.ts'
import { savingsOf } from '../../core/change/savings.ts'
import type { ClusterPaths } from '../../core/locate/clusters.ts'
import { Problem } from '../../core/problem.ts'
import type { Proposal } from '../../core/pull-request/proposal.ts'
import type { PullRequestSettings } from '../../core/pull-request/settings.ts'
import type { SpokenStatement } from '../../core/pull-request/statement-of.ts'
import type { PullRequest } from '../../ports/forge.ts'
import type { Kustomize } from '../../ports/kustomize.ts'
import type { CommittedEdit, LivingForge, PullRequestFacts } from '../../ports/life.ts'
import type { Repository } from '../../ports/repository.ts'
import type { Clock, Logger, Progress } from '../../ports/runtime.ts'
import type { RenderCache } from '../render-cache.ts'
import type { RenderSettings } from '../render-overlay.ts'
import { surveyCheckout } from '../survey.ts'
import { proveRevert } from './prove.ts'
import { type FoundValue, findValues } from './targets.ts'
import { toWorkloads } from './workloads.ts'

export interface RollBackSettings {
  readonly clusters: readonly ClusterPaths[]
  readonly prices: Prices
  readonly render: RenderSettings
  readonly pullRequests: PullRequestSettings
  /** `rollback.hold` in milliseconds. */
  readonly holdMs: number
}

export interface RollBackTools {
  readonly forge: LivingForge
  readonly kustomize: Kustomize
  readonly cache: RenderCache
  /** Builds that run at the same time. */
  readonly concurrency: number
  /** A checkout of the newest commit of the default branch; asked for only when a revert is to be made. */
  checkout(): Promise<Repository>
  readonly clock: Clock
  readonly logger: Logger
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

export interface RollBackContext {
  readonly settings: RollBackSettings
  readonly tools: RollBackTools
}

export interface RollBackRequest {
  /** A clause without a full stop: `the rollout is degraded`. */
  readonly why: string
  /** Login of the person who asked; `null`: the bot by itself, which never asks again after a person closed a revert. */
  readonly requestedBy: string | null
  readonly evidence: readonly Signal[]
  /** Of `shouldRevert`; counts only when nobody asked. */
  readonly preApproved?: boolean
}

export interface BuiltRevert {
  readonly proposal: Proposal
  readonly repository: Repository
}

export async function buildRevert(
  { settings, tools }: RollBackContext,
  facts: PullRequestFacts,
  { sha, statement }: SpokenStatement,
  { why, evidence, requestedBy, preApproved = false }: RollBackRequest,
): Promise<BuiltRevert | { readonly refused: string }> {
  const { forge, logger, kustomize, cache, concurrency, signal } = tools
  const { pull } = facts
  const repository = await tools.checkout()
  await requireMerge(forge, facts, repository)
  const survey = await surveyCheckout({ ...tools, repository, clusters: settings.clusters, render: settings.render })
  const found = await findValues(statement.changes, survey)
  const edits = await forge.history.edits(sha)
  const changedBy = createBlame(forge, edits, pull)
  const today = new Map([...found].map(([key, value]) => [key, valueToday(value)] as const))
  const values = undoValues(statement.changes, today)
  const left: LeftValue[] = []
  for (const one of values.left) {
    left.push({ ...one, changedBy: one.why === 'changed-since' ? await changedBy(one.change.overlay) : null })
  }
  if (values.undo.length === 0) return refused(nothingLeft(left, found.size))
  const texts = new Map(edits.map(({ path }) => [path, repository.tree.text(path) ?? null]))
  const undone = undoEdits(edits, texts)
  const proved = await proveRevert(
    {
      ...{ group: statement.group, survey, kustomize, cache, concurrency, signal, logger, render: settings.render },
      workloads: toWorkloads(values.undo, found, statement.risk),
    },
    undone,
  )
  const { plan, skipped, byText } = proved
  if (plan === null)
    return refused(`no edit gives the former values back: ${skipped[0]?.message ?? 'nothing is rendered'}`)
  const proposal = toRevert({
    facts: {
      number: pull.number,
      title: pull.title,
      why,
      evidence,
      undo: values.undo,
      left,
      conflicts: undone.conflicts,
    },
    ...{ plan, statement, skipped, byText, requester: requestedBy, now: tools.clock.now() },
    preapproved: preApproved && requestedBy === null,
    settings: { ...settings.pullRequests, labels: [...settings.pullRequests.labels, REVERT_LABEL] },
    savings: savingsOf(plan.workloads, settings.prices),
    holdMs: settings.holdMs,
  })
  return { proposal, repository }
}

/** What was merged must be in the checkout: in an older one there is nothing to undo. */
async function requireMerge(forge: LivingForge, { pull, mergeCommit }: PullRequestFacts, { head }: Repository) {
  const here = head !== null && mergeCommit !== null && (await forge.repository.isAncestor(mergeCommit, head.commit))
  if (here) return
  throw new Problem({
    code: 'merge-not-in-checkout',
    exit: 2,
    message: `The checkout does not hold the merge of #${pull.number}.`,
    hint: 'Bring the default branch up to date, then run the command again.',
  })
}

/** Who changed the files of an overlay since; each file is asked about once, and only when somebody did. */
function createBlame(
  { history }: LivingForge,
  edits: readonly CommittedEdit[],
  { mergedAt }: PullRequest,
): (overlay: string) => Promise<string | null> {
  const known = new Map<string, Promise<readonly string[]>>()
  return async (overlay) => {
    const near = edits.filter(({ path }) => overlay === '' || path.startsWith(`${overlay}/`))
    for (const { path } of near.length > 0 ? near : edits) {
      const asked = known.get(path) ?? history.changedBy(path, mergedAt ?? new Date(0))
      known.set(path, asked)
      const [latest] = await asked
      if (latest !== undefined) return latest
    }
    return null
  }
}

const WHY: Readonly<Record<LeftValue['why'], string>> = {
  'already-undone': 'are what they were before',
  'changed-since': 'were changed since',
  gone: 'are not rendered any more',
  unclear: 'cannot be told from the manifests',
}

function nothingLeft(left: readonly LeftValue[], total: number): string {
  const parts = (Object.keys(WHY) as LeftValue['why'][]).flatMap((why) => {
    const some = left.filter((one) => one.why === why)
    const people = [...new Set(some.flatMap(({ changedBy }) => changedBy ?? []))]
    if (some.length === 0) return []
    return [`${some.length} ${WHY[why]}${people.length === 0 ? '' : ` (by ${people.join(', ')})`}`]
  })
  return `there is nothing to undo: of ${total} values ${parts.join(', ')}`
}

function valueToday(value: FoundValue): ValueToday {
  if (value.found === 'value') return { now: value.now, changedBy: null }
  return { now: undefined, changedBy: null, ...(value.found === 'unclear' ? { unclear: true } : {}) }
}

export function refused(why: string): { readonly refused: string } {
  return { refused: why }
}
