/** The repository and what lies in it. */
import type { FakeState } from '../model.ts'
import { actor } from './actors.ts'
import { commit } from './commit.ts'
import { connection, type PageArguments, TypedError } from './connection.ts'
import { pullRequest, ref } from './pull.ts'

export function repository(state: FakeState, viewer: string, { owner, name }: { owner: string; name: string }) {
  if (owner !== state.owner || name !== state.repo) {
    throw new TypedError('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`)
  }
  const { methods } = state.rules
  return {
    ...{ id: 'R_1', url: `https://github.invalid/${owner}/${name}`, isArchived: state.archived },
    ...{ squashMergeAllowed: methods.has('squash'), mergeCommitAllowed: methods.has('merge') },
    ...{ rebaseMergeAllowed: methods.has('rebase'), hasIssuesEnabled: state.issuesEnabled },
    defaultBranchRef: () => ref(state, state.defaultBranch),
    pullRequest: ({ number }: { number: number }) => {
      const pull = state.pulls.find((found) => found.number === number)
      if (pull === undefined) {
        throw new TypedError('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`)
      }
      return pullRequest(state, viewer, pull)
    },
    object: (args: { oid?: string; expression?: string }) => gitObject(state, args.expression ?? args.oid ?? ''),
    issues: (args: PageArguments & { states?: string[]; labels?: string[] }) => issues(state, viewer, args),
  }
}

function issues(
  state: FakeState,
  viewer: string,
  { states = ['OPEN', 'CLOSED'], labels = [], ...page }: PageArguments & { states?: string[]; labels?: string[] },
) {
  const found = state.issuesEnabled ? state.issues.filter((issue) => states.includes(issue.state.toUpperCase())) : []
  return connection(
    found
      .filter((issue) => labels.length === 0 || labels.some((label) => issue.labels.includes(label)))
      .map(({ number, title, body, author }) => ({
        ...{ number, title, body, author: actor(state, author), viewerDidAuthor: author === viewer },
        url: `https://github.invalid/${state.owner}/${state.repo}/issues/${number}`,
      })),
    page,
  )
}

/** `<commit>` or `<commit>:<path>`. */
function gitObject(state: FakeState, expression: string): object | null {
  const colon = expression.indexOf(':')
  const found = state.objects.readCommit(colon < 0 ? expression : expression.slice(0, colon))
  if (found === null) return null
  if (colon < 0) return commit(state, found)
  const entry = state.objects.flatten(found.tree).get(expression.slice(colon + 1))
  if (entry === undefined) return null
  if (entry.mode === '040000') return { __typename: 'Tree', oid: entry.sha }
  return blob(state, entry.sha)
}

/** A long text is cut, and what is no text is not shown. */
function blob(state: FakeState, oid: string) {
  const data = state.objects.read(oid)?.data ?? Buffer.alloc(0)
  const isBinary = data.includes(0)
  const isTruncated = data.length > state.blobLimit
  const text = isBinary ? null : data.subarray(0, state.blobLimit).toString()
  return { __typename: 'Blob', oid, text, isBinary, isTruncated, byteSize: data.length }
}
