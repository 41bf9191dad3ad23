/** The HTTP client: who we are, how fast we go, and when a request is tried again. */
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'
import type { Logger } from '../../ports/runtime.ts'

export interface GitHubClientOptions {
  /**
   * `GITHUB_TOKEN`: of a person, a GitHub App installation, or an Action. A function is asked before every request: the
   * token of an installation ends after an hour.
   */
  readonly token: string | (() => Promise<string>)
  /** `GITHUB_API_URL`; `https://api.github.com` when not given, `https://HOST/api/v3` for GitHub Enterprise Server. */
  readonly apiUrl?: string
  readonly logger: Logger
  /** Milliseconds that one request may take. */
  readonly timeout?: number
  /** False: no pause between writes, no waiting for a rate limit. For servers that are not GitHub. */
  readonly pace?: boolean
  /** Clients of one name share one pace; GitHub counts each installation of an App by itself. */
  readonly paceOf?: string
  /** Milliseconds that count as one second while waiting; tests make it short. */
  readonly second?: number
  readonly fetch?: typeof fetch
}

const DEFAULT_TIMEOUT = 30_000
/** A run waits this long for a rate limit to pass, and not longer: the next run is the better place to go on. */
const LONGEST_WAIT_SECONDS = 60
const MOST_WAITS = 2

/**
 * Retries are for a request that may safely be sent twice. GET is; every other method is tried once, unless the call says
 * {@link REPEATABLE}: after a cut connection nobody knows whether the server acted.
 */
const GET_RETRIES = 2
/** For a write whose repetition changes nothing more, or is answered in a way that the caller understands. */
export const REPEATABLE = { repeatable: true } as const

const Client = Octokit.plugin(throttling, retry)

export function createGitHubClient(options: GitHubClientOptions): Octokit {
  const {
    token,
    apiUrl,
    logger,
    timeout = DEFAULT_TIMEOUT,
    pace = true,
    paceOf = 'krr-gitops',
    second = 1000,
  } = options
  const send = options.fetch ?? fetch
  const wait =
    (kind: string) => (after: number, request: { method: string; url: string }, _: unknown, count: number) => {
      const going = after <= LONGEST_WAIT_SECONDS && count < MOST_WAITS
      logger.warn({ kind, after, method: request.method, url: request.url, going }, 'GitHub asks to slow down')
      return going
    }
  const client = new Client({
    ...(typeof token === 'string' ? { auth: token } : {}),
    userAgent: 'krr-gitops',
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl.replace(/\/+$/, '') }),
    request: {
      fetch: async (url: string, init: RequestInit) =>
        wholeAnswer(await send(url, { ...init, signal: AbortSignal.timeout(timeout) })),
    },
    log: {
      debug: (message: string) => logger.debug({}, message),
      info: (message: string) => logger.debug({}, message),
      warn: (message: string) => logger.warn({}, message),
      // What fails is reported once, as the Problem that ends the run.
      error: (message: string) => logger.debug({}, message),
    },
    // 429 belongs to the throttling plugin, which reads when to come back.
    retry: {
      doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
      retries: GET_RETRIES,
      retryAfterBaseValue: second,
    },
    throttle: pace
      ? {
          id: paceOf,
          onRateLimit: wait('primary'),
          onSecondaryRateLimit: wait('secondary'),
          retryAfterBaseValue: second,
        }
      : { enabled: false },
  })
  if (typeof token === 'function') {
    client.hook.before('request', async (request) => {
      request.headers.authorization = `bearer ${await token()}`
    })
  }
  // Registered last, so it runs before the retry plugin looks. A number other than 0 would make it send again whatever the
  // answer was; without one it looks at the status first.
  client.hook.before('request', (request) => {
    if (request.method !== 'GET' && request.request.repeatable !== true) request.request.retries = 0
  })
  return client
}

/**
 * Reads the answer to its end. octokit takes half an answer for a text and calls it a success; here a connection that is cut
 * in the middle fails like one that is cut at the start, and so does the login page of a proxy.
 */
async function wholeAnswer(response: Response): Promise<Response> {
  const { status, headers } = response
  const text = await response.text()
  if (response.ok && status !== 204 && !/^\s*[[{]/.test(text)) throw new Error('the answer is not JSON')
  return new Response(text === '' ? null : text, { status, headers })
}
