/** Labels, comments and events of issues, which pull requests are too. */

import { sendComment, userBody } from './events.ts'
import { type Call, created, type Handler, invalid, notFound, ok, paged, type Reply } from './http.ts'
import type { IssueComment, StoredIssue } from './model.ts'
import { findPull } from './pulls.ts'

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

const commentBody = (call: Call, comment: IssueComment) => ({
  ...{ id: comment.id, body: comment.body, user: userBody(call.state, comment.author) },
  ...{ created_at: comment.createdAt.toISOString(), updated_at: (comment.editedAt ?? comment.createdAt).toISOString() },
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
  sendComment(state, 'created', comment, viewer)
  return created(commentBody(call, comment))
}

const findComment = ({ state, path }: Call) => state.comments.find(({ id }) => id === Number(path.comment_id))

const editComment: Handler = (call) => {
  const comment = findComment(call)
  if (comment === undefined) return notFound
  const body = String(call.body.body)
  if (body !== comment.body) Object.assign(comment, { body, editedAt: call.state.now() })
  sendComment(call.state, 'edited', comment, call.viewer)
  return ok(commentBody(call, comment))
}

const react: Handler = (call) => {
  const { viewer, state } = call
  const comment = findComment(call)
  if (comment === undefined) return notFound
  const content = String(call.body.content)
  const reactions = comment.reactions ?? []
  const known = reactions.some((reaction) => reaction.by === viewer && reaction.content === content)
  comment.reactions = known ? reactions : [...reactions, { by: viewer, content }]
  const data = { id: 1, content, user: userBody(state, viewer), created_at: state.now().toISOString() }
  return known ? ok(data) : created(data)
}

const issueBody = ({ state }: Call, issue: StoredIssue) => ({
  ...{ number: issue.number, title: issue.title, body: issue.body, state: issue.state },
  ...{ labels: issue.labels.map((name) => ({ name })), user: userBody(state, issue.author) },
  html_url: `https://github.invalid/${state.owner}/${state.repo}/issues/${issue.number}`,
  ...{ created_at: issue.createdAt.toISOString(), updated_at: issue.createdAt.toISOString() },
})

const gone: Reply = { status: 410, data: { message: 'Issues has been disabled in this repository.' } }

const openIssue: Handler = (call) => {
  const { state, viewer, body } = call
  if (!state.issuesEnabled) return gone
  const issue: StoredIssue = {
    ...{ number: state.nextNumber++, title: String(body.title), body: String(body.body ?? ''), state: 'open' },
    ...{ labels: (body.labels ?? []) as string[], author: viewer, createdAt: state.now() },
  }
  state.issues.push(issue)
  return created(issueBody(call, issue))
}

const editIssue: Handler = (call) => {
  const issue = call.state.issues.find(({ number }) => number === Number(call.path.issue_number))
  if (issue === undefined) return call.state.issuesEnabled ? notFound : gone
  const { title, body, state } = call.body
  if (title !== undefined) issue.title = String(title)
  if (body !== undefined) issue.body = String(body)
  if (state === 'open' || state === 'closed') issue.state = state
  return ok(issueBody(call, issue))
}

const deleteComment: Handler = (call): Reply => {
  const { state, viewer } = call
  const comment = findComment(call)
  if (comment === undefined) return notFound
  state.comments.splice(state.comments.indexOf(comment), 1)
  sendComment(state, 'deleted', comment, viewer)
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
          ...{ id, event: kind, actor: userBody(call.state, actor), created_at: at.toISOString() },
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
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': editComment,
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': deleteComment,
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': react,
  'POST /repos/{owner}/{repo}/issues': openIssue,
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': editIssue,
}
