/** What the fake sends is what the App reads: every act, and what it asks for. */
import { expect, it } from 'vitest'
import { isUsedEvent } from '../../src/entry/app/events.ts'
import { describeRoute, route } from '../../src/entry/app/route.ts'
import { propose } from '../adapters/github/proposed.ts'
import { openGitHubWorld } from '../adapters/github/world.ts'
import { BASE_FILES } from '../contract/forge.ts'
import type { FakeEvent } from './model.ts'

it('sends each webhook as it happens', async () => {
  await using world = await openGitHubWorld(BASE_FILES, { wire: false })
  const { people, fake, forge } = world
  const events: FakeEvent[] = []
  fake.onEvent((event) => events.push(event))
  const appId = fake.state.app.id
  const routes = () =>
    events.splice(0).map(({ name, payload }) => {
      const action = typeof payload.action === 'string' ? `.${payload.action}` : ''
      const asks = isUsedEvent(name) ? describeRoute(route({ name, payload, appId })) : 'not subscribed'
      return `${name}${action}: ${asks}`
    })
  const { number, head } = await propose(world)
  await forge.labels.addLabels(number, [{ name: 'krr-gitops', color: '0e8a16', description: '' }])
  expect(routes()).toMatchInlineSnapshot(`
    [
      "push: ignored: a push to something else than the default branch",
      "pull_request.opened: look at #1 of acme/fleet",
    ]
  `)
  const review = people.approve('alice', number)
  people.dismiss('ann', review)
  people.requestChanges('carol', number)
  people.review('eve', number, 'COMMENTED')
  people.approve('renovate[bot]', number)
  expect(routes()).toMatchInlineSnapshot(`
    [
      "pull_request_review.submitted: look at #1 of acme/fleet",
      "pull_request_review.dismissed: look at #1 of acme/fleet",
      "pull_request_review.submitted: look at #1 of acme/fleet",
      "pull_request_review.submitted: ignored: a review that only comments decides nothing",
      "pull_request_review.submitted: ignored: the review of a bot never counts",
    ]
  `)
  const comment = people.comment('alice', number, '/krr-gitops merge')
  people.editComment('alice', comment, '/krr-gitops help')
  people.comment('alice', number, 'Thanks!')
  await forge.comments.add(number, 'Done.')
  await forge.reactions.react(comment, '+1')
  expect(routes()).toMatchInlineSnapshot(`
    [
      "issue_comment.created: look at #1 of acme/fleet",
      "issue_comment.edited: ignored: issue_comment.edited changes nothing",
      "issue_comment.created: ignored: no command",
      "issue_comment.created: ignored: the comment of a bot",
    ]
  `)
  await forge.checks.publish(
    head,
    { name: 'krr-gitops/confirmation', conclusion: 'success', title: 'T', summary: 'S' },
    null,
  )
  people.checkRun('github-actions', head, 'ci', null)
  people.checkRun('github-actions', head, 'ci', 'success')
  people.checkRun('github-actions', head, 'ci', 'failure')
  people.status('bob', head, { context: 'ci/jenkins', state: 'success' })
  expect(routes()).toMatchInlineSnapshot(`
    [
      "check_run.completed: ignored: a check run of this App",
      "check_run.created: ignored: check_run.created changes nothing",
      "check_run.completed: look at #1 of acme/fleet",
      "check_run.completed: ignored: a check that did not pass lets nothing be merged",
      "status: look at krr-gitops/shop of acme/fleet",
    ]
  `)
  people.markDraft('bob', number, true)
  people.markDraft('bob', number, false)
  people.close('bob', number)
  people.reopen('bob', number)
  people.push('eve', 'krr-gitops/shop', { x: 'x' })
  people.push('ann', 'feature', { x: 'x' })
  people.push('ann', 'main', { y: 'y' })
  expect(routes()).toMatchInlineSnapshot(`
    [
      "pull_request.converted_to_draft: look at #1 of acme/fleet",
      "pull_request.ready_for_review: look at #1 of acme/fleet",
      "pull_request.closed: look at #1 of acme/fleet",
      "pull_request.reopened: look at #1 of acme/fleet",
      "push: ignored: a push to something else than the default branch",
      "pull_request.synchronize: look at #1 of acme/fleet",
      "push: ignored: a push to something else than the default branch",
      "push: sweep acme/fleet",
    ]
  `)
  const merge = people.merge('bob', number)
  people.status('bob', merge, { context: 'kustomization/shop/1', state: 'success' })
  people.status('bob', merge, { context: 'kustomization/shop/1', state: 'pending' })
  people.deploy('bob', merge, 'prod', { state: 'success', logUrl: 'https://argocd.test/applications/shop' })
  people.deploy('bob', merge, 'prod', { state: 'success' })
  expect(routes()).toMatchInlineSnapshot(`
    [
      "pull_request.closed: look at #1 of acme/fleet",
      "push: sweep acme/fleet",
      "status: sweep acme/fleet",
      "status: ignored: a pending status decides nothing",
      "deployment_status.created: sweep acme/fleet",
      "deployment_status.created: ignored: a deployment of another program",
    ]
  `)
})

it('takes stale approvals away where the branch says so', async () => {
  await using world = await openGitHubWorld(BASE_FILES, { wire: false })
  const { people, fake } = world
  const { number } = await propose(world)
  fake.state.rules.dismissStale = true
  people.approve('alice', number)
  const seen: unknown[] = []
  fake.onEvent(({ name, payload }) => seen.push([name, payload.action, (payload.sender as { login: string }).login]))
  people.push('eve', 'krr-gitops/shop', { x: 'x' })
  expect(seen).toEqual([
    ['push', undefined, 'eve'],
    ['pull_request_review', 'dismissed', 'eve'],
    ['pull_request', 'synchronize', 'eve'],
  ])
  expect(fake.state.reviews.map(({ state }) => state)).toEqual(['DISMISSED'])
})
