/** What each event asks for. Every recorded payload goes through, and those of ours are made from recorded ones. */
import { describe, expect, it } from 'vitest'
import { renderState } from '../../../src/core/pull-request/state.ts'
import { isUsedEvent } from '../../../src/entry/app/events.ts'
import { describeRoute, type Route, route } from '../../../src/entry/app/route.ts'
import { APP_ID, changed, INSTALLATION, RECORDED, recorded } from './recorded.ts'

const at = { installation: INSTALLATION, owner: 'Codertocat', name: 'Hello-World' }

function routed(event: string, values: Readonly<Record<string, unknown>> = {}): Route {
  const [name = ''] = event.split('.')
  if (!isUsedEvent(name)) throw new Error(`${name} is not used`)
  return route({ name, payload: changed(recorded(event), values), appId: APP_ID })
}

const why = (found: Route) => (found.type === 'ignore' ? found.why : `not ignored: ${describeRoute(found)}`)
const look = (...numbers: number[]) => ({ type: 'look', repository: at, numbers, branches: [] })
const sweep = { type: 'sweep', repositories: [at] }

const HEAD = { 'pull_request.head.ref': 'krr-gitops/apps--shop' }
const BOT = { 'sender.type': 'Bot' }
const ISSUE = { 'issue.pull_request': {}, 'comment.body': '/krr-gitops merge' }
const LABELLED = { ...ISSUE, 'issue.labels': [{ name: 'krr-gitops' }] }

describe('recorded payloads', () => {
  it('are all read, and none is about a pull request of ours', () => {
    const used = RECORDED.filter(({ name }) => isUsedEvent(name))
    const found = used.map(({ name, payload }) => {
      if (!isUsedEvent(name)) throw new Error(name)
      return { name, found: route({ name, payload: { ...payload, installation: { id: 1, app_id: 1 } }, appId: 1 }) }
    })
    expect(used.length).toBeGreaterThan(150)
    expect(
      found.filter(({ found }) => why(found).startsWith('unexpected')).map(({ name, found }) => [name, why(found)]),
    ).toEqual([])
    expect(found.filter(({ found }) => found.type === 'look')).toEqual([])
    // Where the App is installed, a push to the default branch and the installation itself are its business.
    const rest = new Set(found.flatMap(({ name, found }) => (found.type === 'ignore' ? [] : [`${name} ${found.type}`])))
    expect([...rest].sort()).toEqual([
      'installation forget',
      'installation sweep',
      'installation_repositories forget',
      'installation_repositories sweep',
      'push sweep',
    ])
  })

  it('to a webhook that is not of an App are ignored', () => {
    const found = RECORDED.flatMap(({ name, payload }) => {
      const { installation: _, ...rest } = payload
      return isUsedEvent(name) ? [route({ name, payload: rest, appId: 1 })] : []
    })
    expect(found.filter(({ type }) => type !== 'ignore')).toEqual([])
  })
})

describe('pull requests', () => {
  it.each(['opened', 'reopened', 'closed', 'synchronize', 'ready_for_review', 'converted_to_draft'])(
    'of ours are looked at when %s',
    (action) => expect(routed('pull_request.opened', { ...HEAD, action })).toEqual(look(2)),
  )

  it.each(['labeled', 'unlabeled', 'assigned', 'review_requested', 'locked', 'milestoned'])(
    'are left alone when %s',
    (action) => expect(why(routed('pull_request.opened', { ...HEAD, action }))).toMatch(/changes nothing/),
  )

  it('are looked at when a person edits them, not when a bot does', () => {
    expect(routed('pull_request.opened', { ...HEAD, action: 'edited' })).toEqual(look(2))
    expect(why(routed('pull_request.opened', { ...HEAD, ...BOT, action: 'edited' }))).toBe('edited by a bot')
  })

  it.each([
    ['of another branch', { 'pull_request.head.ref': 'changes' }],
    ['of a branch that only looks like ours', { 'pull_request.head.ref': 'feature/krr-gitops/x' }],
    ['of a fork', { ...HEAD, 'pull_request.head.repo.id': 1 }],
    ['of a fork that is gone', { ...HEAD, 'pull_request.head.repo': null }],
    ['into another repository', { ...HEAD, 'pull_request.base.repo.id': 1 }],
  ])('%s are left alone', (_, values) => {
    expect(why(routed('pull_request.opened', values))).toBe('not a pull request of krr-gitops')
    expect(why(routed('pull_request_review.dismissed', values))).toBe('not a pull request of krr-gitops')
  })

  it('of an archived repository are left alone', () => {
    expect(why(routed('pull_request.opened', { ...HEAD, 'repository.archived': true }))).toMatch(/archived/)
  })

  it.each([
    ['submitted', 'approved', look(2)],
    ['submitted', 'APPROVED', look(2)],
    ['submitted', 'changes_requested', look(2)],
    ['dismissed', 'dismissed', look(2)],
    ['submitted', 'commented', 'a review that only comments decides nothing'],
    ['edited', 'approved', 'pull_request_review.edited changes nothing'],
  ])('reviews: %s %s', (action, state, expected) => {
    const found = routed('pull_request_review.submitted', { ...HEAD, action, 'review.state': state })
    if (typeof expected === 'string') expect(why(found)).toBe(expected)
    else expect(found).toEqual(expected)
  })

  it('reviews of bots never count, but dismissals do, whoever made them', () => {
    const submitted = { ...HEAD, ...BOT, action: 'submitted', 'review.state': 'approved' }
    expect(why(routed('pull_request_review.submitted', submitted))).toMatch(/bot/)
    expect(routed('pull_request_review.submitted', { ...HEAD, ...BOT, action: 'dismissed' })).toEqual(look(2))
  })
})

