/**
 * Opens the pull request that undoes a merged one: the inverse of what was merged, on today's default branch, proved by
 * render to give exactly the former values back. Safe to run again from the start; two at once open one.
 */
import { mayRevert } from '../core/after/revert/may-revert.ts'
import { REVERT_LABEL, revertBranch } from '../core/after/revert/revert-branch.ts'
import { findCodeowners } from '../core/pull-request/codeowners.ts'
import { statementOf } from '../core/pull-request/statement-of.ts'
import type { PullRequestFacts } from '../ports/life.ts'
import { propose } from './propose.ts'
import {
  type BuiltRevert,
  buildRevert,
  type RollBackContext,
  type RollBackRequest,
  type RollBackSettings,
  type RollBackTools,
  refused,
} from './roll-back/build.ts'

export type { RollBackRequest, RollBackSettings, RollBackTools } from './roll-back/build.ts'

/** `refused`: a clause without a full stop: why there is none, and what cannot be undone. */
export type RollBackResult = { readonly number: number; readonly url: string } | { readonly refused: string }

export type RollBack = (facts: PullRequestFacts, request: RollBackRequest) => Promise<RollBackResult>

/** @throws (the function that it returns) Problem when the forge, the checkout or kustomize cannot be used */
export function createRollBack(settings: RollBackSettings, tools: RollBackTools): RollBack {
  return async (facts, request) => {
    const result = await rollBack({ settings, tools }, facts, request)
    const { number } = facts.pull
    const audit = { audit: true, action: 'revert', of: number, by: request.requestedBy, why: request.why }
    if ('refused' in result) tools.logger.info({ ...audit, refused: result.refused }, `#${number} is not reverted`)
    else tools.logger.info({ ...audit, number: result.number }, `#${result.number} reverts #${number}`)
    return result
  }
}

async function rollBack(
  context: RollBackContext,
  facts: PullRequestFacts,
  request: RollBackRequest,
): Promise<RollBackResult> {
  const { forge } = context.tools
  const { pull, mergeCommit } = facts
  const spoken = statementOf(facts.commits)
  const kind = spoken?.statement.reverts === undefined ? 'change' : 'revert'
  // An open one is found again below, and finished where a run was cut.
  const before =
    pull.mergedAt === null ? [] : await forge.pullRequests.listClosed([revertBranch(pull.number)], pull.mergedAt)
  const merged = before.find(({ state }) => state === 'merged')
  const may = mayRevert({ kind, merged: mergeCommit !== null, revertedBy: merged?.number ?? null })
  if (!may.revert) return refused(may.why)
  if (spoken === null) return refused('none of its commits says what it changed, so it has to be reverted by hand')
  const [declined] = before
  if (request.requestedBy === null && declined !== undefined) {
    return refused(`somebody closed #${declined.number}, which would have undone it`)
  }
  const built = await buildRevert(context, facts, spoken, request)
  return 'refused' in built ? built : open(context, built)
}

/** The ordinary way to a pull request, without what only holds back new proposals. */
async function open(
  { settings, tools }: RollBackContext,
  { proposal, repository }: BuiltRevert,
): Promise<RollBackResult> {
  const [result] = await propose(
    {
      proposals: [proposal],
      skipped: [],
      base: repository.head?.commit ?? null,
      settings: {
        ...settings.pullRequests,
        labels: [...settings.pullRequests.labels, REVERT_LABEL],
        ...{ schedule: [], freeze: [], draft: false, snoozeMs: 0 },
        ...{ maxOpen: Number.POSITIVE_INFINITY, perRun: Number.POSITIVE_INFINITY },
        band: { percent: 0, cpu: 1, memory: 1 },
      },
      codeowners: findCodeowners(repository.tree),
    },
    tools,
  )
  if (result?.problem) throw result.problem
  if (result?.number == null || result.url === null) return refused(result?.why ?? 'no pull request was opened')
  return { number: result.number, url: result.url }
}
