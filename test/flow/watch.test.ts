/** From what Argo CD and Flux say to a check run, one comment, and a revert. */
import { describe, expect, it } from 'vitest'
import { ROLLOUT_MARKER } from '../../src/core/after/rollout/report-rollout.ts'
import type { Application } from '../../src/core/locate/target.ts'
import { Problem } from '../../src/core/problem.ts'
import type { RollBack, RollBackRequest } from '../../src/flow/roll-back.ts'
import { type WatchSettings, type WatchTools, watchMerged, watchPulls } from '../../src/flow/watch.ts'
import type { Delivery } from '../../src/ports/delivery.ts'
import { silentLogger } from '../../src/ports/runtime.ts'
import { MAIN, pullOf } from '../helpers/memory-forge/state.ts'
import { type MemoryWorld, openMemoryForge } from '../helpers/memory-forge.ts'
import { FILES, proposalOf, run } from './propose-world.ts'

const HOUR = 3_600_000
const SETTINGS: WatchSettings = {
  ...{ watch: 'github', soakMs: HOUR, timeoutMs: 24 * HOUR },
  rollback: { open: 'auto', preApproved: false },
}
const FLUX = 'kustomization/apps/1a2b3c4d'

async function mergedWorld(): Promise<{
  world: MemoryWorld
  number: number
  tools: WatchTools
  asked: RollBackRequest[]
}> {
  const world = openMemoryForge({ files: FILES, writers: ['ada'] })
  const forge = world.connect()
  const [result] = await run(forge, [proposalOf()], { now: world.clock.now })
  const number = result?.number ?? 0
  world.pass(HOUR)
  world.personMerges('ada', number)
  world.log.length = 0
  const asked: RollBackRequest[] = []
  const rollBack: RollBack = async (_, request) => {
    asked.push(request)
    const base = 'krr-gitops/revert---'
    world.state.branches.set(`${base}${number}`, world.state.branches.get(MAIN) ?? '')
    const pull = { branch: `${base}${number}`, base: MAIN, title: 'R', body: '', draft: false }
    const opened = await forge.pullRequests.open(pull)
    if (opened === 'exists') return { refused: 'exists' }
    await forge.labels.addLabels(opened.number, [{ name: 'krr-gitops', color: '000000', description: '' }])
    return { number: opened.number, url: opened.url }
  }
  const tools: WatchTools = {
    ...{ forge, delivery: null, guards: null, applicationOf: () => null, rollBack },
    ...{ clock: world.clock, logger: silentLogger },
  }
  return { world, number, tools, asked }
}

let statusId = 0
function says(
  world: MemoryWorld,
  commit: string,
  state: 'success' | 'failure',
  description: string,
  context = FLUX,
): void {
  statusId += 1
  const createdAt = world.state.now
  world.state.statuses.push({ id: statusId, commit, context, state, description, targetUrl: null, createdAt })
}

const writes = ({ log }: MemoryWorld) => log.filter(({ write }) => write).map(({ name }) => name)
const commentsOf = (world: MemoryWorld, number: number) =>
  pullOf(world.state, number).comments.filter(({ body }) => body.startsWith(ROLLOUT_MARKER))

