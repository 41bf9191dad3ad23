/** What pods say about a rollout, against how they were before. */
import { describe, expect, it } from 'vitest'
import {
  type ContainerFacts,
  type PodFacts,
  type PodsBefore,
  readPods,
} from '../../../../src/core/after/rollout/pods.ts'

const MERGED_AT = new Date('2026-03-02T08:00:00Z')
const NOW = new Date('2026-03-02T10:00:00Z')
const minutes = (count: number) => new Date(NOW.getTime() - count * 60_000)

describe('readPods', () => {
  const quiet: PodsBefore = { restartsPerHour: 0, outOfMemory: false, crashing: false, unschedulable: false }
  const container = (change: Partial<ContainerFacts> = {}): ContainerFacts => ({
    name: 'app',
    restarts: 0,
    waiting: null,
    ended: null,
    ...change,
  })
  const pod = (change: Partial<PodFacts> = {}): PodFacts => ({
    name: 'cart-1',
    unschedulable: null,
    evicted: null,
    containers: [container()],
    ...change,
  })
  const read = (pods: readonly PodFacts[], before: Partial<PodsBefore> = {}, more = {}) =>
    readPods({
      workload: 'Deployment shop/cart',
      pods,
      before: { ...quiet, ...before },
      mergedAt: MERGED_AT,
      now: NOW,
      ...more,
    })
  const oom = (at: Date) => pod({ containers: [container({ ended: { reason: 'OOMKilled', at } })] })

  it('is content with quiet pods, and with none', () => {
    expect(read([pod(), pod()])).toMatchObject({ says: 'healthy', code: 'quiet' })
    expect(read([])).toMatchObject({ says: 'healthy' })
    expect(read([pod({ containers: [container({ ended: { reason: 'Completed', at: NOW } })] })]).says).toBe('healthy')
  })

  it('sees containers that ran out of memory since the merge', () => {
    expect(read([oom(MERGED_AT)])).toMatchObject({
      says: 'degraded',
      code: 'out-of-memory',
      sentence: 'pods of Deployment shop/cart: app in cart-1 was killed because it ran out of memory',
    })
    expect(read([oom(new Date(MERGED_AT.getTime() - 1))]).says).toBe('healthy')
    expect(read([oom(NOW)], { outOfMemory: true })).toMatchObject({ says: 'healthy', code: 'out-of-memory' })
  })

  it('sees crash loops, unless it was one before', () => {
    const looping = pod({ containers: [container({ waiting: 'CrashLoopBackOff' })] })
    expect(read([looping])).toMatchObject({ says: 'degraded', code: 'crash-loop' })
    expect(read([looping], { crashing: true })).toMatchObject({
      says: 'healthy',
      sentence: expect.stringContaining('as before'),
    })
    expect(read([pod({ containers: [container({ waiting: 'ContainerCreating' })] })]).says).toBe('healthy')
  })

  it('gives the scheduler ten minutes', () => {
    const pending = (since: Date) => pod({ unschedulable: { since, message: '0/5 nodes: Insufficient memory' } })
    expect(read([pending(minutes(9))])).toMatchObject({ says: 'progressing', code: 'unschedulable' })
    expect(read([pending(minutes(10))])).toMatchObject({
      says: 'degraded',
      sentence: expect.stringContaining('Insufficient memory'),
    })
    expect(read([pending(minutes(60))], { unschedulable: true }).says).toBe('healthy')
  })

  it('sees evictions since the merge', () => {
    const evicted = (at: Date) => pod({ evicted: { at, message: 'low on memory' } })
    expect(read([evicted(NOW)])).toMatchObject({ says: 'degraded', code: 'evicted' })
    expect(read([evicted(new Date('2026-03-01T00:00:00Z'))]).says).toBe('healthy')
  })

  it('counts restarts against before', () => {
    const restarted = (restarts: number) => [pod({ containers: [container({ restarts })] }), pod({ containers: [] })]
    expect(read(restarted(4)).says).toBe('healthy')
    expect(read(restarted(5))).toMatchObject({
      says: 'degraded',
      code: 'restarts',
      sentence: expect.stringContaining('5 restarts'),
    })
    expect(read(restarted(8), { restartsPerHour: 1 }).says).toBe('healthy')
    expect(read(restarted(9), { restartsPerHour: 1 }).says).toBe('degraded')
    expect(read(restarted(5), { restartsPerHour: 9 }, { mergedAt: new Date(NOW.getTime() + 60_000) }).says).toBe(
      'degraded',
    )
  })

  it('tells the worst, each thing once', () => {
    const waiting = pod({ name: 'cart-2', unschedulable: { since: NOW, message: 'none' } })
    const { sentence, says } = read([
      oom(NOW),
      oom(NOW),
      waiting,
      pod({ containers: [container({ name: 'proxy', waiting: 'CrashLoopBackOff' })] }),
    ])
    expect(says).toBe('degraded')
    expect(sentence).toBe(
      'pods of Deployment shop/cart: app in cart-1 was killed because it ran out of memory and proxy in cart-1 crashes again and again',
    )
  })
})
