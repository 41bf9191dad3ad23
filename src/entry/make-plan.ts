/** From the command line to a plan: recommendations, then `flow/plan`. */
import type { Selection } from '../core/change/policy.ts'
import { SEVERITIES } from '../core/recommend/recommendation.ts'
import { type Plan, plan } from '../flow/plan.ts'
import type { Gate } from '../flow/propose/gates.ts'
import type { CommandContext } from './cli/context.ts'
import type { SelectionOptions } from './cli/options.ts'
import { gatherRecommendations, scanNotes } from './recommendations.ts'
import { toPullRequestSettings } from './settings/for-flows.ts'
import type { Workspace } from './workspace.ts'

export async function makePlan(
  context: CommandContext,
  workspace: Workspace,
  options: SelectionOptions,
  gate?: Gate,
): Promise<Plan> {
  const { settings, repository, tools, name } = workspace
  const gathered = await gatherRecommendations(context, settings, options)
  return plan(
    {
      name,
      repository,
      originUrl: repository.origin,
      recommendations: gathered.recommendations,
      skipped: gathered.skipped,
      notes: [...scanNotes(gathered), ...repositoryNotes(workspace)],
      settings: {
        clusters: settings.clusters,
        select: withSeverity(settings.select, options.minSeverity),
        policy: settings.policy,
        prices: settings.prices,
        pullRequests: toPullRequestSettings(settings),
        render: settings.render,
      },
    },
    gate === undefined ? tools : { ...tools, gate },
  )
}

/** `--min-severity` was checked by the scan; it wins over the configuration in both directions. */
function withSeverity(select: Selection, minSeverity: string | undefined): Selection {
  const severity = SEVERITIES.find((candidate) => candidate === minSeverity?.toUpperCase())
  return severity === undefined ? select : { ...select, minSeverity: severity }
}

/** What a reader of the plan should know about the files it was made from. */
function repositoryNotes({ repository, place }: Workspace): string[] {
  if (place.type === 'directory' && !place.isGit) return ['The folder is no git repository.']
  if (repository.head === null) return ['The repository has no commit yet.']
  const notes: string[] = []
  if (repository.dirty)
    notes.push('The working tree has uncommitted changes; the plan is made from the files as they are.')
  if (repository.head.branch === null)
    notes.push(`The repository has a detached head at ${repository.head.commit.slice(0, 12)}.`)
  return notes
}
