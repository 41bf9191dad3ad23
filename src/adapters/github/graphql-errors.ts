/** GraphQL answers 200 and says inside what is wrong, for the whole question or for one field of it. */
import { Problem } from '../../core/problem.ts'
import type { Attempt } from './errors.ts'

/** One entry of `errors`. */
export interface GraphqlError {
  /** `NOT_FOUND`, `FORBIDDEN`, `undefinedField`, …; empty when GitHub gives none. */
  readonly type: string
  /** Field that is null for it: `['repository', 'p12']`. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** `null` when `error` is not an answer of GraphQL. */
export function graphqlErrors(error: unknown): readonly GraphqlError[] | null {
  if (!(error instanceof Error)) return null
  const inside = error.name === 'GraphqlResponseError' ? error : answerOf(error)
  const errors = typeof inside === 'object' && inside !== null && 'errors' in inside ? inside.errors : null
  return Array.isArray(errors) ? errors.map(toGraphqlError) : null
}

/** What the fields hold that GitHub did answer; `undefined` when there is nothing. */
export function graphqlData(error: unknown): unknown {
  return error instanceof Error && 'data' in error ? error.data : undefined
}

/** The throttling plugin gives up with an error of its own, which has the answer in it. */
function answerOf(error: Error): unknown {
  return 'status' in error || !('data' in error) ? null : error.data
}

function toGraphqlError(entry: unknown): GraphqlError {
  const { type, path, message, extensions } = (entry ?? {}) as Readonly<Record<string, unknown>>
  const code =
    typeof extensions === 'object' && extensions !== null && 'code' in extensions ? extensions.code : undefined
  const kind = type ?? code
  return {
    type: typeof kind === 'string' ? kind : '',
    path: Array.isArray(path) ? path.filter((part) => typeof part === 'string' || typeof part === 'number') : [],
    message: typeof message === 'string' ? message : '',
  }
}

const NO_CHECKS = ' Fine-grained personal tokens cannot see checks: an App or a classic token can.'

type Sentence = { readonly code: string; readonly message: string; readonly hint: string }

/** @param errors at least one */
export function graphqlProblem(errors: readonly GraphqlError[], attempt: Attempt, cause: unknown): Problem {
  const [worst] = [...errors].sort((a, b) => rank(a) - rank(b))
  const detail = [...new Set(errors.map(describe))].slice(0, 5).join('\n')
  return new Problem({ ...sentence(worst, attempt), exit: 3, detail, cause })
}

const ORDER = ['RATE_LIMITED', 'RATE_LIMIT', 'INSUFFICIENT_SCOPES', 'FORBIDDEN', 'undefinedField', 'NOT_FOUND']

function rank({ type }: GraphqlError): number {
  const place = ORDER.indexOf(type)
  return place < 0 ? ORDER.length : place
}

function describe({ message, path }: GraphqlError): string {
  return path.length === 0 ? message : `${message} (${path.join('.')})`
}

function sentence(error: GraphqlError | undefined, { doing, slug, permission }: Attempt): Sentence {
  switch (error?.type) {
    case 'RATE_LIMITED':
    case 'RATE_LIMIT':
      return {
        code: 'github-rate-limit',
        message: 'The rate limit of the token is used up.',
        hint: 'Run it again later; what is done already is found and not done twice.',
      }
    case 'FORBIDDEN':
    case 'INSUFFICIENT_SCOPES':
      return {
        code: /SAML/i.test(error.message) ? 'github-sso' : 'github-permission',
        message: `The token may not ${doing} in ${slug}.`,
        hint: /SAML/i.test(error.message)
          ? "Authorise the token for the organisation's single sign-on."
          : `Give the token the permission ${permission}.${permission.includes('checks') ? NO_CHECKS : ''}`,
      }
    case 'undefinedField':
      return {
        code: 'github-too-old',
        message: `This GitHub Enterprise Server is too old to ${doing}.`,
        hint: 'Its GraphQL API does not know a field that is needed; update the server.',
      }
    case 'NOT_FOUND':
      return {
        code: 'github-not-found',
        message: `GitHub finds no repository ${slug}, or not what is needed to ${doing} there.`,
        hint: `Check the name, and that the token may see the repository (${permission}).`,
      }
    default:
      return {
        code: 'github-refused',
        message: `GitHub refuses to ${doing} in ${slug}.`,
        hint: `Check that the token has the permission ${permission}; rulesets can forbid it too.`,
      }
  }
}
