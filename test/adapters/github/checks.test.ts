import { describe, expect, it } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import type { CheckReportToPublish } from '../../../src/ports/life.ts'
import { BASE_FILES } from '../../contract/forge.ts'
import { PERSON_TOKEN } from '../../fake-github/state.ts'
import { look, propose, requestsOf } from './proposed.ts'
import { openGitHubWorld } from './world.ts'

const NAME = 'krr-gitops/confirmation'
const CREATE = 'POST /repos/{owner}/{repo}/check-runs'
const UPDATE = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}'
const STATUS = 'POST /repos/{owner}/{repo}/statuses/{sha}'
const open = () => openGitHubWorld(BASE_FILES, { wire: false })
const report = (conclusion: CheckReportToPublish['conclusion'], title: string): CheckReportToPublish => ({
  ...{ name: NAME, conclusion, title, summary: `Summary of ${title}\n` },
})
const SAID = ['pending', 'success', 'failure', 'action_required', 'neutral'] as const

describe('check runs', () => {
  it.each(SAID)('%s is read back as it was published', async (conclusion) => {
    await using world = await open()
    const { number, head } = await propose(world)
    await world.forge.checks.publish(head, report(conclusion, 'T'), null)
    const expected = [{ id: expect.any(Number), ...report(conclusion, 'T') }]
    expect((await look(world, number)).checks).toEqual(expected)
    expect(await world.forge.checks.read([head, '0'.repeat(40)])).toEqual(
      new Map([
        [head, expected],
        ['0'.repeat(40), []],
      ]),
    )
  })

  it('are changed in place, and made anew only to be in progress again', async () => {
    await using world = await open()
    const { checks } = world.forge
    const { head } = await propose(world)
    const seen = async () => (await checks.read([head])).get(head)?.[0] ?? null
    const steps: string[] = []
    for (const conclusion of ['pending', 'action_required', 'success', 'pending', 'neutral'] as const) {
      const before = await seen()
      const sent = await requestsOf(world, () => checks.publish(head, report(conclusion, conclusion), before))
      steps.push(...sent)
      expect(await seen()).toMatchObject({ conclusion, title: conclusion })
    }
    expect(steps).toEqual([CREATE, UPDATE, UPDATE, CREATE, UPDATE])
  })

  it('of others are none of ours, whatever they are called', async () => {
    await using world = await open()
    const { people } = world
    const { number, head } = await propose(world)
    people.checkRun('github-actions', head, NAME, 'success')
    people.status('eve', head, { context: NAME, state: 'success', description: 'Confirmed' })
    expect((await look(world, number)).checks).toEqual([])
    await world.forge.checks.publish(head, report('failure', 'Ours'), null)
    people.checkRun('github-actions', head, NAME, 'success')
    expect((await look(world, number)).checks).toMatchObject([{ title: 'Ours', conclusion: 'failure' }])
    expect((await world.forge.checks.read([head])).get(head)).toMatchObject([{ title: 'Ours' }])
  })

  it('of many commits are one request for each 50', async () => {
    await using world = await open()
    const { head } = await propose(world)
    await world.forge.checks.publish(head, { ...report('success', 'T'), name: 'krr-gitops/rollout' }, null)
    await world.forge.repository.describe()
    const commits = [head, ...Array.from({ length: 119 }, (_, index) => index.toString(16).padStart(40, 'a'))]
    const found = await requestsOf(world, async () => {
      expect((await world.forge.checks.read(commits)).get(head)).toMatchObject([{ name: 'krr-gitops/rollout' }])
    })
    expect(found).toHaveLength(3)
    expect(await requestsOf(world, () => world.forge.checks.read([]))).toEqual([])
  })

  it('have summaries of any length', async () => {
    await using world = await open()
    const { head } = await propose(world)
    await world.forge.checks.publish(head, { ...report('success', 'T'), summary: 'x'.repeat(70_000) }, null)
    expect(world.fake.state.checkRuns[0]?.summary).toHaveLength(65_535)
  })
})

describe('the token of a person', () => {
  const LONG = 'Waiting for 2 approvals and the team '.padEnd(200, 'x')

  it.each(SAID.flatMap((conclusion) => ['T', LONG].map((title) => [conclusion, title] as const)))(
    'publishes %s as a commit status, read back as it was',
    async (conclusion, title) => {
      await using world = await open()
      const forge = world.connect({ token: PERSON_TOKEN })
      const { number, head } = await propose({ forge })
      await forge.checks.publish(head, report(conclusion, title), null)
      const expected = [{ id: null, name: NAME, conclusion, title, summary: '' }]
      expect((await look({ forge }, number)).checks).toEqual(expected)
      expect((await forge.checks.read([head])).get(head)).toEqual(expected)
    },
  )

  it('tries a check run once, and remembers', async () => {
    await using world = await open()
    const forge = world.connect({ token: PERSON_TOKEN })
    const { head } = await propose({ forge })
    const send = (connected: typeof forge, title: string, seen = null as Parameters<typeof forge.checks.publish>[2]) =>
      requestsOf(world, () => connected.checks.publish(head, report('action_required', title), seen))
    expect(await send(forge, 'One')).toEqual([CREATE, STATUS])
    expect(await send(forge, 'Two')).toEqual([STATUS])
    const [seen = null] = (await forge.checks.read([head])).get(head) ?? []
    const another = world.connect({ token: PERSON_TOKEN })
    await another.repository.describe()
    expect(await send(another, 'Three', seen)).toEqual([STATUS])
    expect((await forge.checks.read([head])).get(head)).toMatchObject([{ title: 'Three' }])
  })

  it('never passes for a check that is not done', async () => {
    await using world = await open()
    const forge = world.connect({ token: PERSON_TOKEN })
    const { head } = await propose({ forge })
    for (const conclusion of SAID) await forge.checks.publish(head, report(conclusion, conclusion), null)
    expect(world.fake.state.statuses.map(({ state }) => state)).toEqual([
      ...['pending', 'success', 'failure', 'pending', 'success'],
    ])
  })

  it('is not taken for one because GitHub asks to slow down', async () => {
    await using world = await open()
    const { head } = await propose(world)
    world.fake.denied.set(CREATE, { status: 403, headers: { 'retry-after': '60' } })
    const failure = world.forge.checks.publish(head, report('success', 'T'), null)
    await expect(failure).rejects.toMatchObject({ code: 'github-secondary-rate-limit' })
    expect(world.fake.state.statuses).toEqual([])
  })

  it('that may do neither says what it needs', async () => {
    await using world = await open()
    const { head } = await propose(world)
    for (const key of [CREATE, STATUS]) world.fake.denied.set(key, { status: 403 })
    const failure = world.forge.checks.publish(head, report('success', 'T'), null)
    await expect(failure).rejects.toBeInstanceOf(Problem)
    await expect(failure).rejects.toMatchObject({ hint: expect.stringContaining('checks: write') })
  })
})
