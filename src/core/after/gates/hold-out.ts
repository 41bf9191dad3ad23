/** Values that a revert undid stay away for a while; those that a revert is about to undo wait for its end. */
import type { Change, WorkloadChange } from '../../change/change.ts'
import type { Skip } from '../../problem.ts'
import { changeKey, type ProposedChange, toProposedChange } from '../../pull-request/proposed-change.ts'
import type { Band } from '../../pull-request/settings.ts'
import type { Resource } from '../../workload.ts'
import { judgeHold } from '../revert/hold.ts'

/** A revert that is open or merged. */
export interface KnownRevert {
  readonly number: number
  /** `null` while it is open. */
  readonly mergedAt: Date | null
  /** The inverse changes, as its commit states them. */
  readonly changes: readonly ProposedChange[]
}

export interface HoldOutInput {
  readonly reverts: readonly KnownRevert[]
  readonly now: Date
  /** `rollback.hold` in milliseconds. */
  readonly holdMs: number
  readonly band: Band
}

export interface HeldOut {
  readonly workloads: readonly WorkloadChange[]
  readonly skipped: readonly Skip[]
}

/**
 * Takes out the resources of containers of which one value is held: a request and its limit were chosen together. The
 * latest revert of a value counts.
 */
export function holdOut(workloads: readonly WorkloadChange[], input: HoldOutInput): HeldOut {
  const latest = latestReverts(input.reverts)
  const skipped: Skip[] = []
  const rest = workloads.flatMap((workload): WorkloadChange[] => {
    const held = new Map<string, Skip>()
    for (const change of workload.changes) {
      const skip = skipOf(change, latest, input)
      if (skip !== null && !held.has(keyOf(change))) held.set(keyOf(change), skip)
    }
    skipped.push(...held.values())
    const changes = workload.changes.filter((change) => !held.has(keyOf(change)))
    const [first] = changes
    if (first === undefined) return []
    return [held.size === 0 ? workload : { ...workload, target: first.target, changes }]
  })
  return { workloads: rest, skipped }
}

interface Undone {
  readonly revert: KnownRevert
  readonly change: ProposedChange
}

function latestReverts(reverts: readonly KnownRevert[]): ReadonlyMap<string, Undone> {
  const sorted = reverts.toSorted((one, other) => one.number - other.number)
  return new Map(sorted.flatMap((revert) => revert.changes.map((change) => [changeKey(change), { revert, change }])))
}

function keyOf({ target, resource }: Pick<Change, 'target' | 'resource'>): string {
  return JSON.stringify([target.containersPath, target.container.container, resource])
}

function skipOf(change: Change, latest: ReadonlyMap<string, Undone>, input: HoldOutInput): Skip | null {
  const wanted = toProposedChange(change)
  const undone = latest.get(changeKey(wanted))
  if (undone === undefined) return null
  const { number, mergedAt } = undone.revert
  if (mergedAt === null) {
    const message = `#${number} is about to undo what was changed here last`
    return skip(change, 'revert-open', message, `Merge or close #${number}.`)
  }
  // What was undone is the inverse of the inverse.
  const failed = { ...undone.change, from: undone.change.to, to: undone.change.from }
  const { now, holdMs, band } = input
  const verdict = judgeHold({ hold: { change: failed, revertedAt: mergedAt }, wanted, now, holdMs, band })
  if (!verdict.held) return null
  const message = `#${number} undid it; it stays away until ${day(verdict.until)}, or until a milder value is recommended`
  const hint = 'Give the container time, or shorten rollback.hold in the configuration.'
  return skip(change, 'held-after-revert', message, hint)
}

function day(time: Date): string {
  return time.toISOString().slice(0, 10)
}

function skip(
  change: { readonly target: Change['target']; readonly resource: Resource },
  code: string,
  message: string,
  hint: string,
): Skip {
  return { container: change.target.container, resource: change.resource, code, message, hint }
}
