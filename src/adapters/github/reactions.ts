/** Reactions on comments, and the text of own ones. */
import type { Reactions } from '../../ports/life.ts'
import { REPEATABLE } from './client.ts'
import type { GitHubContext } from './context.ts'
import { isAnswered } from './errors.ts'

const WRITE = 'pull_requests: write'
/** A comment that somebody deleted meanwhile needs no answer. */
const gone = (error: unknown) => (isAnswered(error, 404) ? {} : undefined)

export function createReactions({ client, at, call }: GitHubContext): Reactions {
  return {
    async react(comment, content) {
      const send = async () => {
        await client.rest.reactions.createForIssueComment({ ...at, comment_id: comment, content, request: REPEATABLE })
        return { data: {} }
      }
      await call('react to a comment', WRITE, send, gone)
    },
    async editComment(comment, body) {
      const send = async () => {
        await client.rest.issues.updateComment({ ...at, comment_id: comment, body, request: REPEATABLE })
        return { data: {} }
      }
      await call('edit a comment', WRITE, send, gone)
    },
  }
}