describe('comments', () => {
  const state = renderState({
    ...{ version: 1, plan: 'p', digest: 'd', group: 'g', risk: 'low', at: '2026-01-01T00:00:00.000Z', changes: [] },
    savings: { cpu: 0, memory: 0, monthly: null, currency: null },
  })

  it.each([
    ['our label', LABELLED],
    ['our state', { ...ISSUE, 'issue.body': `text\n${state}` }],
    ['our App', { ...ISSUE, 'issue.performed_via_github_app': { id: APP_ID } }],
  ])('with a command on a pull request with %s are looked at', (_, values) => {
    expect(routed('issue_comment.created', values)).toEqual(look(1))
  })

  it.each([
    ['without a command', { ...LABELLED, 'comment.body': 'please merge' }, 'no command'],
    ['that quote a command', { ...LABELLED, 'comment.body': '> /krr-gitops merge' }, 'no command'],
    ['of a bot', { ...LABELLED, ...BOT }, 'the comment of a bot'],
    ['on an issue', { ...LABELLED, 'issue.pull_request': null }, 'not a pull request of krr-gitops'],
    ['on the pull request of somebody else', ISSUE, 'not a pull request of krr-gitops'],
    [
      'on one of another App',
      { ...ISSUE, 'issue.performed_via_github_app': { id: 1 } },
      'not a pull request of krr-gitops',
    ],
    ['that were edited', { ...LABELLED, action: 'edited' }, 'issue_comment.edited changes nothing'],
    ['that were deleted', { ...LABELLED, action: 'deleted' }, 'issue_comment.deleted changes nothing'],
  ])('%s are left alone', (_, values, expected) => {
    expect(why(routed('issue_comment.created', values))).toBe(expected)
  })

  it('that cannot be understood are looked at: they want an answer', () => {
    expect(routed('issue_comment.created', { ...LABELLED, 'comment.body': '/krr-gitops mrege' })).toEqual(look(1))
  })
})

describe('checks', () => {
  const pull = (ref: string, repo: number, number = 7) => ({
    number,
    head: { ref, repo: { id: repo } },
    base: { repo: { id: 186_853_002 } },
  })
  const run = { 'check_run.app.id': 1, 'check_run.pull_requests': [pull('krr-gitops/a', 186_853_002)] }
  const completed = { ...run, action: 'completed' }

  it.each(['success', 'neutral', 'skipped'])('that end with %s may let something be merged', (conclusion) => {
    expect(routed('check_run.completed', { ...completed, 'check_run.conclusion': conclusion })).toEqual(look(7))
  })

  it.each(['failure', 'cancelled', 'timed_out', 'action_required', 'stale', null])(
    'that end with %s do not',
    (conclusion) => {
      expect(why(routed('check_run.completed', { ...completed, 'check_run.conclusion': conclusion }))).toMatch(
        /not pass/,
      )
    },
  )

  it('of ours are left alone, unless somebody wants them again', () => {
    const ours = { ...completed, 'check_run.conclusion': 'success', 'check_run.app.id': APP_ID }
    expect(why(routed('check_run.completed', ours))).toBe('a check run of this App')
    expect(routed('check_run.completed', { ...ours, action: 'rerequested' })).toEqual(look(7))
    const suite = { 'check_suite.app.id': APP_ID, 'check_suite.pull_requests': run['check_run.pull_requests'] }
    expect(routed('check_suite.rerequested', suite)).toEqual(look(7))
    expect(why(routed('check_suite.completed', suite))).toMatch(/changes nothing/)
    expect(why(routed('check_suite.rerequested', { ...suite, 'check_suite.app.id': 1 }))).toMatch(/another App/)
  })

  it('of other branches, forks and actions are left alone', () => {
    const pulls = [pull('changes', 186_853_002), pull('krr-gitops/a', 5)]
    const passed = { ...completed, 'check_run.conclusion': 'success' }
    expect(why(routed('check_run.completed', { ...passed, 'check_run.pull_requests': pulls }))).toMatch(/^not a pull/)
    expect(why(routed('check_run.completed', { ...passed, 'check_run.pull_requests': [] }))).toMatch(/^not a pull/)
    expect(why(routed('check_run.completed', { ...passed, action: 'created' }))).toMatch(/changes nothing/)
  })

  it('of several pull requests are looked at in one go', () => {
    const pulls = [
      pull('krr-gitops/a', 186_853_002, 7),
      pull('x', 186_853_002, 8),
      pull('krr-gitops/b', 186_853_002, 9),
    ]
    const values = { ...completed, 'check_run.conclusion': 'success', 'check_run.pull_requests': pulls }
    expect(routed('check_run.completed', values)).toEqual(look(7, 9))
  })
})

