/** Webhooks as they happen, shaped like GitHub's, with little more than what tells whose they are. */
import type { CheckRun, Deployment, FakeState, IssueComment, Pull, Review, StoredStatus } from './model.ts'

export function send(state: FakeState, name: string, sender: string, payload: Readonly<Record<string, unknown>>): void {
  if (state.listeners.length === 0) return
  // As bytes on a wire: what changes later does not change what was sent.
  const whole: unknown = JSON.parse(
    JSON.stringify({
      ...payload,
      repository: repositoryBody(state),
      installation: { id: state.app.installation, app_id: state.app.id },
      sender: userBody(state, sender),
    }),
  )
  for (const listener of state.listeners) listener({ name, payload: whole as Readonly<Record<string, unknown>> })
}

export function userBody(state: FakeState, login: string) {
  const user = state.users.get(login)
  return { login, id: user?.id ?? 0, type: user?.type ?? 'User' }
}

export function repositoryBody(state: FakeState) {
  const { owner, repo: name, defaultBranch, archived } = state
  return {
    ...{ id: 1, node_id: 'R_1', name, full_name: `${owner}/${name}`, private: true, archived, disabled: false },
    ...{ owner: { login: owner, id: 900, type: 'Organization' }, default_branch: defaultBranch },
    html_url: `https://github.invalid/${owner}/${name}`,
  }
}

export function pullBody(state: FakeState, pull: Pull) {
  const name = `${state.owner}/${state.repo}`
  const date = (at: Date | null) => (at === null ? null : at.toISOString())
  const repository = repositoryBody(state)
  return {
    ...{ number: pull.number, title: pull.title, body: pull.body, state: pull.state, draft: pull.draft },
    html_url: `https://github.invalid/${name}/pull/${pull.number}`,
    head: {
      ...{ ref: pull.branch, sha: pull.head, label: `${state.owner}:${pull.branch}` },
      repo: pull.fork === null ? repository : { ...repository, id: 2, full_name: pull.fork },
    },
    base: {
      ...{ ref: pull.base, label: `${state.owner}:${pull.base}`, repo: repository },
      sha: state.objects.readRef(`refs/heads/${pull.base}`) ?? pull.head,
    },
    labels: pull.labels.map((label) => ({ name: label, color: 'ededed' })),
    user: userBody(state, pull.author),
    requested_reviewers: pull.reviewers.map((login) => userBody(state, login)),
    ...{ created_at: date(pull.createdAt), updated_at: date(pull.updatedAt) },
    ...{ closed_at: date(pull.closedAt), merged_at: date(pull.mergedAt) },
    ...{ merge_commit_sha: pull.mergeCommit ?? null, merged: pull.mergedAt !== null },
    merged_by: pull.mergedBy === undefined ? null : userBody(state, pull.mergedBy),
  }
}

export function sendPull(state: FakeState, action: string, pull: Pull, sender: string): void {
  send(state, 'pull_request', sender, { action, number: pull.number, pull_request: pullBody(state, pull) })
}

export function sendReview(state: FakeState, action: string, review: Review, sender: string): void {
  const pull = state.pulls.find(({ number }) => number === review.pull)
  if (pull === undefined) return
  const { id, commit, submittedAt } = review
  const body = { id, state: review.state.toLowerCase(), commit_id: commit, submitted_at: submittedAt?.toISOString() }
  const user = review.author === null ? null : userBody(state, review.author)
  send(state, 'pull_request_review', sender, {
    ...{ action, review: { ...body, user }, pull_request: pullBody(state, pull) },
  })
}

export function sendComment(state: FakeState, action: string, comment: IssueComment, sender: string): void {
  const pull = state.pulls.find(({ number }) => number === comment.issue)
  const issue =
    pull === undefined
      ? { number: comment.issue }
      : {
          ...{ number: pull.number, title: pull.title, body: pull.body, state: pull.state },
          ...{ labels: pull.labels.map((name) => ({ name })), user: userBody(state, pull.author) },
          pull_request: { html_url: pullBody(state, pull).html_url },
        }
  send(state, 'issue_comment', sender, {
    ...{ action, issue },
    comment: {
      ...{ id: comment.id, body: comment.body, user: userBody(state, comment.author) },
      created_at: comment.createdAt.toISOString(),
    },
  })
}

export function sendPush(
  state: FakeState,
  branch: string,
  { before, after }: { readonly before: string | null; readonly after: string | null },
  sender: string,
): void {
  const none = '0'.repeat(40)
  send(state, 'push', sender, {
    ...{ ref: `refs/heads/${branch}`, before: before ?? none, after: after ?? none },
    ...{ created: before === null, deleted: after === null, commits: [], head_commit: null, pusher: { name: sender } },
    forced: before !== null && after !== null && !state.objects.isAncestor(before, after),
  })
}

export function sendStatus(state: FakeState, status: StoredStatus): void {
  const branches = [...state.objects.listRefs('refs/heads/')]
    .filter(([, sha]) => state.objects.isAncestor(status.commit, sha))
    .map(([ref]) => ({ name: ref.slice('refs/heads/'.length) }))
  send(state, 'status', status.creator, {
    ...{
      id: status.id,
      sha: status.commit,
      state: status.state,
      context: status.context,
      commit: { sha: status.commit },
    },
    ...{ description: status.description, target_url: status.targetUrl, branches: branches.slice(0, 10) },
  })
}

export function sendCheckRun(state: FakeState, action: string, run: CheckRun, sender: string): void {
  const pulls = state.pulls.filter((pull) => pull.fork === null && pull.state === 'open' && pull.head === run.commit)
  send(state, 'check_run', sender, {
    action,
    check_run: {
      ...{ id: run.id, name: run.name, head_sha: run.commit, status: run.status, conclusion: run.conclusion },
      app: { id: run.app === state.app.slug ? state.app.id : 15_368, slug: run.app },
      pull_requests: pulls.map((pull) => {
        const { number, head, base } = pullBody(state, pull)
        return { number, head, base }
      }),
    },
  })
}

export function sendDeployment(state: FakeState, deployment: Deployment): void {
  const status = deployment.statuses.at(-1)
  if (status === undefined) return
  const { id, commit, environment } = deployment
  send(state, 'deployment_status', deployment.creator, {
    action: 'created',
    deployment: { id, sha: commit, ref: commit, environment },
    deployment_status: {
      ...{ state: status.state, description: status.description, environment },
      ...{ log_url: status.logUrl, target_url: status.logUrl, created_at: status.createdAt.toISOString() },
    },
  })
}
