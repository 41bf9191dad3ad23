/** `krr-gitops propose`: the plan as pull requests. Running it again changes nothing. */
import { findCodeowners } from '../../../core/pull-request/codeowners.ts'
import { buildPlanDocument } from '../../../flow/plan-document.ts'
import { openForge } from '../../forge.ts'
import { makePlan } from '../../make-plan.ts'
import { bySize } from '../../proposal-order.ts'
import { openProposing } from '../../proposing.ts'
import { toPullRequestSettings } from '../../settings/for-flows.ts'
import { openWorkspace } from '../../workspace.ts'
import type { CommandContext } from '../context.ts'
import type { ProposeOptions } from '../options.ts'
import { formatCleanUps, formatResults, resultDocument } from '../propose-text.ts'

/** Exit 0 also when everything waits or is snoozed; else that of the first proposal that failed. */
export async function runPropose(context: CommandContext, options: ProposeOptions): Promise<number> {
  const { io, globals, logger, progress } = context
  await using workspace = await openWorkspace(context, { cache: options.cache })
  // Opened before the long part: a missing token must not show after minutes.
  const forge = await openForge(context, workspace.place)
  await forge.repository.describe()
  const { repository, settings } = workspace
  const life = await openProposing(forge, settings, { clock: io, logger })
  const plan = await makePlan(context, workspace, options, life.gate)
  const { propose } = await import('../../../flow/propose.ts')
  const results = await propose(
    {
      proposals: [...plan.proposals].sort(bySize),
      skipped: plan.skipped,
      base: plan.base,
      settings: toPullRequestSettings(settings),
      codeowners: findCodeowners(repository.tree),
      exceptions: life.exceptions,
      requester: options.requestedBy ?? null,
    },
    { forge, clock: io, logger, progress, signal: io.signal },
  )
  const filters = [options.cluster, options.namespace, options.workload, options.resource, options.minSeverity]
  // A run over a part says nothing about the rest.
  const whole = filters.every((filter) => filter === undefined)
  const cleanUps = whole ? await life.cleanUp(workspace, plan, results) : []
  if (whole) await life.show([...results, ...cleanUps], plan.skipped)
  if (globals.json) {
    const document = buildPlanDocument(plan)
    context.printJson({
      schemaVersion: 1,
      forge: forge.kind,
      repository: plan.repository,
      base: plan.base,
      results: results.map(resultDocument),
      cleanUps: cleanUps.map(resultDocument),
      skipped: document.skipped,
      totals: document.totals,
      notes: document.notes,
    })
  } else {
    context.print(formatResults(results, buildPlanDocument(plan), context.style))
    if (cleanUps.length > 0) context.print(formatCleanUps(cleanUps, context.style))
    for (const note of plan.notes) context.note(`note: ${note}`)
  }
  return [...results, ...cleanUps].find(({ problem }) => problem !== null)?.problem?.exit ?? 0
}
