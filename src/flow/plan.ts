/**
 * From recommendations to proposals: locate, bound, group, then patch and prove each group. Reads the repository, writes
 * only to private copies of it.
 */
import pLimit from 'p-limit'
import { boundChanges } from '../core/change/bound.ts'
import type { WorkloadChange } from '../core/change/change.ts'
import type { Policy, Prices, Selection } from '../core/change/policy.ts'
import { savingsOf } from '../core/change/savings.ts'
import type { ClusterPaths } from '../core/locate/clusters.ts'
import { buildPatchContext } from '../core/patch/draft.ts'
import { newPaths } from '../core/patch/forms.ts'
import type { Skip } from '../core/problem.ts'
import type { VerifiedPlan } from '../core/prove/verified-plan.ts'
import { groupKey } from '../core/pull-request/group.ts'
import type { Proposal } from '../core/pull-request/proposal.ts'
import type { PullRequestSettings } from '../core/pull-request/settings.ts'
import { toProposal } from '../core/pull-request/to-proposal.ts'
import type { Recommendation } from '../core/recommend/recommendation.ts'
import { containerKey } from '../core/workload.ts'
import type { Kustomize } from '../ports/kustomize.ts'
import type { Repository } from '../ports/repository.ts'
import type { Clock, Logger, Progress } from '../ports/runtime.ts'
import { warnOfOthers } from './also-delivered.ts'
import { clustersOf } from './clusters-of.ts'
import { locateAll } from './locate.ts'
import type { Gate } from './propose/gates.ts'
import { ScratchPool } from './prove/scratch-pool.ts'
import { proveGroup } from './prove-group.ts'
import type { RenderCache } from './render-cache.ts'
import type { RenderSettings } from './render-overlay.ts'

export interface PlanSettings {
  readonly clusters: readonly ClusterPaths[]
  readonly select: Selection
  readonly policy: Policy
  readonly prices: Prices
  readonly pullRequests: PullRequestSettings
  readonly render: RenderSettings
}

export interface PlanInput {
  /** Name of the repository for people: `owner/name`, or the directory. */
  readonly name: string
  readonly repository: Repository
  /** URL of `origin`; `null` = unknown. */
  readonly originUrl: string | null
  readonly recommendations: readonly Recommendation[]
  /** What was left out before planning: by the report itself, or by a filter. */
  readonly skipped: readonly Skip[]
  /** Sentences about the run as a whole. */
  readonly notes: readonly string[]
  readonly settings: PlanSettings
}

export interface PlanTools {
  readonly kustomize: Kustomize
  readonly cache: RenderCache
  /** Builds that run at the same time. */
  readonly concurrency: number
  readonly clock: Clock
  readonly logger: Logger
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
  /** Leaves out what may not be proposed yet; everything may unless given. */
  readonly gate?: Gate
}

export interface Plan {
  readonly repository: string
  readonly base: string | null
  readonly generatedAt: Date
  /** Ordered by group. */
  readonly proposals: readonly Proposal[]
  readonly skipped: readonly Skip[]
  readonly notes: readonly string[]
  /** kustomize builds that were started, and builds that were answered from the cache. */
  readonly builds: { readonly made: number; readonly cached: number }
}

