/** What comes back over the wire, whole or broken. */
import type { Fault } from './faults.ts'
import type { Reply } from './http.ts'

/** What comes back over the wire: an answer, a cut, half an answer, or nothing ever. */
export type Outcome = Answer | 'cut' | 'half' | 'silence'
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type FullReply = Reply & { readonly headers?: Record<string, string> }

export function toAnswer(reply: FullReply, url: URL): Answer {
  const headers: Record<string, string> = {
    ...{ 'content-type': 'application/json; charset=utf-8', 'x-ratelimit-limit': '5000' },
    ...{ 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': '4102444800', ...reply.headers },
  }
  if (reply.next === true) {
    const next = new URL(url)
    next.searchParams.set('page', String(Number(url.searchParams.get('page') ?? 1) + 1))
    headers.link = `<${next}>; rel="next"`
  }
  return { status: reply.status, headers, body: reply.data === undefined ? '' : JSON.stringify(reply.data) }
}

/** The outcome of a fault that strikes before, or after, the request was carried out; `null` when it is the other one. */
export function disturb(fault: Fault, acted: boolean, { key }: { readonly key: string }): Outcome | null {
  const afterwards = fault === 'reset-after' || fault === 'time-out' || fault === 'half-answer'
  if (afterwards !== acted) return null
  const url = new URL('http://fake.invalid')
  switch (fault) {
    case 'reset-before':
    case 'reset-after':
      return 'cut'
    case 'time-out':
      return 'silence'
    case 'half-answer':
      return 'half'
    case 'secondary-limit':
      return toAnswer(limit({ 'retry-after': '1' }, 'You have exceeded a secondary rate limit.'), url)
    case 'primary-limit': {
      const reset = String(Math.floor(Date.now() / 1000) + 1)
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }
      // GraphQL has a limit of its own, and says so in an answer that is whole.
      if (key.startsWith('POST /graphql')) {
        const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }]
        return toAnswer({ status: 200, headers, data: { data: null, errors } }, url)
      }
      return toAnswer(limit(headers, 'API rate limit exceeded'), url)
    }
    default:
      return toAnswer({ status: Number(fault), data: { message: 'Server Error' } }, url)
  }
}

function limit(headers: Record<string, string>, message: string): FullReply {
  return { status: 403, headers, data: { message, documentation_url: 'https://docs.github.com/rest' } }
}
