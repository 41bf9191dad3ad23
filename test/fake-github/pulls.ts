/** Pull requests and review requests. */
import { execFileSync } from 'node:child_process'
import { type Call, created, type Handler, invalid, notFound, ok, paged } from './http.ts'
import { closePull, type FakeState, head, type Pull } from './state.ts'

const LONGEST_BODY = 65_536

export function findPull(state: FakeState, number: string | undefined): Pull | undefined {
  return state.pulls.find((pull) => pull.number === Number(number))
}

const user = (state: FakeState, login: string) => {
  const found = state.users.get(login)
  return { login, id: found?.id ?? 0, type: found?.type ?? 'User' }
}

function pullBody(state: FakeState, pull: Pull) {
  const name = `${state.owner}/${state.repo}`
  const date = (at: Date | null) => (at === null ? null : at.toISOString())
  const repository = { name: state.repo, full_name: name, default_branch: state.defaultBranch }
  return {
    ...{ number: pull.number, title: pull.title, body: pull.body, state: pull.state, draft: pull.draft },
    html_url: `https://github.invalid/${name}/pull/${pull.number}`,
    head: {
      ...{ ref: pull.branch, sha: pull.head, label: `${state.owner}:${pull.branch}` },
      repo: pull.fork === null ? repository : { ...repository, full_name: pull.fork },
    },
    base: { ref: pull.base, sha: pull.head, label: `${state.owner}:${pull.base}`, repo: repository },
    labels: pull.labels.map((label) => ({ name: label, color: 'ededed' })),
    user: user(state, pull.author),
    requested_reviewers: pull.reviewers.map((login) => user(state, login)),
    ...{ created_at: date(pull.createdAt), updated_at: date(pull.updatedAt) },
    ...{ closed_at: date(pull.closedAt), merged_at: date(pull.mergedAt) },
  }
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
  return created({ ...pullBody(state, pull), mergeable: null })
}

/** Asks the real git whether both sides merge; without a disk nobody knows yet. */
function isMergeable(state: FakeState, pull: Pull): boolean | null {
  if (state.objects.directory === null) return null
  try {
    execFileSync('git', ['-C', state.objects.directory, 'merge-tree', '--write-tree', pull.base, pull.head], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}

const edit: Handler = ({ state, path, body }) => {
  const pull = findPull(state, path.pull_number)
  if (pull === undefined) return notFound
  if (String(body.body ?? '').length > LONGEST_BODY)
    return invalid('Validation Failed', [{ message: 'body is too long (maximum is 65536 characters)' }])
  if (body.title !== undefined) pull.title = String(body.title)
  if (body.body !== undefined) pull.body = String(body.body)
  if (body.state === 'closed' && pull.state === 'open') closePull(state, pull, false)
  pull.updatedAt = state.now()
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

export const pullHandlers: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}/pulls': list,
  'POST /repos/{owner}/{repo}/pulls': open,
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': ({ state, path }) => {
    const pull = findPull(state, path.pull_number)
    if (pull === undefined) return notFound
    return ok({ ...pullBody(state, pull), mergeable: pull.state === 'open' ? isMergeable(state, pull) : null })
  },
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': edit,
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers': requestReviewers,
}
