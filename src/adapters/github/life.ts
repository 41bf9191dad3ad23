/** Pull requests with everything around them. */
import type { Life, PullRequestFacts } from '../../ports/life.ts'
import { type GitHubContext, PAGE } from './context.ts'
import { toFacts } from './life/facts.ts'
import { READ_PULLS, wholeLists } from './life/pages.ts'
import { lookQuery } from './life/query.ts'
import { lookSchema, type PullNode } from './life/schema.ts'
import { isFromHere, toPullRequest } from './pull-request-shape.ts'

const AT_ONCE = 20
const READ = 'pull_requests: read'

export function createLife(context: GitHubContext): Life {
  const { client, at, pages } = context

  const look = async (numbers: readonly number[]): Promise<PullRequestFacts[]> => {
    const bot = await context.bot()
    const facts: PullRequestFacts[] = []
    for (const pull of await ask(context, numbers)) facts.push(toFacts(pull, await wholeLists(context, pull), bot))
    return facts
  }

  return {
    async look(numbers) {
      const facts: PullRequestFacts[] = []
      for (let from = 0; from < numbers.length; from += AT_ONCE) {
        facts.push(...(await look(numbers.slice(from, from + AT_ONCE))))
      }
      return facts
    },
    async listMerged(prefix, since) {
      const found = await pages(
        'list the merged pull requests',
        READ,
        (page) =>
          client.rest.pulls.list({ ...at, state: 'closed', sort: 'updated', direction: 'desc', per_page: PAGE, page }),
        // Merging updates: behind the first one that was not touched since, none was merged since.
        (page) => page.every(({ updated_at }) => new Date(updated_at) >= since),
      )
      return found
        .filter(isFromHere)
        .map(toPullRequest)
        .filter(({ branch, mergedAt }) => branch.startsWith(prefix) && mergedAt !== null && mergedAt >= since)
        .sort((a, b) => Number(b.mergedAt) - Number(a.mergedAt) || b.number - a.number)
    },
    async listAll(prefix, since) {
      const found = await pages(
        'list the pull requests',
        READ,
        (page) =>
          client.rest.pulls.list({ ...at, state: 'all', sort: 'created', direction: 'desc', per_page: PAGE, page }),
        (page) => page.every(({ created_at }) => new Date(created_at) >= since),
      )
      return found
        .filter(isFromHere)
        .map(toPullRequest)
        .filter(({ branch, createdAt }) => branch.startsWith(prefix) && createdAt >= since)
        .sort((a, b) => Number(a.createdAt) - Number(b.createdAt) || a.number - b.number)
    },
  }
}

/** In the order of the numbers, without those that are none and without those that come from forks. */
async function ask(context: GitHubContext, numbers: readonly number[]): Promise<readonly PullNode[]> {
  const { repository } = await context.ask({
    doing: 'look at pull requests',
    permission: READ_PULLS,
    query: lookQuery(numbers),
    schema: lookSchema,
    // A number that is none; rules of the base that the token may not see. All else that is missing is a Problem.
    pardons: ({ type, path }) =>
      (type === 'NOT_FOUND' && path.length === 2 && /^p\d+$/.test(String(path[1]))) ||
      (type === 'FORBIDDEN' && path[2] === 'baseRef'),
  })
  return numbers.flatMap((number) => {
    const pull = repository[`p${number}`] ?? null
    return pull === null || pull.isCrossRepository ? [] : [pull]
  })
}
