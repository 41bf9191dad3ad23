/** What GitHub says when it does not do what was asked, as one Problem each. */
import { Problem } from '../../core/problem.ts'
import { graphqlErrors, graphqlProblem } from './graphql-errors.ts'

/** What was tried, for the sentence: `krr-gitops may not <doing> in <slug>`. */
export interface Attempt {
  /** `open a pull request`. */
  readonly doing: string
  /** What a token needs for it, as GitHub names it: `pull_requests: write`. */
  readonly permission: string
  readonly slug: string
}

/** What octokit throws, as far as it is looked at. */
interface Failure {
  readonly status: number
  readonly message: string
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>
    readonly data: unknown
  }
}

function asFailure(error: unknown): Failure | null {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? (error as Error & Failure)
    : null
}

/** The HTTP status that GitHub answered with; `null` when there was no answer. */
export function answeredStatus(error: unknown): number | null {
  const failure = asFailure(error)
  return failure?.response === undefined ? null : failure.status
}

/** GitHub's own words for a refusal; empty when there was no answer. */
export function answeredWords(error: unknown): string {
  const failure = asFailure(error)
  return failure?.response === undefined ? '' : wordsOf(failure)
}

/** GitHub answered with one of these, and did not mean "slow down" by it. */
export function isAnswered(error: unknown, ...statuses: readonly number[]): boolean {
  const failure = asFailure(error)
  if (failure?.response === undefined || !statuses.includes(failure.status)) return false
  return rateLimit(failure) === null
}

/** Turns whatever a request threw into a Problem; what is no failure of a request comes back as it is. */
export function toProblem(error: unknown, attempt: Attempt): unknown {
  if (error instanceof Problem) return error
  const errors = graphqlErrors(error)
  if (errors !== null && errors.length > 0) return graphqlProblem(errors, attempt, error)
  const failure = asFailure(error)
  if (failure === null) return error
  const { response, status } = failure
  if (response === undefined) return unreachable(failure, attempt, error)
  const details = { exit: 3, detail: wordsOf(failure), cause: error } as const
  const limit = rateLimit(failure)
  if (limit !== null) return new Problem({ ...details, ...limit })
  if (status === 401) {
    return new Problem({
      ...details,
      code: 'github-token-refused',
      message: 'GitHub does not accept the token.',
      hint: 'Set GITHUB_TOKEN to a token that is valid and not expired.',
    })
  }
  if (status === 403) return new Problem({ ...details, ...forbidden(failure, attempt) })
  if (status === 404) {
    return new Problem({
      ...details,
      code: 'github-not-found',
      message: `GitHub finds no repository ${attempt.slug}, or not what is needed to ${attempt.doing} there.`,
      hint: `Check the name, and that the token may see the repository (${attempt.permission}).`,
    })
  }
  if (status >= 500) {
    return new Problem({
      ...details,
      code: 'github-failed',
      message: `GitHub failed (${status}) when asked to ${attempt.doing} in ${attempt.slug}.`,
      hint: 'Run it again: what is done already is found and not done twice. See https://www.githubstatus.com.',
    })
  }
  return new Problem({
    ...details,
    code: 'github-refused',
    message: `GitHub refuses (${status}) to ${attempt.doing} in ${attempt.slug}.`,
    hint: 'The words of GitHub say why; rulesets and branch protection can forbid it too.',
  })
}

/** An answer that is whole, but not of the shape that GitHub promises. */
export function unreadable(attempt: Attempt): Problem {
  return new Problem({
    code: 'github-unreachable',
    exit: 3,
    message: `The answer of GitHub could not be read when asked to ${attempt.doing} in ${attempt.slug}.`,
    hint: 'Check GITHUB_API_URL, and whether a proxy answers in place of GitHub.',
  })
}

function unreachable(failure: Failure, attempt: Attempt, cause: unknown): Problem {
  return new Problem({
    code: 'github-unreachable',
    exit: 3,
    message: `GitHub did not answer when asked to ${attempt.doing} in ${attempt.slug}.`,
    hint: 'Check the network, the proxy and GITHUB_API_URL, and run it again.',
    detail: failure.message,
    cause,
  })
}

/** Primary limit: nothing left until the reset. Secondary: too much at once. */
function rateLimit(failure: Failure): { code: string; message: string; hint: string } | null {
  const headers = failure.response?.headers ?? {}
  if (failure.status !== 403 && failure.status !== 429) return null
  if (headers['x-ratelimit-remaining'] === '0') {
    const reset = new Date(Number(headers['x-ratelimit-reset']) * 1000)
    const until = Number.isNaN(reset.getTime()) ? 'later' : `after ${reset.toISOString()}`
    return {
      code: 'github-rate-limit',
      message: `The rate limit of the token is used up; GitHub takes requests again ${until}.`,
      hint: `Run it again ${until}; what is done already is found and not done twice.`,
    }
  }
  const after = headers['retry-after']
  if (after === undefined && failure.status !== 429 && !/secondary rate/i.test(failure.message)) return null
  return {
    code: 'github-secondary-rate-limit',
    message: 'GitHub asks this program to slow down.',
    hint: `Run it again in ${after === undefined ? 'a few minutes' : `${after} seconds`}; run fewer at the same time.`,
  }
}

function forbidden(failure: Failure, attempt: Attempt): { code: string; message: string; hint: string } {
  const headers = failure.response?.headers ?? {}
  const message = `The token may not ${attempt.doing} in ${attempt.slug}.`
  if (headers['x-github-sso'] !== undefined) {
    return { code: 'github-sso', message, hint: "Authorise the token for the organisation's single sign-on." }
  }
  const accepted = headers['x-accepted-github-permissions']
  const needed = typeof accepted === 'string' && accepted !== '' ? accepted.replaceAll('=', ': ') : attempt.permission
  const actions = attempt.permission.startsWith('pull_requests')
    ? ' In GitHub Actions also allow "Actions to create pull requests" in the settings of the repository.'
    : ''
  return { code: 'github-permission', message, hint: `Give the token the permission ${needed}.${actions}` }
}

/** GitHub's own words: its message, and what it says about each field. The token is in none of them. */
function wordsOf(failure: Failure): string {
  const data = failure.response?.data
  if (typeof data !== 'object' || data === null) return failure.message
  const message = 'message' in data && typeof data.message === 'string' ? data.message : failure.message
  const errors = 'errors' in data && Array.isArray(data.errors) ? data.errors : []
  const more = errors.map((entry: unknown) => {
    if (typeof entry === 'string') return entry
    if (typeof entry !== 'object' || entry === null) return ''
    const parts = ['resource', 'field', 'code', 'message'].map((key) => (entry as Record<string, unknown>)[key])
    return parts.filter((part) => typeof part === 'string').join(' ')
  })
  return [message, ...more.filter((text) => text !== '')].join('\n')
}
