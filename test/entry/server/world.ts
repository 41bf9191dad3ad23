/** The server in this process, flows that only write down what they were asked, and a GitHub that counts requests. */
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { type AppFlows, slugOf } from '../../../src/entry/app/flows.ts'
import type { ServerSettings } from '../../../src/entry/server/environment.ts'
import { type RunningServer, type ServerOptions, startServer, WEBHOOK_PATH } from '../../../src/entry/server/serve.ts'
import { APP_ID } from '../app/recorded.ts'

export const SECRET = 'a webhook secret of this test'
export const PRIVATE_KEY = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey

export type GitHubAnswer = (method: string, path: string) => { readonly status: number; readonly data: unknown }

export interface AppGitHub extends AsyncDisposable {
  readonly url: string
  readonly requests: string[]
  answer: GitHubAnswer
  /** Requests are answered when it resolves. */
  hold: Promise<void> | null
}

/** What GitHub tells an App about itself: one installation with two repositories. */
export const appAnswers: GitHubAnswer = (method, path) => {
  const permissions = { contents: 'write' }
  if (path === '/app') return { status: 200, data: { id: APP_ID, slug: 'krr', events: ['push'], permissions } }
  if (path.startsWith('/app/installations?')) {
    const account = { login: 'acme' }
    const suspended = { id: 6, account, permissions, suspended_at: '2026-01-01T00:00:00Z' }
    return { status: 200, data: [{ id: 5, account, permissions, suspended_at: null }, suspended] }
  }
  if (method === 'POST' && path === '/app/installations/5/access_tokens') {
    return {
      status: 201,
      data: { token: 'ghs_installation5', expires_at: new Date(Date.now() + 3_600_000).toISOString() },
    }
  }
  if (path.startsWith('/installation/repositories')) {
    const repository = (name: string, archived = false) => ({
      name,
      archived,
      disabled: false,
      owner: { login: 'acme' },
    })
    const repositories = [repository('fleet'), repository('old', true), repository('site')]
    return { status: 200, data: { total_count: 3, repositories } }
  }
  return { status: 404, data: { message: 'Not Found' } }
}

export async function startAppGitHub(answer: GitHubAnswer = appAnswers): Promise<AppGitHub> {
  const requests: string[] = []
  const server = createServer(async (request, response) => {
    const [method, path] = [request.method ?? '', request.url ?? '']
    requests.push(
      `${method} ${path.split('?')[0]} ${(request.headers.authorization ?? '').split(/[ .]/, 2).join(' ').slice(0, 24)}`,
    )
    await github.hold
    const { status, data } = github.answer(method, path)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const github: AppGitHub = {
    ...{ requests, answer, hold: null },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return github
}

export interface World extends AsyncDisposable {
  readonly server: RunningServer
  readonly github: AppGitHub
  /** `look acme/fleet 1,2 branch`, `sweep acme/fleet`. */
  readonly asked: string[]
  readonly log: string[]
  deliver(
    name: string,
    payload: unknown,
    more?: DeliverOptions,
  ): Promise<{ readonly status: number; readonly text: string }>
}

export interface DeliverOptions {
  readonly headers?: Readonly<Record<string, string | null>>
  readonly secret?: string
  readonly body?: string
}

export interface WorldOptions extends Partial<Omit<ServerOptions, 'settings'>> {
  readonly settings?: Partial<ServerSettings>
  /** What a flow does, besides being written down. */
  readonly work?: (line: string, signal: AbortSignal) => Promise<void>
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { settings, work = async () => undefined, ...more } = options
  const github = await startAppGitHub()
  const [asked, log]: [string[], string[]] = [[], []]
  const flows: AppFlows = {
    async lookAt(repository, { numbers, branches }, signal) {
      asked.push(`look ${slugOf(repository)} ${[...numbers, ...branches].join(',')}`)
      await work(asked.at(-1) ?? '', signal)
    },
    async sweep(repository, signal) {
      asked.push(`sweep ${slugOf(repository)}`)
      await work(asked.at(-1) ?? '', signal)
    },
  }
  const server = await startServer({
    settings: {
      ...{ appId: APP_ID, privateKey: PRIVATE_KEY, webhookSecret: SECRET, apiUrl: github.url, serverUrl: github.url },
      ...{ host: '127.0.0.1', port: 0, sweepInterval: 0, concurrency: 4, grace: 2000, ...settings },
    },
    clock: { now: () => new Date() },
    logger: pino({ level: 'trace' }, { write: (line: string) => log.push(line) }),
    createFlows: () => flows,
    ...{ programs: [], settle: 1, retryAfter: [], ...more },
  })
  return {
    ...{ server, github, asked, log },
    deliver: (name, payload, delivery) => deliver(server.url, name, payload, delivery),
    async [Symbol.asyncDispose]() {
      await server.stop()
      await github[Symbol.asyncDispose]()
    },
  }
}

let deliveries = 0

/** Posts as GitHub does. */
export async function deliver(url: string, name: string, payload: unknown, options: DeliverOptions = {}) {
  const { secret = SECRET, body = JSON.stringify(payload), headers = {} } = options
  deliveries += 1
  const all: Record<string, string | null> = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/0000000',
    'x-github-event': name,
    'x-github-delivery': `00000000-0000-4000-8000-${String(deliveries).padStart(12, '0')}`,
    'x-github-hook-installation-target-type': 'integration',
    'x-github-hook-installation-target-id': String(APP_ID),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    ...headers,
  }
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null)
  const response = await fetch(`${url}${WEBHOOK_PATH}`, { method: 'POST', body, headers: Object.fromEntries(sent) })
  return { status: response.status, text: await response.text() }
}
