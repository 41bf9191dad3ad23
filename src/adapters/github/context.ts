/** What every concern of the GitHub forge is handed: the client, the repository, and the one way to call. */
import type { Octokit } from '@octokit/rest'
import { z } from 'zod'
import type { Person } from '../../ports/forge.ts'
import { REPEATABLE } from './client.ts'
import { toProblem, unreadable } from './errors.ts'
import { type GraphqlError, graphqlData, graphqlErrors } from './graphql-errors.ts'

/** The part of an octokit response that is read. */
interface Answer<T> {
  readonly data: T
}

/** A GraphQL query, or a mutation. */
export interface Question<T> {
  readonly doing: string
  readonly permission: string
  readonly query: string
  /** `$owner` and `$repo` are always given. */
  readonly variables?: Readonly<Record<string, unknown>>
  /** What the answer must look like; a field that is null and must not be makes a Problem, never an empty answer. */
  readonly schema: z.ZodType<T>
  /** Errors about single fields that the answer may have; the schema sees null there. */
  readonly pardons?: (error: GraphqlError) => boolean
  /** Sent once: a mutation whose repetition would do more. */
  readonly once?: boolean
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
  /** Sends one GraphQL question. */
  ask<T>(question: Question<T>): Promise<T>
  /** Who the token belongs to. */
  bot(): Promise<Person>
  /** Spares the question when another answer told it. */
  learnBot(viewer: Viewer): Person
}

export const PAGE = 100

export const viewerSchema = z.object({ login: z.string(), databaseId: z.number() })
export type Viewer = z.infer<typeof viewerSchema>

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

  const ask: GitHubContext['ask'] = async ({
    doing,
    permission,
    query,
    variables = {},
    schema,
    pardons,
    once = false,
  }) => {
    const send = async () => {
      const request = once ? {} : REPEATABLE
      const data: unknown = await client.graphql(query, { owner, repo, ...variables, request })
      return { data }
    }
    const answer = schema.safeParse(await call(doing, permission, send, (error) => pardoned(error, pardons)))
    if (!answer.success) throw unreadable({ doing, permission, slug })
    return answer.data
  }

  let bot: Promise<Person> | undefined
  return {
    ...{ client, owner, repo, call, ask },
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
      // The REST API has no answer for the token of an App installation or an Action; `viewer` works for every kind.
      bot ??= ask({
        ...{ doing: 'ask who the token belongs to', permission: 'metadata: read' },
        ...{ query: 'query { viewer { login databaseId } }', schema: z.object({ viewer: viewerSchema }) },
      }).then(
        ({ viewer }) => toBot(viewer),
        (error: unknown) => {
          bot = undefined
          throw error
        },
      )
      return bot
    },
    learnBot(viewer) {
      const person = toBot(viewer)
      bot ??= Promise.resolve(person)
      return person
    },
  }
}

/** The fields that GitHub answered, when all that is missing may be. */
function pardoned(error: unknown, pardons: ((error: GraphqlError) => boolean) | undefined): unknown {
  const errors = graphqlErrors(error)
  return pardons !== undefined && errors?.every(pardons) === true ? graphqlData(error) : undefined
}

/** The address is the one that GitHub writes into the commits of an App; nobody else is given it. */
function toBot({ login, databaseId }: Viewer): Person {
  return { login, name: login, email: `${databaseId}+${login}@users.noreply.github.com` }
}
