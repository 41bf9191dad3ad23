import { describe, expect, it } from 'vitest'
import { BASE_FILES } from '../../contract/forge.ts'
import { requestsOf } from './proposed.ts'
import { openGitHubWorld } from './world.ts'

const open = () => openGitHubWorld(BASE_FILES, { wire: false })
const PERMISSION = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission'
const MEMBERS = 'GET /orgs/{org}/teams/{team_slug}/members'
const ISSUES = 'POST /repos/{owner}/{repo}/issues'

describe('people', () => {
  it('have the permission that their role is based on', async () => {
    await using world = await open()
    const { permissions } = world.fake.state
    for (const role of ['admin', 'maintain', 'triage'] as const) permissions.set('alice', role)
    permissions
      .set('ann', 'admin')
      .set('bob', 'maintain')
      .set('alice', 'triage')
      .set('carol', ['release-manager', 'write'])
    const { permission } = world.forge.people
    const logins = ['ann', 'bob', 'alice', 'carol', 'eve', 'nobody', 'renovate[bot]', 'ANN']
    expect(await Promise.all(logins.map(permission))).toEqual([
      ...['admin', 'maintain', 'triage', 'write', 'read', 'none', 'none', 'admin'],
    ])
  })

  it('are members of teams, of the organisation that owns the repository unless another one is named', async () => {
    await using world = await open()
    const { team } = world.forge.people
    expect(await team('platform')).toEqual(['bob', 'carol'])
    expect(await team('acme/platform')).toEqual(['bob', 'carol'])
    expect(await team('other/platform')).toBeNull()
    expect(await team('ghosts')).toBeNull()
    const many = Array.from({ length: 250 }, (_, index) => `member${index}`)
    world.fake.state.teams.set('many', new Set(many))
    expect(await requestsOf(world, async () => expect(await team('many')).toEqual(many))).toHaveLength(3)
    world.fake.denied.set(MEMBERS, { status: 403 })
    expect(await team('platform')).toBeNull()
  })

  it.each([
    ['secondary', { 'retry-after': '60' }, 'github-secondary-rate-limit'],
    ['primary', { 'x-ratelimit-remaining': '0' }, 'github-rate-limit'],
  ])('are not strangers because of the %s limit', async (_, headers, code) => {
    await using world = await open()
    for (const key of [PERMISSION, MEMBERS]) world.fake.denied.set(key, { status: 403, headers })
    await expect(world.forge.people.permission('ann')).rejects.toMatchObject({ code })
    await expect(world.forge.people.team('platform')).rejects.toMatchObject({ code })
  })
})

describe('the dashboard issue', () => {
  it('is opened, found by its label, and edited', async () => {
    await using world = await open()
    const { issues } = world.forge
    expect(await issues.find('krr-gitops-dashboard')).toBeNull()
    const made = await issues.open({ title: 'T', body: 'B', labels: ['krr-gitops-dashboard'] })
    expect(made).toMatchObject({
      title: 'T',
      body: 'B',
      author: 'krr-gitops[bot]',
      url: expect.stringContaining('/issues/'),
    })
    expect(await issues.find('krr-gitops-dashboard')).toEqual(made)
    expect(await issues.find('other')).toBeNull()
    await issues.edit(made.number, { body: 'New' })
    await issues.edit(made.number, { title: 'New title' })
    expect(await issues.find('krr-gitops-dashboard')).toEqual({ ...made, title: 'New title', body: 'New' })
    for (const issue of world.fake.state.issues) issue.state = 'closed'
    expect(await issues.find('krr-gitops-dashboard')).toBeNull()
  })

  it('of somebody else is not ours', async () => {
    await using world = await open()
    const labels = ['krr-gitops-dashboard']
    const theirs = { title: 'Mine', body: '', state: 'open' as const, labels, author: 'eve', createdAt: world.now() }
    world.fake.state.issues.push({ ...theirs, number: 1 })
    expect(await world.forge.issues.find('krr-gitops-dashboard')).toBeNull()
  })

  it('may be switched off', async () => {
    await using world = await open()
    world.fake.state.issuesEnabled = false
    expect(await world.forge.issues.find('x')).toBe('off')
    await expect(world.forge.issues.open({ title: 'T', body: '', labels: [] })).rejects.toMatchObject({ exit: 3 })
  })

  it('is never opened twice by one call', async () => {
    await using world = await open()
    world.fake.faults = (index) => (index === 0 ? 'reset-after' : null)
    const sent = await requestsOf(world, async () => {
      await expect(world.forge.issues.open({ title: 'T', body: '', labels: [] })).rejects.toMatchObject({ exit: 3 })
    })
    expect(sent).toEqual([ISSUES])
    expect(world.fake.state.issues).toHaveLength(1)
  })
})
