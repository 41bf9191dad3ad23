/** What the objects of a cluster say about a rollout. */
import { describe, expect, it } from 'vitest'
import { type ArgoFacts, readArgoApplication } from '../../../../src/core/after/rollout/argo-application.ts'
import { type FluxFacts, readFluxKustomization } from '../../../../src/core/after/rollout/flux-kustomization.ts'
import { readGuard } from '../../../../src/core/after/rollout/guard.ts'
import { type LiveValue, readLiveValues } from '../../../../src/core/after/rollout/live-values.ts'
import {
  type ContainerFacts,
  type PodFacts,
  type PodsBefore,
  readPods,
} from '../../../../src/core/after/rollout/pods.ts'
import type { Relate } from '../../../../src/core/after/rollout/signal.ts'
import { readWorkload, type WorkloadFacts } from '../../../../src/core/after/rollout/workload-status.ts'

const BASE = '0'.repeat(40)
const MERGE = 'a'.repeat(40)
const NEXT = 'b'.repeat(40)
const relate: Relate = (commit) => (commit === MERGE ? 'merged' : commit === NEXT ? 'later' : 'earlier')
const MERGED_AT = new Date('2026-03-02T08:00:00Z')
const NOW = new Date('2026-03-02T10:00:00Z')
const minutes = (count: number) => new Date(NOW.getTime() - count * 60_000)

describe('readArgoApplication', () => {
  const synced: ArgoFacts = {
    name: 'argocd/shop',
    revisions: [MERGE],
    sync: 'Synced',
    health: 'Healthy',
    healthMessage: null,
    operation: { phase: 'Succeeded', message: null, revisions: [MERGE] },
    automated: true,
    healthBefore: 'Healthy',
  }
  const read = (change: Partial<ArgoFacts>) => readArgoApplication({ ...synced, ...change }, relate, NOW)

  it.each<[string, Partial<ArgoFacts>, string, string, RegExp]>([
    ['synced and healthy', {}, 'healthy', 'healthy', /synced and healthy$/],
    ['at a later commit', { revisions: [NEXT] }, 'healthy', 'healthy', /healthy$/],
    ['one of several sources', { revisions: ['6.2.1', MERGE] }, 'healthy', 'healthy', /healthy$/],
    ['not there yet', { revisions: [BASE] }, 'progressing', 'not-reached', /is at 0000000000, which/],
    ['nowhere yet', { revisions: [], operation: null }, 'progressing', 'not-reached', /is at nothing/],
    ['synced by hand', { revisions: [BASE], automated: false }, 'progressing', 'manual-sync', /automatic sync is off/],
    ['a chart version', { revisions: ['6.2.1'] }, 'progressing', 'not-reached', /is at 6.2.1/],
    ['out of sync', { sync: 'OutOfSync' }, 'progressing', 'out-of-sync', /is OutOfSync$/],
    ['on its way', { health: 'Progressing' }, 'progressing', 'not-healthy-yet', /is synced and Progressing$/],
    ['suspended', { health: 'Suspended' }, 'progressing', 'not-healthy-yet', /Suspended$/],
    ['degraded', { health: 'Degraded', healthMessage: 'no pods' }, 'degraded', 'degraded', /is Degraded: no pods$/],
    ['degraded without words', { health: 'Degraded', healthMessage: '' }, 'degraded', 'degraded', /is Degraded$/],
    ['degraded before', { health: 'Degraded', healthBefore: 'Degraded' }, 'progressing', 'already-failing', /before/],
    [
      'a failed sync',
      { revisions: [BASE], operation: { phase: 'Failed', message: 'quota', revisions: [MERGE] } },
      'degraded',
      'sync-failed',
      /synced: quota$/,
    ],
    [
      'an error',
      { operation: { phase: 'Error', message: null, revisions: [MERGE] } },
      'degraded',
      'sync-failed',
      /synced$/,
    ],
    [
      'an old failed sync',
      { revisions: [BASE], operation: { phase: 'Failed', message: 'x', revisions: [BASE] } },
      'progressing',
      'not-reached',
      /is at/,
    ],
  ])('%s', (_, change, says, code, sentence) => {
    expect(read(change)).toMatchObject({ says, code, sentence: expect.stringMatching(sentence), at: NOW })
  })

  it('says when a later commit may be the cause', () => {
    expect(read({ revisions: [NEXT], health: 'Degraded' }).maybeOthers).toBe(true)
    expect(read({ health: 'Degraded' }).maybeOthers).toBe(false)
    const operation = { phase: 'Failed', message: null, revisions: [NEXT] }
    expect(read({ operation }).maybeOthers).toBe(true)
  })
})

