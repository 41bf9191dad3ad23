/** The Git data API, commits and the repository itself. */

import { moveBranch } from './branches.ts'
import { type Call, created, type Handler, invalid, notFound, ok, type Reply } from './http.ts'
import type { CommitObject } from './objects.ts'
import { loginOf, signatureOf } from './state.ts'

const refBody = (ref: string, sha: string) => ({ ref, object: { type: 'commit', sha } })

function gitCommit(commit: CommitObject, verified: boolean) {
  const signature = (who: CommitObject['author']) => ({
    name: who.name,
    email: who.email,
    date: who.date.toISOString(),
  })
  return {
    ...{ sha: commit.sha, message: commit.message.replace(/\n$/, ''), tree: { sha: commit.tree } },
    ...{ author: signature(commit.author), committer: signature(commit.committer) },
    parents: commit.parents.map((sha) => ({ sha })),
    verification: {
      verified,
      reason: verified ? 'valid' : 'unsigned',
      signature: null,
      payload: null,
      verified_at: null,
    },
  }
}

/** Only what GitHub itself committed is signed here. */
const isVerified = (call: Call, commit: CommitObject) => call.state.signed.has(commit.sha)

function userBody(call: Call, login: string | null) {
  const user = login === null ? undefined : call.state.users.get(login)
  return user === undefined ? null : { login: user.login, id: user.id, type: user.type }
}

const conflict = (message: string): Reply => ({
  status: 409,
  data: { message, documentation_url: 'https://docs.github.com' },
})

const createTree: Handler = ({ state, body }) => {
  const base = body.base_tree as string | undefined
  if (base !== undefined && state.objects.read(base)?.type !== 'tree') return invalid('base_tree is not a valid tree')
  const writes = new Map<string, { mode: string; sha: string } | null>()
  for (const entry of body.tree as {
    path: string
    mode: string
    type?: string
    sha?: string | null
    content?: string
  }[]) {
    if (entry.content !== undefined && entry.sha !== undefined)
      return invalid('Must supply either tree.sha or tree.content')
    const sha = entry.content === undefined ? entry.sha : state.objects.write('blob', Buffer.from(entry.content))
    writes.set(entry.path, sha === null || sha === undefined ? null : { mode: entry.mode, sha })
  }
  const tree = state.objects.withFiles(base ?? null, writes)
  return created({ sha: tree, url: 'https://github.invalid/', truncated: false, tree: [] })
}

const getTree: Handler = ({ state, path, query }) => {
  const sha = path.tree_sha ?? ''
  const root = state.objects.read(sha)?.type === 'commit' ? (state.objects.readCommit(sha)?.tree ?? '') : sha
  if (state.objects.read(root)?.type !== 'tree') return notFound
  const recursive = query.has('recursive')
  const all = [...(recursive ? state.objects.flatten(root) : state.objects.readTree(root))]
  const truncated = recursive && state.truncateTrees
  const tree = (truncated ? all.slice(0, 1) : all).map(([name, entry]) => ({
    ...{ path: name, mode: entry.mode, sha: entry.sha },
    type: entry.mode === '040000' ? 'tree' : entry.mode === '160000' ? 'commit' : 'blob',
  }))
  return ok({ sha: root, url: 'https://github.invalid/', truncated, tree })
}

const createCommit: Handler = ({ state, viewer, body }) => {
  const tree = String(body.tree)
  const parents = (body.parents ?? []) as string[]
  if (state.objects.read(tree)?.type !== 'tree') return invalid('Tree SHA does not exist')
  if (!parents.every((sha) => state.objects.readCommit(sha) !== null))
    return invalid('Parent SHA does not exist or is not a commit object')
  const isBot = state.users.get(viewer)?.type === 'Bot'
  const author = signatureOf(state, viewer)
  const committer = isBot ? signatureOf(state, 'web-flow') : author
  const sha = state.objects.writeCommit({ tree, parents, author, committer, message: String(body.message) })
  if (isBot) state.signed.add(sha)
  const commit = state.objects.readCommit(sha)
  return commit === null ? notFound : created(gitCommit(commit, isBot))
}

const createRef: Handler = ({ state, viewer, body }) => {
  const [ref, sha] = [String(body.ref), String(body.sha)]
  if (!/^refs\/heads\/.+/.test(ref)) return invalid('Reference name is invalid')
  if (state.objects.readCommit(sha) === null) return invalid('Object does not exist')
  if (state.objects.readRef(ref) !== null) return invalid('Reference already exists')
  return moveBranch(state, ref.slice('refs/heads/'.length), sha, viewer)
    ? created(refBody(ref, sha))
    : invalid('Reference update failed')
}

const updateRef: Handler = ({ state, viewer, path, body }) => {
  const ref = `refs/${path.ref}`
  const [old, sha] = [state.objects.readRef(ref), String(body.sha)]
  if (old === null) return invalid('Reference does not exist')
  if (state.objects.readCommit(sha) === null) return invalid('Object does not exist')
  if (body.force !== true && !state.objects.isAncestor(old, sha)) return invalid('Update is not a fast forward')
  moveBranch(state, ref.slice('refs/heads/'.length), sha, viewer)
  return ok(refBody(ref, sha))
}

export function commitBody(call: Call, commit: CommitObject, files: readonly object[] = []) {
  const body = gitCommit(commit, isVerified(call, commit))
  return {
    ...{ sha: commit.sha, commit: body, parents: body.parents, files },
    author: userBody(call, loginOf(call.state, commit.author)),
    committer: userBody(call, loginOf(call.state, commit.committer)),
  }
}

const compare: Handler = (call) => {
  const [base = '', target = ''] = (call.path.basehead ?? '').split('...')
  const { objects } = call.state
  const [from, to] = [objects.readCommit(base), objects.readCommit(target)]
  if (from === null || to === null) return notFound
  const ahead = objects.isAncestor(from.sha, to.sha)
  const behind = objects.isAncestor(to.sha, from.sha)
  const status = from.sha === to.sha ? 'identical' : ahead ? 'ahead' : behind ? 'behind' : 'diverged'
  return ok({
    status,
    base_commit: commitBody(call, from),
    merge_base_commit: commitBody(call, from),
    commits: [],
    files: [],
  })
}

export const gitDataHandlers: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}': ({ state }) =>
    ok({
      ...{ name: state.repo, full_name: `${state.owner}/${state.repo}`, default_branch: state.defaultBranch },
      ...{ node_id: 'R_1', html_url: `https://github.invalid/${state.owner}/${state.repo}`, archived: state.archived },
    }),
  'GET /repos/{owner}/{repo}/git/ref/{ref}': ({ state, path }) => {
    const sha = state.objects.readRef(`refs/${path.ref}`)
    if (state.objects.listRefs('refs/heads/').size === 0) return conflict('Git Repository is empty.')
    return sha === null ? notFound : ok(refBody(`refs/${path.ref}`, sha))
  },
  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': ({ state, path }) =>
    ok([...state.objects.listRefs(`refs/${path.ref}`)].map(([ref, sha]) => refBody(ref, sha))),
  'POST /repos/{owner}/{repo}/git/refs': createRef,
  'PATCH /repos/{owner}/{repo}/git/refs/{ref}': updateRef,
  'POST /repos/{owner}/{repo}/git/trees': createTree,
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': getTree,
  'POST /repos/{owner}/{repo}/git/commits': createCommit,
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}': (call) => {
    const commit = call.state.objects.readCommit(call.path.commit_sha ?? '')
    return commit === null ? notFound : ok(gitCommit(commit, isVerified(call, commit)))
  },
  'GET /repos/{owner}/{repo}/compare/{basehead}': compare,
}