describe('commits', () => {
  it.each([
    ['refs/heads/master', false, 'sweep'],
    ['refs/heads/master', true, 'ignore'],
    ['refs/heads/krr-gitops/apps--shop', false, 'ignore'],
    ['refs/heads/master/x', false, 'ignore'],
    ['refs/tags/master', false, 'ignore'],
  ])('a push to %s (deleted: %s): %s', (ref, deleted, type) => {
    expect(routed('push', { ref, deleted }).type).toBe(type)
  })

  const branches = [{ name: 'krr-gitops/a' }, { name: 'other' }]
  it.each([
    ['kustomization/apps/1a2b3c4d', 'success', [], null, sweep],
    ['kustomization/apps/1a2b3c4d', 'failure', [], null, sweep],
    ['argocd/shop', 'error', [], null, sweep],
    ['deploy', 'success', [], 'https://argocd.example.com/applications/argocd/shop', sweep],
    ['kustomization/apps/1a2b3c4d', 'pending', [], null, 'a pending status decides nothing'],
    ['ci/build', 'failure', branches, null, 'a status that did not succeed lets nothing be merged'],
    ['ci/build', 'success', [{ name: 'master' }], null, 'a status of a commit that is on no branch of krr-gitops'],
    ['krr-gitops/confirmation', 'success', branches, null, 'a status of krr-gitops'],
  ])('status %s %s', (context, state, list, target_url, expected) => {
    const found = routed('status', { context, state, branches: list, target_url })
    if (typeof expected === 'string') expect(why(found)).toBe(expected)
    else expect(found).toEqual(expected)
  })

  it('a status names branches, not pull requests', () => {
    const found = routed('status', { context: 'ci/build', state: 'success', branches, target_url: null })
    expect(found).toEqual({ type: 'look', repository: at, numbers: [], branches: ['krr-gitops/a'] })
  })

  it.each([
    ['success', 'https://argocd.example.com/applications/shop?operation=true', 'sweep'],
    ['failure', 'https://argocd.example.com/applications/shop?operation=true', 'sweep'],
    ['in_progress', 'https://argocd.example.com/applications/shop?operation=true', 'ignore'],
    ['inactive', 'https://argocd.example.com/applications/shop?operation=true', 'ignore'],
    ['success', 'https://github.com/acme/site/actions/runs/1', 'ignore'],
    ['success', '', 'ignore'],
  ])('a deployment that is %s with %s: %s', (state, link, type) => {
    const values = { 'deployment_status.state': state, 'deployment_status.log_url': link }
    expect(routed('deployment_status.created', { ...values, 'deployment_status.target_url': '' }).type).toBe(type)
  })
})

describe('installations', () => {
  it('are swept when they begin, forgotten when they end', () => {
    expect(routed('installation.created')).toEqual(sweep)
    expect(routed('installation.new_permissions_accepted')).toEqual(sweep)
    expect(routed('installation.unsuspend').type).toBe('ignore')
    const gone = { type: 'forget', installation: INSTALLATION, repositories: null }
    expect(routed('installation.deleted')).toEqual(gone)
    expect(routed('installation.suspend')).toEqual(gone)
    const space = { ...at, name: 'Space' }
    expect(routed('installation_repositories.added')).toEqual({ type: 'sweep', repositories: [space] })
    const removed = { owner: 'octocat', name: 'Hello-World', installation: INSTALLATION }
    expect(routed('installation_repositories.removed')).toMatchObject({ type: 'forget', repositories: [removed] })
  })

  it('of other Apps are left alone', () => {
    const other = { 'installation.app_id': 1 }
    expect(why(routed('installation.created', other))).toBe('an installation of another App')
    expect(why(routed('installation_repositories.added', other))).toBe('an installation of another App')
  })
})

describe('any other shape', () => {
  it.each([[null], [[]], [{}], [{ repository: 1 }], ['text']])('%j is ignored', (payload) => {
    for (const name of ['push', 'status', 'pull_request', 'installation', 'installation_repositories'] as const) {
      expect(route({ name, payload, appId: 1 }).type).toBe('ignore')
    }
  })
})