describe('readFluxKustomization', () => {
  const ready: FluxFacts = {
    name: 'flux-system/apps',
    suspended: false,
    applied: `main@sha1:${MERGE}`,
    attempted: `main@sha1:${MERGE}`,
    ready: { status: 'True', reason: 'ReconciliationSucceeded', message: 'Applied revision' },
    readyBefore: true,
  }
  const failed = (reason: string) => ({ status: 'False' as const, reason, message: 'it broke' })
  const old = `main@sha1:${BASE}`
  const read = (change: Partial<FluxFacts>) => readFluxKustomization({ ...ready, ...change }, relate, NOW)

  it.each<[string, Partial<FluxFacts>, string, string, RegExp]>([
    ['applied and ready', {}, 'healthy', 'reconciled', /is ready$/],
    ['suspended', { suspended: true }, 'progressing', 'suspended', /suspended/],
    ['not there yet', { applied: old, attempted: old }, 'progressing', 'not-reached', /has applied 0000000000/],
    ['never', { applied: null, attempted: null, ready: null }, 'progressing', 'not-reached', /applied nothing/],
    ['a digest', { applied: 'latest@sha256:abc' }, 'progressing', 'not-reached', /applied latest@sha256:abc/],
    ['no condition', { ready: null }, 'progressing', 'reconciling', /not ready yet$/],
    [
      'running',
      { ready: { status: 'Unknown', reason: 'Progressing', message: '' } },
      'progressing',
      'reconciling',
      /\(Progressing\)$/,
    ],
    [
      'a failed health check',
      { applied: old, ready: failed('HealthCheckFailed') },
      'degraded',
      'health-check-failed',
      /\(HealthCheckFailed\): it broke$/,
    ],
    [
      'a failed build',
      { applied: old, ready: failed('BuildFailed') },
      'degraded',
      'reconciliation-failed',
      /it broke$/,
    ],
    [
      'waiting for another',
      { applied: old, ready: failed('DependencyNotReady') },
      'progressing',
      'not-reached',
      /has applied/,
    ],
    [
      'failed before',
      { applied: old, ready: failed('BuildFailed'), readyBefore: false },
      'progressing',
      'already-failing',
      /before the merge: it broke/,
    ],
    [
      'an old failure',
      { applied: old, attempted: old, ready: failed('BuildFailed') },
      'progressing',
      'not-reached',
      /has applied/,
    ],
  ])('%s', (_, change, says, code, sentence) => {
    expect(read(change)).toMatchObject({ says, code, sentence: expect.stringMatching(sentence) })
  })

  it('says when a later commit may be the cause', () => {
    const attempted = `main@sha1:${NEXT}`
    expect(read({ applied: old, attempted, ready: failed('BuildFailed') }).maybeOthers).toBe(true)
    expect(read({ applied: old, ready: failed('BuildFailed') }).maybeOthers).toBe(false)
  })
})

