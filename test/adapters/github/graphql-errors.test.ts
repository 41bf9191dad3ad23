/** GraphQL says no inside a whole answer. */
import { describe, expect, it } from 'vitest'
import { readStatus, toStatus } from '../../../src/adapters/github/check-status.ts'
import { BASE_FILES } from '../../contract/forge.ts'
import { openGitHubWorld } from './world.ts'

const QUERY = 'POST /graphql query'
const open = () => openGitHubWorld(BASE_FILES, { wire: false })
const path = ['repository', 'p1', 'reviews']

describe('an answer with errors', () => {
  it.each([
    [
      'no rights',
      [{ type: 'FORBIDDEN', path, message: 'Resource not accessible' }],
      'github-permission',
      /pull_requests: read/,
    ],
    [
      'a scope that is missing',
      [{ type: 'INSUFFICIENT_SCOPES', message: 'Your token…' }],
      'github-permission',
      /permission/,
    ],
    [
      'single sign-on',
      [{ type: 'FORBIDDEN', message: 'Resource protected by organization SAML enforcement.' }],
      'github-sso',
      /single sign-on/,
    ],
    ['the rate limit', [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }], 'github-rate-limit', /later/],
    [
      'an old server',
      [{ extensions: { code: 'undefinedField' }, message: "Field 'rules' doesn't exist" }],
      'github-too-old',
      /update/,
    ],
    [
      'no repository',
      [{ type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve' }],
      'github-not-found',
      /name/,
    ],
    ['something else', [{ message: 'odd' }, 7], 'github-refused', /permission/],
    [
      'the worst of several',
      [
        { type: 'NOT_FOUND', path: ['repository', 'p1'], message: 'a' },
        { type: 'FORBIDDEN', path, message: 'b' },
      ],
      'github-permission',
      /checks/,
    ],
    [
      'a time-out of its own',
      [{ message: 'Something went wrong while executing your query.' }],
      'github-failed',
      /again/,
    ],
  ] as const)('%s', async (_, errors, code, hint) => {
    await using world = await open()
    await world.forge.repository.describe()
    world.fake.denied.set(QUERY, { status: 200, data: { data: null, errors } })
    for (const pace of [false, true]) {
      const forge = world.connect({ pace })
      world.fake.denied.delete(QUERY)
      await forge.repository.describe()
      world.fake.denied.set(QUERY, { status: 200, data: { data: { repository: { p1: null } }, errors } })
      const failure = forge.life.look([1])
      await expect(failure).rejects.toMatchObject({ code, exit: 3, hint: expect.stringMatching(hint) })
    }
  })

  it.each([{}, { data: null }, { data: { repository: null } }, { data: { repository: { p1: {} } } }])(
    'that is not of the promised shape is no empty answer: %j',
    async (data) => {
      await using world = await open()
      await world.forge.repository.describe()
      world.fake.denied.set(QUERY, { status: 200, data })
      await expect(world.forge.life.look([1])).rejects.toMatchObject({ code: 'github-unreachable', exit: 3 })
    },
  )

  it('of a server without updateRefs moves a branch the old way', async () => {
    await using world = await open()
    const { forge, fake } = world
    fake.state.updateRefs = false
    const { head: parent } = await forge.repository.describe()
    const commit = async (text: string) =>
      (await forge.branches.commit({ parent, files: [{ path: 'x', before: null, after: text }], message: () => 'M\n' }))
        .sha
    const [one, two] = [await commit('1'), await commit('2')]
    expect(await forge.branches.point('krr-gitops/x', one, null)).toBe('done')
    expect(await forge.branches.point('krr-gitops/x', two, one)).toBe('done')
    expect(await forge.branches.point('krr-gitops/x', one, parent)).toBe('moved')
    expect(await forge.branches.head('krr-gitops/x')).toBe(two)
  })
})

describe('a commit status that stands for a check', () => {
  it.each([
    ['SUCCESS', 'https://x.test/', 'success'],
    ['FAILURE', null, 'failure'],
    ['ERROR', 'https://x.test/#conclusion=nonsense', 'failure'],
    ['PENDING', 'https://x.test/#conclusion=success', 'pending'],
    ['EXPECTED', '', 'pending'],
    ['SUCCESS', 'https://x.test/a#conclusion=neutral', 'neutral'],
  ] as const)('is believed as far as it agrees with itself: %s %s', (state, targetUrl, conclusion) => {
    const status = { context: 'krr-gitops/rollout', state, description: null, targetUrl }
    expect(readStatus(status)).toEqual({ id: null, name: 'krr-gitops/rollout', conclusion, title: '', summary: '' })
  })

  it('shows as much of a long title as fits', () => {
    const report = { name: 'n', conclusion: 'success', title: 'ö'.repeat(200), summary: '' } as const
    const { description, target_url } = toStatus(report, 'https://x.test/commit/1')
    expect(description).toHaveLength(140)
    expect(new URL(target_url).pathname).toBe('/commit/1')
  })
})
