/** The server of the GitHub App, from start to a graceful end. */
import type { Logger as PinoLogger } from 'pino'
import type { GitHubApp } from '../../adapters/github/app.ts'
import type { Clock } from '../../ports/runtime.ts'
import { type App, createApp } from '../app/app.ts'
import type { AppFlows } from '../app/flows.ts'
import { startSweeper } from '../app/sweeper.ts'
import { createWebhookHandler } from '../app/webhook.ts'
import { SWEEP } from '../app/work.ts'
import type { ServerSettings } from './environment.ts'
import { alive, createReadiness, type Probe } from './health.ts'
import { startHttpServer } from './http.ts'

export interface ServerOptions {
  readonly settings: ServerSettings
  readonly clock: Clock
  readonly logger: PinoLogger
  readonly createFlows: (github: GitHubApp) => AppFlows
  /** Programs that must be there, besides GitHub. */
  readonly programs: readonly Probe[]
  readonly settle?: number
  readonly retryAfter?: readonly number[]
  /** Milliseconds before the first sweep. */
  readonly firstSweep?: number
}

export interface RunningServer {
  readonly url: string
  readonly app: App
  /**
   * Refuses what is new, lets what runs end within the grace, and cuts the rest.
   *
   * @returns true when everything ended by itself
   */
  stop(): Promise<boolean>
}

export const WEBHOOK_PATH = '/api/github/webhooks'

const READINESS_KEPT_MS = 15_000
const PROBE_TIMEOUT_MS = 5_000
const FIRST_SWEEP_MS = 5_000
/** What was told to stop may take this long to notice. */
const AFTER_GRACE_MS = 3_000

/** @throws Problem `cannot-listen` (exit 2) */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { settings, clock, logger, createFlows, programs, firstSweep = FIRST_SWEEP_MS, ...pace } = options
  const { appId, privateKey, webhookSecret, apiUrl, concurrency } = settings
  const credentials = { appId, privateKey, webhookSecret }
  const app = await createApp({ credentials, apiUrl, clock, logger, createFlows, concurrency, ...pace })
  let stopping = false
  const isStopping = (): boolean => stopping
  const webhook = createWebhookHandler({ appId, isStopping, logger, verify: app.verify, receive: app.receive })
  const ready = createReadiness({
    probes: [{ name: 'github', look: () => app.github.describe() }, ...programs],
    ...{ isStopping, now: () => clock.now(), keep: READINESS_KEPT_MS, timeout: PROBE_TIMEOUT_MS },
  })
  const http = await startHttpServer({
    ...{ host: settings.host, port: settings.port, logger },
    endpoints: [
      { path: WEBHOOK_PATH, methods: { POST: webhook } },
      { path: '/healthz', methods: { GET: alive } },
      { path: '/readyz', methods: { GET: ready } },
    ],
  })
  const sweeper = startSweeper({
    ...{ interval: settings.sweepInterval, first: firstSweep, list: app.listRepositories, logger, random: Math.random },
    sweep: (repository) => void app.queue.add(repository, SWEEP),
  })
  return {
    url: http.url,
    app,
    async stop() {
      stopping = true
      sweeper.stop()
      http.drain()
      const ended = await Promise.race([app.queue.close(settings.grace), after(settings.grace + AFTER_GRACE_MS)])
      await http.close()
      return ended
    },
  }
}

function after(milliseconds: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), milliseconds).unref()
  })
}