describe('readWorkload', () => {
  const cart = { kind: 'Deployment', namespace: 'shop', name: 'cart' }
  const done: WorkloadFacts = {
    ...cart,
    generation: 4,
    observedGeneration: 4,
    desired: 3,
    updated: 3,
    available: 3,
    old: 0,
    paused: false,
    strategy: 'RollingUpdate',
    conditions: [{ type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: '' }],
    phase: null,
  }
  const condition = (type: string, status: string, reason: string, message: string) => ({
    conditions: [{ type, status, reason, message }],
  })

  it.each<[string, Partial<WorkloadFacts>, string, string]>([
    ['rolled out', {}, 'healthy', 'rolled-out'],
    ['scaled to nothing', { desired: 0, updated: 0, available: 0 }, 'healthy', 'rolled-out'],
    ['not looked at', { observedGeneration: 3 }, 'progressing', 'not-observed'],
    ['never looked at', { observedGeneration: null }, 'progressing', 'not-observed'],
    ['paused', { paused: true, updated: 0 }, 'progressing', 'paused'],
    ['updating', { updated: 1 }, 'progressing', 'updating'],
    ['deleted by hand only', { updated: 1, strategy: 'OnDelete' }, 'progressing', 'on-delete'],
    ['old pods', { old: 1 }, 'progressing', 'old-pods'],
    ['not available', { available: 2 }, 'progressing', 'not-available'],
    [
      'refused by a quota',
      condition('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota'),
      'degraded',
      'pods-refused',
    ],
    ['no longer refused', condition('ReplicaFailure', 'False', '', ''), 'healthy', 'rolled-out'],
    [
      'too slow',
      condition('Progressing', 'False', 'ProgressDeadlineExceeded', 'timed out'),
      'degraded',
      'deadline-exceeded',
    ],
    ['a degraded Rollout', { kind: 'Rollout', phase: 'Degraded' }, 'degraded', 'degraded'],
    ['a healthy Rollout', { kind: 'Rollout', phase: 'Healthy' }, 'healthy', 'rolled-out'],
    ['a CronJob', { kind: 'CronJob', observedGeneration: null }, 'healthy', 'next-run'],
  ])('%s', (_, change, says, code) => {
    expect(readWorkload(cart, { ...done, ...change }, NOW)).toMatchObject({
      reporter: 'Deployment shop/cart',
      says,
      code,
    })
  })

  it('says so when it is not there', () => {
    expect(readWorkload(cart, null, NOW)).toMatchObject({
      says: 'progressing',
      code: 'not-found',
      sentence: 'Deployment shop/cart is not in the cluster',
    })
  })
})

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

describe('readLiveValues', () => {
  const value = (git: string | null, live: string | null, manager: string | null = null): LiveValue => ({
    container: 'app',
    resource: 'cpu',
    field: 'requests',
    git,
    live,
    manager,
  })
  const read = (values: readonly LiveValue[], ignoredDifferences = false) =>
    readLiveValues({ workload: 'Deployment shop/cart', values, ignoredDifferences }, NOW)

  it('compares amounts, not texts', () => {
    expect(read([value('1000m', '1'), value(null, null), value('odd', 'odd')])).toMatchObject({
      says: 'healthy',
      code: 'equal',
    })
    expect(read([value('1000m', '900m')])).toMatchObject({
      says: 'progressing',
      sentence: 'the template of Deployment shop/cart differs from Git: app cpu requests is 900m and not 1000m',
    })
    expect(read([value('odd', 'other')]).says).toBe('progressing')
    expect(read([value(null, '1')]).sentence).toMatch(/is 1 and not unset$/)
    expect(read([value('1', null)]).sentence).toMatch(/is not set and not 1$/)
  })

  it('says why', () => {
    expect(read([value('1', '2', 'vpa-updater'), value('1', '2', 'vpa-updater')]).sentence).toMatch(
      /; set by vpa-updater$/,
    )
    expect(read([value('1', '2', 'argocd-controller')], true).sentence).toMatch(/ignore differences in this field$/)
    expect(read([value('1', '2', 'kubectl-edit')]).sentence).toMatch(/not 1$/)
  })
})

describe('readGuard', () => {
  it.each([
    ['holds', 'healthy', '', 'the guard latency holds'],
    ['fails', 'degraded', '0.7', 'the guard latency fails: 0.7'],
    ['unknown', 'progressing', 'connection refused', 'the guard latency could not be asked: connection refused'],
  ] as const)('%s', (result, says, detail, sentence) => {
    expect(readGuard({ name: 'latency', result, detail }, NOW)).toMatchObject({
      reporter: 'guard latency',
      says,
      sentence,
    })
  })
})