describe('watch', () => {
  it('follows a rollout until it is healthy for its soak, and is quiet about what did not change', async () => {
    const { world, number, tools } = await mergedWorld()
    const merge = pullOf(world.state, number).mergeCommit ?? ''
    const look = async () => (await watchMerged(SETTINGS, tools))[0]
    expect(await look()).toMatchObject({ number, state: 'progressing', mergeCommit: merge, wrote: true })
    expect(commentsOf(world, number)).toEqual([])
    expect(world.state.checks).toMatchObject([{ commit: merge, name: 'krr-gitops/rollout', conclusion: 'pending' }])

    world.pass(60_000)
    says(world, merge, 'success', 'reconciliation succeeded')
    expect(await look()).toMatchObject({ state: 'progressing', rollout: { healthySince: world.state.now } })
    expect(commentsOf(world, number)).toHaveLength(1)
    world.log.length = 0
    expect(await look()).toMatchObject({ wrote: false })
    expect(writes(world)).toEqual([])

    world.pass(HOUR)
    expect(await look()).toMatchObject({ state: 'healthy', wrote: true })
    expect(commentsOf(world, number)).toMatchObject([{ body: expect.stringContaining('Rolled out and healthy') }])
    expect(world.state.checks).toMatchObject([{ conclusion: 'success' }])

    world.log.length = 0
    expect(await look()).toMatchObject({ state: 'healthy', rollout: null, wrote: false })
    expect(world.log.map(({ name }) => name)).toEqual(['life.listMerged', 'life.look', 'checks.read'])
  })

  it('opens one revert when the health check fails, with the evidence', async () => {
    const { world, number, tools, asked } = await mergedWorld()
    const merge = pullOf(world.state, number).mergeCommit ?? ''
    says(world, merge, 'failure', 'health check failed')
    const [first] = await watchMerged(SETTINGS, tools)
    expect(first).toMatchObject({ state: 'degraded', revert: { number: expect.any(Number) } })
    expect(asked).toMatchObject([{ why: 'the rollout is degraded', requestedBy: null, preApproved: false }])
    expect(asked[0]?.evidence).toMatchObject([{ code: 'health-check-failed' }])
    const revert = first?.revert && 'number' in first.revert ? first.revert.number : 0
    expect(commentsOf(world, number)[0]?.body).toContain(`**Revert:** #${revert}`)
    world.log.length = 0
    expect(await watchMerged(SETTINGS, tools)).toMatchObject([
      { state: 'degraded', wrote: false, revert: { number: revert } },
    ])
    expect(asked).toHaveLength(1)
    expect(writes(world)).toEqual([])

    world.personCloses(revert)
    await watchMerged(SETTINGS, tools)
    expect(asked).toHaveLength(1)
    expect(commentsOf(world, number)[0]?.body).toContain('Somebody closed')
  })

  it('says nothing more once the revert is merged', async () => {
    const { world, number, tools } = await mergedWorld()
    says(world, pullOf(world.state, number).mergeCommit ?? '', 'failure', 'health check failed')
    const [first] = await watchMerged(SETTINGS, tools)
    const revert = first?.revert && 'number' in first.revert ? first.revert.number : 0
    world.personMerges('ada', revert)
    world.log.length = 0
    expect(await watchMerged(SETTINGS, tools)).toEqual([
      expect.objectContaining({ number: revert, state: 'unwatched' }),
    ])
    expect(writes(world)).toEqual([])
  })

  it('hears later commits, and knows what stood before', async () => {
    const { world, number, tools } = await mergedWorld()
    const merge = pullOf(world.state, number).mergeCommit ?? ''
    const before = world.state.commits.get(merge)?.parents[0] ?? ''
    says(world, before, 'success', 'reconciliation succeeded')
    const [waiting] = await watchMerged(SETTINGS, tools)
    expect(waiting?.rollout).toMatchObject({ waitingFor: [expect.stringContaining('has not reported')] })
    const later = world.personCommits('ada', MAIN, { 'x.txt': 'x' })
    says(world, later, 'failure', 'health check failed')
    const [failed] = await watchMerged({ ...SETTINGS, rollback: { open: 'auto', preApproved: true } }, tools)
    expect(failed?.rollout).toMatchObject({ state: 'degraded', evidence: [{ maybeOthers: true }] })
  })

  it('reads only what is said of the application that delivers it', async () => {
    const { world, number, tools } = await mergedWorld()
    const merge = pullOf(world.state, number).mergeCommit ?? ''
    says(world, merge, 'failure', 'health check failed', 'kustomization/other/1a2b3c4d')
    const application: Application = {
      ...{ controller: 'flux', name: 'flux-system/apps', cluster: null, path: 'apps/shop', file: null },
      ...{ defaultNamespace: null, forcedNamespace: null, suspended: false },
    }
    const [deaf] = await watchMerged(SETTINGS, { ...tools, applicationOf: () => application })
    expect(deaf).toMatchObject({ state: 'progressing' })
    expect(await watchMerged(SETTINGS, tools)).toMatchObject([{ state: 'degraded' }])
  })

  it('blames nobody where nobody ever reports', async () => {
    const { world, number, tools, asked } = await mergedWorld()
    world.pass(25 * HOUR)
    expect(await watchMerged(SETTINGS, tools)).toMatchObject([{ state: 'silent', revert: null }])
    expect(world.state.checks).toMatchObject([{ conclusion: 'neutral' }])
    expect(asked).toEqual([])
    expect(commentsOf(world, number)).toEqual([])
    world.log.length = 0
    expect(await watchMerged(SETTINGS, tools)).toMatchObject([{ state: 'silent', rollout: null }])
    expect(world.log.map(({ name }) => name)).not.toContain('deliveries.read')
  })

  it('does what the configuration says', async () => {
    const { world, number, tools, asked } = await mergedWorld()
    says(world, pullOf(world.state, number).mergeCommit ?? '', 'failure', 'health check failed')
    expect(await watchMerged({ ...SETTINGS, watch: 'none' }, tools)).toEqual([])
    const facts = await tools.forge.life.look([number])
    expect(await watchPulls(facts, { ...SETTINGS, watch: 'none' }, tools)).toMatchObject([{ state: 'unwatched' }])
    expect(writes(world)).toEqual([])
    const manual = { ...SETTINGS, rollback: { open: 'manual', preApproved: false } } as const
    expect(await watchMerged(manual, tools)).toMatchObject([{ state: 'degraded', revert: null }])
    expect(commentsOf(world, number)[0]?.body).toContain('on request only (rollback.open: manual)')
    expect(asked).toEqual([])
  })

  it('tells a refusal once, and tries again after a failure', async () => {
    const { world, number, tools } = await mergedWorld()
    says(world, pullOf(world.state, number).mergeCommit ?? '', 'failure', 'health check failed')
    let calls = 0
    const failing: RollBack = async () => {
      calls += 1
      throw new Problem({ code: 'kustomize-missing', exit: 3, message: 'There is no kustomize.' })
    }
    for (const count of [1, 2]) {
      const [result] = await watchMerged(SETTINGS, { ...tools, rollBack: failing })
      expect(result).toMatchObject({ state: 'degraded', problem: { code: 'kustomize-missing' } })
      expect(calls).toBe(count)
    }
    const refusing: RollBack = async () => {
      calls += 1
      return { refused: 'there is nothing to undo: @all' }
    }
    calls = 0
    for (let round = 0; round < 3; round += 1) await watchMerged(SETTINGS, { ...tools, rollBack: refusing })
    expect(calls).toBe(1)
    expect(commentsOf(world, number)[0]?.body).toMatch(/\*\*Not reverted:\*\* There is nothing to undo/)
    expect(commentsOf(world, number)[0]?.body).not.toContain('@all')
  })

  it('leaves the comments of people alone, and keeps one of its own', async () => {
    const { world, number, tools } = await mergedWorld()
    const merge = pullOf(world.state, number).mergeCommit ?? ''
    world.comment('ada', number, `${ROLLOUT_MARKER}\nall is well`)
    says(world, merge, 'success', 'reconciliation succeeded')
    world.pause = () => new Promise((resolve) => setImmediate(resolve))
    const other = { ...tools, forge: world.connect() }
    await Promise.all([watchMerged(SETTINGS, tools), watchMerged(SETTINGS, other)])
    await watchMerged(SETTINGS, tools)
    const [theirs, ours, ...more] = commentsOf(world, number)
    expect(theirs).toMatchObject({ author: 'ada', body: `${ROLLOUT_MARKER}\nall is well`, edited: false })
    expect(ours?.body).toContain('Healthy so far')
    expect(more).toEqual([])
  })

  it('asks the cluster, remembers since when it is healthy, and goes on when it cannot be asked', async () => {
    const { world, tools } = await mergedWorld()
    const kubernetes = { ...SETTINGS, watch: 'kubernetes' } as const
    const status = {
      ...{ kind: 'Deployment', namespace: 'shop', name: 'shop', generation: 2, observedGeneration: 2 },
      ...{ desired: 1, updated: 1, available: 1, old: 0, paused: false, strategy: null, conditions: [], phase: null },
    }
    const before = { restartsPerHour: 0, outOfMemory: false, crashing: false, unschedulable: false }
    const watched: unknown[] = []
    const delivery: Delivery = {
      observe: async (cluster) => {
        watched.push(cluster)
        return { argo: [], flux: [], workloads: [{ status, pods: [], before, live: null }] }
      },
    }
    const guards = { run: async () => [{ name: 'errors', result: 'holds' as const, detail: '' }] }
    const asking = { ...tools, delivery, guards }
    const start = world.state.now
    expect(await watchMerged(kubernetes, asking)).toMatchObject([{ rollout: { healthySince: start } }])
    expect(watched).toMatchObject([
      {
        cluster: 'prod-eu',
        workloads: [{ kind: 'Deployment', name: 'shop', values: [{ container: 'app', to: 350 }] }],
      },
    ])
    world.pass(HOUR / 2)
    const failing: Delivery = {
      observe: async () => {
        throw new Problem({ code: 'kubernetes-failed', exit: 3, message: 'No route.' })
      },
    }
    expect(await watchMerged(kubernetes, { ...asking, delivery: failing })).toMatchObject([
      { state: 'progressing', wrote: false, problem: { code: 'kubernetes-failed' } },
    ])
    world.pass(HOUR / 2)
    expect(await watchMerged(kubernetes, asking)).toMatchObject([{ state: 'healthy', rollout: { since: start } }])
  })

  it('remembers in its comment where it may only post commit statuses', async () => {
    const { world, number, tools } = await mergedWorld()
    const kubernetes = { ...SETTINGS, watch: 'kubernetes' } as const
    const delivery: Delivery = {
      observe: async () => ({
        argo: [],
        flux: [
          {
            ...{ name: 'flux-system/apps', suspended: false, attempted: null, readyBefore: true },
            applied: `main@sha1:${world.state.branches.get(MAIN)}`,
            ready: { status: 'True', reason: 'ReconciliationSucceeded', message: '' },
          },
        ],
        workloads: [],
      }),
    }
    const forge = {
      ...tools.forge,
      checks: {
        ...tools.forge.checks,
        read: async (commits: readonly string[]) => {
          const found = await tools.forge.checks.read(commits)
          return new Map(
            [...found].map(([commit, checks]) => [commit, checks.map((c) => ({ ...c, id: null, summary: '' }))]),
          )
        },
      },
    }
    const asking = { ...tools, forge, delivery }
    const look = async () => (await watchMerged(kubernetes, asking))[0]
    await look()
    expect(await look()).toMatchObject({ wrote: true })
    const since = world.state.now
    world.pass(HOUR / 2)
    expect(await look()).toMatchObject({ wrote: false, rollout: { healthySince: since } })
    expect(commentsOf(world, number)).toHaveLength(1)
    expect(commentsOf(world, number)[0]?.edited).toBe(false)
    const comment = commentsOf(world, number)[0]
    if (comment !== undefined)
      Object.assign(comment, { body: comment.body.replace(/2026-03-02/g, '2026-03-01'), edited: true })
    expect(await look()).toMatchObject({ wrote: true, rollout: { healthySince: world.state.now } })
  })
})
