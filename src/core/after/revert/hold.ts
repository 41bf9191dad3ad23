/** After a revert the same recommendation stays away until it moves, or the hold ends. */
import type { ProposedChange } from '../../pull-request/proposed-change.ts'
import type { Band } from '../../pull-request/settings.ts'

export interface Hold {
  /** The change that was undone. */
  readonly change: ProposedChange
  readonly revertedAt: Date
}

export type HoldVerdict =
  | { readonly held: true; readonly until: Date }
  | { readonly held: false; readonly why: 'over' | 'moved' }

export interface HoldInput {
  readonly hold: Hold
  /** What would be proposed now for the same value. */
  readonly wanted: ProposedChange
  readonly now: Date
  /** `rollback.hold` in milliseconds. */
  readonly holdMs: number
  readonly band: Band
}

export function holdUntil({ revertedAt }: Hold, holdMs: number): Date {
  return new Date(revertedAt.getTime() + holdMs)
}

export function judgeHold({ hold, wanted, now, holdMs, band }: HoldInput): HoldVerdict {
  const until = holdUntil(hold, holdMs)
  if (now >= until) return { held: false, why: 'over' }
  return isMilder(hold.change, wanted, band) ? { held: false, why: 'moved' } : { held: true, until }
}

/**
 * A value has moved when it is milder than the one that failed: nearer to what it was before, by the percentage and the
 * amount of the band. A bolder one would fail all the more. Values that set or unset a field have no nearer.
 */
function isMilder({ from, to, resource }: ProposedChange, wanted: ProposedChange, band: Band): boolean {
  if (from === null || to === null || wanted.to === null) return false
  const nearer = from > to ? wanted.to - to : to - wanted.to
  return nearer >= band[resource] && nearer * 100 >= band.percent * to
}
