/** Commits with what they changed, and blobs. */
import { commitBody } from './git-data.ts'
import { type Handler, invalid, notFound, ok, paged } from './http.ts'
import type { FakeState } from './model.ts'
import { type CommitObject, sameEntry } from './objects.ts'
import { head } from './state.ts'

const sha1 = /^[0-9a-f]{40}$/

const find = (state: FakeState, ref: string) => (sha1.test(ref) ? state.objects.readCommit(ref) : head(state, ref))

/** Paths of files that differ from the first parent. */
function changedFiles(state: FakeState, commit: CommitObject) {
  const { objects } = state
  const filesOf = (tree: string | undefined) =>
    new Map([...(tree === undefined ? [] : objects.flatten(tree))].filter(([, { mode }]) => mode !== '040000'))
  const before = filesOf(objects.readCommit(commit.parents[0] ?? '')?.tree)
  const after = filesOf(commit.tree)
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((path) => !sameEntry(before.get(path), after.get(path)))
    .map((filename) => {
      const [was, is] = [before.get(filename), after.get(filename)]
      const status = was === undefined ? 'added' : is === undefined ? 'removed' : 'modified'
      return { filename, status, sha: (is ?? was)?.sha ?? '', additions: 1, deletions: 1, changes: 2 }
    })
}

export const commitHandlers: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}/commits/{ref}': (call) => {
    const ref = call.path.ref ?? ''
    const commit = find(call.state, ref)
    if (commit === null) return invalid(`No commit found for SHA: ${ref}`)
    const files = paged(call, changedFiles(call.state, commit))
    return { ...ok(commitBody(call, commit, files.data as object[])), ...(files.next === true ? { next: true } : {}) }
  },
  'GET /repos/{owner}/{repo}/commits': (call) => {
    const { state, query } = call
    const tip = find(state, query.get('sha') ?? state.defaultBranch)
    if (tip === null) return notFound
    const [path, since] = [query.get('path'), new Date(query.get('since') ?? 0)]
    const found = state.objects
      .ancestry(tip.sha)
      .filter(({ committer }) => committer.date >= since)
      .filter((commit) => path === null || changedFiles(state, commit).some(({ filename }) => filename === path))
    return paged(
      call,
      found.map((commit) => commitBody(call, commit)),
    )
  },
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': ({ state, path }) => {
    const sha = path.file_sha ?? ''
    const object = state.objects.read(sha)
    if (object?.type !== 'blob') return notFound
    const content = object.data.toString('base64').replace(/.{60}/g, '$&\n')
    return ok({ sha, content, encoding: 'base64', size: object.data.length, url: 'https://github.invalid/' })
  },
}
