/** `/api/github/webhooks`: signed deliveries only, answered at once; the work is done afterwards. */
import type { IncomingMessage } from 'node:http'
import type { Logger } from '../../ports/runtime.ts'
import type { Answer } from '../server/http.ts'
import type { SignedEvent } from './probot.ts'

export interface WebhookOptions {
  readonly appId: number
  readonly verify: (payload: string, signature: string) => Promise<boolean>
  /** Gives one line about what will be done. */
  readonly receive: (event: SignedEvent) => Promise<string>
  /** True while the server stops. */
  readonly isStopping: () => boolean
  readonly logger: Logger
}

/** GitHub sends no larger one. */
const MOST_BYTES = 25 * 1024 * 1024
const SIGNATURE = /^sha256=[0-9a-f]{64}$/
const EVENT = /^[a-z][a-z0-9_]{0,99}$/
const DELIVERY = /^[\w-]{1,100}$/

/** 401 for everything that the webhook secret did not sign, before anything in it is looked at; 400 for nonsense. */
export function createWebhookHandler(options: WebhookOptions): (request: IncomingMessage) => Promise<Answer> {
  const { appId, verify, receive, isStopping, logger } = options
  return async (request) => {
    if (isStopping()) return STOPPING
    const signature = header(request, 'x-hub-signature-256')
    if (!SIGNATURE.test(signature)) return unsigned(logger, request)
    const payload = await readBody(request)
    if (payload === null) return refuse(413, 'the payload is larger than GitHub sends')
    // Nothing can be said about no text at all, not even who signed it.
    if (payload === '') return refuse(400, 'the payload is empty')
    if (!(await verify(payload, signature))) return unsigned(logger, request)
    const [name, id] = [header(request, 'x-github-event'), header(request, 'x-github-delivery')]
    if (!EVENT.test(name) || !DELIVERY.test(id)) return refuse(400, 'X-GitHub-Event or X-GitHub-Delivery is missing')
    if (!/^application\/json\s*(;|$)/i.test(header(request, 'content-type'))) {
      return refuse(400, 'the content type must be application/json; choose it on the page of the App')
    }
    if (!isObject(payload)) return refuse(400, 'the payload is no JSON object')
    const target = header(request, 'x-github-hook-installation-target-type')
    if (target === 'integration' && header(request, 'x-github-hook-installation-target-id') !== String(appId)) {
      return accepted('ignored: a delivery to another App')
    }
    if (isStopping()) return STOPPING
    return accepted(await receive({ id, name, payload, signature }))
  }
}

const STOPPING: Answer = {
  status: 503,
  body: { error: 'the server stops; the next start finds what happened meanwhile' },
}

function accepted(result: string): Answer {
  return { status: 202, body: { result } }
}

function refuse(status: number, error: string): Answer {
  return { status, body: { error } }
}

function unsigned(logger: Logger, request: IncomingMessage): Answer {
  logger.warn({ from: request.socket.remoteAddress }, 'a delivery without a valid signature was refused')
  return refuse(401, 'the signature is missing or does not fit the webhook secret')
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

/** `null` when it is too large. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  if (Number(header(request, 'content-length')) > MOST_BYTES) return null
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > MOST_BYTES) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString()
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
