/** Facts about the repository itself. */

import { Problem } from '../../core/problem.ts'
import type { RepositoryFacts } from '../../ports/forge.ts'
import type { GitHubContext } from './context.ts'
import { answeredStatus } from './errors.ts'

interface Constants {
  readonly nodeId: string
  readonly url: string
  readonly defaultBranch: string
}

export function createRepositoryFacts(context: GitHubContext): RepositoryFacts & { nodeId(): Promise<string> } {
  const { client, owner, repo, at, call } = context
  let constants: Promise<Constants> | undefined

  const readConstants = async (): Promise<Constants> => {
    const data = await call('read the repository', 'metadata: read', () => client.rest.repos.get(at))
    if (data.archived) {
      throw new Problem({
        code: 'github-archived',
        exit: 3,
        message: `${owner}/${repo} is archived; GitHub takes no changes to it.`,
        hint: 'Unarchive it, or choose another repository.',
      })
    }
    return { nodeId: data.node_id, url: data.html_url, defaultBranch: data.default_branch }
  }

  const known = (): Promise<Constants> => {
    constants ??= readConstants().catch((error: unknown) => {
      constants = undefined
      throw error
    })
    return constants
  }

  return {
    async nodeId() {
      return (await known()).nodeId
    },
    async describe() {
      const { url, defaultBranch } = await known()
      const { object } = await call(
        `read the branch ${defaultBranch}`,
        'contents: read',
        () => client.rest.git.getRef({ ...at, ref: `heads/${defaultBranch}` }),
        (error) => {
          // 409 is GitHub's answer for a repository without any commit.
          if (![404, 409].includes(answeredStatus(error) ?? 0)) return undefined
          throw new Problem({
            code: 'github-empty-repository',
            exit: 3,
            message: `${owner}/${repo} has no branch ${defaultBranch}.`,
            hint: 'Push a first commit to the default branch.',
          })
        },
      )
      return { slug: `${owner}/${repo}`, url, defaultBranch, head: object.sha, bot: await context.bot() }
    },
    async isAncestor(ancestor, descendant) {
      if (ancestor === descendant) return true
      const { status } = await call(
        'compare two commits',
        'contents: read',
        // The second page: commits and changed files are listed on the first, and can be many megabytes.
        async () => {
          const basehead = `${ancestor}...${descendant}`
          const answer = await client.rest.repos.compareCommitsWithBasehead({ ...at, basehead, per_page: 1, page: 2 })
          return { data: { status: answer.data.status as string } }
        },
        (error) => (answeredStatus(error) === 404 ? { status: 'unknown' } : undefined),
      )
      return status === 'ahead' || status === 'identical'
    },
  }
}
