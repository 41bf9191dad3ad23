/** Comments on pull requests. */
import type { Comment, Comments } from '../../ports/forge.ts'
import { REPEATABLE } from './client.ts'
import { type GitHubContext, PAGE } from './context.ts'
import { answeredStatus } from './errors.ts'

interface Shape {
  readonly id: number
  readonly user: { readonly login: string } | null
  readonly body?: string | undefined
  readonly created_at: string
}

export function createComments(context: GitHubContext): Comments {
  const { client, at, call, pages } = context
  const toComment = async (shape: Shape): Promise<Comment> => {
    const bot = await context.bot()
    const author = shape.user?.login ?? 'ghost'
    const byBot = author === bot.login
    return { id: shape.id, author, byBot, body: shape.body ?? '', createdAt: new Date(shape.created_at) }
  }
  return {
    async list(number) {
      const found = await pages(`read the comments of pull request #${number}`, 'pull_requests: read', (page) =>
        client.rest.issues.listComments({ ...at, issue_number: number, per_page: PAGE, page }),
      )
      return Promise.all(found.map(toComment))
    },
    async add(number, body) {
      // Sent once: a repetition would be a second comment.
      const created = await call(`comment on pull request #${number}`, 'pull_requests: write', () =>
        client.rest.issues.createComment({ ...at, issue_number: number, body }),
      )
      return toComment(created)
    },
    async remove(id) {
      await call(
        'delete a comment',
        'pull_requests: write',
        async () => {
          await client.rest.issues.deleteComment({ ...at, comment_id: id, request: REPEATABLE })
          return { data: {} }
        },
        (error) => (answeredStatus(error) === 404 ? {} : undefined),
      )
    },
  }
}
