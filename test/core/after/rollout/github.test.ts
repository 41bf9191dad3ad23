/** Statuses and deployments as Flux and Argo CD really post them, in the order in which they really come. */
import { describe, expect, it } from 'vitest'
import { type CommitStatus, readStatuses } from '../../../../src/core/after/rollout/commit-status.ts'
import { concerns, readReporter } from '../../../../src/core/after/rollout/delivery-report.ts'
import { type DeploymentStatus, readDeployments } from '../../../../src/core/after/rollout/deployment-status.ts'
import { commitOf, shortRevision } from '../../../../src/core/after/rollout/revision.ts'
import type { Relate } from '../../../../src/core/after/rollout/signal.ts'
import type { Application } from '../../../../src/core/locate/target.ts'

const BASE = '0'.repeat(40)
const MERGE = 'a'.repeat(40)
const NEXT = 'b'.repeat(40)
const relate: Relate = (commit) =>
  commit === MERGE ? 'merged' : commit === NEXT ? 'later' : commit === BASE ? 'earlier' : 'unknown'

function application(controller: Application['controller'], name: string): Application {
  const rest = { cluster: null, defaultNamespace: null, forcedNamespace: null, suspended: false, file: null }
  return { controller, name, path: 'apps/shop/overlays/prod', ...rest }
}

const FLUX = application('flux', 'flux-system/shop')
const ARGO = application('argocd', 'argocd/shop')

let clock = 0
function status(
  context: string,
  state: CommitStatus['state'],
  description: string | null,
  more: Partial<CommitStatus> = {},
): CommitStatus {
  clock += 1
  const createdAt = new Date(Date.UTC(2026, 2, 2, 8, clock))
  return { id: clock, commit: MERGE, context, state, description, targetUrl: null, createdAt, ...more }
}

const says = (statuses: readonly CommitStatus[], app: Application | null = FLUX) =>
  readStatuses(statuses, app, relate).signals.map((signal) => `${signal.reporter}: ${signal.says} ${signal.code}`)

describe('readStatuses', () => {
  it('reads what the Flux notification-controller posts', () => {
    const context = 'kustomization/shop/1a2b3c4d'
    expect(says([status(context, 'success', 'reconciliation succeeded')])).toEqual([`${context}: healthy reconciled`])
    expect(says([status(context, 'failure', 'health check failed')])).toEqual([
      `${context}: degraded health-check-failed`,
    ])
    for (const reason of ['build failed', 'reconciliation failed', 'prune failed', null]) {
      expect(says([status(context, 'failure', reason)])).toEqual([`${context}: degraded reconciliation-failed`])
    }
  })

  it('knows that an event of severity info is a success to GitHub, and not to us', () => {
    const context = 'kustomization/shop/1a2b3c4d'
    const notYet = [`${context}: progressing reconciling`]
    expect(says([status(context, 'success', 'dependency not ready')])).toEqual(notYet)
    expect(says([status(context, 'success', 'health check canceled')])).toEqual(notYet)
    expect(says([status(context, 'success', 'health check failed')])).toEqual(notYet)
    expect(says([status(context, 'failure', 'dependency not ready')])).toEqual(notYet)
    expect(says([status(context, 'failure', 'artifact failed')])).toEqual(notYet)
    expect(says([status(context, 'pending', null)])).toEqual(notYet)
  })

  it('reads what Argo CD Notifications posts', () => {
    const url = 'https://argocd.example.com/applications/argocd/shop?operation=true'
    expect(
      says([status('continuous-delivery/shop', 'success', 'Application shop is now running new version')], ARGO),
    ).toEqual(['continuous-delivery/shop: healthy reported-success'])
    expect(says([status('argocd/shop', 'pending', null)], ARGO)).toEqual(['argocd/shop: progressing reported-pending'])
    expect(says([status('ArgoCD/Shop', 'failure', 'degraded')], ARGO)).toEqual([
      'ArgoCD/Shop: degraded reported-failure',
    ])
    expect(says([status('argocd/prod/shop', 'error', null)], ARGO)).toEqual([
      'argocd/prod/shop: degraded reported-failure',
    ])
    expect(says([status('deploy', 'success', null, { targetUrl: url })], ARGO)).toEqual([
      'deploy: healthy reported-success',
    ])
  })

  it('leaves everybody else alone', () => {
    const others = [
      status('ci/build', 'failure', null),
      status('kustomization/other/1a2b3c4d', 'failure', 'health check failed'),
      status('argocd/shop', 'failure', null),
      status('kustomization/shop/1a2b3c4d', 'failure', null, { commit: 'f'.repeat(40) }),
      status('ci', 'failure', null, { targetUrl: 'https://ci.example.com/builds/7' }),
    ]
    expect(says(others)).toEqual([])
    expect(readStatuses(others, FLUX, relate).known).toEqual([])
  })

  it('puts them in order of time, then of number, and takes later commits for what they are', () => {
    const at = new Date('2026-03-02T12:00:00Z')
    const later = status('kustomization/shop/1', 'failure', 'build failed', { id: 9, createdAt: at, commit: NEXT })
    const first = status('kustomization/shop/1', 'success', 'reconciliation succeeded', { id: 8, createdAt: at })
    const { signals } = readStatuses([later, first], FLUX, relate)
    expect(signals.map((signal) => [signal.says, signal.maybeOthers])).toEqual([
      ['healthy', false],
      ['degraded', true],
    ])
  })

  it('does not blame the change for what failed before it', () => {
    const context = 'kustomization/shop/1'
    const before = status(context, 'failure', 'health check failed', { commit: BASE })
    const after = status(context, 'failure', 'health check failed')
    const { signals, known } = readStatuses([after, before], FLUX, relate)
    expect(signals).toMatchObject([{ says: 'progressing', code: 'already-failing' }])
    expect(signals[0]?.sentence).toBe(`${context} says failure: health check failed, as before the merge`)
    expect(known).toEqual([context])
    const recovered = status(context, 'success', 'reconciliation succeeded', {
      commit: BASE,
      createdAt: before.createdAt,
    })
    const again = readStatuses([before, recovered, after], FLUX, relate)
    expect(again.signals).toMatchObject([{ says: 'degraded' }])
  })

  it('hears every delivery report where no application is named', () => {
    const statuses = [
      status('kustomization/a/1', 'success', 'reconciliation succeeded'),
      status('argocd/b', 'success', null),
      status('ci', 'success', null),
    ]
    expect(says(statuses, null)).toHaveLength(2)
    expect(says(statuses, application('config', 'clusters/prod'))).toHaveLength(2)
  })
})

