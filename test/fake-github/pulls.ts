/** Pull requests and review requests. */
import { closePull } from './branches.ts'
import { pullBody, sendPull } from './events.ts'
import { type Call, created, type Handler, invalid, notFound, ok, paged } from './http.ts'
import { isMergeable, type Method, performMerge, refusal } from './merging.ts'
import type { FakeState, Pull } from './model.ts'
import { head } from './state.ts'

const LONGEST_BODY = 65_536

export function findPull(state: FakeState, number: string | undefined): Pull | undefined {
  return state.pulls.find((pull) => pull.number === Number(number))
}

const list: Handler = (call) => {
  const { state, query } = call
  const wanted = query.get('state') ?? 'open'
  const [owner, branch] = (query.get('head') ?? '').split(':')
  const found = state.pulls.filter(
    (pull) =>
      (wanted === 'all' || pull.state === wanted) &&
      (branch === undefined || (pull.branch === branch && (pull.fork?.split('/')[0] ?? state.owner) === owner)),
  )
  const key = query.get('sort') === 'updated' ? ('updatedAt' as const) : ('createdAt' as const)
  const sign = (query.get('direction') ?? (query.has('sort') ? 'asc' : 'desc')) === 'asc' ? 1 : -1
  const sorted = found.sort((a, b) => sign * (a[key].getTime() - b[key].getTime() || a.number - b.number))
  return paged(
    call,
    sorted.map((pull) => pullBody(state, pull)),
  )
}

const open: Handler = ({ state, viewer, body }) => {
  const [branch, base] = [String(body.head), String(body.base)]
  const [tip, onto] = [head(state, branch), head(state, base)]
  if (tip === null || onto === null)
    return invalid('Validation Failed', [{ message: `head ${branch} or base ${base} is invalid` }])
  if (
    state.pulls.some(
      (pull) => pull.state === 'open' && pull.fork === null && pull.branch === branch && pull.base === base,
    )
  ) {
    return invalid('Validation Failed', [{ message: `A pull request already exists for ${state.owner}:${branch}.` }])
  }
  if (state.objects.isAncestor(tip.sha, onto.sha)) {
    return invalid('Validation Failed', [{ message: `No commits between ${base} and ${branch}` }])
  }
  const text = String(body.body ?? '')
  if (text.length > LONGEST_BODY)
    return invalid('Validation Failed', [{ message: 'body is too long (maximum is 65536 characters)' }])
  if (String(body.title).length > 256)
    return invalid('Validation Failed', [{ message: 'title is too long (maximum is 256 characters)' }])
  const at = state.now()
  const pull: Pull = {
    ...{ number: state.nextNumber++, title: String(body.title), body: text, state: 'open', draft: body.draft === true },
    ...{ branch, base, head: tip.sha, author: viewer, labels: [], reviewers: [], teams: [], fork: null },
    ...{ createdAt: at, updatedAt: at, closedAt: null, mergedAt: null },
  }
  state.pulls.push(pull)
  sendPull(state, 'opened', pull, viewer)
  return created({ ...pullBody(state, pull), mergeable: null })
}

const edit: Handler = ({ state, viewer, path, body }) => {
  const pull = findPull(state, path.pull_number)
  if (pull === undefined) return notFound
  if (String(body.body ?? '').length > LONGEST_BODY)
    return invalid('Validation Failed', [{ message: 'body is too long (maximum is 65536 characters)' }])
  if (body.title !== undefined) pull.title = String(body.title)
  if (body.body !== undefined) pull.body = String(body.body)
  pull.updatedAt = state.now()
  if (body.title !== undefined || body.body !== undefined) sendPull(state, 'edited', pull, viewer)
  if (body.state === 'closed' && pull.state === 'open') closePull(state, pull, viewer)
  return ok(pullBody(state, pull))
}

const requestReviewers: Handler = ({ state, viewer, path, body }: Call) => {
  const pull = findPull(state, path.pull_number)
  if (pull === undefined) return notFound
  const people = (body.reviewers ?? []) as string[]
  const teams = (body.team_reviewers ?? []) as string[]
  const unknown = people.some((login) => !state.collaborators.has(login) || login === pull.author)
  if (unknown || teams.some((team) => !state.teams.has(team))) {
    return invalid(
      'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator.',
    )
  }
  for (const login of people) if (!pull.reviewers.includes(login)) pull.reviewers.push(login)
  for (const team of teams) if (!pull.teams.includes(team)) pull.teams.push(team)
  state.events.push({
    id: state.nextId++,
    issue: pull.number,
    event: 'review_requested',
    actor: viewer,
    at: state.now(),
  })
  return created(pullBody(state, pull))
}

const merge: Handler = ({ state, viewer, path, body }) => {
  const pull = findPull(state, path.pull_number)
  if (pull === undefined) return notFound
  const method = (body.merge_method ?? 'merge') as Method
  const no = refusal(state, pull, { sha: body.sha as string | undefined, method })
  if (no !== null)
    return { status: no.status, data: { message: no.message, documentation_url: 'https://docs.github.com/rest' } }
  const text = (value: unknown) => (value === undefined ? {} : { message: String(value) })
  const title = body.commit_title === undefined ? {} : { title: String(body.commit_title) }
  const sha = performMerge(state, pull, { by: viewer, method, ...title, ...text(body.commit_message) })
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' })
}

export const pullHandlers: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}/pulls': list,
  'POST /repos/{owner}/{repo}/pulls': open,
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': ({ state, path }) => {
    const pull = findPull(state, path.pull_number)
    if (pull === undefined) return notFound
    return ok({ ...pullBody(state, pull), mergeable: pull.state === 'open' ? isMergeable(state, pull) : null })
  },
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': edit,
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge': merge,
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers': requestReviewers,
}
