/** The two GraphQL operations that REST has nothing equal for. GitHub publishes no JSON schema of them. */
import { type FakeState, moveBranch } from './state.ts'

interface RefUpdate {
  readonly name: string
  readonly beforeOid?: string
  readonly afterOid: string
  readonly force?: boolean
}

const fail = (type: string, message: string) => ({ data: null, errors: [{ type, message, path: [], locations: [] }] })

export function answerGraphql(state: FakeState, viewer: string, body: Readonly<Record<string, unknown>>): unknown {
  const query = String(body.query)
  if (/^query \{ viewer \{ login databaseId \} \}$/.test(query)) {
    return { data: { viewer: { login: viewer, databaseId: state.users.get(viewer)?.id ?? 0 } } }
  }
  if (/^mutation\(\$input: UpdateRefsInput!\) \{ updateRefs\(input: \$input\) \{ clientMutationId \} \}$/.test(query)) {
    if (!state.updateRefs) {
      return {
        errors: [
          { extensions: { code: 'undefinedField' }, message: "Field 'updateRefs' doesn't exist on type 'Mutation'" },
        ],
      }
    }
    const { input } = body.variables as { input: { repositoryId: string; refUpdates: RefUpdate[] } }
    return updateRefs(state, input.repositoryId, input.refUpdates)
  }
  if (/^query\(\$owner: String!, \$repo: String!\) \{\s+viewer \{ login databaseId \}\s+repository\(/.test(query)) {
    const { owner, repo } = body.variables as { owner: string; repo: string }
    const found = owner === state.owner && repo === state.repo
    if (!found) return fail('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${repo}'.`)
    const head = state.objects.readRef(`refs/heads/${state.defaultBranch}`)
    const repository = {
      ...{ id: 'R_1', url: `https://github.invalid/${owner}/${repo}`, isArchived: state.archived },
      ...{ squashMergeAllowed: true, mergeCommitAllowed: true, rebaseMergeAllowed: true },
      defaultBranchRef: head === null ? null : { name: state.defaultBranch, target: { oid: head } },
    }
    return { data: { viewer: { login: viewer, databaseId: state.users.get(viewer)?.id ?? 0 }, repository } }
  }
  if (query.includes('hasIssuesEnabled')) {
    return { data: { repository: { hasIssuesEnabled: false, issues: { nodes: [] } } } }
  }
  throw new Error(`GraphQL that nobody described: ${query}`)
}

function updateRefs(state: FakeState, repositoryId: string, updates: readonly RefUpdate[]): unknown {
  if (repositoryId !== 'R_1') return fail('NOT_FOUND', 'Could not resolve to a node')
  for (const { name, beforeOid, afterOid, force } of updates) {
    const now = state.objects.readRef(name)
    if (beforeOid !== undefined && now !== beforeOid) return fail('STALE_DATA', 'Reference cannot be updated')
    if (state.objects.readCommit(afterOid) === null) return fail('UNPROCESSABLE', 'Object does not exist')
    if (force !== true && now !== null && !state.objects.isAncestor(now, afterOid))
      return fail('UNPROCESSABLE', 'Not a fast forward')
  }
  for (const { name, afterOid } of updates) moveBranch(state, name.slice('refs/heads/'.length), afterOid)
  return { data: { updateRefs: { clientMutationId: null } } }
}
