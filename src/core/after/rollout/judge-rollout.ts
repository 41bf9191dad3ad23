/**
 * `progressing → healthy (for soak) | degraded | overdue`, from the signals and the clock.
 *
 * Nothing is remembered but since when each reporter is healthy, and that only helps reporters without a history of their
 * own (objects of a cluster): whoever loses it waits for one more soak.
 */
import type { Signal } from './signal.ts'

export interface RolloutInput {
  readonly signals: readonly Signal[]
  /** Reporters that should speak, because they did about earlier commits. */
  readonly known: readonly string[]
  readonly mergedAt: Date
  readonly now: Date
  /** `rollout.soak` and `rollout.timeout`, in milliseconds. */
  readonly soakMs: number
  readonly timeoutMs: number
  /** What the last look gave back; empty at first. */
  readonly memory: RolloutMemory
}

/** Since when each reporter is healthy without a break. */
export type RolloutMemory = ReadonlyMap<string, Date>

export type RolloutState =
  | {
      readonly state: 'progressing'
      /** What it waits for, as sentences. */
      readonly waitingFor: readonly string[]
      /** Set when everything is healthy and only has to stay so. */
      readonly healthySince: Date | null
      /** When the answer changes at the latest if nothing else happens. */
      readonly until: Date
    }
  | { readonly state: 'healthy'; readonly since: Date }
  | { readonly state: 'degraded'; readonly evidence: readonly Signal[] }
  | {
      readonly state: 'overdue'
      readonly waitingFor: readonly string[]
      /** Nobody ever reported anything in this repository: it says nothing about the change. */
      readonly silent: boolean
    }

export interface RolloutJudgement {
  readonly rollout: RolloutState
  readonly memory: RolloutMemory
  /** The latest word of each reporter. */
  readonly latest: readonly Signal[]
}

export function judgeRollout(input: RolloutInput): RolloutJudgement {
  const words = [...byReporter(input.signals).values()]
  const latest = words.map(({ last }) => last)
  const memory = new Map(
    words.flatMap(({ last, since, unbroken }): [string, Date][] => {
      if (since === null) return []
      const remembered = unbroken ? input.memory.get(last.reporter) : undefined
      return [[last.reporter, earlier(since, atLeast(remembered ?? since, input.mergedAt))]]
    }),
  )
  return { rollout: judge(input, latest, memory), memory, latest }
}

function judge(input: RolloutInput, latest: readonly Signal[], memory: RolloutMemory): RolloutState {
  const evidence = latest.filter((signal) => signal.says === 'degraded')
  if (evidence.length > 0) return { state: 'degraded', evidence }

  const heard = new Set(latest.map((signal) => signal.reporter))
  const quiet = input.known.filter((reporter) => !heard.has(reporter))
  const waitingFor = [
    ...latest.filter((signal) => signal.says === 'progressing').map((signal) => signal.sentence),
    ...quiet.map((reporter) => `${reporter} has not reported on the merge yet`),
  ]
  const deadline = new Date(input.mergedAt.getTime() + input.timeoutMs)
  if (latest.length > 0 && waitingFor.length === 0) {
    const since = new Date(Math.max(...[...memory.values()].map((date) => date.getTime())))
    const soaked = new Date(since.getTime() + input.soakMs)
    if (input.now >= soaked) return { state: 'healthy', since }
    return { state: 'progressing', waitingFor: [], healthySince: since, until: soaked }
  }
  const nobody = ['nobody has reported on the merge yet']
  const reasons = waitingFor.length > 0 ? waitingFor : nobody
  if (input.now >= deadline) {
    return { state: 'overdue', waitingFor: reasons, silent: latest.length + quiet.length === 0 }
  }
  return { state: 'progressing', waitingFor: reasons, healthySince: null, until: deadline }
}

interface Words {
  readonly last: Signal
  /** First of the healthy signals without a break up to the last; `null` when the last is not healthy. */
  readonly since: Date | null
  /** Every signal of this reporter is healthy. */
  readonly unbroken: boolean
}

function byReporter(signals: readonly Signal[]): Map<string, Words> {
  const words = new Map<string, Words>()
  for (const signal of signals.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
    const known = words.get(signal.reporter)
    const healthy = signal.says === 'healthy'
    words.set(signal.reporter, {
      last: signal,
      since: healthy ? (known?.since ?? signal.at) : null,
      unbroken: healthy && (known?.unbroken ?? true),
    })
  }
  return words
}

function earlier(one: Date, other: Date): Date {
  return one <= other ? one : other
}

function atLeast(date: Date, floor: Date): Date {
  return date >= floor ? date : floor
}
