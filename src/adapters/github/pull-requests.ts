/** Pull requests. */
import type { PullRequest, PullRequests } from '../../ports/forge.ts'
import { REPEATABLE } from './client.ts'
import { type GitHubContext, PAGE } from './context.ts'
import { answeredStatus } from './errors.ts'

const READ = 'pull_requests: read'
const WRITE = 'pull_requests: write'
/** Of one branch, newest first: more than this many attempts since a snooze began are not worth knowing. */
const RECENT = 10

/** What of GitHub's two shapes of a pull request (in a list, and alone) is read. */
interface Shape {
  readonly number: number
  readonly html_url: string
  readonly state: string
  readonly draft?: boolean | undefined
  readonly title: string
  readonly body: string | null
  readonly head: { readonly ref: string; readonly sha: string; readonly repo: { readonly full_name: string } | null }
  readonly base: { readonly ref: string; readonly repo: { readonly full_name: string } }
  readonly labels: readonly { readonly name?: string | undefined }[]
  readonly user: { readonly login: string } | null
  readonly created_at: string
  readonly closed_at: string | null
  readonly merged_at: string | null
}

export function createPullRequests(context: GitHubContext): PullRequests {
  const { client, owner, at, call, pages } = context

  const listOpen: PullRequests['listOpen'] = async (prefix) => {
    const found = await pages('list the pull requests', READ, (page) =>
      client.rest.pulls.list({ ...at, state: 'open', sort: 'created', direction: 'asc', per_page: PAGE, page }),
    )
    return found
      .filter(isOwn)
      .map(toPullRequest)
      .filter(({ branch }) => branch.startsWith(prefix))
  }

  const openOf = async (branch: string): Promise<PullRequest | null> => {
    const found = await call('list the pull requests', READ, () =>
      client.rest.pulls.list({ ...at, state: 'open', head: `${owner}:${branch}`, per_page: 1 }),
    )
    return found.filter(isOwn).map(toPullRequest)[0] ?? null
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
      .filter(isOwn)
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

/** Not from a fork. The fork may be gone (`repo` is null then). */
function isOwn({ head, base }: Shape): boolean {
  return head.repo?.full_name === base.repo.full_name
}

function toPullRequest(shape: Shape): PullRequest {
  const { number, title, head, base } = shape
  const date = (text: string | null) => (text === null ? null : new Date(text))
  return {
    ...{ number, title, url: shape.html_url, draft: shape.draft ?? false, body: shape.body ?? '' },
    state: shape.merged_at !== null ? 'merged' : shape.state === 'open' ? 'open' : 'closed',
    ...{ branch: head.ref, base: base.ref, head: head.sha },
    labels: shape.labels.map((label) => label.name ?? '').filter((name) => name !== ''),
    author: shape.user?.login ?? 'ghost',
    createdAt: new Date(shape.created_at),
    ...{ closedAt: date(shape.closed_at), mergedAt: date(shape.merged_at) },
  }
}
