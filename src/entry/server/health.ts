/** Whether the server can do its work: GitHub with the App's key, kustomize and git. */
import { Problem } from '../../core/problem.ts'
import type { Answer } from './http.ts'

/** One thing that is needed; throws when it is not there. */
export interface Probe {
  readonly name: string
  readonly look: () => Promise<unknown>
}

export interface ReadinessOptions {
  readonly probes: readonly Probe[]
  readonly isStopping: () => boolean
  readonly now: () => Date
  /** Milliseconds for which an answer counts: many ask, GitHub is asked once. */
  readonly keep: number
  /** Milliseconds that one probe may take. */
  readonly timeout: number
}

interface Found {
  readonly name: string
  readonly ok: boolean
  readonly why?: string
}

/** The process answers; nothing outside is looked at, so that a fault of GitHub's does not restart it. */
export async function alive(): Promise<Answer> {
  return { status: 200, body: { status: 'ok' } }
}

/** 200 when everything is there, else 503 with the names of what is not. */
export function createReadiness({ probes, isStopping, now, keep, timeout }: ReadinessOptions): () => Promise<Answer> {
  let last: { readonly until: number; readonly found: Promise<readonly Found[]> } | null = null
  const look = (): Promise<readonly Found[]> => {
    if (last !== null && last.until > now().getTime()) return last.found
    const found = Promise.all(probes.map((probe) => tryProbe(probe, timeout)))
    last = { until: now().getTime() + keep, found }
    return found
  }
  return async () => {
    if (isStopping()) return { status: 503, body: { status: 'stopping' } }
    const checks = await look()
    const ready = checks.every(({ ok }) => ok)
    return { status: ready ? 200 : 503, body: { status: ready ? 'ready' : 'not ready', checks } }
  }
}

async function tryProbe({ name, look }: Probe, timeout: number): Promise<Found> {
  let timer: NodeJS.Timeout | undefined
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late(name, timeout)), timeout)
  })
  try {
    await Promise.race([look(), timedOut])
    return { name, ok: true }
  } catch (error) {
    // Only our own sentences are shown to whoever asks; other errors may name addresses and users.
    return { name, ok: false, why: error instanceof Problem ? error.message : 'failed' }
  } finally {
    clearTimeout(timer)
  }
}

function late(name: string, timeout: number): Problem {
  return new Problem({ code: 'probe-timeout', exit: 3, message: `${name} does not answer within ${timeout / 1000} s.` })
}
