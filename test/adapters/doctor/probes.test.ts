import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { checkGithub } from '../../../src/adapters/doctor/github.ts'
import { checkGit, checkNode } from '../../../src/adapters/doctor/programs.ts'
import { checkPrometheus } from '../../../src/adapters/doctor/prometheus.ts'

const signal = new AbortController().signal
let server: Server | undefined
const requests: IncomingMessage[] = []

afterEach(async () => {
  await new Promise((done) => (server === undefined ? done(null) : server.close(done)))
  server = undefined
  requests.length = 0
})

/** A server that answers each path with a status and a body, everything else with 404. */
async function serve(answers: Readonly<Record<string, readonly [number, unknown]>>): Promise<string> {
  server = createServer((request, response) => {
    requests.push(request)
    const [status, body] = answers[request.url ?? ''] ?? [404, { message: 'Not Found' }]
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('Prometheus', () => {
  const QUERY = '/api/v1/query?query=1'
  it.each([
    [200, { status: 'success', data: {} }, 'ok', /answers queries/],
    [401, '', 'warning', /wants a login \(HTTP 401\)/],
    [200, '<html>', 'problem', /answers HTTP 200, but not like Prometheus/],
    [503, 'no', 'problem', /answers HTTP 503/],
  ])('that answers %i %j is %s', async (status, body, expected, words) => {
    const url = await serve({ [QUERY]: [status, body] })
    const check = await checkPrometheus('prod', `${url}/`, signal)
    expect([check.name, check.status]).toEqual(['prometheus/prod', expected])
    expect(check.message).toMatch(words)
  })

  it('that is not there is a problem that says why', async () => {
    const url = await serve({})
    await new Promise((done) => server?.close(done))
    const check = await checkPrometheus('prod', url, signal)
    expect(check).toMatchObject({ status: 'problem', message: `${url} cannot be reached (ECONNREFUSED).` })
  })
})

describe('GitHub', () => {
  const REPOSITORY = { full_name: 'acme/fleet', default_branch: 'main', permissions: { push: true } }
  const probe = async (answers: Parameters<typeof serve>[0]) => {
    const apiUrl = await serve(answers)
    return checkGithub({ apiUrl, token: 's3cret', repository: 'acme/fleet' }, signal)
  }

  it('is fine with a token that may write and a branch that is protected', async () => {
    const checks = await probe({
      '/repos/acme/fleet': [200, REPOSITORY],
      '/repos/acme/fleet/branches/main': [200, { protected: true }],
      '/repos/acme/fleet/rules/branches/main': [200, []],
    })
    expect(checks.map(({ name, status, message }) => [name, status, message])).toEqual([
      ['github', 'ok', 'The token may write to acme/fleet.'],
      ['branch-protection', 'ok', 'main is protected.'],
    ])
    expect(requests.length).toBe(3)
    expect(requests.every(({ headers }) => headers.authorization === 'Bearer s3cret')).toBe(true)
    expect(JSON.stringify(checks)).not.toContain('s3cret')
  })

  it.each<[string, Parameters<typeof serve>[0], string, RegExp]>([
    [
      'a token that may only read',
      { '/repos/acme/fleet': [200, { ...REPOSITORY, permissions: { push: false } }] },
      'problem',
      /may read acme\/fleet but not write/,
    ],
    [
      'an archived repository',
      { '/repos/acme/fleet': [200, { ...REPOSITORY, archived: true }] },
      'problem',
      /is archived/,
    ],
    ['a token that is not valid', { '/repos/acme/fleet': [401, {}] }, 'problem', /does not accept the token/],
    ['a repository that it does not see', {}, 'problem', /does not see acme\/fleet/],
    ['a rate limit', { '/repos/acme/fleet': [403, {}] }, 'problem', /refuses \(HTTP 403\)/],
    ['a server in trouble', { '/repos/acme/fleet': [502, ''] }, 'problem', /answers HTTP 502/],
    [
      'a redirect, which is not followed with the token',
      { '/repos/acme/fleet': [301, {}] },
      'problem',
      /answers HTTP 301/,
    ],
  ])('tells of %s', async (_, answers, status, words) => {
    const [check] = await probe(answers)
    expect(check?.status).toBe(status)
    expect(check?.message).toMatch(words)
    expect(check?.fix).not.toBeNull()
  })

  it('warns of a branch that everybody may push to, unless a ruleset asks for pull requests', async () => {
    const open = {
      '/repos/acme/fleet': [200, REPOSITORY],
      '/repos/acme/fleet/branches/main': [200, { protected: false }],
    } as const
    expect((await probe(open))[1]).toMatchObject({ name: 'branch-protection', status: 'warning' })
    await new Promise((done) => server?.close(done))
    const ruled = { ...open, '/repos/acme/fleet/rules/branches/main': [200, [{ type: 'pull_request' }]] } as const
    expect((await probe(ruled))[1]).toMatchObject({ name: 'branch-protection', status: 'ok' })
  })
})

describe('programs', () => {
  it.each([
    ['v20.19.0', 'ok'],
    ['v24.1.0', 'ok'],
    ['v20.18.9', 'problem'],
    ['v18.20.0', 'problem'],
  ])('Node %s is %s', (version, status) => {
    expect(checkNode(version).status).toBe(status)
  })

  it('git is found', async () => {
    expect(await checkGit(signal)).toMatchObject({
      name: 'git',
      status: 'ok',
      message: expect.stringMatching(/^git \d/),
    })
  })
})
