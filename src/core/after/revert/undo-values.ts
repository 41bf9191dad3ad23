/** Which of the merged values can still be given back: those that are what the change made of them. */
import { changeKey, type ProposedChange } from '../../pull-request/proposed-change.ts'
import type { Amount } from '../../workload.ts'

/** What today's default branch renders for a value. */
export interface ValueToday {
  /** `null` = not set; `undefined` = its container is not rendered any more. */
  readonly now: Amount | null | undefined
  /** True when its container may be several, or what is rendered for it cannot be read; `now` then says nothing. */
  readonly unclear?: true
  /** Who changed it since, where git tells. */
  readonly changedBy: string | null
}

export interface LeftValue {
  readonly change: ProposedChange
  readonly why: /** It is what it was before the change. */
    | 'already-undone'
    /** Somebody gave it a third value. */
    | 'changed-since'
    /** The container is not rendered any more. */
    | 'gone'
    /** Today's render does not tell which value it is. */
    | 'unclear'
  readonly now: Amount | null
  readonly changedBy: string | null
}

export interface ValuesToUndo {
  /** The inverse changes: `from` what is rendered today, `to` what it was. */
  readonly undo: readonly ProposedChange[]
  readonly left: readonly LeftValue[]
}

/** @param today by `changeKey`; a value that is missing counts as gone */
export function undoValues(changes: readonly ProposedChange[], today: ReadonlyMap<string, ValueToday>): ValuesToUndo {
  const undo: ProposedChange[] = []
  const left: LeftValue[] = []
  for (const change of changes) {
    const { now, changedBy, unclear = false } = today.get(changeKey(change)) ?? { now: undefined, changedBy: null }
    if (unclear) {
      left.push({ change, why: 'unclear', now: null, changedBy })
    } else if (now === change.to) {
      undo.push({ ...change, from: change.to, to: change.from, recommended: null, because: ['revert'] })
    } else if (now === undefined) {
      left.push({ change, why: 'gone', now: null, changedBy })
    } else {
      left.push({ change, why: now === change.from ? 'already-undone' : 'changed-since', now, changedBy })
    }
  }
  return { undo, left }
}
