/** Picks records: by time, place, state and person; everything that is given has to match. */
import { matchAny } from '../../glob.ts'
import { sameLogin } from '../people.ts'
import type { HistoryRecord } from './record.ts'

export interface HistoryFilter {
  /** Something happened at or after … */
  readonly since?: Date
  /** … and before this. */
  readonly until?: Date
  /** Globs. */
  readonly namespace?: string
  /** `cart`, `Deployment/cart`, `car*`. */
  readonly workload?: string
  /** A status (`healthy`, `reverted`, …), `bypassed`, or `unconfirmed` for merges without a confirmation. */
  readonly state?: string
  /** In whatever role: proposed, asked, confirmed, refused, bypassed, merged. */
  readonly person?: string
}

export function filterHistory(records: readonly HistoryRecord[], filter: HistoryFilter): HistoryRecord[] {
  const tests = [timeTest(filter), placeTest(filter), stateTest(filter), personTest(filter)]
  return records.filter((record) => tests.every((test) => test(record)))
}

type Test = (record: HistoryRecord) => boolean

function timeTest({ since, until }: HistoryFilter): Test {
  if (since === undefined && until === undefined) return () => true
  return ({ proposedAt, endedAt, rolloutAt, bypass }) =>
    [proposedAt, endedAt, rolloutAt, bypass?.at ?? null].some((text) => {
      if (text === null) return false
      const at = new Date(text)
      return (since === undefined || at >= since) && (until === undefined || at < until)
    })
}

/** Namespace and workload have to match on one and the same change. */
function placeTest({ namespace, workload }: HistoryFilter): Test {
  if (namespace === undefined && workload === undefined) return () => true
  const isNamespace = namespace === undefined ? () => true : matchAny([namespace])
  const isWorkload = workload === undefined ? () => true : matchAny([workload])
  return ({ changes }) =>
    changes.some((change) => {
      return isNamespace(change.namespace) && (isWorkload(change.name) || isWorkload(`${change.kind}/${change.name}`))
    })
}

function stateTest({ state }: HistoryFilter): Test {
  if (state === undefined) return () => true
  return ({ status, mergeVerdict, bypass }) =>
    status === state || mergeVerdict === state || (state === 'bypassed' && bypass !== null)
}

function personTest({ person }: HistoryFilter): Test {
  if (person === undefined) return () => true
  const login = person.replace(/^@/, '')
  return ({ proposedBy, requestedBy, confirmedBy, refusedBy, mergedBy, bypass }) =>
    [proposedBy, requestedBy, mergedBy, bypass?.by ?? null, ...confirmedBy, ...refusedBy].some((one) => {
      return sameLogin(one, login)
    })
}
