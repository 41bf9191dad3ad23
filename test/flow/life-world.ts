/** A forge in memory and checkouts of it on disk: proposals are proved by the real kustomize, merged, and undone. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createKustomize } from '../../src/adapters/kustomize/create.ts'
import { openRepository } from '../../src/adapters/repository/open.ts'
import type { Risk, WorkloadChange } from '../../src/core/change/change.ts'
import { targetWorkloadKey } from '../../src/core/locate/target.ts'
import type { Proposal } from '../../src/core/pull-request/proposal.ts'
import { changeKey, type ProposedChange } from '../../src/core/pull-request/proposed-change.ts'
import { DEFAULT_PULL_REQUEST_SETTINGS } from '../../src/core/pull-request/settings.ts'
import { toProposal } from '../../src/core/pull-request/to-proposal.ts'
import { parseQuantity } from '../../src/core/quantity.ts'
import type { Field, Resource } from '../../src/core/workload.ts'
import { propose } from '../../src/flow/propose.ts'
import { proveGroup } from '../../src/flow/prove-group.ts'
import { createRenderCache, type RenderCache } from '../../src/flow/render-cache.ts'
import { findValues } from '../../src/flow/roll-back/targets.ts'
import { toWorkloads } from '../../src/flow/roll-back/workloads.ts'
import { createRollBack, type RollBack, type RollBackSettings, type RollBackTools } from '../../src/flow/roll-back.ts'
import { surveyCheckout } from '../../src/flow/survey.ts'
import type { LivingForge, PullRequestFacts } from '../../src/ports/life.ts'
import type { Repository } from '../../src/ports/repository.ts'
import { silentLogger, silentProgress } from '../../src/ports/runtime.ts'
import { commitOf, type Files, MAIN } from '../helpers/memory-forge/state.ts'
import { type MemoryWorld, openMemoryForge } from '../helpers/memory-forge.ts'

export const SETTINGS: RollBackSettings = {
  clusters: [],
  prices: { cpuCoreMonth: null, memoryGiBMonth: null, currency: 'USD' },
  render: { loadRestrictor: 'repository', allowRemote: false },
  pullRequests: DEFAULT_PULL_REQUEST_SETTINGS,
  holdMs: 30 * 86_400_000,
}

const kustomize = createKustomize({ program: process.env.KUSTOMIZE, timeout: 60_000, allowRemote: false })

export interface Wish {
  readonly overlay?: string
  readonly kind?: string
  readonly name?: string
  readonly container?: string
  readonly resource?: Resource
  readonly field?: Field
  readonly to: string | null
}

export interface LifeWorld extends AsyncDisposable {
  readonly memory: MemoryWorld
  readonly forge: LivingForge
  /** One render cache for the whole world. */
  readonly cache: RenderCache
  readonly kustomize: typeof kustomize
  checkout(): Promise<Repository>
  /** The proposal of one group for today's default branch. */
  proposalOf(group: string, wishes: readonly Wish[], risk?: Risk): Promise<Proposal>
  /** Opens it and lets a person merge it; the number. */
  merged(group: string, wishes: readonly Wish[]): Promise<number>
  rollBack(tools?: Partial<RollBackTools>): RollBack
  facts(number: number): Promise<PullRequestFacts>
  /** Files of the default branch, or of a branch. */
  files(branch?: string): Files
}

