/** Branches, and the lock that a ref is. */
import type { Branches } from '../../ports/forge.ts'
import { REPEATABLE } from './client.ts'
import { createCommitWriter } from './commits.ts'
import type { GitHubContext } from './context.ts'
import { answeredStatus } from './errors.ts'

/** `updateRefs` is the only call of GitHub that compares before it swaps; REST's `force` does not look. */
const SWAP = 'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }'

export function createBranches(context: GitHubContext, nodeId: () => Promise<string>): Branches {
  const { client, at, call } = context

  const head: Branches['head'] = async (branch) => {
    const answer = await call(
      `read the branch ${branch}`,
      'contents: read',
      async () => {
        const { data } = await client.rest.git.getRef({ ...at, ref: `heads/${branch}` })
        return { data: { sha: data.object.sha } as { sha: string | null } }
      },
      (error) => (answeredStatus(error) === 404 ? { sha: null } : undefined),
    )
    return answer.sha
  }

  /** What became of an attempt that failed: only the branch itself can say. */
  const judge = async (branch: string, to: string, from: string | null): Promise<'done' | 'moved' | 'failed'> => {
    const now = await head(branch)
    if (now === to) return 'done'
    return now === from ? 'failed' : 'moved'
  }

  const create = async (branch: string, to: string): Promise<'done' | 'moved'> => {
    try {
      await call(`create the branch ${branch}`, 'contents: write', () =>
        // Sent twice, the second one is told that the branch exists, and `judge` sees that it is ours.
        client.rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha: to, request: REPEATABLE }),
      )
      return 'done'
    } catch (error) {
      const result = await judge(branch, to, null)
      if (result === 'failed') throw error
      return result
    }
  }

  const swap = async (branch: string, to: string, from: string): Promise<'done' | 'moved'> => {
    const update = { name: `refs/heads/${branch}`, beforeOid: from, afterOid: to, force: true }
    try {
      const input = { repositoryId: await nodeId(), refUpdates: [update] }
      await call(`move the branch ${branch}`, 'contents: write', async () => {
        // Sent twice, the second one finds another "before", and `judge` sees that it is ours.
        const data = await client.graphql(SWAP, { input, request: REPEATABLE })
        return { data }
      })
      return 'done'
    } catch (error) {
      const result = await judge(branch, to, from)
      if (result !== 'failed') return result
      if (!isUnsupported(error)) throw error
      return forceAfterLook(branch, to)
    }
  }

  /**
   * For servers without `updateRefs`. The branch was read a moment ago and was as expected; who pushes between that look
   * and this write is overwritten. GitHub keeps such a commit, and the pull request shows the forced push.
   */
  const forceAfterLook = async (branch: string, to: string): Promise<'done'> => {
    await call(`move the branch ${branch}`, 'contents: write', () =>
      client.rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha: to, force: true }),
    )
    return 'done'
  }

  return {
    head,
    commit: createCommitWriter(context),
    async list(prefix) {
      const refs = await call('list the branches', 'contents: read', () =>
        client.rest.git.listMatchingRefs({ ...at, ref: `heads/${prefix}` }),
      )
      return new Map(refs.map(({ ref, object }) => [ref.slice('refs/heads/'.length), object.sha]))
    },
    point: (branch, to, from) => (from === null ? create(branch, to) : swap(branch, to, from)),
  }
}

/** GraphQL's names for "this server does not know the mutation" and "this kind of token may not use it". */
function isUnsupported(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  const errors = typeof cause === 'object' && cause !== null && 'errors' in cause ? cause.errors : []
  const kinds = Array.isArray(errors)
    ? errors.map((entry: { type?: unknown; extensions?: { code?: unknown } }) => entry.type ?? entry.extensions?.code)
    : []
  return kinds.some((kind) => kind === 'undefinedField' || kind === 'undefinedType' || kind === 'FORBIDDEN')
}
