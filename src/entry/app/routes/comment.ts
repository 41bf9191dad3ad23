/** `issue_comment`: commands. */
import { z } from 'zod'
import { parseCommand } from '../../../core/after/command/parse-command.ts'
import { BOT_LABEL } from '../../../core/pull-request/labels.ts'
import { parseState } from '../../../core/pull-request/state.ts'
import { hereSchema, ignore, isBot, NOT_OURS, reader } from './payload.ts'
import { look } from './pull-request.ts'

const issueSchema = z.object({
  number: z.number().int().positive(),
  /** Only pull requests have it. */
  pull_request: z.looseObject({}).nullish(),
  body: z.string().nullish(),
  labels: z.array(z.object({ name: z.string() })).optional(),
  performed_via_github_app: z.object({ id: z.number().int() }).nullish(),
})

const commentSchema = hereSchema.extend({
  action: z.string(),
  issue: issueSchema,
  comment: z.object({ body: z.string() }),
})

/** An edited command is none: who reads the comment later must see what was obeyed. */
export const readComment = reader(commentSchema, (payload, repository, appId) => {
  const { action, issue, comment } = payload
  if (action !== 'created') return ignore(`issue_comment.${action} changes nothing`)
  if (isBot(payload)) return ignore('the comment of a bot')
  if (issue.pull_request == null || !looksOurs(issue, appId)) return ignore(NOT_OURS)
  return parseCommand(comment.body).type === 'none' ? ignore('no command') : look(repository, issue.number)
})

/**
 * The payload of a comment does not name the branch. Any one trace of this program is enough to look; the look itself
 * decides by branch and commits.
 */
function looksOurs(issue: z.infer<typeof issueSchema>, appId: number): boolean {
  return (
    issue.performed_via_github_app?.id === appId ||
    (issue.labels ?? []).some(({ name }) => name === BOT_LABEL) ||
    parseState(issue.body ?? '').type !== 'absent'
  )
}