/** @throws Problem when the repository cannot be planned at all; what concerns one container is a Skip. */
export async function plan(input: PlanInput, tools: PlanTools): Promise<Plan> {
  const { repository, settings } = input
  const { cache, concurrency, signal, progress, logger } = tools
  const kustomize = atMost(concurrency, tools.kustomize)
  const located = await locateAll({
    repository,
    kustomize,
    recommendations: input.recommendations,
    clusters: settings.clusters,
    originUrl: input.originUrl,
    render: settings.render,
    cache,
    concurrency,
    signal,
    progress,
    logger,
  })
  const bounded = boundChanges({
    located: located.located,
    renders: located.renders,
    policy: settings.policy,
    select: settings.select,
    clusters: clustersOf(located.renders.keys(), located.applications, settings.clusters, located.graph),
  })
  const gated = (await tools.gate?.(bounded.workloads)) ?? { workloads: bounded.workloads, skipped: [] }
  const skipped = [...input.skipped, ...located.skipped, ...bounded.skipped, ...gated.skipped]
  const deliveries = { located: located.located, deliveries: located.applications, graph: located.graph }
  const groups = groupWorkloads(warnOfOthers(gated.workloads, deliveries), settings)

  const plain = buildPatchContext(repository.tree, located.graph, located.applications)
  const wanted = new Set(gated.workloads.flatMap((workload) => newPaths(plain, workload)))
  const context = { ...plain, ignored: (await repository.ignored?.([...wanted], signal)) ?? plain.ignored }
  await using copies = new ScratchPool(repository)
  const limit = pLimit(concurrency)
  let done = 0
  progress.update('prove', done, groups.size)
  const proved = await Promise.all(
    [...groups].map(([group, workloads]) =>
      limit(async () => {
        signal?.throwIfAborted()
        const result = await copies.use((scratch) =>
          proveGroup({
            group,
            workloads,
            graph: located.graph,
            context,
            applications: located.applications,
            repository,
            scratch,
            kustomize,
            cache,
            renders: located.renders,
            render: settings.render,
            signal,
            concurrency,
            logger,
          }),
        )
        done += 1
        progress.update('prove', done, groups.size)
        return result
      }),
    ),
  )
  const plans = proved.flatMap((result) => (result.plan === null ? [] : [result.plan]))
  const left = [...skipped, ...proved.flatMap((result) => result.skipped)]
  const all = [...left, ...forgotten(input.recommendations, plans, left)]
  const now = tools.clock.now()
  return {
    repository: input.name,
    base: repository.head?.commit ?? null,
    generatedAt: now,
    proposals: plans.map((verified) =>
      toProposal(verified, {
        skipped: all.filter(nearTo(verified)),
        settings: settings.pullRequests,
        savings: savingsOf(verified.workloads, settings.prices),
        now,
      }),
    ),
    skipped: all,
    notes: input.notes,
    builds: cache.counts(),
  }
}

/** One limit for all builds of a run, whoever asks for them: more processes than cores only slow each other down. */
function atMost(concurrency: number, kustomize: Kustomize): Kustomize {
  const limit = pLimit(concurrency)
  return {
    version: () => kustomize.version(),
    build: (root, directory, options) => limit(() => kustomize.build(root, directory, options)),
  }
}

function groupWorkloads(
  workloads: readonly WorkloadChange[],
  settings: PlanSettings,
): ReadonlyMap<string, readonly WorkloadChange[]> {
  const groups = new Map<string, WorkloadChange[]>()
  for (const workload of workloads) {
    const key = groupKey(workload, settings.pullRequests.groupBy)
    groups.set(key, [...(groups.get(key) ?? []), workload])
  }
  return new Map([...groups].sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** The promise that nothing is hidden, kept even if a stage has a hole. */
function forgotten(
  wanted: readonly Recommendation[],
  plans: readonly VerifiedPlan[],
  skipped: readonly Skip[],
): Skip[] {
  const changes = plans.flatMap((plan) => plan.workloads.flatMap((workload) => workload.changes))
  const named = new Set([
    ...skipped.map((skip) => containerKey(skip.container)),
    ...changes.map((change) => containerKey(change.target.container)),
    ...changes.map((change) => containerKey(change.recommendation.container)),
  ])
  return wanted
    .filter((one) => !named.has(containerKey(one.container)))
    .map((one) => ({
      container: one.container,
      resource: null,
      code: 'unaccounted',
      message: 'The program lost sight of this container on the way.',
      hint: 'This is a bug in krr-gitops; please report it with the report and the manifests of this workload.',
    }))
}

/** What a reviewer of this plan may miss in it: the rest of its workloads, and its namespaces in its clusters. */
function nearTo(verified: VerifiedPlan): (skip: Skip) => boolean {
  const place = ({ cluster, namespace }: Skip['container']) => JSON.stringify([cluster, namespace])
  const places = new Set(verified.workloads.map((workload) => place(workload.target.container)))
  return (skip) => places.has(place(skip.container))
}
