/** The only door to a {@link VerifiedPlan}: it looks at the renders itself and trusts nobody who built them. */
import { createHash } from 'node:crypto'
import type { Change, WorkloadChange } from '../change/change.ts'
import type { Render } from '../locate/render.ts'
import { targetWorkloadKey } from '../locate/target.ts'
import type { FileEdit } from '../patch/edit.ts'
import { compareRenders, type Difference, formatDifference } from './compare.ts'
import { type IntendedObject, intendedObject } from './intended.ts'
import type { ProvedBuild, VerifiedPlan } from './verified-plan.ts'

/** How one build ended. */
export type Outcome = { readonly ok: true; readonly render: Render } | { readonly ok: false; readonly message: string }

/** One kustomization, built without and with the edits. */
export interface ComparedBuild {
  readonly overlay: string
  readonly before: Outcome
  readonly after: Outcome
  /** Overlays of the plan whose changes may show here as well, because this kustomization includes them. */
  readonly passesOn: readonly string[]
  /** True when these changes may show here only in objects of the very same names. */
  readonly keepsNames: boolean
}

export interface VerifyInput {
  readonly group: string
  readonly workloads: readonly WorkloadChange[]
  readonly edits: readonly FileEdit[]
  readonly builds: readonly ComparedBuild[]
  /** Every kustomization whose build can read an edited file; each must be among the builds. */
  readonly readers: readonly string[]
  /**
   * Set when nothing may change at all: edits that only take away what has no effect. `mends`: kustomizations that do not
   * build before and may do so afterwards.
   */
  readonly nothing?: { readonly mends: readonly string[] }
}

/** Why there is no proof. */
export interface Unproved {
  /** The kustomization that shows it; `null` when the plan as a whole is meant. */
  readonly overlay: string | null
  readonly code: 'incomplete' | 'build-failed-after' | 'fails-differently' | 'difference'
  /** Plain phrase, free of advice. */
  readonly message: string
  /** Filled for `difference`. */
  readonly differences: readonly Difference[]
}

export type VerifyResult =
  | { readonly ok: true; readonly plan: VerifiedPlan }
  | { readonly ok: false; readonly unproved: readonly Unproved[] }

type Facts = Pick<VerifiedPlan, 'group' | 'workloads' | 'edits' | 'builds' | 'digest'>

/**
 * Proves a set of edits or says what stands against it.
 *
 * Proved means: in every overlay of the plan exactly the intended values changed; every other kustomization that can read
 * an edited file stayed the same, or changed only by passing on those values where `passesOn` allows it; a kustomization
 * that did not build before does not build now, for the same reason.
 */
export function verify(input: VerifyInput): VerifyResult {
  const unproved: Unproved[] = incomplete(input)
  const builds: ProvedBuild[] = []
  for (const build of input.builds) {
    const judged = judge(build, input.workloads, input.nothing?.mends ?? [])
    if ('code' in judged) unproved.push(judged)
    else builds.push(judged)
  }
  if (unproved.length > 0) return { ok: false, unproved }
  const { group, workloads, edits } = input
  const facts: Facts = { group, workloads, edits, builds, digest: digestOf(input.builds) }
  // The one place where the brand is given; everything above is what it stands for.
  return { ok: true, plan: facts as VerifiedPlan }
}

function incomplete({ workloads, edits, builds, readers, nothing }: VerifyInput): Unproved[] {
  const missing: string[] = []
  if ((workloads.length === 0) !== (nothing !== undefined) || edits.length === 0)
    missing.push('there is nothing to prove')
  for (const edit of edits) if (edit.before === edit.after) missing.push(`the edit of ${edit.path} changes nothing`)
  if (new Set(edits.map((edit) => edit.path)).size < edits.length) missing.push('a file is edited twice')
  const meant = workloads.flatMap(({ changes }) => changes.map(placeOf))
  if (new Set(meant).size < meant.length) missing.push('two changes are meant for the same field')
  const built = new Set(builds.map((build) => build.overlay))
  if (built.size < builds.length) missing.push('a kustomization was built more than once')
  for (const workload of workloads) {
    if (workload.changes.length === 0) missing.push(`${workload.target.object.id.name} has no change`)
    if (!built.has(workload.target.overlay)) missing.push(`${workload.target.overlay} was not built`)
  }
  for (const reader of readers) if (!built.has(reader)) missing.push(`${reader} reads an edited file but was not built`)
  return missing.map((message) => ({ overlay: null, code: 'incomplete', message, differences: [] }))
}

function placeOf({ target, field, resource }: Change): string {
  return [targetWorkloadKey(target), ...target.containersPath, target.index, field, resource].join('|')
}

function judge(
  build: ComparedBuild,
  workloads: readonly WorkloadChange[],
  mends: readonly string[],
): ProvedBuild | Unproved {
  const { overlay, before, after } = build
  const exact = intendedFor(workloads, [overlay])
  if (!before.ok) {
    if (mends.includes(overlay) && after.ok) return { overlay, changed: true, diff: '' }
    if (exact.length > 0) return unproved(overlay, 'incomplete', 'there is no render before the edit')
    if (after.ok || after.message !== before.message) {
      return unproved(overlay, 'fails-differently', after.ok ? 'it builds now and did not before' : after.message)
    }
    return { overlay, changed: false, diff: '' }
  }
  if (!after.ok) return unproved(overlay, 'build-failed-after', after.message)
  const passing = intendedFor(workloads, build.passesOn)
  const verdict = compareRenders(before.render, after.render, { exact, passing, keepsNames: build.keepsNames })
  if (!verdict.ok) {
    const message = verdict.differences.slice(0, 3).map(formatDifference).join('; ')
    return { ...unproved(overlay, 'difference', message), differences: verdict.differences }
  }
  return { overlay, changed: verdict.changed.length > 0, diff: verdict.diff }
}

function intendedFor(workloads: readonly WorkloadChange[], overlays: readonly string[]): IntendedObject[] {
  return workloads.filter((workload) => overlays.includes(workload.target.overlay)).map(intendedObject)
}

function unproved(overlay: string, code: Unproved['code'], message: string): Unproved {
  return { overlay, code, message, differences: [] }
}

/** sha256 over both outcomes of every build, in the order of their paths; lengths keep the parts apart. */
function digestOf(builds: readonly ComparedBuild[]): string {
  const hash = createHash('sha256')
  const add = (text: string) => hash.update(`${Buffer.byteLength(text)}:`).update(text)
  const sorted = [...builds].sort((one, other) => (one.overlay < other.overlay ? -1 : 1))
  for (const { overlay, before, after } of sorted) {
    for (const text of [overlay, outcomeText(before), outcomeText(after)]) add(text)
  }
  return hash.digest('hex')
}

function outcomeText(outcome: Outcome): string {
  return outcome.ok ? outcome.render.objects.map((object) => object.text).join('---\n') : `failed: ${outcome.message}`
}