describe('readReporter', () => {
  it.each([
    ['kustomization/apps', { by: 'flux', name: 'apps' }],
    ['kustomization/apps/0c9c2e41', { by: 'flux', name: 'apps' }],
    ['helmrelease/apps/0c9c2e41', null],
    ['kustomization/a/b/c', null],
    ['argo-cd/x/y', { by: 'argocd', name: 'y' }],
    ['build/argocd', null],
  ])('%s', (context, expected) => {
    expect(readReporter(context, null)).toEqual(expected)
  })

  it('compares the name without its namespace, and the controller', () => {
    expect(concerns({ by: 'argocd', name: 'shop' }, FLUX)).toBe(false)
    expect(concerns({ by: 'flux', name: 'SHOP' }, FLUX)).toBe(true)
    expect(concerns({ by: 'argocd', name: 'shop' }, application('argocd', 'shop'))).toBe(true)
  })
})

function deployment(state: DeploymentStatus['state'], more: Partial<DeploymentStatus> = {}): DeploymentStatus {
  clock += 1
  const createdAt = new Date(Date.UTC(2026, 2, 2, 8, clock))
  return { id: clock, commit: MERGE, environment: 'shop', state, description: null, logUrl: null, createdAt, ...more }
}

describe('readDeployments', () => {
  const read = (statuses: readonly DeploymentStatus[], app: Application | null = ARGO) =>
    readDeployments(statuses, app, relate).map((signal) => signal.says)

  it.each([
    ['success', ['healthy']],
    ['failure', ['degraded']],
    ['error', ['degraded']],
    ['in_progress', ['progressing']],
    ['queued', ['progressing']],
    ['pending', ['progressing']],
    ['waiting', ['progressing']],
    ['inactive', []],
  ] as const)('%s', (state, expected) => {
    expect(read([deployment(state)])).toEqual(expected)
  })

  it('takes those of the application only', () => {
    expect(read([deployment('failure', { environment: 'github-pages' })])).toEqual([])
    expect(read([deployment('failure', { environment: 'apps/shop/overlays/prod' })])).toEqual(['degraded'])
    expect(read([deployment('failure', { environment: 'ARGOCD/shop' })])).toEqual(['degraded'])
    const logUrl = 'https://argocd.example.com/applications/shop'
    expect(read([deployment('failure', { environment: 'production', logUrl })])).toEqual(['degraded'])
    expect(read([deployment('failure', { environment: 'shop', logUrl: `${logUrl}-two` })])).toEqual([])
    expect(read([deployment('failure')], null)).toEqual([])
    expect(read([deployment('failure', { logUrl })], null)).toEqual(['degraded'])
    expect(read([deployment('failure', { commit: BASE })])).toEqual([])
  })

  it('is in order, and says what it heard', () => {
    const at = new Date('2026-03-02T12:00:00Z')
    const statuses = [
      deployment('failure', { id: 2, createdAt: at, description: 'shop is Degraded', commit: NEXT }),
      deployment('success', { id: 1, createdAt: at }),
    ]
    expect(readDeployments(statuses, ARGO, relate)).toMatchObject([
      { sentence: 'the deployment to shop is success', maybeOthers: false },
      { sentence: 'the deployment to shop is failure: shop is Degraded', maybeOthers: true },
    ])
    expect(read([deployment('success'), deployment('failure')])).toEqual(['healthy', 'degraded'])
  })
})

describe('commitOf', () => {
  const sha = '5a0c1b2d3e4f5a0c1b2d3e4f5a0c1b2d3e4f5a0c'
  it.each([
    [`main@sha1:${sha}`, sha],
    [`v1.2.0@sha1:${sha}`, sha],
    [`sha1:${sha}`, sha],
    [`main/${sha}`, sha],
    [sha, sha],
    [`main@sha256:${'a'.repeat(64)}`, null],
    ['latest@sha256:abc', null],
    ['a'.repeat(64), 'a'.repeat(64)],
    ['main', null],
    [`x${sha}`, null],
    ['', null],
  ])('%s', (revision, commit) => {
    expect(commitOf(revision)).toBe(commit)
  })

  it('is short in sentences', () => {
    expect(shortRevision(`main@sha1:${sha}`)).toBe('5a0c1b2d3e')
    expect(shortRevision('1.2.3')).toBe('1.2.3')
    expect(shortRevision('')).toBe('nothing')
    expect(shortRevision(null)).toBe('nothing')
  })
})
