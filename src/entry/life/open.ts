/** What the commands after the proposal share: the forge, the policy of its default branch, and the way back. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createKustomize } from '../../adapters/kustomize/create.ts'
import { openRenderStore } from '../../adapters/kustomize/render-store.ts'
import { Problem } from '../../core/problem.ts'
import { type LifeContext, openLife } from '../../flow/confirm/context.ts'
import { createRenderCache } from '../../flow/render-cache.ts'
import { createRollBack, type RollBack } from '../../flow/roll-back.ts'
import { applicationOf, surveyCheckout } from '../../flow/survey.ts'
import type { WatchTools } from '../../flow/watch.ts'
import type { CommandContext } from '../cli/context.ts'
import { cacheDirectory } from '../directories.ts'
import { openLivingForge } from '../living-forge.ts'
import { readRepositoryArgument } from '../repository-argument.ts'
import { toLifeSettings, toRollBackSettings } from '../settings/for-life.ts'
import { CONFIG_PATH, configProblem } from '../settings/load.ts'
import { defaultSettings, readSettings } from '../settings/read.ts'
import type { Settings } from '../settings/schema.ts'
import { createCheckout } from './checkout.ts'

const RENDERS_KEPT_MS = 30 * 86_400_000

export interface Life extends AsyncDisposable {
  readonly context: LifeContext
  /** Of the newest commit of the default branch. */
  readonly settings: Settings
  readonly rollBack: RollBack
  readonly watching: WatchTools
}

export async function openLifeOf(command: CommandContext): Promise<Life> {
  const { io, globals, logger, progress } = command
  refuseConfig(globals.config)
  const place = readRepositoryArgument(globals.repo, io.cwd)
  const forge = await openLivingForge(command, place)
  const repository = await forge.repository.describe()
  const settings = readPolicy(await forge.history.fileAt(repository.head, CONFIG_PATH))
  const tools = { forge, clock: io, logger, signal: io.signal }
  const checkout = createCheckout(command, place, repository)
  const directory = join(cacheDirectory(io.env), 'renders')
  const planning = {
    kustomize: createKustomize({
      program: io.env.KUSTOMIZE === '' ? undefined : io.env.KUSTOMIZE,
      timeout: settings.render.timeout,
      allowRemote: settings.render.allowRemote,
    }),
    cache: createRenderCache({ store: openRenderStore({ directory, maxAge: RENDERS_KEPT_MS }) }),
    concurrency: availableParallelism(),
    progress,
  }
  const rollBack = createRollBack(toRollBackSettings(settings), { ...tools, ...planning, checkout: checkout.open })
  const survey: WatchTools['survey'] = async () => {
    const { clusters, render } = settings
    const found = await surveyCheckout({ ...tools, ...planning, repository: await checkout.open(), clusters, render })
    return (overlay) => applicationOf(found, overlay)
  }
  return {
    context: await openLife(toLifeSettings(settings), tools, repository),
    ...{ settings, rollBack },
    watching: { ...tools, rollBack, survey, delivery: null, guards: null, applicationOf: () => null },
    [Symbol.asyncDispose]: () => checkout[Symbol.asyncDispose](),
  }
}

/** A policy that somebody names on the command line could confirm anything. */
function refuseConfig(config: string | undefined): void {
  if (config === undefined) return
  throw new Problem({
    code: 'config-not-allowed',
    exit: 2,
    message: 'What confirms a pull request is the configuration on the default branch, not one that is named here.',
    hint: `Leave out --config; merge ${CONFIG_PATH} into the default branch to change it.`,
  })
}

/** Nothing is decided by a configuration that is wrong. */
function readPolicy(text: string | null): Settings {
  if (text === null) return defaultSettings()
  const read = readSettings(CONFIG_PATH, text)
  if (read.ok) return read.settings
  throw configProblem(CONFIG_PATH, read.findings)
}
