import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Fleet, makeFleet } from '../fleet-fixture.ts'
import { runCli } from '../io-fixture.ts'

vi.setConfig({ testTimeout: 120_000 })

let fleet: Fleet
let server: Server | null = null
beforeEach(() => {
  fleet = makeFleet()
})
afterEach(() => {
  server?.close()
  server = null
  fleet.remove()
})

async function doctor(args: readonly string[] = [], env: Record<string, string> = {}) {
  const result = await runCli(['doctor', ...args], {
    cwd: fleet.root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, KRR: '/nowhere/krr', ...env },
  })
  return { ...result, checks: args.includes('--json') ? (JSON.parse(result.out).checks as Check[]) : [] }
}

interface Check {
  readonly name: string
  readonly status: string
  readonly message: string
  readonly fix: string | null
}

describe('doctor', () => {
  it('says of each thing whether it is fine, or how to mend it', async () => {
    const { code, out } = await doctor()
    expect(code).toBe(0)
    for (const line of [
      /^ok +node /m,
      /^ok +git /m,
      /^ok +kustomize +kustomize v/m,
      /^ok +repository .*\(2 kustomizations\)$/m,
      /^ok +config /m,
    ]) {
      expect(out).toMatch(line)
    }
    expect(out).toMatch(/^warning +krr +There is no program .*\n +fix: Install krr/m)
    expect(out).toMatch(/^- +github +The repository has no remote on GitHub/m)
    expect(out).toMatch(/\nIt works; see the warnings above\.\n$/)
  })

  it('exits with 2 for a wrong configuration and still looks at the rest', async () => {
    fleet.write('.github/krr-gitops.yaml', 'version: 1\nrendr: {}\n')
    const { code, checks } = await doctor(['--json'])
    expect(code).toBe(2)
    expect(checks.find(({ name }) => name === 'config')).toEqual({
      name: 'config',
      status: 'problem',
      message: '.github/krr-gitops.yaml:2:1: "rendr" is no setting.',
      fix: 'Did you mean "render"?',
    })
    expect(checks.map(({ name }) => name)).toEqual([
      'node',
      'git',
      'kustomize',
      'repository',
      'config',
      'krr',
      'kube-context',
      'github',
    ])
  })

  it('exits with 3 for a program that does not run', async () => {
    const { code, out } = await doctor([], { KUSTOMIZE: '/nowhere/kustomize' })
    expect(code).toBe(3)
    expect(out).toMatch(/^problem +kustomize +.+/m)
    expect(out).toMatch(/\nOne thing must be mended\.\n$/)
  })

  it('asks GitHub and Prometheus only where they are configured', async () => {
    const asked: string[] = []
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      const answers: Record<string, object> = {
        '/repos/acme/fleet': { full_name: 'acme/fleet', default_branch: 'main', permissions: { push: true } },
        '/repos/acme/fleet/branches/main': { protected: true },
        '/api/v1/query?query=1': { status: 'success' },
      }
      response.end(JSON.stringify(answers[request.url ?? ''] ?? []))
    })
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await doctor()
    expect(asked).toEqual([])
    fleet.git('remote', 'add', 'origin', 'git@github.com:acme/fleet.git')
    fleet.write('.github/krr-gitops.yaml', `version: 1\nclusters: [{ name: prod, krr: { prometheusUrl: "${url}" } }]\n`)
    const without = await doctor(['--json'], { GITHUB_API_URL: url })
    expect(without.checks.find(({ name }) => name === 'github')).toMatchObject({
      status: 'warning',
      message: 'GITHUB_TOKEN is not set, so acme/fleet was not looked at.',
    })
    expect(asked).toEqual(['GET /api/v1/query?query=1'])
    const { checks } = await doctor(['--json'], { GITHUB_API_URL: url, GITHUB_TOKEN: 't' })
    expect(
      checks.filter(({ name }) => /github|branch|prometheus/.test(name)).map(({ name, status }) => [name, status]),
    ).toEqual([
      ['prometheus/prod', 'ok'],
      ['github', 'ok'],
      ['branch-protection', 'ok'],
    ])
  })
})