export async function openLifeWorld(
  files: Files,
  cache: RenderCache = createRenderCache({ store: null }),
): Promise<LifeWorld> {
  const memory = openMemoryForge({ files, writers: ['ada'] })
  const forge = memory.connect()
  const folders: string[] = []
  const tools = { ...{ kustomize, cache, concurrency: 2, progress: silentProgress, logger: silentLogger } }
  const world: LifeWorld = {
    ...{ memory, forge, cache, kustomize },
    async checkout() {
      const root = await mkdtemp(join(tmpdir(), 'krr-gitops-test-'))
      folders.push(root)
      const commit = commitOf(memory.state, memory.state.branches.get(MAIN) ?? '')
      for (const [path, text] of Object.entries(commit.files)) {
        await mkdir(dirname(join(root, path)), { recursive: true })
        await writeFile(join(root, path), text)
      }
      return { ...(await openRepository(root)), head: { commit: commit.sha, branch: MAIN } }
    },
    async proposalOf(group, wishes, risk = 'low') {
      const repository = await world.checkout()
      const survey = await surveyCheckout({ ...tools, repository, clusters: [], render: SETTINGS.render })
      const wanted = wishes.map(toWanted)
      const found = await findValues(wanted, survey)
      const changes = wanted.map((change): ProposedChange => {
        const value = found.get(changeKey(change))
        if (value?.found !== 'value') throw new Error(`${changeKey(change)} is ${value?.found}`)
        return { ...change, from: value.now }
      })
      const workloads = toWorkloads(changes, found, risk).map(exactly)
      await using scratch = await repository.scratch(new Set())
      const { graph, deliveries: applications } = survey
      const { plan, skipped } = await proveGroup({
        ...{ ...tools, group, workloads, graph, applications, repository, scratch, renders: new Map() },
        render: SETTINGS.render,
      })
      if (plan === null) throw new Error(`not proved: ${skipped[0]?.message}`)
      const savings = { cpu: 0, memory: 0, monthly: null, currency: null }
      return toProposal(plan, { skipped: [], settings: SETTINGS.pullRequests, savings, now: memory.clock.now() })
    },
    async merged(group, wishes) {
      const proposal = await world.proposalOf(group, wishes)
      const base = memory.state.branches.get(MAIN) ?? null
      const [result] = await propose(
        { proposals: [proposal], skipped: [], base, settings: SETTINGS.pullRequests, codeowners: null },
        { ...tools, forge, clock: memory.clock },
      )
      const number = result?.number ?? 0
      memory.pass(60_000)
      memory.personMerges('ada', number)
      memory.pass(60_000)
      memory.state.branches.delete(proposal.branch)
      return number
    },
    rollBack: (more = {}) =>
      createRollBack(SETTINGS, { ...tools, forge, clock: memory.clock, checkout: world.checkout, ...more }),
    async facts(number) {
      const [facts] = await forge.life.look([number])
      if (facts === undefined) throw new Error(`there is no #${number}`)
      return facts
    },
    files: (branch = MAIN) => commitOf(memory.state, memory.state.branches.get(branch) ?? '').files,
    async [Symbol.asyncDispose]() {
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
    },
  }
  return world
}

function toWanted(wish: Wish): ProposedChange {
  const { overlay = 'apps/shop/prod', kind = 'Deployment', name = 'cart', container = 'app', to } = wish
  const { resource = 'cpu', field = 'requests' } = wish
  return {
    ...{ overlay, cluster: null, namespace: 'shop', kind, name, container, resource, field },
    ...{ from: null, recommended: null, to: to === null ? null : parseQuantity(to, resource), because: [] },
  }
}

/** As a plan makes them: the text that is written counts. */
function exactly(workload: WorkloadChange): WorkloadChange {
  const changes = workload.changes.map(({ inAnyForm: _, ...change }) => change)
  if (new Set(changes.map(({ target }) => targetWorkloadKey(target))).size > 1) throw new Error('mixed workloads')
  return { ...workload, changes }
}

/** An overlay `apps/shop/prod` over a base with two Deployments in the namespace `shop`. */
export const SHOP: Files = {
  'apps/shop/base/kustomization.yaml': 'resources:\n  - cart.yaml\n  - web.yaml\n',
  'apps/shop/base/cart.yaml': deployment('cart', 'cpu: 0.5\n              memory: 512Mi'),
  'apps/shop/base/web.yaml': deployment('web', 'cpu: 200m'),
  'apps/shop/prod/kustomization.yaml': '# production\nnamespace: shop\nresources:\n  - ../base\n',
  '.github/CODEOWNERS': '* @acme/platform\n',
}

export function deployment(name: string, requests: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      containers:
        - name: app
          image: ${name}
          resources:
            requests:
              ${requests}
`
}
