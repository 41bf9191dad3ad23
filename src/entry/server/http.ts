/** A small HTTP server: routes by path, one answer shape, and an end that waits for what runs. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Problem } from '../../core/problem.ts'
import type { Logger } from '../../ports/runtime.ts'

export interface Answer {
  readonly status: number
  readonly body: object | string
  readonly headers?: Readonly<Record<string, string>>
}

/** One path of the server, by method. */
export interface Endpoint {
  readonly path: string
  readonly methods: Readonly<Record<string, (request: IncomingMessage) => Promise<Answer>>>
}

export interface HttpServer {
  /** `http://host:port` that it listens on. */
  readonly url: string
  /** No new connections and requests; those that wait for an answer get it. */
  drain(): void
  /** Cuts what is left. */
  close(): Promise<void>
}

export interface HttpOptions {
  readonly host: string
  /** 0 = any free one. */
  readonly port: number
  readonly endpoints: readonly Endpoint[]
  readonly logger: Logger
}

/** Milliseconds that a client may take to send its request. */
const REQUEST_TIMEOUT = 30_000

/** @throws Problem `cannot-listen` (exit 2) */
export async function startHttpServer({ host, port, endpoints, logger }: HttpOptions): Promise<HttpServer> {
  let draining = false
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT },
    (request, response) => {
      void respond(request, response)
    },
  )

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer
    try {
      answer = await dispatch(endpoints, request)
    } catch (error) {
      // Whoever hung up reads no answer.
      if (request.destroyed && !request.complete) return
      logger.error({ err: error, path: request.url?.split('?')[0] }, 'a request failed')
      answer = { status: 500, body: { error: 'internal error' } }
    }
    // A body that was not read to its end would be taken for the next request.
    if (draining || !request.complete) response.setHeader('connection', 'close')
    send(response, answer, request.method === 'HEAD')
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenProblem(host, port, error)))
    server.listen({ host, port }, resolve)
  })
  const drain = (): void => {
    draining = true
    server.close()
    server.closeIdleConnections()
  }
  return {
    url: urlOf(server.address()),
    drain,
    async close() {
      if (!draining) drain()
      await new Promise<void>((resolve) => {
        if (!server.listening) resolve()
        else server.once('close', resolve)
        server.closeAllConnections()
      })
    },
  }
}

async function dispatch(endpoints: readonly Endpoint[], request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? '/').split('?')[0]
  const endpoint = endpoints.find((candidate) => candidate.path === path)
  if (endpoint === undefined) return { status: 404, body: { error: 'there is nothing here' } }
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  const handle = Object.hasOwn(endpoint.methods, method) ? endpoint.methods[method] : undefined
  if (handle !== undefined) return handle(request)
  const allow = Object.keys(endpoint.methods).join(', ')
  return { status: 405, body: { error: `use ${allow}` }, headers: { allow } }
}

function send(response: ServerResponse, { status, body, headers }: Answer, headOnly: boolean): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  response.end(headOnly ? undefined : text)
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return ''
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}

function listenProblem(host: string, port: number, error: NodeJS.ErrnoException): Problem {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program listens there',
    EACCES: 'this user may not listen there',
    EADDRNOTAVAIL: 'this machine has no such address',
    ENOTFOUND: 'the name of the host is not known',
  }
  return new Problem({
    code: 'cannot-listen',
    exit: 2,
    message: `The server cannot listen on ${host}:${port}: ${why[error.code ?? ''] ?? error.code ?? error.message}.`,
    hint: 'Set HOST and PORT to an address that is free.',
    cause: error,
  })
}
