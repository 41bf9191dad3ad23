/** What to do about one proposal, from what is there already. Pure: the same observation gives the same decision. */
import type { Risk } from '../change/change.ts'
import { roughly } from './amounts.ts'
import type { BranchView } from './branch-view.ts'
import { movedBeyond, movedSinceClosed } from './moved.ts'
import type { ProposedChange } from './proposed-change.ts'
import type { PullRequestSettings } from './settings.ts'
import type { Closing } from './state.ts'
import type { SealedStatement } from './trailers.ts'
import { activeFreeze, isWindowOpen } from './window.ts'

export interface OpenView {
  readonly number: number
  /** The plan that the body speaks of; `null` when a person removed or broke the state block. */
  readonly bodyPlan: string | null
  /** False when it was opened but a run was cut before it had got its labels. */
  readonly finished: boolean
  /** True only when the forge knows that it conflicts with its base. */
  readonly conflicts: boolean
  /** The head of which somebody asked that it be built anew; `null` when nobody did. */
  readonly refresh?: string | null
}

/** The latest pull request of the branch that is not open any more. */
export interface ClosedView {
  readonly number: number
  readonly merged: boolean
  readonly at: Date
  /** What it proposed, from its last commit; `null` when that makes no statement. */
  readonly statement: SealedStatement | null
  /** Set when the bot closed it itself. */
  readonly byBot: Closing['reason'] | null
  /** Set when a person said how long it stays closed. */
  readonly until?: Date | null
}

export interface Observation {
  readonly branch: BranchView
  readonly open: OpenView | null
  readonly closed: ClosedView | null
  /** The commit that was planned on. */
  readonly base: string
  /** It is the newest one of the default branch. */
  readonly fresh: boolean
  readonly openCount: number
  readonly openedByThisRun: number
  readonly now: Date
}

export interface Wanted {
  readonly id: string
  readonly changes: readonly ProposedChange[]
  /** See `movedBeyond`. */
  readonly silent: (change: ProposedChange) => boolean
}

/** Every decision says why, in one sentence for a person. */
export type Decision = { readonly why: string } & (
  | { readonly type: 'create'; readonly from: string | null }
  /** The branch holds exactly this proposal, without a pull request: an earlier run was cut. */
  | { readonly type: 'adopt' }
  | { readonly type: 'update'; readonly number: number; readonly from: string }
  /** The commit is right; title, body or labels are those of an earlier commit, or were never finished. */
  | {
      readonly type: 'complete'
      readonly number: number
      /** Level of the risk label that is missing with all the others; `null` when it was labelled. */
      readonly label: Risk | null
      /** Whether title and body are to be written. */
      readonly text: boolean
    }
  | { readonly type: 'keep'; readonly number: number }
  /** `number` is `null` when there is a branch but no pull request to speak on. */
  | { readonly type: 'hands-off'; readonly number: number | null }
  /** `until: null`: until a value moves. */
  | { readonly type: 'snoozed'; readonly number: number; readonly until: Date | null }
  | { readonly type: 'stale'; readonly number: number }
  | { readonly type: 'limited'; readonly by: 'max-open' | 'per-run' }
  | { readonly type: 'waiting' }
)

export function decide(wanted: Wanted, seen: Observation, settings: PullRequestSettings): Decision {
  return seen.open === null
    ? decideWithoutPullRequest(wanted, seen, settings)
    : decideOpen(wanted, seen, seen.open, settings)
}

function decideOpen(wanted: Wanted, seen: Observation, open: OpenView, settings: PullRequestSettings): Decision {
  const { number } = open
  const branch = seen.branch
  if (branch.type === 'absent') {
    // GitHub closes a pull request whose branch is deleted; the two answers were read at different moments.
    return { type: 'keep', number, why: `The branch of #${number} is gone; the next run looks again.` }
  }
  if (branch.type === 'edited') return { type: 'hands-off', number, why: `The branch of #${number} ${branch.why}.` }
  const { statement, head } = branch
  const update = updateReason(wanted, statement, open, settings) ?? refreshReason(wanted, seen, open, branch)
  if (update !== null) {
    const wait = waiting(seen.now, settings)
    return wait ?? { type: 'update', number, from: head, why: `${update}.` }
  }
  const text = statement.plan === wanted.id && isOutdated(open, statement)
  if (!open.finished || text) {
    const label = open.finished ? null : statement.risk
    return { type: 'complete', number, label, text, why: `An earlier run was cut before #${number} was finished.` }
  }
  const why = statement.plan === wanted.id ? 'proposes exactly this' : 'proposes nearly this, within the band'
  return { type: 'keep', number, why: `#${number} ${why}.` }
}

