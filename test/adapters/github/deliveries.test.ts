import { describe, expect, it } from 'vitest'
import { relateTo } from '../../../src/core/after/rollout/relate.ts'
import { BASE_FILES } from '../../contract/forge.ts'
import { propose, requestsOf } from './proposed.ts'
import { type GitHubWorld, openGitHubWorld } from './world.ts'

const open = () => openGitHubWorld(BASE_FILES, { wire: false })
const push = (world: GitHubWorld, count: number) =>
  Array.from({ length: count }, (_, index) =>
    world.people.push('ann', 'main', { 'README.md': `${index} ${world.now()}\n` }),
  )
const FLUX = 'kustomization/shop/0a1b2c3d'

describe('what was said about the default branch', () => {
  it('is read with the commits that it was said about', async () => {
    await using world = await open()
    const { people, forge } = world
    const [before = ''] = push(world, 1)
    people.status('bob', before, { context: FLUX, state: 'failure', description: 'health check failed' })
    const { number } = await propose(world)
    const merge = people.merge('bob', number)
    const [after = ''] = push(world, 1)
    const link = 'https://argocd.test/applications/shop'
    people.status('bob', merge, { context: FLUX, state: 'pending' })
    people.status('bob', merge, { context: FLUX, state: 'success', description: 'reconciled', targetUrl: link })
    people.status('bob', merge, { context: 'krr-gitops/rollout', state: 'pending' })
    people.deploy('bob', after, 'prod', { state: 'in_progress' })
    people.deploy('bob', after, 'prod', { state: 'success', logUrl: link, description: 'healthy' })
    people.deploy('bob', after, 'dev', { state: 'error' })
    const at = new Date()
    const words = await forge.deliveries.read([{ commit: merge, mergedAt: at }])
    const relate = relateTo(merge, words.commits)
    expect([before, merge, after].map(relate)).toEqual(['earlier', 'merged', 'later'])
    const date = expect.any(Date)
    expect(words.statuses.map(({ id: _, ...status }) => status)).toEqual([
      { commit: merge, context: FLUX, state: 'success', description: 'reconciled', targetUrl: link, createdAt: date },
      {
        commit: before,
        context: FLUX,
        state: 'failure',
        description: 'health check failed',
        targetUrl: null,
        createdAt: date,
      },
    ])
    expect(new Set(words.statuses.map(({ id }) => id)).size).toBe(2)
    expect(words.deployments.map(({ id: _, ...deployment }) => deployment)).toEqual([
      { commit: after, environment: 'prod', state: 'success', description: 'healthy', logUrl: link, createdAt: date },
      { commit: after, environment: 'dev', state: 'error', description: null, logUrl: null, createdAt: date },
    ])
  })

  it.each([
    [0, 20, 1],
    [95, 20, 2],
    [120, 20, 2],
    [195, 150, 3],
    [500, 20, 3],
  ])('costs one request for each 100 commits: %i after the merge, %i before', async (after, before, requests) => {
    await using world = await open()
    push(world, before)
    const [merge = ''] = push(world, 1)
    push(world, after)
    const sent = await requestsOf(world, async () => {
      const { commits } = await world.forge.deliveries.read([{ commit: merge, mergedAt: new Date() }])
      expect(commits.some(({ sha }) => sha === merge)).toBe(after < 300)
    })
    expect(sent).toHaveLength(requests)
  })

  it.each(['Commit.status', 'Commit.deployments', 'Repository.defaultBranchRef'])(
    'is a problem where the token may not see it: %s',
    async (field) => {
      await using world = await open()
      const [merge = ''] = push(world, 1)
      world.fake.state.forbidden.add(field)
      await expect(world.forge.deliveries.read([{ commit: merge, mergedAt: new Date() }])).rejects.toMatchObject({
        ...{ code: 'github-permission', hint: expect.stringContaining('deployments: read') },
      })
    },
  )
})
