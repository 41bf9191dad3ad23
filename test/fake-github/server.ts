/**
 * GitHub, as far as it is used here: a real git repository, and GitHub's own description as the judge of every request.
 * Faults can be put on any request. It is reached over real HTTP (`startFakeGitHub`) or, where thousands of runs are
 * needed, as a `fetch` in the same process (`createFakeGitHub`).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { accessHandlers } from './access.ts'
import { checkHandlers } from './checks.ts'
import { commitHandlers } from './commits.ts'
import type { FaultPlan } from './faults.ts'
import { gitDataHandlers } from './git-data.ts'
import { answerGraphql } from './graphql.ts'
import type { Handler } from './http.ts'
import { issueHandlers } from './issues.ts'
import type { FakeEvent, FakeOptions, FakeState } from './model.ts'
import { disturb, type FullReply, type Outcome, toAnswer } from './outcomes.ts'
import { createPeople, type People } from './people.ts'
import { pullHandlers } from './pulls.ts'
import { createState } from './state.ts'
import { completeResponse, operationKeys, requestViolation } from './validate.ts'

export interface LoggedRequest {
  /** `POST /repos/{owner}/{repo}/pulls`, `POST /graphql query`, `POST /graphql mutation`. */
  readonly key: string
  readonly write: boolean
}

export interface FakeGitHub {
  readonly state: FakeState
  /** What others do here. */
  readonly people: People
  /** Called with every webhook that GitHub would send, the moment it happens. */
  readonly onEvent: (listener: (event: FakeEvent) => void) => void
  readonly log: LoggedRequest[]
  /** Requests that GitHub's description does not allow. */
  readonly violations: string[]
  faults: FaultPlan
  /** Answers that replace the normal one, by operation, as a missing permission does. */
  readonly denied: Map<string, { status: number; headers?: Record<string, string>; data?: unknown }>
  /** The same server without a wire; time-outs come at once. */
  readonly fetch: typeof fetch
}

export interface FakeServer extends FakeGitHub, AsyncDisposable {
  readonly url: string
}

const handlers: Readonly<Record<string, Handler>> = {
  ...{ ...gitDataHandlers, ...commitHandlers, ...pullHandlers, ...issueHandlers, ...checkHandlers, ...accessHandlers },
}

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

export function createFakeGitHub(options: FakeOptions): FakeGitHub {
  const state = createState(options)
  const fake = {
    ...{ state, people: createPeople(state), log: [] as LoggedRequest[], violations: [] as string[] },
    denied: new Map(),
    onEvent: (listener: (event: FakeEvent) => void) => void state.listeners.push(listener),
    faults: (() => null) as FaultPlan,
  }
  return Object.assign(fake, { fetch: createFetch((request) => exchange(fake, request)) })
}

/** On a port of 127.0.0.1, and nowhere else. */
export async function startFakeGitHub(options: FakeOptions): Promise<FakeServer> {
  const fake = createFakeGitHub(options)
  const server = createServer((request, response) => {
    serve(fake, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(fake, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

interface Asked {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly authorization: string
  readonly body: string
}

type Core = Omit<FakeGitHub, 'fetch'>

function exchange(fake: Core, asked: Asked): Outcome {
  const url = new URL(asked.target, 'http://fake.invalid')
  const path = url.pathname.replace(/^\/api\/v3/, '').replace(/^\/api\/graphql/, '/graphql')
  const body: unknown = asked.body === '' ? undefined : JSON.parse(asked.body)
  const route = path === '/graphql' ? graphqlRoute(body) : findRoute(asked.method, path)
  const fault = fake.faults(fake.log.length, route)
  fake.log.push({ key: route.key, write: route.write })
  const before = fault === null ? null : disturb(fault, false, route)
  if (before !== null) return before
  try {
    const reply = answer(fake, route, url, body, asked.authorization)
    return (fault === null ? null : disturb(fault, true, route)) ?? toAnswer(reply, url)
  } catch (error) {
    fake.violations.push(error instanceof Error ? error.message : String(error))
    return { status: 500, headers: {}, body: '' }
  }
}

async function serve(fake: FakeGitHub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { method = 'GET', url: target = '/', headers } = request
  const body = Buffer.concat(chunks).toString()
  const outcome = exchange(fake, { method, target, body, authorization: headers.authorization ?? '' })
  if (outcome === 'silence') return
  if (outcome === 'cut') response.socket?.destroy()
  else if (outcome === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write('{"number":')
    setTimeout(() => response.socket?.destroy(), 5)
  } else response.writeHead(outcome.status, outcome.headers).end(outcome.body)
}

function createFetch(send: (asked: Asked) => Outcome): typeof fetch {
  return async (input, init) => {
    const url = new URL(String(input))
    const headers = new Headers(init?.headers)
    const outcome = send({
      ...{ method: init?.method ?? 'GET', target: url.pathname + url.search, body: String(init?.body ?? '') },
      authorization: headers.get('authorization') ?? '',
    })
    if (outcome === 'silence') throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    if (outcome === 'cut') throw new TypeError('fetch failed', { cause: new Error('read ECONNRESET') })
    if (outcome !== 'half') return new Response(outcome.body === '' ? null : outcome.body, outcome)
    const cut = new ReadableStream({ start: (stream) => stream.error(new TypeError('terminated')) })
    return new Response(cut, { headers: { 'content-type': 'application/json' } })
  }
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

function answer(fake: Core, route: Route, url: URL, body: unknown, authorization: string): FullReply {
  const viewer = viewerOf(fake.state, route, authorization.replace(/^(token|bearer) /i, ''))
  if (viewer === undefined) return { status: 401, data: { message: 'Bad credentials', status: '401' } }
  const denied = fake.denied.get(route.key)
  if (denied !== undefined) return { data: { message: 'Resource not accessible by integration' }, ...denied }
  if (route.key.startsWith('POST /graphql')) {
    return { status: 200, data: answerGraphql(fake.state, viewer, body as Record<string, unknown>) }
  }
  const violation = requestViolation(route.key, url.searchParams, body)
  if (violation !== null) throw new Error(`${route.key}: ${violation}`)
  const path = Object.fromEntries(route.names.map((name, index) => [name, route.values[index] ?? '']))
  if (route.names.includes('owner') && (path.owner !== fake.state.owner || path.repo !== fake.state.repo))
    return { status: 404, data: { message: 'Not Found' } }
  const handler = handlers[route.key]
  if (handler === undefined) throw new Error(`${route.key}: the fake has no answer`)
  const { state } = fake
  const reply = handler({ state, viewer, path, query: url.searchParams, body: (body ?? {}) as Record<string, unknown> })
  return reply.status >= 400 ? reply : { ...reply, data: completeResponse(route.key, reply.status, reply.data) }
}

/** The App itself comes with a signed token that names it; this server believes the name. */
function viewerOf(state: FakeState, { key }: Route, token: string): string | undefined {
  if (!/ \/app(\/|$)/.test(key)) return state.tokens.get(token)
  const [, claims = ''] = token.split('.')
  const issuer = /"iss":"?(\w+)/.exec(Buffer.from(claims, 'base64url').toString())?.[1]
  return issuer === String(state.app.id) ? state.app.slug : undefined
}
