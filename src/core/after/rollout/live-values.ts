/**
 * Whether the template that runs holds what Git says. "Synced" does not prove it: Argo CD can be told to ignore a field
 * when it compares and, with `RespectIgnoreDifferences`, when it applies; a resizer may write the field after everybody.
 */

import { sentenceList } from '../../pull-request/amounts.ts'
import { parseQuantity } from '../../quantity.ts'
import type { Field, Resource } from '../../workload.ts'
import type { Signal } from './signal.ts'

export interface LiveValue {
  readonly container: string
  readonly resource: Resource
  readonly field: Field
  /** As Git renders it and as the cluster holds it; `null` = not set. */
  readonly git: string | null
  readonly live: string | null
  /** Field manager that owns the live value (`metadata.managedFields`); `null` when not known. */
  readonly manager: string | null
}

export interface LiveFacts {
  /** `Deployment shop/cart`. */
  readonly workload: string
  readonly values: readonly LiveValue[]
  /** The Application ignores differences in these fields. */
  readonly ignoredDifferences: boolean
}

const DELIVERERS = /^(argocd|kustomize-controller|helm|kubectl)/i

export function readLiveValues({ workload, values, ignoredDifferences }: LiveFacts, now: Date): Signal {
  const reporter = `template of ${workload}`
  const wrong = values.filter((value) => !equal(value))
  const base = { reporter, at: now, maybeOthers: false }
  if (wrong.length === 0) {
    return { ...base, says: 'healthy', code: 'equal', sentence: `the ${reporter} is equal to Git` }
  }
  const list = sentenceList(
    wrong.map(({ container, resource, field, git, live }) => {
      return `${container} ${resource} ${field} is ${live ?? 'not set'} and not ${git ?? 'unset'}`
    }),
  )
  const sentence = `the ${reporter} differs from Git: ${list}${why(wrong, ignoredDifferences)}`
  return { ...base, says: 'progressing', code: 'differs', sentence }
}

/** The API server writes quantities in its own form: `1000m` comes back as `1`. */
function equal({ git, live, resource }: LiveValue): boolean {
  if (git === live) return true
  const amount = parseQuantity(git, resource)
  return amount !== null && amount === parseQuantity(live, resource)
}

function why(wrong: readonly LiveValue[], ignoredDifferences: boolean): string {
  const others = wrong.flatMap(({ manager }) => (manager === null || DELIVERERS.test(manager) ? [] : [manager]))
  if (others.length > 0) return `; set by ${sentenceList([...new Set(others)])}`
  return ignoredDifferences ? '; Argo CD is told to ignore differences in this field' : ''
}
