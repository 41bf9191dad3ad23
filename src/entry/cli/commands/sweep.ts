/** `krr-gitops sweep`: one look at everything, one step forward for each. */
import { dashboardStep } from '../../../flow/dashboard.ts'
import { sweep } from '../../../flow/sweep.ts'
import { watchPulls } from '../../../flow/watch.ts'
import { openLifeOf } from '../../life/open.ts'
import { mergedForMs, toLifeSettings, toWatchSettings } from '../../settings/for-life.ts'
import type { CommandContext } from '../context.ts'
import { formatSweep } from '../life-text.ts'

/** Exit 0 also when everything waits; else that of the first problem. */
export async function runSweep(command: CommandContext): Promise<number> {
  const { io, logger, globals } = command
  await using life = await openLifeOf(command)
  const { context, settings, rollBack, watching } = life
  const { forge, repository } = context
  const result = await sweep(
    { settings: toLifeSettings(settings), mergedForMs: mergedForMs(settings), repository },
    {
      rollBack,
      watch: (merged) => watchPulls(merged, toWatchSettings(settings), watching),
      finish: settings.pullRequests.dashboard ? [dashboardStep] : [],
    },
    { forge, clock: io, logger, signal: io.signal },
  )
  if (globals.json) {
    const { pulls, actions, problems, stopped } = result
    command.printJson({
      ...{ schemaVersion: 1, forge: forge.kind, repository: repository.slug, pulls, actions },
      problems: problems.map(({ number, problem: { code, message, hint } }) => ({ number, code, message, hint })),
      stopped,
    })
  } else command.print(formatSweep(result, command.style))
  return result.problems[0]?.problem.exit ?? 0
}