function updateReason(
  wanted: Wanted,
  statement: SealedStatement,
  open: OpenView,
  settings: PullRequestSettings,
): string | null {
  if (open.conflicts) return `#${open.number} conflicts with the default branch`
  if (statement.plan === wanted.id) return null
  // The text of the commit's own plan cannot be written any more, so the commit follows too.
  if (isOutdated(open, statement)) return `The text of #${open.number} is that of an earlier commit`
  return movedBeyond(statement.changes, wanted.changes, settings.band, wanted.silent)
}

/** Somebody asked for exactly this head to be built anew, and that would make another one. */
function refreshReason(
  wanted: Wanted,
  seen: Observation,
  { number, refresh }: OpenView,
  { head, statement }: { readonly head: string; readonly statement: SealedStatement },
): string | null {
  if (refresh !== head || (statement.plan === wanted.id && statement.base === seen.base)) return null
  return `Somebody asked for #${number} to be built anew`
}

/** The body speaks of another plan than the commit: a run was cut between the two. */
function isOutdated(open: OpenView, statement: SealedStatement): boolean {
  return open.bodyPlan !== null && open.bodyPlan !== statement.plan
}

function decideWithoutPullRequest(wanted: Wanted, seen: Observation, settings: PullRequestSettings): Decision {
  const { branch, closed } = seen
  if (branch.type === 'edited') {
    return { type: 'hands-off', number: null, why: `The branch ${branch.why}, and it has no pull request.` }
  }
  const blocked = closed === null ? null : blockedBy(wanted, closed, seen, settings)
  const held = blocked ?? waiting(seen.now, settings) ?? limited(seen, settings)
  if (held !== null) return held
  if (branch.type === 'ours' && branch.statement.plan === wanted.id && branch.statement.base === seen.base) {
    return { type: 'adopt', why: 'The branch holds exactly this; only the pull request is missing.' }
  }
  return { type: 'create', from: branch.type === 'ours' ? branch.head : null, why: 'Nothing is open for this group.' }
}

function blockedBy(
  wanted: Wanted,
  closed: ClosedView,
  seen: Observation,
  settings: PullRequestSettings,
): Decision | null {
  const { number, statement } = closed
  if (closed.merged) {
    // After the merge Git holds the values: the same plan can only come from a checkout of before.
    if (seen.fresh || statement?.plan !== wanted.id) return null
    return { type: 'stale', number, why: `This was planned before #${number} was merged; plan again.` }
  }
  if (closed.byBot === 'superseded' || closed.byBot === 'obsolete') return null
  const until = closedUntil(closed, settings)
  if (until !== null && seen.now >= until) return null
  const percent = settings.reopenWhenPercent
  const moved = statement === null ? null : movedSinceClosed(statement.changes, wanted.changes, percent)
  if (moved !== null) return null
  const rest = until === null ? 'closed' : `closed for another ${roughly(until.getTime() - seen.now.getTime())}, or`
  const why = `#${number} ${HOW_CLOSED[closed.byBot ?? 'person']}; it stays ${rest} until a value moves by ${percent} %.`
  return { type: 'snoozed', number, until, why }
}

const HOW_CLOSED = {
  expired: 'expired unanswered',
  snoozed: 'was snoozed',
  ignored: 'was closed for good',
  person: 'was closed without merging',
} as const

/** `null`: no time brings it back. */
function closedUntil({ byBot, at, until }: ClosedView, { snoozeMs }: PullRequestSettings): Date | null {
  if (byBot === 'ignored') return null
  return until ?? new Date(at.getTime() + snoozeMs)
}

function waiting(now: Date, settings: PullRequestSettings): Decision | null {
  const freeze = activeFreeze(settings.freeze, now)
  if (freeze !== null) {
    const reason = freeze.reason === undefined ? '' : ` (${freeze.reason})`
    return { type: 'waiting', why: `Frozen until the end of ${freeze.to}${reason}.` }
  }
  if (isWindowOpen(settings.schedule, now)) return null
  return { type: 'waiting', why: `Outside the schedule (${settings.schedule.join('; ')}).` }
}

function limited(seen: Observation, settings: PullRequestSettings): Decision | null {
  if (seen.openCount >= settings.maxOpen) {
    return {
      type: 'limited',
      by: 'max-open',
      why: `${seen.openCount} of at most ${settings.maxOpen} pull requests are open.`,
    }
  }
  if (seen.openedByThisRun >= settings.perRun) {
    return { type: 'limited', by: 'per-run', why: `This run opened its ${settings.perRun} pull requests.` }
  }
  return null
}
