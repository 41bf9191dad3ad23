/** The check run on the merge commit as it is written and read back: it is all that is remembered of a rollout. */
import type { RolloutJudgement, RolloutMemory, RolloutState } from './judge-rollout.ts'
import { OVERDUE_TITLE, parseMemory, ROLLOUT_CHECK, renderMemory, reportRollout } from './report-rollout.ts'

export interface RolloutCheck {
  readonly name: typeof ROLLOUT_CHECK
  /** `pending` while it is in progress. */
  readonly conclusion: 'pending' | 'success' | 'failure' | 'neutral'
  readonly title: string
  readonly summary: string
}

const MEMORY = /<!-- krr-gitops:memory (\S*) -->/

export function toRolloutCheck(judgement: RolloutJudgement): RolloutCheck {
  const { conclusion, title, summary } = reportRollout(judgement)
  return {
    name: ROLLOUT_CHECK,
    ...{ conclusion: conclusion ?? 'pending', title },
    summary: withMemory(summary, judgement.memory),
  }
}

/** Puts the memory below a text, where readers do not see it. */
export function withMemory(text: string, memory: RolloutMemory): string {
  return memory.size === 0
    ? text
    : `${text}\n\n<!-- krr-gitops:memory ${renderMemory(memory).replaceAll('--', '-%2D')} -->`
}

/** Empty where there is none. */
export function readMemory(text: string): RolloutMemory {
  return parseMemory(MEMORY.exec(text)?.[1] ?? '')
}

/** What a published check says; `null` = nothing was published. */
export type SeenRollout = 'progressing' | 'healthy' | 'failed' | 'silent' | null

export function readRolloutCheck(conclusion: string | null): SeenRollout {
  switch (conclusion) {
    case 'success':
      return 'healthy'
    case 'failure':
      return 'failed'
    case 'neutral':
      return 'silent'
    case null:
      return null
    default:
      return 'progressing'
  }
}

/** Since when a whole rollout is healthy: the last of its reporters counts; `null` where nothing is remembered. */
export function healthySince(memory: RolloutMemory): Date | null {
  const times = [...memory.values()].map((time) => time.getTime())
  return times.length === 0 ? null : new Date(Math.max(...times))
}

/** The state that a published check shows; `null` where nobody ever reported, which says nothing about the change. */
export function rolloutOf({ conclusion, title }: { conclusion: string; title: string }): RolloutState['state'] | null {
  switch (readRolloutCheck(conclusion)) {
    case 'healthy':
      return 'healthy'
    case 'failed':
      return title === OVERDUE_TITLE ? 'overdue' : 'degraded'
    case 'progressing':
      return 'progressing'
    default:
      return null
  }
}
