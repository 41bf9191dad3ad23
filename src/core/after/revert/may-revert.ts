/** Whether a revert may be opened: one a change, none of a revert. */
import type { RolloutState } from '../rollout/judge-rollout.ts'

/** The pull request that would be undone. */
export interface RevertSubject {
  readonly kind: 'change' | 'revert'
  readonly merged: boolean
  /** Number of the open or merged pull request that reverts it already; `null` = none. A closed one does not count. */
  readonly revertedBy: number | null
}

export interface RollbackSettings {
  readonly open: 'auto' | 'manual'
  readonly preApproved: boolean
}

export type RevertDecision =
  | { readonly revert: true; readonly preApproved: boolean; readonly why: string }
  /** A plain sentence without a full stop. */
  | { readonly revert: false; readonly why: string }

/** A person asks (command, CLI, MCP): whatever the rollout says, and never approved in advance. */
export function mayRevert(subject: RevertSubject): RevertDecision {
  if (subject.kind === 'revert') return no('a revert is not reverted; propose the change again instead')
  if (!subject.merged) return no('it is not merged, so there is nothing to undo')
  if (subject.revertedBy !== null) return no(`#${subject.revertedBy} undoes it already`)
  return { revert: true, preApproved: false, why: 'somebody asked for it' }
}

/** The bot by itself, after a bad rollout. */
export function shouldRevert(
  subject: RevertSubject,
  rollout: RolloutState,
  settings: RollbackSettings,
): RevertDecision {
  const may = mayRevert(subject)
  if (!may.revert) return may
  if (rollout.state === 'healthy' || rollout.state === 'progressing') return no(`the rollout is ${rollout.state}`)
  if (settings.open === 'manual') return no('reverts are opened on request only (rollback.open: manual)')
  if (rollout.state === 'overdue') {
    if (rollout.silent) return no('nobody ever reports rollouts here, so nothing is known about it')
    return { revert: true, preApproved: settings.preApproved, why: 'the rollout is overdue' }
  }
  // What may be somebody else's fault is worth a proposal, but a person has to look at it.
  const certain = rollout.evidence.some((signal) => !signal.maybeOthers)
  return { revert: true, preApproved: settings.preApproved && certain, why: 'the rollout is degraded' }
}

function no(why: string): RevertDecision {
  return { revert: false, why }
}
