/** The flows after the merge, put together for a workspace: a checkout is at hand. */
import { createRollBack, type RollBack } from '../flow/roll-back.ts'
import { applicationOf, surveyCheckout } from '../flow/survey.ts'
import type { WatchTools } from '../flow/watch.ts'
import type { LivingForge } from '../ports/life.ts'
import { toRollBackSettings } from './settings/for-life.ts'
import type { Workspace } from './workspace.ts'

export function workspaceRollBack({ settings, tools, repository }: Workspace, forge: LivingForge): RollBack {
  return createRollBack(toRollBackSettings(settings), { ...tools, forge, checkout: async () => repository })
}

/** Looks for the applications of the repository only when there is a rollout to look at. */
export function workspaceWatch(workspace: Workspace, forge: LivingForge): WatchTools {
  const { settings, tools, repository } = workspace
  const { clusters, render } = settings
  return {
    ...{ forge, delivery: null, guards: null, clock: tools.clock, logger: tools.logger, signal: tools.signal },
    rollBack: workspaceRollBack(workspace, forge),
    applicationOf: () => null,
    survey: async () => {
      const survey = await surveyCheckout({ ...tools, repository, clusters, render })
      return (overlay) => applicationOf(survey, overlay)
    },
  }
}
