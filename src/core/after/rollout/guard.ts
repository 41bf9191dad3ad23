/** Conditions of health that the configuration adds (`rollout.guards`), after somebody asked Prometheus. */
import type { Signal } from './signal.ts'

export interface GuardResult {
  readonly name: string
  /** `unknown`: the question could not be answered, which is not health. */
  readonly result: 'holds' | 'fails' | 'unknown'
  /** What came back: a value, or why there is none. */
  readonly detail: string
}

const SAYS = { holds: 'healthy', fails: 'degraded', unknown: 'progressing' } as const
const VERBS = { holds: 'holds', fails: 'fails', unknown: 'could not be asked' } as const

export function readGuard({ name, result, detail }: GuardResult, now: Date): Signal {
  return {
    reporter: `guard ${name}`,
    at: now,
    says: SAYS[result],
    code: `guard-${result}`,
    sentence: `the guard ${name} ${VERBS[result]}${detail === '' ? '' : `: ${detail}`}`,
    maybeOthers: false,
  }
}
