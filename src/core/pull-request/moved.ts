/** Hysteresis: how far a new proposal lies from one that is already there. */
import { changeKey, formatAmount, type ProposedChange } from './proposed-change.ts'
import type { Band } from './settings.ts'

/** The first difference that is worth acting on, as a sentence; `null` when there is none. */
export type Move = string | null

/**
 * What moved between an open pull request and a new proposal for the same group.
 *
 * A value moves when it reaches the percentage (of what is proposed) and the amount of the band. A container that comes or
 * goes moves, and so does the value in Git that a change starts from: the pull request was made for another one.
 *
 * @param silent true for a container and resource that krr knows nothing about in this run: that it is missing says
 * nothing about the change that is proposed
 */
export function movedBeyond(
  proposed: readonly ProposedChange[],
  wanted: readonly ProposedChange[],
  band: Band,
  silent: (change: ProposedChange) => boolean,
): Move {
  const before = new Map(proposed.map((change) => [changeKey(change), change]))
  const after = new Map(wanted.map((change) => [changeKey(change), change]))
  for (const [key, change] of after) {
    const old = before.get(key)
    if (old === undefined) return `${subject(change)} is new`
    if (old.from !== change.from)
      return `${subject(change)} is ${amount(change, 'from')} in Git now, it was ${amount(old, 'from')}`
    if (isMove(old.to, change.to, band.percent, band[change.resource]))
      return `${subject(change)} moved from ${amount(old, 'to')} to ${amount(change, 'to')}`
  }
  for (const [key, change] of before) {
    if (!after.has(key) && !silent(change)) return `${subject(change)} is not proposed any more`
  }
  return null
}

/**
 * The first value that lies at least `percent` from what a person closed. Containers that the closed pull request did not
 * hold do not count: they would bring back what was declined together with them.
 */
export function movedSinceClosed(
  declined: readonly ProposedChange[],
  wanted: readonly ProposedChange[],
  percent: number,
): Move {
  const before = new Map(declined.map((change) => [changeKey(change), change]))
  for (const change of wanted) {
    const old = before.get(changeKey(change))
    if (old !== undefined && isMove(old.to, change.to, percent, 1)) {
      return `${subject(change)} moved from ${amount(old, 'to')} to ${amount(change, 'to')}`
    }
  }
  return declined.some((change) => wanted.some((other) => changeKey(other) === changeKey(change)))
    ? null
    : 'none of the values that were closed is part of it'
}

function isMove(old: number | null, now: number | null, percent: number, amountInBand: number): boolean {
  if (old === null || now === null) return old !== now
  const distance = Math.abs(now - old)
  return distance >= amountInBand && distance * 100 >= percent * old
}

function subject(change: ProposedChange): string {
  return `${change.resource} ${change.field} of ${change.namespace}/${change.kind}/${change.name}/${change.container}`
}

function amount(change: ProposedChange, which: 'from' | 'to'): string {
  return change[which] === null ? 'unset' : formatAmount(change[which], change.resource)
}
