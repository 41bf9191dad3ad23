/** A rollout that went wrong: a revert is opened, or it is said why not. */
import { type RevertSubject, type RollbackSettings, shouldRevert } from '../../core/after/revert/may-revert.ts'
import { REVERT_PREFIX, revertedNumber } from '../../core/after/revert/revert-branch.ts'
import type { RolloutState } from '../../core/after/rollout/judge-rollout.ts'
import { asSentence } from '../../core/after/sentences.ts'
import { Problem } from '../../core/problem.ts'
import { prose } from '../../core/pull-request/escape.ts'
import { BOT_LABEL } from '../../core/pull-request/labels.ts'
import type { PullRequest } from '../../ports/forge.ts'
import type { LivingForge, PullRequestFacts } from '../../ports/life.ts'
import type { RollBack, RollBackResult } from '../roll-back.ts'

/** The reverts that were ever opened, read at most once a run and only when something went wrong. */
export interface Reverts {
  list(): Promise<readonly PullRequest[]>
  /** False: a run was cut before it had got its labels, which come last. */
  isFinished(revert: PullRequest): Promise<boolean>
}

/** @param since when the oldest of the watched merges was made: no revert of one is older */
export function createReverts({ life, labels }: Pick<LivingForge, 'life' | 'labels'>, since: Date): Reverts {
  let asked: Promise<readonly PullRequest[]> | null = null
  return {
    list: () => {
      asked ??= life.listAll(REVERT_PREFIX, since)
      return asked
    },
    isFinished: async ({ number, state, labels: own }) =>
      state !== 'open' || own.includes(BOT_LABEL) || (await labels.wasLabelled(number, BOT_LABEL)),
  }
}

export interface FailureInput {
  readonly facts: PullRequestFacts
  readonly kind: RevertSubject['kind']
  readonly rollout: RolloutState
  readonly settings: RollbackSettings
  readonly reverts: Reverts
  readonly rollBack: RollBack
  /** Text of the comment that is there, with the note of the last look; `null` = none. */
  readonly said: string | null
}

export interface AfterFailure {
  /** Last paragraph of the comment, Markdown; `null` = nothing to say. */
  readonly note: string | null
  readonly revert: RollBackResult | null
  /** What kept the revert from being opened this time; the next look tries again. */
  readonly problem: Problem | null
}

const NOTHING: AfterFailure = { note: null, revert: null, problem: null }
/** What was refused once is not tried with every look: it costs builds, and only a person can change the answer. */
const REFUSED = '<!-- krr-gitops:not-reverted -->'
const REFUSAL = new RegExp(`^\\*\\*Not reverted:\\*\\* .*${REFUSED}$`, 'm')

export async function afterFailure(input: FailureInput): Promise<AfterFailure> {
  const { facts, kind, rollout, settings } = input
  const { number } = facts.pull
  if (rollout.state === 'healthy' || rollout.state === 'progressing') return NOTHING
  if (rollout.state === 'overdue' && rollout.silent) return NOTHING
  const own = (await input.reverts.list()).filter(({ branch }) => revertedNumber(branch) === number)
  const living = own.find(({ state }) => state !== 'closed')
  if (living !== undefined && (await input.reverts.isFinished(living))) {
    return { ...NOTHING, note: `**Revert:** #${living.number}`, revert: { number: living.number, url: living.url } }
  }
  const [closed] = own
  if (living === undefined && closed !== undefined)
    return { ...NOTHING, note: refusal(`somebody closed #${closed.number}, which would have undone it`) }
  const decision = shouldRevert({ kind, merged: true, revertedBy: null }, rollout, settings)
  if (!decision.revert) return { ...NOTHING, note: refusal(decision.why) }
  const before = REFUSAL.exec(input.said ?? '')?.[0]
  if (before !== undefined) return { ...NOTHING, note: before }
  return revert(input, decision.why, decision.preApproved)
}

async function revert(
  { facts, rollout, rollBack }: FailureInput,
  why: string,
  preApproved: boolean,
): Promise<AfterFailure> {
  const evidence = rollout.state === 'degraded' ? rollout.evidence : []
  try {
    const result = await rollBack(facts, { why, evidence, preApproved, requestedBy: null })
    const note = 'refused' in result ? `${refusal(result.refused)} ${REFUSED}` : `**Revert:** #${result.number}`
    return { note, revert: result, problem: null }
  } catch (error) {
    if (!(error instanceof Problem) || /^github-(?!refused)/.test(error.code)) throw error
    return { ...NOTHING, problem: error }
  }
}

function refusal(why: string): string {
  return `**Not reverted:** ${prose(asSentence(why))}`
}
