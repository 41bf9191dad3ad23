import { describe, expect, it } from 'vitest'
import type { MergeRequest } from '../../../src/ports/life.ts'
import { BASE_FILES } from '../../contract/forge.ts'
import { failOnce } from '../../fake-github/faults.ts'
import type { Rules } from '../../fake-github/model.ts'
import { look, propose, requestsOf } from './proposed.ts'
import { type GitHubWorld, openGitHubWorld } from './world.ts'

const MERGE = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge'
const open = () => openGitHubWorld(BASE_FILES, { wire: false })
const request = (pull: { number: number; head: string }, how: MergeRequest['how'] = 'merge'): MergeRequest => ({
  ...{ number: pull.number, sha: pull.head, how, title: 'Less CPU (#1)', message: 'Krr-Gitops-Head: x\n' },
})
const tip = ({ fake }: GitHubWorld) => fake.state.objects.readRef('refs/heads/main') ?? ''

describe('merging', () => {
  it.each([
    [['squash', 'merge', 'rebase'], 1, 'Less CPU (#1)\n\nKrr-Gitops-Head: x'],
    [['merge', 'rebase'], 2, 'Less CPU (#1)\n\nKrr-Gitops-Head: x'],
    [['rebase'], 1, 'Less CPU for krr-gitops/shop\n\nMore.'],
  ] as const)('uses the first of %j', async (methods, parents, message) => {
    await using world = await open()
    const pull = await propose(world)
    world.people.push('ann', 'main', { 'README.md': 'other\n' })
    world.fake.state.rules.methods.clear()
    for (const method of methods) world.fake.state.rules.methods.add(method)
    const forge = world.connect()
    expect(await forge.merging.merge(request(pull))).toEqual({ outcome: 'merged' })
    const commit = await forge.commits.readCommit(tip(world))
    expect(commit?.parents).toHaveLength(parents)
    expect(commit?.message.trim()).toBe(message)
    expect(await world.fileAt(tip(world), 'apps/shop/krr.yaml')).toMatchObject({ text: 'cpu: 1\n' })
    expect(await world.fileAt(tip(world), 'README.md')).toMatchObject({ text: 'other\n' })
    expect(await look(world, pull.number)).toMatchObject({ mergeCommit: tip(world), mergedBy: 'krr-gitops[bot]' })
  })

  it('tries the next method where the settings changed meanwhile', async () => {
    await using world = await open()
    const pull = await propose(world)
    await world.forge.repository.describe()
    world.fake.state.rules.methods.delete('squash')
    const sent = await requestsOf(world, async () => {
      expect(await world.forge.merging.merge(request(pull))).toEqual({ outcome: 'merged' })
    })
    expect(sent).toEqual([MERGE, MERGE])
    expect((await world.forge.commits.readCommit(tip(world)))?.parents).toHaveLength(2)
  })

  it.each<[string, Partial<Rules>, object]>([
    ['a required check that nobody reported', { requiredChecks: ['ci'] }, { outcome: 'later' }],
    ['several of them', { requiredChecks: ['ci', 'lint'] }, { outcome: 'later' }],
    [
      'a required check that failed',
      { requiredChecks: ['bad'] },
      { outcome: 'refused', reason: expect.stringContaining('failing') },
    ],
    ['a required check that runs', { requiredChecks: ['slow'] }, { outcome: 'later' }],
    [
      'a review that the branch requires',
      { approvals: 1 },
      { outcome: 'refused', reason: expect.stringContaining('approving review') },
    ],
    [
      'a rule of the organisation',
      { refuses: 'Commits must have verified signatures.' },
      { outcome: 'refused', reason: 'Commits must have verified signatures.' },
    ],
    ['a merge queue', { mergeQueue: true }, { outcome: 'use-queue' }],
  ])('is stopped by %s', async (_, rules, answer) => {
    await using world = await open()
    const pull = await propose(world)
    world.people.checkRun('ci', pull.head, 'bad', 'failure')
    world.people.checkRun('ci', pull.head, 'slow', null)
    Object.assign(world.fake.state.rules, rules)
    const before = tip(world)
    await world.forge.repository.describe()
    const sent = await requestsOf(world, async () => {
      expect(await world.forge.merging.merge(request(pull))).toMatchObject(answer)
    })
    expect(sent).toEqual([MERGE])
    expect(tip(world)).toBe(before)
  })

  it('never merges another head', async () => {
    await using world = await open()
    const pull = await propose(world)
    world.people.push('eve', pull.branch, { evil: 'x' })
    const before = tip(world)
    expect(await world.forge.merging.merge(request(pull))).toEqual({ outcome: 'head-moved' })
    expect(tip(world)).toBe(before)
  })

  it('knows drafts, conflicts, and what is merged or closed already', async () => {
    await using world = await open()
    const draft = await propose(world, { branch: 'krr-gitops/draft', files: { d: 'd' }, draft: true })
    expect(await world.forge.merging.merge(request(draft))).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('draft'),
    })
    const pull = await propose(world)
    world.people.push('ann', 'main', { 'apps/shop/krr.yaml': 'cpu: 2\n' })
    const no = { outcome: 'refused', reason: 'Pull Request is not mergeable' }
    expect(await world.forge.merging.merge(request(pull))).toEqual(no)
    world.people.close('bob', pull.number)
    expect(await world.forge.merging.merge(request(pull))).toEqual(no)
  })

  it('is sent once, whatever happens', async () => {
    await using world = await open()
    const pull = await propose(world)
    await world.forge.repository.describe()
    for (const fault of ['reset-before', '502'] as const) {
      world.fake.faults = failOnce(world.fake.log.length, fault)
      const sent = await requestsOf(world, async () => {
        await expect(world.forge.merging.merge(request(pull))).rejects.toMatchObject({ exit: 3 })
      })
      expect(sent).toEqual([MERGE])
    }
  })
})

describe('the merge queue', () => {
  it('takes exactly the head that was confirmed', async () => {
    await using world = await open()
    const pull = await propose(world)
    world.fake.state.rules.mergeQueue = true
    const moved = { ...pull, head: '0'.repeat(40) }
    expect(await world.forge.merging.merge(request(moved, 'queue'))).toEqual({ outcome: 'head-moved' })
    expect(await world.forge.merging.merge(request(pull, 'queue'))).toEqual({ outcome: 'merged' })
    expect(await look(world, pull.number)).toMatchObject({ queued: true, mergeQueue: true, pull: { state: 'open' } })
    expect(await world.forge.merging.merge(request(pull, 'queue'))).toEqual({ outcome: 'merged' })
    world.people.finishQueue(pull.number)
    expect(await look(world, pull.number)).toMatchObject({ mergedBy: 'github-merge-queue[bot]', queued: false })
  })

  it('may refuse', async () => {
    await using world = await open()
    const pull = await propose(world)
    const refused = { outcome: 'refused', reason: expect.any(String) }
    expect(await world.forge.merging.merge(request(pull, 'queue'))).toEqual(refused)
    Object.assign(world.fake.state.rules, { mergeQueue: true, approvals: 1 })
    expect(await world.forge.merging.merge(request(pull, 'queue'))).toMatchObject({ outcome: 'refused' })
    world.fake.state.rules.requiredChecks = ['ci']
    expect(await world.forge.merging.merge(request(pull, 'queue'))).toMatchObject({ outcome: 'later' })
    world.fake.state.forbidden.add('Mutation.enqueuePullRequest')
    await expect(world.forge.merging.merge(request(pull, 'queue'))).rejects.toMatchObject({ code: 'github-permission' })
  })
})
