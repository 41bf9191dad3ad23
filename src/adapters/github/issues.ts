/** The dashboard issue. */
import { z } from 'zod'
import type { Issue, Issues } from '../../ports/life.ts'
import { ACTOR, actorSchema, loginOf } from './actors.ts'
import { REPEATABLE } from './client.ts'
import type { GitHubContext } from './context.ts'

const WRITE = 'issues: write'

const FIND = `query($owner: String!, $repo: String!, $label: String!) {
  repository(owner: $owner, name: $repo) {
    hasIssuesEnabled
    issues(first: 100, states: OPEN, labels: [$label], orderBy: { field: CREATED_AT, direction: ASC }) {
      nodes { number url title body author ${ACTOR} }
    }
  }
}`

const issueSchema = z.object({
  ...{ number: z.number(), url: z.string(), title: z.string(), body: z.string(), author: actorSchema.nullable() },
})
const findSchema = z.object({
  repository: z.object({ hasIssuesEnabled: z.boolean(), issues: z.object({ nodes: z.array(issueSchema) }) }),
})

export function createIssues(context: GitHubContext): Issues {
  const { client, at, call } = context
  return {
    async find(label) {
      const bot = await context.bot()
      const { repository } = await context.ask({
        ...{ doing: 'look for the dashboard', permission: 'issues: read', query: FIND, variables: { label } },
        schema: findSchema,
      })
      if (!repository.hasIssuesEnabled) return 'off'
      const found = repository.issues.nodes.flatMap(({ author, ...issue }): Issue[] => {
        const login = author === null ? null : loginOf(author)
        return login !== null && login === bot.login ? [{ ...issue, author: login }] : []
      })
      return found[0] ?? null
    },
    async open({ title, body, labels }) {
      // Sent once: a repetition would be a second issue.
      const made = await call('open the dashboard', WRITE, () =>
        client.rest.issues.create({ ...at, title, body, labels: [...labels] }),
      )
      const { number, html_url: url, user } = made
      return { number, url, title: made.title, body: made.body ?? '', author: user?.login ?? 'ghost' }
    },
    async edit(number, change) {
      await call(`edit issue #${number}`, WRITE, () =>
        client.rest.issues.update({ ...at, issue_number: number, ...change, request: REPEATABLE }),
      )
    },
  }
}
