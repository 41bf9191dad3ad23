/**
 * Takes out patches of this program that do nothing any more, because the base says the same or the workload is gone: one
 * pull request for each kustomization, proved by render. It costs one build for each kustomization with such patches, and
 * those are kept between runs.
 */
import pLimit from 'p-limit'
import { cleanUpBranch, toCleanUp } from '../core/after/clean-up/to-clean-up.ts'
import type { FileTree } from '../core/locate/tree.ts'
import { buildPatchContext, type PatchContext } from '../core/patch/draft.ts'
import { findCodeowners } from '../core/pull-request/codeowners.ts'
import type { Proposal } from '../core/pull-request/proposal.ts'
import type { LivingForge } from '../ports/life.ts'
import type { Repository } from '../ports/repository.ts'
import { isOwnFile, MADE_BY_US, type OwnPatch, ownPatches, pointlessOf, removalOf } from './clean-up/find.ts'
import { type ProposeResult, propose } from './propose.ts'
import { proveEdits } from './prove/attempt.ts'
import { Builds } from './prove/builds.ts'
import { rendersOf } from './roll-back/prove.ts'
import type { RollBackSettings, RollBackTools } from './roll-back.ts'
import { type Survey, surveyCheckout } from './survey.ts'

export interface CleanUpInput {
  readonly repository: Repository
  readonly settings: Pick<RollBackSettings, 'clusters' | 'render' | 'pullRequests'>
  /** Kustomizations that this run wants to change anyway: they are cleaned up another time. */
  readonly busy: ReadonlySet<string>
}

export type CleanUpTools = Omit<RollBackTools, 'checkout'>

/** @throws Problem when the forge or kustomize cannot be used */
export async function cleanUp(
  { repository, settings, busy }: CleanUpInput,
  tools: CleanUpTools,
): Promise<readonly ProposeResult[]> {
  const { clusters, render, pullRequests } = settings
  const screened = mayHavePatches(repository.tree)
  if (!screened) return []
  const survey = await surveyCheckout({ ...tools, repository, clusters, render })
  const context = buildPatchContext(repository.tree, survey.graph, survey.deliveries)
  const own = survey.graph.directories().flatMap((dir): [string, OwnPatch[]][] => {
    const overlay = survey.graph.get(dir)
    const patches =
      overlay === undefined || overlay.kind === 'Component' || busy.has(dir) ? [] : ownPatches(context, overlay)
    return patches.length === 0 ? [] : [[dir, patches]]
  })
  if (own.length === 0) return []
  await survey.renderAll(own.map(([dir]) => dir))
  const proposals: Proposal[] = []
  await using scratch = await repository.scratch(new Set())
  for (const [dir, patches] of own) {
    tools.signal?.throwIfAborted()
    const builds = new Builds({
      ...tools,
      graph: survey.graph,
      repository,
      scratch,
      renders: rendersOf(survey),
      render,
    })
    try {
      const proposal = await cleanUpOne({ dir, patches, survey, context, builds }, settings, tools)
      if (proposal !== null) proposals.push(proposal)
    } finally {
      await builds.write([], [])
    }
  }
  const wanted = await withoutDeclined(proposals, settings, tools)
  return propose(
    {
      ...{ proposals: wanted, skipped: [], base: repository.head?.commit ?? null, settings: pullRequests },
      codeowners: findCodeowners(repository.tree),
    },
    tools,
  )
}

/** Screens bytes before anything is parsed: most repositories have none. */
function mayHavePatches(tree: FileTree): boolean {
  return tree
    .entries()
    .some(({ path }) => /\.ya?ml$/.test(path) && tree.mentions?.(path, [MADE_BY_US]) !== false && isOwnFile(tree, path))
}

interface One {
  readonly dir: string
  readonly patches: readonly OwnPatch[]
  readonly survey: Survey
  readonly context: PatchContext
  readonly builds: Builds
}

async function cleanUpOne(
  { dir, patches, survey, context, builds }: One,
  { pullRequests: settings }: CleanUpInput['settings'],
  { concurrency, clock, logger }: CleanUpTools,
): Promise<Proposal | null> {
  const overlay = survey.graph.get(dir)
  const all = overlay === undefined ? null : removalOf(context, overlay, patches)
  if (overlay === undefined || all === null) return null
  const before = await builds.before(dir)
  if (before.elsewhere) return null
  await builds.write(all, [dir])
  const found = pointlessOf(patches, before.outcome, await builds.after(dir))
  const gone = found.map(([patch]) => patch)
  const edits = gone.length === 0 ? null : removalOf(context, overlay, gone)
  if (edits === null) return null
  const limit = pLimit(concurrency)
  const { plan, unproved } = await proveEdits(
    {
      ...{ group: dir, context, applications: survey.deliveries, builds },
      each: (items, act) => Promise.all(items.map((item) => limit(act, item))),
    },
    [],
    edits,
    { mends: before.outcome.ok ? [] : survey.graph.readersOf(overlay.file) },
  )
  if (plan === null) {
    logger.debug({ overlay: dir, why: unproved[0]?.message }, 'patches that seem to do nothing cannot be taken out')
    return null
  }
  return toCleanUp({ overlay: dir, patches: found.map(([, patch]) => patch), plan, settings, now: clock.now() })
}

/** Whoever closed one wants to keep the patches; there is no value that could move. */
async function withoutDeclined(
  proposals: readonly Proposal[],
  { pullRequests }: CleanUpInput['settings'],
  { forge, clock }: { readonly forge: Pick<LivingForge, 'pullRequests'>; readonly clock: CleanUpTools['clock'] },
): Promise<Proposal[]> {
  if (proposals.length === 0) return []
  const since = new Date(clock.now().getTime() - pullRequests.snoozeMs)
  const branches = proposals.map(({ overlay }) => cleanUpBranch(overlay))
  const closed = await forge.pullRequests.listClosed(branches, since)
  const declined = new Set(closed.filter(({ state }) => state === 'closed').map(({ branch }) => branch))
  return proposals.filter(({ branch }) => !declined.has(branch))
}
