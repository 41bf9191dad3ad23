/** Does the token reach the repository, may it write, and is the default branch protected? Three requests at most. */
import { type Check, ok, problem, warning } from './check.ts'
import { getJson, type HttpAnswer } from './http.ts'

export interface GithubProbe {
  /** `https://api.github.com` or that of an Enterprise Server. */
  readonly apiUrl: string
  readonly token: string
  /** `owner/name`. */
  readonly repository: string
}

interface RepositoryAnswer {
  readonly full_name?: string
  readonly default_branch?: string
  readonly archived?: boolean
  readonly permissions?: { readonly push?: boolean; readonly admin?: boolean }
}

export async function checkGithub({ apiUrl, token, repository }: GithubProbe, signal: AbortSignal): Promise<Check[]> {
  const get = (path: string) =>
    getJson(
      `${apiUrl.replace(/\/+$/, '')}${path}`,
      {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': 'krr-gitops',
        'x-github-api-version': '2022-11-28',
      },
      signal,
    )
  const answer = await get(`/repos/${repository}`)
  const failed = failure(answer, apiUrl, repository)
  if (failed !== null) return [failed]
  const found = (answer.type === 'answer' ? answer.body : {}) as RepositoryAnswer
  const branch = found.default_branch ?? 'main'
  return [tokenCheck(found, answer, repository), await protectionCheck(get, repository, branch)]
}

function failure(answer: HttpAnswer, apiUrl: string, repository: string): Check | null {
  if (answer.type === 'unreachable') {
    return problem('github', `${apiUrl} cannot be reached (${answer.reason}).`, 'Check GITHUB_API_URL and the network.')
  }
  if (answer.status === 401)
    return problem('github', 'GitHub does not accept the token.', 'Set GITHUB_TOKEN to a valid token.')
  if (answer.status === 404) {
    return problem(
      'github',
      `The token does not see ${repository}.`,
      'Give it access to the repository (fine-grained: contents and pull requests, read and write), or check the name.',
    )
  }
  if (answer.status === 403 || answer.status === 429) {
    return problem(
      'github',
      `GitHub refuses (HTTP ${answer.status}).`,
      'The token may lack rights, need SSO, or be over its rate limit.',
    )
  }
  return answer.status === 200 ? null : problem('github', `GitHub answers HTTP ${answer.status}.`, 'Try again later.')
}

function tokenCheck(found: RepositoryAnswer, answer: HttpAnswer, repository: string): Check {
  if (found.archived === true)
    return problem('github', `${repository} is archived.`, 'Unarchive it, or use another repository.')
  if (found.permissions?.push === false) {
    return problem(
      'github',
      `The token may read ${repository} but not write.`,
      'It needs contents: write and pull requests: write (classic token: scope repo).',
    )
  }
  const scopes = answer.type === 'answer' ? answer.headers.get('x-oauth-scopes') : null
  const kind = scopes === null || scopes === '' ? '' : ` (classic token with ${scopes})`
  return ok('github', `The token may write to ${found.full_name ?? repository}${kind}.`)
}

async function protectionCheck(
  get: (path: string) => Promise<HttpAnswer>,
  repository: string,
  branch: string,
): Promise<Check> {
  const answer = await get(`/repos/${repository}/branches/${encodeURIComponent(branch)}`)
  if (answer.type !== 'answer' || answer.status !== 200) {
    return warning(
      'branch-protection',
      `The branch ${branch} could not be looked at.`,
      'Does it exist? Is the repository empty?',
    )
  }
  const rules = await get(`/repos/${repository}/rules/branches/${encodeURIComponent(branch)}`)
  const list = rules.type === 'answer' && Array.isArray(rules.body) ? (rules.body as { type?: unknown }[]) : []
  const reviewed = list.some((rule) => rule.type === 'pull_request')
  const isProtected = (answer.body as { protected?: unknown } | null)?.protected === true
  if (reviewed) return ok('branch-protection', `A ruleset asks for pull requests on ${branch}.`)
  if (isProtected) return ok('branch-protection', `${branch} is protected.`)
  return warning(
    'branch-protection',
    `${branch} is not protected: everybody with write access can merge without a review.`,
    'Ask for a pull request with one approval on it (Settings, Rules).',
  )
}
