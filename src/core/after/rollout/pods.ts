/**
 * What happens to the pods of the new template: out of memory, crash loops, no node that fits. Compared with how the
 * workload was before, because a workload that crashed every night does not crash because of us.
 */
import { sentenceList } from '../../pull-request/amounts.ts'
import type { Signal } from './signal.ts'

export interface ContainerFacts {
  readonly name: string
  readonly restarts: number
  /** Reason of `state.waiting`; `null` when it is not waiting. */
  readonly waiting: string | null
  /** `lastState.terminated` (or `state.terminated`); `null` when it never ended. */
  readonly ended: { readonly reason: string; readonly at: Date } | null
}

/** One pod with the new values. */
export interface PodFacts {
  readonly name: string
  /** Since when no node takes it; `null` when it has one. `message` is the scheduler's. */
  readonly unschedulable: { readonly since: Date; readonly message: string } | null
  /** The node threw it out; `null` when not. */
  readonly evicted: { readonly at: Date; readonly message: string } | null
  readonly containers: readonly ContainerFacts[]
}

/** The same workload before the merge; everything quiet where nobody looked. */
export interface PodsBefore {
  readonly restartsPerHour: number
  readonly outOfMemory: boolean
  readonly crashing: boolean
  readonly unschedulable: boolean
}

export interface PodsInput {
  /** `Deployment shop/cart`. */
  readonly workload: string
  readonly pods: readonly PodFacts[]
  readonly before: PodsBefore
  readonly mergedAt: Date
  readonly now: Date
}

const HOUR = 3_600_000
/** A cluster autoscaler needs a few minutes to bring a node. */
const SCHEDULING_GRACE = 10 * 60_000
/** Restarts that mean nothing by themselves: a database that was not ready, a probe that was too early. */
const RESTARTS_GRACE = 2

interface Finding {
  readonly level: 'bad' | 'wait' | 'known'
  readonly code: string
  readonly text: string
}

export function readPods(input: PodsInput): Signal {
  const findings = [...input.pods.flatMap((pod) => podFindings(pod, input)), ...restartFindings(input)]
  const worst = (['bad', 'wait', 'known'] as const)
    .map((level) => findings.filter((finding) => finding.level === level))
    .find((found) => found.length > 0)
  const reporter = `pods of ${input.workload}`
  const base = { reporter, at: input.now, maybeOthers: false }
  const first = worst?.[0]
  if (worst === undefined || first === undefined) {
    return { ...base, says: 'healthy', code: 'quiet', sentence: `the ${reporter} are quiet` }
  }
  const says = { bad: 'degraded', wait: 'progressing', known: 'healthy' } as const
  const sentence = `${reporter}: ${sentenceList([...new Set(worst.map(({ text }) => text))])}`
  return { ...base, says: says[first.level], code: first.code, sentence }
}

function podFindings(pod: PodFacts, { before, mergedAt, now }: PodsInput): Finding[] {
  const found: Finding[] = []
  if (pod.evicted !== null && pod.evicted.at >= mergedAt) {
    found.push({ level: 'bad', code: 'evicted', text: `${pod.name} was evicted (${pod.evicted.message})` })
  }
  if (pod.unschedulable !== null) {
    const { since, message } = pod.unschedulable
    const text = `${pod.name} fits on no node (${message})`
    const waited = now.getTime() - since.getTime() >= SCHEDULING_GRACE
    found.push({ level: before.unschedulable ? 'known' : waited ? 'bad' : 'wait', code: 'unschedulable', text })
  }
  for (const container of pod.containers) {
    const who = `${container.name} in ${pod.name}`
    if (container.ended?.reason === 'OOMKilled' && container.ended.at >= mergedAt) {
      found.push(against(before.outOfMemory, 'out-of-memory', `${who} was killed because it ran out of memory`))
    }
    if (container.waiting === 'CrashLoopBackOff') {
      found.push(against(before.crashing, 'crash-loop', `${who} crashes again and again`))
    }
  }
  return found
}

function against(known: boolean, code: string, text: string): Finding {
  return known ? { level: 'known', code, text: `${text}, as before the merge` } : { level: 'bad', code, text }
}

/** More than twice as often as before, beyond a few for the start. */
function restartFindings({ pods, before, mergedAt, now }: PodsInput): Finding[] {
  const restarts = pods.flatMap((pod) => pod.containers).reduce((sum, container) => sum + container.restarts, 0)
  const hours = Math.max(0, now.getTime() - mergedAt.getTime()) / HOUR
  const allowed = RESTARTS_GRACE * Math.max(1, pods.length) + 2 * before.restartsPerHour * hours
  if (restarts <= allowed) return []
  return [{ level: 'bad', code: 'restarts', text: `${restarts} restarts since the merge, more than before` }]
}
