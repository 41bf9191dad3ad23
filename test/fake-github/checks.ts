/** Check runs, which only Apps may make, and commit statuses. */
import { sendCheckRun, sendStatus } from './events.ts'
import { type Call, created, type Handler, invalid, notFound, ok, type Reply } from './http.ts'
import type { CheckRun, StoredStatus } from './model.ts'

const LONGEST_DESCRIPTION = 140
const LONGEST_SUMMARY = 65_535

const isApp = ({ state, viewer }: Call) => state.users.get(viewer)?.type === 'Bot'
const appsOnly: Reply = { status: 403, data: { message: 'You must authenticate via a GitHub App.', status: '403' } }

function runBody({ state }: Call, run: CheckRun) {
  return {
    ...{ id: run.id, name: run.name, head_sha: run.commit, status: run.status, conclusion: run.conclusion },
    ...{ started_at: run.startedAt.toISOString(), app: { id: state.app.id, slug: run.app } },
    output: {
      title: run.title,
      summary: run.summary,
      text: null,
      annotations_count: 0,
      annotations_url: 'https://github.invalid/',
    },
    html_url: `https://github.invalid/${state.owner}/${state.repo}/runs/${run.id}`,
  }
}

interface Output {
  readonly title?: string
  readonly summary?: string
}

/** Sets what the request says; a conclusion completes, and stays once it is there. */
function apply(call: Call, run: CheckRun): Reply | null {
  const { status, conclusion, output } = call.body as { status?: string; conclusion?: string; output?: Output }
  if (status === 'completed' && conclusion === undefined) return invalid('conclusion is required')
  if ((output?.summary ?? '').length > LONGEST_SUMMARY) return invalid('summary is too long')
  Object.assign(run, {
    ...(conclusion === undefined ? {} : { status: 'completed', conclusion }),
    ...(conclusion === undefined && status !== undefined && run.conclusion === null ? { status } : {}),
    ...(output?.title === undefined ? {} : { title: output.title }),
    ...(output?.summary === undefined ? {} : { summary: output.summary }),
  })
  return null
}

const create: Handler = (call) => {
  if (!isApp(call)) return appsOnly
  const { state, viewer, body } = call
  const commit = String(body.head_sha)
  if (state.objects.readCommit(commit) === null) return invalid(`No commit found for SHA: ${commit}`)
  const run: CheckRun = {
    ...{ id: state.nextId++, commit, app: viewer.replace(/\[bot\]$/, ''), name: String(body.name), status: 'queued' },
    ...{ conclusion: null, title: '', summary: '', startedAt: state.now() },
  }
  const problem = apply(call, run)
  if (problem !== null) return problem
  state.checkRuns.push(run)
  sendCheckRun(state, run.status === 'completed' ? 'completed' : 'created', run, viewer)
  return created(runBody(call, run))
}

const update: Handler = (call) => {
  if (!isApp(call)) return appsOnly
  const { state, viewer, path } = call
  const run = state.checkRuns.find(({ id }) => id === Number(path.check_run_id))
  if (run === undefined) return notFound
  if (`${run.app}[bot]` !== viewer)
    return {
      status: 403,
      data: { message: 'Invalid app_id, check run can only be modified by the GitHub App that created it.' },
    }
  const problem = apply(call, run)
  if (problem !== null) return problem
  sendCheckRun(state, run.status === 'completed' ? 'completed' : 'created', run, viewer)
  return ok(runBody(call, run))
}

const setStatus: Handler = ({ state, viewer, path, body }) => {
  const commit = path.sha ?? ''
  if (state.objects.readCommit(commit) === null) return invalid(`No commit found for SHA: ${commit}`)
  const text = (value: unknown) => (value === undefined || value === null ? null : String(value))
  const status: StoredStatus = {
    ...{ id: state.nextId++, commit, creator: viewer, context: String(body.context ?? 'default') },
    ...{ state: body.state as StoredStatus['state'], description: text(body.description) },
    ...{ targetUrl: text(body.target_url), createdAt: state.now() },
  }
  if ((status.description ?? '').length > LONGEST_DESCRIPTION) {
    return invalid('Validation Failed', [{ message: 'description is too long (maximum is 140 characters)' }])
  }
  state.statuses.push(status)
  sendStatus(state, status)
  const { id, context, description } = status
  return created({ id, state: status.state, context, description, target_url: status.targetUrl })
}

export const checkHandlers: Readonly<Record<string, Handler>> = {
  'POST /repos/{owner}/{repo}/check-runs': create,
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': update,
  'POST /repos/{owner}/{repo}/statuses/{sha}': setStatus,
}
