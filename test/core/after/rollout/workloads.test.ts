/** What workloads, their templates and guards say about a rollout. */
import { describe, expect, it } from 'vitest'
import { readGuard } from '../../../../src/core/after/rollout/guard.ts'
import { type LiveValue, readLiveValues } from '../../../../src/core/after/rollout/live-values.ts'
import { readWorkload, type WorkloadFacts } from '../../../../src/core/after/rollout/workload-status.ts'

const NOW = new Date('2026-03-02T10:00:00Z')

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
