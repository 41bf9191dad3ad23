/** What every concern of the GitHub forge is handed: the client, the repository, and the one way to call. */
import type { Octokit } from '@octokit/rest'
import { z } from 'zod'
import type { Person } from '../../ports/forge.ts'
import { REPEATABLE } from './client.ts'
import { toProblem, unreadable } from './errors.ts'

/** The part of an octokit response that is read. */
interface Answer<T> {
  readonly data: T
}

export interface GitHubContext {
  readonly client: Octokit
  readonly owner: string
  readonly repo: string
  /** `{ owner, repo }`, to spread into a call. */
  readonly at: { readonly owner: string; readonly repo: string }
  /**
   * Sends requests and gives their data. A failure becomes a Problem, unless `expected` knows an answer for it.
   *
   * @param expected maps an error to a value; `undefined` = not expected
   */
  call<T>(
    doing: string,
    permission: string,
    send: () => Promise<Answer<T>>,
    expected?: (error: unknown) => T | undefined,
  ): Promise<T>
  /** Like `call`, for all pages; `more` says after each page whether the next one is wanted. */
  pages<T>(
    doing: string,
    permission: string,
    page: (page: number) => Promise<Answer<readonly T[]>>,
    more?: (page: readonly T[]) => boolean,
  ): Promise<T[]>
  /** Who the token belongs to. */
  bot(): Promise<Person>
}

export const PAGE = 100

const viewerSchema = z.object({ viewer: z.object({ login: z.string(), databaseId: z.number() }) })

export function createContext(client: Octokit, owner: string, repo: string): GitHubContext {
  const slug = `${owner}/${repo}`
  const call: GitHubContext['call'] = async (doing, permission, send, expected) => {
    const attempt = { doing, permission, slug }
    try {
      return (await send()).data
    } catch (error) {
      const value = expected?.(error)
      if (value !== undefined) return value
      throw toProblem(error, attempt)
    }
  }
  let bot: Promise<Person> | undefined
  return {
    ...{ client, owner, repo, call },
    at: { owner, repo },
    async pages(doing, permission, page, more = () => true) {
      const all = []
      for (let number = 1; ; number += 1) {
        const data = await call(doing, permission, () => page(number))
        all.push(...data)
        if (data.length < PAGE || !more(data)) return all
      }
    },
    bot() {
      bot ??= readViewer(client, call, slug).catch((error: unknown) => {
        bot = undefined
        throw error
      })
      return bot
    },
  }
}

/**
 * The REST API has no answer for the token of an App installation or an Action; GraphQL's `viewer` works for every kind.
 */
async function readViewer(client: Octokit, call: GitHubContext['call'], slug: string): Promise<Person> {
  const doing = 'ask who the token belongs to'
  const send = async () => {
    const data = await client.graphql('query { viewer { login databaseId } }', { request: REPEATABLE })
    return { data }
  }
  const answer = viewerSchema.safeParse(await call(doing, 'metadata: read', send))
  if (!answer.success) throw unreadable({ doing, permission: 'metadata: read', slug })
  const { login, databaseId } = answer.data.viewer
  return { login, name: login, email: `${databaseId}+${login}@users.noreply.github.com` }
}
