/** The App: signed events in, work for the flows out. */
import type { Logger as PinoLogger } from 'pino'
import { createGitHubApp, type GitHubApp } from '../../adapters/github/app.ts'
import { Problem } from '../../core/problem.ts'
import type { Clock } from '../../ports/runtime.ts'
import type { AppFlows, AppRepository } from './flows.ts'
import { type AppCredentials, createAppWebhooks, type ReceivedEvent, type SignedEvent } from './probot.ts'
import { createQueue, type WorkQueue } from './queue.ts'
import { describeRoute, type Route, route } from './route.ts'
import { isUrgent, lookWork, SWEEP, type Work } from './work.ts'

export interface AppOptions {
  readonly credentials: AppCredentials
  readonly apiUrl: string
  readonly clock: Clock
  readonly logger: PinoLogger
  readonly createFlows: (github: GitHubApp) => AppFlows
  /** Repositories worked on at once because of events; half as many are swept besides. */
  readonly concurrency: number
  /** See `QueueOptions`; tests make them short. */
  readonly settle?: number
  readonly retryAfter?: readonly number[]
}

export interface App {
  readonly github: GitHubApp
  readonly queue: WorkQueue
  readonly verify: (payload: string, signature: string) => Promise<boolean>
  /** Takes a signed event and says in one line what will be done about it. */
  readonly receive: (event: SignedEvent) => Promise<string>
  /** Everything that the App is installed on. One request for each installation, and for each 100 of them. */
  readonly listRepositories: () => Promise<readonly AppRepository[]>
}

const SETTLE_MS = 1500
const RETRY_AFTER_MS = [30_000, 300_000]

export async function createApp(options: AppOptions): Promise<App> {
  const { credentials, apiUrl, clock, logger, concurrency, settle = SETTLE_MS, retryAfter = RETRY_AFTER_MS } = options
  /** Delivery -> what is done about it; only until the delivery is answered. */
  const results = new Map<string, string>()
  const handle = ({ id, name, payload }: ReceivedEvent): void => {
    const found = route({ name, payload, appId: credentials.appId })
    const line = describeRoute(found)
    results.set(id, line)
    logger[found.type === 'ignore' ? 'debug' : 'info']({ event: name, delivery: id }, line)
    start(found)
  }
  const webhooks = await createAppWebhooks(credentials, handle, logger)
  const github = createGitHubApp({ apiUrl, logger, jwt: webhooks.jwt, now: () => clock.now() })
  const flows = options.createFlows(github)
  const queue = createQueue({
    ...{ logger, concurrency, settle, retryAfter, sweeps: Math.ceil(concurrency / 2) },
    run: (repository, work, signal) => run(flows, repository, work, signal),
    isPassing: (error) => error instanceof Problem && error.exit === 3,
  })

  function start(found: Route): void {
    if (found.type === 'look') queue.add(found.repository, lookWork(found))
    if (found.type === 'sweep') for (const repository of found.repositories) queue.add(repository, SWEEP)
    if (found.type !== 'forget') return
    queue.forget(found.installation, found.repositories)
    if (found.repositories === null) github.forget(found.installation)
  }

  return {
    ...{ github, queue, verify: webhooks.verify },
    async receive(event) {
      await webhooks.receive(event)
      const line = results.get(event.id) ?? 'ignored: not an event that krr-gitops uses'
      results.delete(event.id)
      return line
    },
    async listRepositories() {
      const all: AppRepository[] = []
      for (const { id } of await github.installations()) {
        for (const [owner, name] of await github.repositories(id)) all.push({ installation: id, owner, name })
      }
      return all
    },
  }
}

/** What an event named comes first: somebody may wait for it. */
async function run(flows: AppFlows, repository: AppRepository, work: Work, signal: AbortSignal): Promise<void> {
  const touched = { numbers: [...work.numbers], branches: [...work.branches] }
  if (isUrgent(work)) await flows.lookAt(repository, touched, signal)
  if (work.sweep) await flows.sweep(repository, signal)
}
