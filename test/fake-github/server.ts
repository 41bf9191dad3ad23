/**
 * GitHub, as far as it is used here: the real wire, a real git repository, and GitHub's own description as the judge of
 * every request. Faults can be put on any request. Nothing but 127.0.0.1 is listened on.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Fault, FaultPlan } from './faults.ts'
import { gitDataHandlers } from './git-data.ts'
import { answerGraphql } from './graphql.ts'
import type { Handler, Reply } from './http.ts'
import { issueHandlers } from './issues.ts'
import { pullHandlers } from './pulls.ts'
import { createState, type FakeOptions, type FakeState } from './state.ts'
import { completeResponse, operationKeys, requestViolation } from './validate.ts'

export interface LoggedRequest {
  /** `POST /repos/{owner}/{repo}/pulls`, `POST /graphql query`, `POST /graphql mutation`. */
  readonly key: string
  readonly write: boolean
}

export interface FakeGitHub extends AsyncDisposable {
  readonly url: string
  readonly state: FakeState
  readonly log: LoggedRequest[]
  /** Requests that GitHub's description does not allow. */
  readonly violations: string[]
  faults: FaultPlan
  /** Answers that replace the normal one, by operation, as a missing permission does. */
  readonly denied: Map<string, { status: number; headers?: Record<string, string>; data?: unknown }>
}

const handlers: Readonly<Record<string, Handler>> = { ...gitDataHandlers, ...pullHandlers, ...issueHandlers }

const routes = operationKeys.map((key) => {
  const [method, template = ''] = key.split(' ')
  // `{ref}` and `{basehead}` hold slashes.
  const source = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    ['ref', 'basehead'].includes(name) ? '(.+)' : '([^/]+)',
  )
  return {
    key,
    method,
    pattern: new RegExp(`^${source}$`),
    names: [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string),
  }
})

export async function startFakeGitHub(options: FakeOptions): Promise<FakeGitHub> {
  const state = createState(options)
  const fake = {
    ...{ state, url: '', log: [] as LoggedRequest[], violations: [] as string[], denied: new Map() },
    faults: (() => null) as FaultPlan,
  }
  const server = createServer((request, response) => {
    handle(fake, request, response).catch((error: unknown) => {
      fake.violations.push(error instanceof Error ? error.message : String(error))
      response.writeHead(500).end()
    })
  })
  server.keepAliveTimeout = 1000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(fake, {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString())
}

type Core = Omit<FakeGitHub, typeof Symbol.asyncDispose>

async function handle(fake: Core, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', fake.url)
  const path = url.pathname.replace(/^\/api\/v3/, '').replace(/^\/api\/graphql/, '/graphql')
  const body = await readBody(request)
  const route = path === '/graphql' ? graphqlRoute(body) : findRoute(request.method ?? '', path)
  const index = fake.log.length
  fake.log.push({ key: route.key, write: route.write })
  const fault = fake.faults(index, route)
  if (fault !== null && (await disturb(fake, fault, response, false))) return
  const reply = answer(fake, route, url, body, request.headers.authorization ?? '')
  if (fault !== null && (await disturb(fake, fault, response, true))) return
  send(response, reply, url)
}

interface Route extends LoggedRequest {
  readonly names: readonly string[]
  readonly values: readonly string[]
}

function graphqlRoute(body: unknown): Route {
  const mutation = String((body as { query?: unknown }).query).startsWith('mutation')
  return { key: `POST /graphql ${mutation ? 'mutation' : 'query'}`, write: mutation, names: [], values: [] }
}

function findRoute(method: string, path: string): Route {
  for (const { key, method: wanted, pattern, names } of routes) {
    const match = wanted === method ? pattern.exec(path) : null
    if (match !== null) return { key, write: method !== 'GET', names, values: match.slice(1).map(decodeURIComponent) }
  }
  return { key: `${method} ${path}`, write: method !== 'GET', names: [], values: [] }
}

type FullReply = Reply & { readonly headers?: Record<string, string> }

function answer(fake: Core, route: Route, url: URL, body: unknown, authorization: string): FullReply {
  const viewer = fake.state.tokens.get(authorization.replace(/^(token|bearer) /i, ''))
  if (viewer === undefined) return { status: 401, data: { message: 'Bad credentials', status: '401' } }
  const denied = fake.denied.get(route.key)
  if (denied !== undefined) return { data: { message: 'Resource not accessible by integration' }, ...denied }
  if (route.key.startsWith('POST /graphql')) {
    return { status: 200, data: answerGraphql(fake.state, viewer, body as Record<string, unknown>) }
  }
  const violation = requestViolation(route.key, url.searchParams, body)
  if (violation !== null) throw new Error(`${route.key}: ${violation}`)
  const path = Object.fromEntries(route.names.map((name, index) => [name, route.values[index] ?? '']))
  if (path.owner !== fake.state.owner || path.repo !== fake.state.repo)
    return { status: 404, data: { message: 'Not Found' } }
  const handler = handlers[route.key]
  if (handler === undefined) throw new Error(`${route.key}: the fake has no answer`)
  const { state } = fake
  const reply = handler({ state, viewer, path, query: url.searchParams, body: (body ?? {}) as Record<string, unknown> })
  return reply.status >= 400 ? reply : { ...reply, data: completeResponse(route.key, reply.status, reply.data) }
}

function send(response: ServerResponse, reply: FullReply, url: URL): void {
  const headers: Record<string, string> = {
    ...{ 'content-type': 'application/json; charset=utf-8', 'x-ratelimit-limit': '5000' },
    ...{ 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': '4102444800', ...reply.headers },
  }
  if (reply.next === true) {
    const next = new URL(url)
    next.searchParams.set('page', String(Number(url.searchParams.get('page') ?? 1) + 1))
    headers.link = `<${next}>; rel="next"`
  }
  response.writeHead(reply.status, headers)
  response.end(reply.data === undefined ? undefined : JSON.stringify(reply.data))
}

/** True when the fault is the whole answer. `acted`: the request was carried out before. */
async function disturb(fake: Core, fault: Fault, response: ServerResponse, acted: boolean): Promise<boolean> {
  const afterwards = fault === 'reset-after' || fault === 'time-out' || fault === 'half-answer'
  if (afterwards !== acted) return false
  switch (fault) {
    case 'reset-before':
    case 'reset-after':
      response.socket?.destroy()
      return true
    case 'time-out':
      // Never answered; the client gives up, and the connection is closed with the server.
      return true
    case 'half-answer':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"number":')
      setTimeout(() => response.socket?.destroy(), 5)
      return true
    case 'secondary-limit':
      send(response, limit({ 'retry-after': '1' }, 'You have exceeded a secondary rate limit.'), new URL(fake.url))
      return true
    case 'primary-limit': {
      const reset = String(Math.floor(Date.now() / 1000) + 1)
      send(
        response,
        limit({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }, 'API rate limit exceeded'),
        new URL(fake.url),
      )
      return true
    }
    default:
      send(response, { status: Number(fault), data: { message: 'Server Error' } }, new URL(fake.url))
      return true
  }
}

function limit(headers: Record<string, string>, message: string): FullReply {
  return { status: 403, headers, data: { message, documentation_url: 'https://docs.github.com/rest' } }
}
