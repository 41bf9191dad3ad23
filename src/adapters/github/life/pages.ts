/** Lists that are longer than the page that came with the look. */
import type { GitHubContext } from '../context.ts'
import { pageQuery } from './query.ts'
import { type CommentNode, type ContextNode, type Page, type PullNode, pageSchemas, type ReviewNode } from './schema.ts'

export interface Lists {
  readonly reviews: readonly ReviewNode[]
  readonly comments: readonly CommentNode[]
  /** Checks of the head; empty when GitHub still shows an older commit as the last one. */
  readonly contexts: readonly ContextNode[]
}

export const READ_PULLS = 'pull_requests: read, checks: read and statuses: read'

/** Makes no request where everything came already. */
export async function wholeLists(context: GitHubContext, pull: PullNode): Promise<Lists> {
  const { number, headRefOid } = pull
  const question = { doing: `read pull request #${number}`, permission: READ_PULLS }
  const head = pull.head.nodes[0]?.commit
  const contexts = head?.oid === headRefOid ? head.statusCheckRollup?.contexts : undefined
  return {
    reviews: await rest(pull.reviews, async (after) => {
      const [query, schema, variables] = [pageQuery(number, 'reviews'), pageSchemas.reviews, { after }]
      return (await context.ask({ ...question, query, schema, variables })).repository.pullRequest.reviews
    }),
    comments: await rest(pull.comments, async (after) => {
      const [query, schema, variables] = [pageQuery(number, 'comments'), pageSchemas.comments, { after }]
      return (await context.ask({ ...question, query, schema, variables })).repository.pullRequest.comments
    }),
    contexts: await rest(contexts ?? NONE, async (after) => {
      const [query, schema, variables] = [pageQuery(number, 'contexts'), pageSchemas.contexts, { after }]
      const { pullRequest } = (await context.ask({ ...question, query, schema, variables })).repository
      const commit = pullRequest.head.nodes[0]?.commit
      return (commit?.oid === headRefOid ? commit.statusCheckRollup?.contexts : undefined) ?? NONE
    }),
  }
}

const NONE = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] } as const

async function rest<Node>(first: Page<Node>, next: (after: string) => Promise<Page<Node>>): Promise<readonly Node[]> {
  const all = [...first.nodes]
  let { pageInfo } = first
  while (pageInfo.hasNextPage && pageInfo.endCursor !== null) {
    const page = await next(pageInfo.endCursor)
    all.push(...page.nodes)
    pageInfo = page.pageInfo
  }
  return all
}
