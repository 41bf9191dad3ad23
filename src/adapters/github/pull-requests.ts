/** Pull requests. */
import type { PullRequest, PullRequests } from '../../ports/forge.ts'
import { REPEATABLE } from './client.ts'
import { type GitHubContext, PAGE } from './context.ts'
import { answeredStatus } from './errors.ts'
import { isFromHere, toPullRequest } from './pull-request-shape.ts'

const READ = 'pull_requests: read'
const WRITE = 'pull_requests: write'
/** Of one branch, newest first: more than this many attempts since a snooze began are not worth knowing. */
const RECENT = 10

export function createPullRequests(context: GitHubContext): PullRequests {
  const { client, owner, at, call, pages } = context

  const listOpen: PullRequests['listOpen'] = async (prefix) => {
    const found = await pages('list the pull requests', READ, (page) =>
      client.rest.pulls.list({ ...at, state: 'open', sort: 'created', direction: 'asc', per_page: PAGE, page }),
    )
    return found
      .filter(isFromHere)
      .map(toPullRequest)
      .filter(({ branch }) => branch.startsWith(prefix))
  }

  const openOf = async (branch: string): Promise<PullRequest | null> => {
    const found = await call('list the pull requests', READ, () =>
      client.rest.pulls.list({ ...at, state: 'open', head: `${owner}:${branch}`, per_page: 1 }),
    )
    return found.filter(isFromHere).map(toPullRequest)[0] ?? null
  }

  /** All that closed recently come in one page as a rule; a busy repository is asked branch by branch instead. */
  const listClosed: PullRequests['listClosed'] = async (branches, since) => {
    if (branches.length === 0) return []
    const newest = { ...at, state: 'closed', sort: 'updated', direction: 'desc' } as const
    const ask = (query: { head?: string; per_page: number }) =>
      call('list the closed pull requests', READ, () => client.rest.pulls.list({ ...newest, ...query }))
    const page = await ask(
      branches.length === 1 ? { head: `${owner}:${branches[0]}`, per_page: RECENT } : { per_page: PAGE },
    )
    const last = page[page.length - 1]
    const complete =
      branches.length === 1 || page.length < PAGE || (last !== undefined && new Date(last.updated_at) < since)
    const lists = complete ? [page] : []
    if (!complete)
      for (const branch of branches) lists.push(await ask({ head: `${owner}:${branch}`, per_page: RECENT }))
    return lists
      .flat()
      .filter(isFromHere)
      .map(toPullRequest)
      .filter(({ branch, closedAt }) => branches.includes(branch) && closedAt !== null && closedAt >= since)
      .sort((a, b) => Number(b.closedAt) - Number(a.closedAt))
  }

  const read = (number: number) =>
    call(
      `read pull request #${number}`,
      READ,
      async () => {
        const { data } = await client.rest.pulls.get({ ...at, pull_number: number })
        return { data: { found: data as typeof data | null } }
      },
      (error) => (answeredStatus(error) === 404 ? { found: null } : undefined),
    )

  return {
    listOpen,
    listClosed,
    async get(number) {
      const { found } = await read(number)
      return found === null ? null : toPullRequest(found)
    },
    async open({ branch, base, title, body, draft }) {
      try {
        const created = await call('open a pull request', WRITE, () =>
          // GitHub allows one open pull request per branch, so a repetition cannot make a second one.
          client.rest.pulls.create({ ...at, head: branch, base, title, body, draft, request: REPEATABLE }),
        )
        return toPullRequest(created)
      } catch (error) {
        if ((await openOf(branch)) !== null) return 'exists'
        throw error
      }
    },
    async edit(number, change) {
      await call(`edit pull request #${number}`, WRITE, () =>
        client.rest.pulls.update({ ...at, pull_number: number, ...change, request: REPEATABLE }),
      )
    },
    async mergeable(number) {
      const { found } = await read(number)
      return found?.mergeable ?? null
    },
  }
}
