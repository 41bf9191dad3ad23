/** One workload on its way down the ladder of forms. */
import type { WorkloadChange } from '../../core/change/change.ts'
import type { Draft, PatchContext } from '../../core/patch/draft.ts'
import { buildForms, type Form, type FormName } from '../../core/patch/forms.ts'
import type { Difference } from '../../core/prove/compare.ts'

export type FailureCode =
  | 'unsafe-edit'
  | 'no-effect'
  | 'unexpected-difference'
  | 'renamed-by-edit'
  | 'build-failed-after'
  | 'seen-by-other-root'

/** Why a form did not hold. */
export interface Failure {
  readonly code: FailureCode
  readonly form: FormName | null
  /** The kustomization that showed it; `null` when nothing was built. */
  readonly overlay: string | null
  /** Plain phrase. */
  readonly message: string
  readonly differences: readonly Difference[]
}

export interface Unit {
  readonly workload: WorkloadChange
  /** Those not tried yet; the first one is the one in use. */
  readonly forms: readonly Form[]
  readonly failures: readonly Failure[]
}

export function startUnit(context: PatchContext, workload: WorkloadChange): Unit {
  return { workload, forms: buildForms(context, workload), failures: [] }
}

/** The unit with its next form, after this one failed. Nobody else's root gets out of sight by another form. */
export function advance(unit: Unit, failure: Failure): Unit {
  const forms = failure.code === 'seen-by-other-root' ? [] : unit.forms.slice(1)
  return { ...unit, forms, failures: [...unit.failures, failure] }
}

export interface Composed {
  readonly draft: Draft
  /** Units whose form is in the draft, as they are now. */
  readonly placed: readonly Unit[]
  /** Units that have no form left. */
  readonly exhausted: readonly Unit[]
}

/** Writes the current form of every unit into one draft; a form that cannot be written makes room for the next. */
export function compose(units: readonly Unit[], empty: Draft): Composed {
  let draft = empty
  const placed: Unit[] = []
  const exhausted: Unit[] = []
  for (const start of units) {
    let unit = start
    let done = false
    for (let form = unit.forms[0]; form !== undefined && !done; form = unit.forms[0]) {
      const result = form.apply(draft)
      if (result.ok) {
        draft = result.draft
        done = true
        break
      }
      unit = advance(unit, {
        code: 'unsafe-edit',
        form: form.name,
        overlay: null,
        message: result.reason,
        differences: [],
      })
    }
    if (done) placed.push(unit)
    else exhausted.push(unit)
  }
  return { draft, placed, exhausted }
}
