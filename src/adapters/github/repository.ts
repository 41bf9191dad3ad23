/** Facts about the repository itself. */
import { z } from 'zod'
import { Problem } from '../../core/problem.ts'
import type { RepositoryFacts } from '../../ports/forge.ts'
import { type GitHubContext, viewerSchema } from './context.ts'
import { answeredStatus } from './errors.ts'

export type MergeMethod = 'squash' | 'merge' | 'rebase'

/** What does not change while a run lasts. */
export interface Constants {
  readonly nodeId: string
  readonly url: string
  /** In the order of preference. */
  readonly mergeMethods: readonly MergeMethod[]
}

export interface GitHubRepository extends RepositoryFacts {
  /** Asked once. */
  constants(): Promise<Constants>
}

const QUERY = `query($owner: String!, $repo: String!) {
  viewer { login databaseId }
  repository(owner: $owner, name: $repo) {
    id url isArchived squashMergeAllowed mergeCommitAllowed rebaseMergeAllowed
    defaultBranchRef { name target { oid } }
  }
}`

const schema = z.object({
  viewer: viewerSchema,
  repository: z.object({
    ...{ id: z.string(), url: z.string(), isArchived: z.boolean() },
    ...{ squashMergeAllowed: z.boolean(), mergeCommitAllowed: z.boolean(), rebaseMergeAllowed: z.boolean() },
    defaultBranchRef: z.object({ name: z.string(), target: z.object({ oid: z.string() }) }).nullable(),
  }),
})

export function createRepositoryFacts(context: GitHubContext): GitHubRepository {
  const { client, owner, repo, at, call } = context
  let known: Constants | undefined

  const look = async () => {
    const { viewer, repository } = await context.ask({
      ...{ doing: 'read the repository', permission: 'contents: read', query: QUERY, schema },
    })
    if (repository.isArchived) {
      throw new Problem({
        code: 'github-archived',
        exit: 3,
        message: `${owner}/${repo} is archived; GitHub takes no changes to it.`,
        hint: 'Unarchive it, or choose another repository.',
      })
    }
    const { squashMergeAllowed, mergeCommitAllowed, rebaseMergeAllowed } = repository
    const allowed = { squash: squashMergeAllowed, merge: mergeCommitAllowed, rebase: rebaseMergeAllowed }
    const mergeMethods = (['squash', 'merge', 'rebase'] as const).filter((method) => allowed[method])
    known = { nodeId: repository.id, url: repository.url, mergeMethods }
    return { bot: context.learnBot(viewer), branch: repository.defaultBranchRef, constants: known }
  }

  return {
    constants: async () => known ?? (await look()).constants,
    async describe() {
      const { bot, branch, constants } = await look()
      if (branch === null) {
        throw new Problem({
          code: 'github-empty-repository',
          exit: 3,
          message: `${owner}/${repo} has no default branch with a commit.`,
          hint: 'Push a first commit to the default branch.',
        })
      }
      const { name: defaultBranch, target } = branch
      return { slug: `${owner}/${repo}`, url: constants.url, defaultBranch, head: target.oid, bot }
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
