/** Labels, comments and events of issues, which pull requests are too. */
import { type Call, created, type Handler, invalid, notFound, ok, paged, type Reply } from './http.ts'
import { findPull } from './pulls.ts'
import type { IssueComment } from './state.ts'

const color = /^[0-9a-fA-F]{6}$/

const labelBody = (call: Call, name: string) => {
  const label = call.state.labels.get(name.toLowerCase())
  return {
    id: 1,
    name: label?.name ?? name,
    color: label?.color ?? 'ededed',
    description: label?.description ?? null,
    default: false,
  }
}

const createLabel: Handler = (call) => {
  const name = String(call.body.name)
  const known = call.state.labels
  if (known.has(name.toLowerCase())) return invalid('Validation Failed', [{ message: 'already_exists' }])
  const label = { name, color: String(call.body.color ?? 'ededed'), description: String(call.body.description ?? '') }
  if (!color.test(label.color) || label.description.length > 100)
    return invalid('Validation Failed', [{ message: 'color or description' }])
  known.set(name.toLowerCase(), label)
  return created(labelBody(call, name))
}

const addLabels: Handler = (call) => {
  const pull = findPull(call.state, call.path.issue_number)
  if (pull === undefined) return notFound
  for (const name of call.body.labels as string[]) {
    if (pull.labels.includes(name)) continue
    // GitHub makes a label that it does not know, in grey.
    if (!call.state.labels.has(name.toLowerCase()))
      call.state.labels.set(name.toLowerCase(), { name, color: 'ededed', description: '' })
    pull.labels.push(name)
    event(call, pull.number, 'labeled', name)
  }
  pull.updatedAt = call.state.now()
  return ok(pull.labels.map((name) => labelBody(call, name)))
}

const removeLabel: Handler = (call) => {
  const pull = findPull(call.state, call.path.issue_number)
  const name = call.path.name ?? ''
  if (pull?.labels.includes(name) !== true) return notFound
  pull.labels = pull.labels.filter((label) => label !== name)
  event(call, pull.number, 'unlabeled', name)
  return ok(pull.labels.map((label) => labelBody(call, label)))
}

function event(call: Call, issue: number, kind: 'labeled' | 'unlabeled', label: string): void {
  call.state.events.push({
    id: call.state.nextId++,
    issue,
    event: kind,
    actor: call.viewer,
    label,
    at: call.state.now(),
  })
}

const userOf = (call: Call, login: string) => {
  const user = call.state.users.get(login)
  return { login, id: user?.id ?? 0, type: user?.type ?? 'User' }
}

const commentBody = (call: Call, comment: IssueComment) => ({
  ...{ id: comment.id, body: comment.body, user: userOf(call, comment.author) },
  ...{ created_at: comment.createdAt.toISOString(), updated_at: comment.createdAt.toISOString() },
  author_association: 'COLLABORATOR',
})

const addComment: Handler = (call) => {
  const pull = findPull(call.state, call.path.issue_number)
  if (pull === undefined) return notFound
  const { state, viewer, body } = call
  const comment = {
    id: state.nextId++,
    issue: pull.number,
    author: viewer,
    body: String(body.body),
    createdAt: state.now(),
  }
  state.comments.push(comment)
  return created(commentBody(call, comment))
}

const deleteComment: Handler = ({ state, path }): Reply => {
  const index = state.comments.findIndex((comment) => comment.id === Number(path.comment_id))
  if (index < 0) return notFound
  state.comments.splice(index, 1)
  return { status: 204, data: undefined }
}

export const issueHandlers: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}/labels': (call) =>
    paged(
      call,
      [...call.state.labels.values()].map((label) => labelBody(call, label.name)),
    ),
  'POST /repos/{owner}/{repo}/labels': createLabel,
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels': addLabels,
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}': removeLabel,
  'GET /repos/{owner}/{repo}/issues/{issue_number}/events': (call) =>
    paged(
      call,
      call.state.events
        .filter(({ issue }) => issue === Number(call.path.issue_number))
        .map(({ id, event: kind, actor, label, at }) => ({
          ...{ id, event: kind, actor: userOf(call, actor), created_at: at.toISOString() },
          ...(label === undefined ? {} : { label: { name: label, color: 'ededed' } }),
        })),
    ),
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': (call) =>
    paged(
      call,
      call.state.comments
        .filter(({ issue }) => issue === Number(call.path.issue_number))
        .map((comment) => commentBody(call, comment)),
    ),
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': addComment,
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': deleteComment,
}
