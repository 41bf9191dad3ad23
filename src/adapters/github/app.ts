/** GitHub as the App itself sees it: who it is, where it is installed, and a token for each of these places. */
import { z } from 'zod'
import { Problem } from '../../core/problem.ts'
import { createGitHubClient, type GitHubClientOptions, REPEATABLE } from './client.ts'
import { PAGE } from './context.ts'
import { answeredStatus, toProblem } from './errors.ts'

export interface GitHubAppOptions extends Omit<GitHubClientOptions, 'token'> {
  /** A JSON web token signed with the App's key, good for some minutes. */
  readonly jwt: () => Promise<string>
  readonly now: () => Date
}

export interface AppFacts {
  readonly slug: string
  readonly events: readonly string[]
  /** `checks` -> `write`. */
  readonly permissions: Readonly<Record<string, string>>
}

export interface Installation {
  readonly id: number
  readonly account: string
  readonly permissions: Readonly<Record<string, string>>
}

export interface GitHubApp {
  /** One request. @throws Problem `github-app-refused` (exit 2) when GitHub does not accept number or key */
  describe(): Promise<AppFacts>
  /** Those that are not suspended. One request per 100. */
  installations(): Promise<readonly Installation[]>
  /** `[owner, name]` of what an installation may work in, archived ones left out. One request per 100. */
  repositories(installation: number): Promise<readonly (readonly [owner: string, name: string])[]>
  /** A token for all repositories of an installation; kept until shortly before its end. */
  token(installation: number): Promise<string>
  /** The kept token is not used again. */
  forget(installation: number): void
}

/** A request with a token must not end after its hour. */
const SPARE_MS = 5 * 60_000

const tokenSchema = z.object({ token: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) })
const accountSchema = z.object({ login: z.string() })

interface KeptToken {
  readonly token: string
  readonly until: number
}

export function createGitHubApp({ jwt, now, ...options }: GitHubAppOptions): GitHubApp {
  const client = createGitHubClient({ ...options, token: jwt, paceOf: 'app' })
  const tokens = new Map<number, Promise<KeptToken>>()

  const askToken = async (installation: number): Promise<KeptToken> => {
    const { data } = await call('get a token', () =>
      client.rest.apps.createInstallationAccessToken({ installation_id: installation, request: REPEATABLE }),
    )
    const { token, expires_at } = tokenSchema.parse(data)
    return { token, until: Date.parse(expires_at) - SPARE_MS }
  }

  const token = async (installation: number): Promise<string> => {
    const known = tokens.get(installation)
    const kept = known === undefined ? null : await known
    if (kept !== null && kept.until > now().getTime()) return kept.token
    // Somebody else may have asked for a new one meanwhile.
    const asked = tokens.get(installation)
    const next = asked === known || asked === undefined ? askToken(installation) : asked
    tokens.set(installation, next)
    try {
      return (await next).token
    } catch (error) {
      if (tokens.get(installation) === next) tokens.delete(installation)
      throw error
    }
  }

  return {
    token,
    forget: (installation) => void tokens.delete(installation),
    async describe() {
      const { data } = await call('ask who the App is', () => client.rest.apps.getAuthenticated())
      return { slug: data?.slug ?? '', events: data?.events ?? [], permissions: texts(data?.permissions ?? {}) }
    },
    async installations() {
      const found = await pages((page) =>
        call('list installations', () => client.rest.apps.listInstallations({ per_page: PAGE, page })),
      )
      return found
        .filter(({ suspended_at }) => suspended_at == null)
        .map(({ id, account, permissions }) => {
          const { login } = accountSchema.catch({ login: '' }).parse(account)
          return { id, account: login, permissions: texts(permissions) }
        })
    },
    async repositories(installation) {
      const place = createGitHubClient({ ...options, token: () => token(installation), paceOf: paceName(installation) })
      const found = await pages(async (page) => {
        const send = () => place.rest.apps.listReposAccessibleToInstallation({ per_page: PAGE, page })
        return { data: (await call('list repositories', send)).data.repositories }
      })
      return found
        .filter(({ archived, disabled }) => !archived && !disabled)
        .map(({ owner, name }) => [owner.login, name] as const)
    },
  }
}

/** The pace of one installation; give it to every client that works there. */
export function paceName(installation: number): string {
  return `installation ${installation}`
}

async function pages<T>(page: (number: number) => Promise<{ readonly data: readonly T[] }>): Promise<T[]> {
  const all: T[] = []
  for (let number = 1; ; number += 1) {
    const { data } = await page(number)
    all.push(...data)
    if (data.length < PAGE) return all
  }
}

function texts(record: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

async function call<T>(doing: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    const status = answeredStatus(error)
    if (status === 401) {
      throw new Problem({
        code: 'github-app-refused',
        exit: 2,
        message: 'GitHub does not accept APP_ID together with the private key.',
        hint: 'Compare APP_ID with the page of the App, check that the key was made there and the clock is right.',
        cause: error,
      })
    }
    if (status === 404) {
      throw new Problem({
        code: 'github-app-not-installed',
        exit: 3,
        message: `GitHub knows no such App or installation (asked to ${doing}).`,
        hint: 'Was the App uninstalled? On an Enterprise Server check GHE_HOST or GITHUB_API_URL.',
        cause: error,
      })
    }
    throw toProblem(error, { doing, permission: 'metadata: read', slug: 'the GitHub App' })
  }
}
