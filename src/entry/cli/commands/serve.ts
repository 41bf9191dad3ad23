/** `krr-gitops serve`: the GitHub App, until it is told to stop. */
import { once } from 'node:events'
import { checkGit } from '../../../adapters/doctor/programs.ts'
import { createKustomize } from '../../../adapters/kustomize/create.ts'
import { Problem } from '../../../core/problem.ts'
import { createAppFlows } from '../../app/compose.ts'
import { checkCredentials } from '../../app/credentials.ts'
import { readEnvironment } from '../../server/environment.ts'
import type { Probe } from '../../server/health.ts'
import { startServer } from '../../server/serve.ts'
import type { CommandContext } from '../context.ts'
import type { Io } from '../io.ts'
import { createLogger } from '../logger.ts'
import type { GlobalOptions } from '../options.ts'

/** Exit 0 after a signal, also when what ran had to be cut: the next start goes on from there. */
export async function runServe({ io, globals }: CommandContext): Promise<number> {
  refusePlaces(globals)
  const settings = readEnvironment(io.env)
  const { quiet, verbose } = globals
  const logger = createLogger(io, { quiet, verbose, server: true })
  const { apiUrl, serverUrl } = settings
  const server = await startServer({
    ...{ settings, logger, clock: io, programs: programs(io) },
    createFlows: (github) => createAppFlows(github, { apiUrl, serverUrl, env: io.env, clock: io, logger }),
  })
  let ended = false
  try {
    logger.info({ url: server.url, app: settings.appId, github: apiUrl }, 'krr-gitops serves')
    await checkCredentials(server.app.github, logger)
    if (!io.signal.aborted) await once(io.signal, 'abort')
    logger.info({ running: server.app.queue.size() }, 'stopping')
  } finally {
    ended = await server.stop()
  }
  if (ended) logger.info({}, 'stopped')
  else logger.warn({}, 'stopped before everything had ended; the next start goes on from there')
  return 0
}

/** They would be ignored in silence. */
function refusePlaces({ repo, config, forge }: GlobalOptions): void {
  const given = Object.entries({ '--repo': repo, '--config': config, '--forge': forge })
  const [name] = given.find(([, value]) => value !== undefined) ?? []
  if (name === undefined) return
  throw new Problem({
    code: 'usage',
    exit: 2,
    message: `serve takes no ${name}: it works where the App is installed, with the configuration of each repository.`,
    hint: 'Leave it out; see krr-gitops serve --help.',
  })
}

/** Looked for anew each time: what was not there may be installed meanwhile. */
function programs({ env }: Io): readonly Probe[] {
  const program = env.KUSTOMIZE === '' ? undefined : env.KUSTOMIZE
  return [
    { name: 'kustomize', look: () => createKustomize({ program, timeout: 5000, allowRemote: false }).version() },
    {
      name: 'git',
      async look() {
        const { status, message } = await checkGit(AbortSignal.timeout(5000))
        if (status === 'problem') throw new Problem({ code: 'git-missing', exit: 3, message })
      },
    },
  ]
}
