/** What the objects of Argo CD and Flux say about a rollout. */
import { describe, expect, it } from 'vitest'
import { type ArgoFacts, readArgoApplication } from '../../../../src/core/after/rollout/argo-application.ts'
import { type FluxFacts, readFluxKustomization } from '../../../../src/core/after/rollout/flux-kustomization.ts'
import type { Relate } from '../../../../src/core/after/rollout/signal.ts'

const BASE = '0'.repeat(40)
const MERGE = 'a'.repeat(40)
const NEXT = 'b'.repeat(40)
const relate: Relate = (commit) => (commit === MERGE ? 'merged' : commit === NEXT ? 'later' : 'earlier')
const NOW = new Date('2026-03-02T10:00:00Z')

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
