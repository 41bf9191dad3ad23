/**
 * Two ways back, and the render decides: first the texts that were there before, byte for byte; where that cannot be done
 * or does not give exactly the former values back, the values through the same patches as every other change.
 */
import pLimit from 'p-limit'
import type { UndoneEdits } from '../../core/after/revert/undo-edits.ts'
import type { WorkloadChange } from '../../core/change/change.ts'
import type { Render } from '../../core/locate/render.ts'
import { buildPatchContext } from '../../core/patch/draft.ts'
import type { FileEdit } from '../../core/patch/edit.ts'
import type { Skip } from '../../core/problem.ts'
import type { VerifiedPlan } from '../../core/prove/verified-plan.ts'
import type { Kustomize } from '../../ports/kustomize.ts'
import type { Scratch } from '../../ports/repository.ts'
import type { Logger } from '../../ports/runtime.ts'
import { proveEdits } from '../prove/attempt.ts'
import { Builds } from '../prove/builds.ts'
import { proveGroup } from '../prove-group.ts'
import type { RenderCache } from '../render-cache.ts'
import type { RenderSettings } from '../render-overlay.ts'
import type { Survey } from '../survey.ts'

export interface ProveOptions {
  readonly group: string
  /** Not empty. */
  readonly workloads: readonly WorkloadChange[]
  readonly survey: Survey
  readonly kustomize: Kustomize
  readonly cache: RenderCache
  readonly render: RenderSettings
  readonly concurrency: number
  readonly signal?: AbortSignal | undefined
  readonly logger: Logger
}

export interface ProvedRevert {
  readonly plan: VerifiedPlan | null
  readonly skipped: readonly Skip[]
  /** True when the former texts came back; else the values did, through patches. */
  readonly byText: boolean
}

export async function proveRevert(options: ProveOptions, undone: UndoneEdits): Promise<ProvedRevert> {
  await using scratch = await options.survey.repository.scratch(new Set())
  if (undone.conflicts.length === 0 && undone.edits.length > 0) {
    const { plan, why } = await proveTexts(options, undone.edits, scratch)
    if (plan !== null) return { plan, skipped: [], byText: true }
    options.logger.debug({ group: options.group, why }, 'the former texts do not give exactly the former values back')
  }
  const { survey, workloads, ...rest } = options
  const { graph, repository, deliveries: applications } = survey
  const given = { ...rest, workloads, graph, repository, applications, renders: rendersOf(survey), scratch }
  return { ...(await proveGroup(given)), byText: false }
}

/** Proves edits that somebody else made up: `why` is what stands against them. */
export async function proveTexts(
  options: ProveOptions,
  edits: readonly FileEdit[],
  scratch: Scratch,
): Promise<{ readonly plan: VerifiedPlan | null; readonly why: string | null }> {
  const { group, workloads, survey, kustomize, cache, render, concurrency, signal } = options
  const { graph, repository, deliveries: applications } = survey
  const limit = pLimit(concurrency)
  const renders = rendersOf(survey)
  const builds = new Builds({ graph, repository, scratch, kustomize, cache, renders, render, signal })
  try {
    const { plan, unproved } = await proveEdits(
      {
        ...{ group, applications, builds, context: buildPatchContext(repository.tree, graph, applications) },
        each: (items, act) => Promise.all(items.map((item) => limit(act, item))),
      },
      workloads,
      edits,
    )
    return { plan, why: unproved[0]?.message ?? null }
  } finally {
    await builds.write([], [])
  }
}

export function rendersOf({ states }: Survey): ReadonlyMap<string, Render> {
  return new Map([...states].flatMap(([overlay, state]) => (state.ok ? [[overlay, state.render]] : [])))
}
