/** What handlers are given and give back. */
import type { FakeState } from './state.ts'

export interface Call {
  readonly state: FakeState
  /** Login of the token. */
  readonly viewer: string
  /** Values of the path template, decoded. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
}

export interface Reply {
  readonly status: number
  readonly data: unknown
  /** Whether a further page exists. */
  readonly next?: boolean
}

export type Handler = (call: Call) => Reply

export const ok = (data: unknown): Reply => ({ status: 200, data })
export const created = (data: unknown): Reply => ({ status: 201, data })
export const notFound: Reply = {
  status: 404,
  data: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
}

export function invalid(message: string, errors: readonly { readonly message: string }[] = []): Reply {
  const list = errors.map((error) => ({ resource: 'PullRequest', code: 'custom', ...error }))
  return {
    status: 422,
    data: { message, errors: list, documentation_url: 'https://docs.github.com/rest', status: '422' },
  }
}

export function paged(call: Call, items: readonly unknown[]): Reply {
  const size = Number(call.query.get('per_page') ?? 30)
  const page = Number(call.query.get('page') ?? 1)
  return { status: 200, data: items.slice((page - 1) * size, page * size), next: items.length > page * size }
}
