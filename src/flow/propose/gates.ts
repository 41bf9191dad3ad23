/**
 * What may be proposed now: recommendations that a revert holds back, and those whose stage has to wait, are left out before
 * anything is patched. Reads the forge; the plan that asks does not.
 */
import { holdOut, type KnownRevert } from '../../core/after/gates/hold-out.ts'
import { stageOut } from '../../core/after/gates/stage-out.ts'
import { revertedNumber } from '../../core/after/revert/revert-branch.ts'
import { ROLLOUT_CHECK } from '../../core/after/rollout/report-rollout.ts'
import { healthySince, readMemory, readRolloutCheck } from '../../core/after/rollout/rollout-check.ts'
import type { Stage } from '../../core/after/stages/stage.ts'
import { type PastProposal, toStageProposals } from '../../core/after/stages/stage-proposals.ts'
import type { WorkloadChange } from '../../core/change/change.ts'
import type { Skip } from '../../core/problem.ts'
import { BRANCH_PREFIX } from '../../core/pull-request/branch-name.ts'
import { readClosing } from '../../core/pull-request/marks.ts'
import type { Band } from '../../core/pull-request/settings.ts'
import { statementOf } from '../../core/pull-request/statement-of.ts'
import type { LivingForge, PublishedCheck, PullRequestFacts } from '../../ports/life.ts'
import type { Clock } from '../../ports/runtime.ts'
import { rolloutComments } from '../watch/comment.ts'

export interface GateSettings {
  readonly stages: readonly Stage[]
  /** `rollback.hold` in milliseconds. */
  readonly holdMs: number
  readonly band: Band
  readonly rollout: {
    readonly watch: 'github' | 'kubernetes' | 'none'
    readonly soakMs: number
    readonly timeoutMs: number
  }
  /** `pullRequests.expireAfter`: how long before its merge a pull request may have been opened. */
  readonly expireAfterMs: number
}

export interface Gated {
  readonly workloads: readonly WorkloadChange[]
  readonly skipped: readonly Skip[]
}

/** Called by a plan once it knows what it wants, before it patches. */
export type Gate = (workloads: readonly WorkloadChange[]) => Promise<Gated>

/** One request, and one more for each 20 pull requests that matter (with stages: of the last weeks; else only reverts). */
export function createGate(
  settings: GateSettings,
  { forge, clock }: { readonly forge: Pick<LivingForge, 'life' | 'checks'>; readonly clock: Clock },
): Gate {
  return async (workloads) => {
    if (workloads.length === 0) return { workloads, skipped: [] }
    const now = clock.now()
    const all = await forge.life.listAll(BRANCH_PREFIX, new Date(now.getTime() - windowOf(settings)))
    const reverts = all.filter(({ branch, state }) => revertedNumber(branch) !== null && state !== 'closed')
    const staged = settings.stages.length === 0 ? [] : all.filter(({ branch }) => revertedNumber(branch) === null)
    const numbers = [...reverts, ...staged].map(({ number }) => number)
    const facts = numbers.length === 0 ? [] : await forge.life.look(numbers)
    const undone = new Set(reverts.map(({ branch }) => revertedNumber(branch)))
    const held = holdOut(workloads, {
      ...{ now, holdMs: settings.holdMs, band: settings.band },
      reverts: facts.flatMap(toRevert),
    })
    if (settings.stages.length === 0) return held
    const proposals = await pastProposals(forge, facts, undone)
    const { watch, soakMs, timeoutMs } = settings.rollout
    const opened = stageOut(held.workloads, {
      ...{ stages: settings.stages, now },
      proposals: toStageProposals(proposals, { watched: watch !== 'none', soakMs, timeoutMs }),
    })
    return { workloads: opened.workloads, skipped: [...held.skipped, ...opened.skipped] }
  }
}

/** As far back as anything can still hold something. */
function windowOf({ stages, holdMs, rollout, expireAfterMs }: GateSettings): number {
  const soak = Math.max(0, ...stages.map(({ soakMs }) => soakMs))
  const ofStages = stages.length === 0 ? 0 : soak + rollout.timeoutMs + rollout.soakMs
  return Math.max(holdMs, ofStages) + 2 * expireAfterMs
}

function toRevert({ pull, commits }: PullRequestFacts): KnownRevert[] {
  const statement = statementOf(commits)?.statement
  if (statement?.reverts === undefined || revertedNumber(pull.branch) === null) return []
  return [{ number: pull.number, mergedAt: pull.mergedAt, changes: statement.changes }]
}

async function pastProposals(
  forge: Pick<LivingForge, 'checks'>,
  facts: readonly PullRequestFacts[],
  undone: ReadonlySet<number | null>,
): Promise<PastProposal[]> {
  const own = facts.filter(({ pull }) => revertedNumber(pull.branch) === null)
  const commits = own.flatMap(({ mergeCommit }) => mergeCommit ?? [])
  const checks = commits.length === 0 ? new Map<string, readonly PublishedCheck[]>() : await forge.checks.read(commits)
  return own.map((one): PastProposal => {
    const { pull, mergeCommit } = one
    const seen = checks.get(mergeCommit ?? '')?.find(({ name }) => name === ROLLOUT_CHECK) ?? null
    return {
      ...{ number: pull.number, state: pull.state, mergedAt: pull.mergedAt },
      closedFor: pull.state === 'closed' ? (readClosing(pull.body)?.reason ?? null) : null,
      changes: statementOf(one.commits)?.statement.changes ?? [],
      reverted: undone.has(pull.number),
      seen: readRolloutCheck(seen?.conclusion ?? null),
      healthySince: rememberedSince(one, seen),
    }
  })
}

function rememberedSince({ comments }: PullRequestFacts, seen: PublishedCheck | null): Date | null {
  if (seen === null) return null
  if (seen.id !== null) return healthySince(readMemory(seen.summary))
  const [own] = rolloutComments(comments)
  return own === undefined || own.edited ? null : healthySince(readMemory(own.body))
}
