/** Start, health, sweeps and end of the server. */
import { createServer } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import { changed, recorded } from '../app/recorded.ts'
import { appAnswers, openWorld, PRIVATE_KEY, SECRET } from './world.ts'

const ours = (number = 2) =>
  changed(recorded('pull_request.opened'), {
    'pull_request.head.ref': 'krr-gitops/apps--shop',
    'pull_request.number': number,
  })

async function get(url: string, method = 'GET') {
  const response = await fetch(url, { method })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

describe('paths', () => {
  it('answer to what is there, and to nothing else', async () => {
    await using world = await openWorld()
    const { url } = world.server
    expect(await get(`${url}/healthz`)).toMatchObject({ status: 200, text: '{"status":"ok"}\n' })
    expect(await get(`${url}/healthz?full=1`)).toMatchObject({ status: 200 })
    expect(await get(`${url}/healthz`, 'HEAD')).toMatchObject({ status: 200, text: '' })
    expect((await get(`${url}/healthz`, 'DELETE')).headers.get('allow')).toBe('GET')
    expect(await get(`${url}/api/github/webhooks`)).toMatchObject({ status: 405 })
    for (const path of ['/', '/probot', '/ping', '/api/github/webhooks/', '/..%2fetc/passwd', '//', '/healthz/x']) {
      expect((await get(`${url}${path}`)).status, path).toBe(404)
    }
    expect(world.github.requests).toEqual([])
  })

  it('need an address that is free', async () => {
    await using world = await openWorld()
    const port = Number(new URL(world.server.url).port)
    await expect(openWorld({ settings: { port } })).rejects.toMatchObject({ code: 'cannot-listen', exit: 2 })
    await expect(openWorld({ settings: { host: '203.0.113.1' } })).rejects.toThrow(/no such address/)
  })
})

describe('/readyz', () => {
  it('asks GitHub as the App, once in some seconds however many ask', async () => {
    await using world = await openWorld()
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(`${world.server.url}/readyz`)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(JSON.parse(answers[0]?.text ?? '')).toEqual({ status: 'ready', checks: [{ name: 'github', ok: true }] })
    expect(world.github.requests).toEqual(['GET /app bearer eyJhbGciOiJSUzI1N'])
  })

  it('says what is not there, in our own words only', async () => {
    const missing = new Problem({ code: 'kustomize-missing', exit: 3, message: 'kustomize was not found.' })
    await using world = await openWorld({
      programs: [
        { name: 'kustomize', look: async () => Promise.reject(missing) },
        { name: 'git', look: async () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7')) },
      ],
    })
    world.github.answer = () => ({ status: 401, data: { message: 'A JSON web token could not be decoded' } })
    const { status, text } = await get(`${world.server.url}/readyz`)
    expect(status).toBe(503)
    expect(JSON.parse(text)).toEqual({
      status: 'not ready',
      checks: [
        { name: 'github', ok: false, why: 'GitHub does not accept APP_ID together with the private key.' },
        { name: 'kustomize', ok: false, why: 'kustomize was not found.' },
        { name: 'git', ok: false, why: 'failed' },
      ],
    })
    expect((await get(`${world.server.url}/healthz`)).status).toBe(200)
  })
})

describe('sweeps', () => {
  it('go over everything that every installation may work in, at the start', async () => {
    await using world = await openWorld({ settings: { sweepInterval: 3_600_000 }, firstSweep: 10 })
    await vi.waitFor(() => expect(world.asked).toHaveLength(2))
    expect([...world.asked].sort()).toEqual(['sweep acme/fleet', 'sweep acme/site'])
    expect(world.github.requests).toEqual([
      'GET /app/installations bearer eyJhbGciOiJSUzI1N',
      'POST /app/installations/5/access_tokens bearer eyJhbGciOiJSUzI1N',
      'GET /installation/repositories bearer ghs_installation5',
    ])
  })

  it('come again after the interval, whatever went wrong before', async () => {
    await using world = await openWorld({ settings: { sweepInterval: 50 }, firstSweep: 10 })
    world.github.answer = () => ({ status: 404, data: {} })
    await vi.waitFor(() => expect(world.log.join('')).toContain('no sweep: GitHub knows no such App'))
    world.github.answer = appAnswers
    await vi.waitFor(() => expect(world.asked.length).toBeGreaterThanOrEqual(4), { timeout: 5000 })
    // The token of the installation was kept.
    expect(world.github.requests.filter((line) => line.startsWith('POST'))).toHaveLength(1)
  })

  it('can be switched off', async () => {
    await using world = await openWorld({ settings: { sweepInterval: 0 }, firstSweep: 1 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([world.asked, world.github.requests]).toEqual([[], []])
  })
})

describe('stopping', () => {
  it('lets what runs end, starts nothing more, and refuses what is new', async () => {
    let finish = (): void => undefined
    const gate = new Promise<void>((resolve) => {
      finish = resolve
    })
    await using world = await openWorld({ work: () => gate, settings: { concurrency: 1 } })
    await world.deliver('pull_request', ours(1))
    await vi.waitFor(() => expect(world.asked).toHaveLength(1))
    await world.deliver('pull_request', ours(2))
    let stopped: boolean | null = null
    const stop = world.server.stop().then((ended) => {
      stopped = ended
    })
    // A connection from before is told so, a new one is not taken.
    await expect(
      world.deliver('pull_request', ours(3)).then(
        ({ status }) => status === 503,
        () => true,
      ),
    ).resolves.toBe(true)
    await expect(get(`${world.server.url}/healthz`)).rejects.toThrow()
    expect(stopped).toBeNull()
    finish()
    await stop
    expect([stopped, world.asked]).toEqual([true, ['look Codertocat/Hello-World 1']])
  })

  it('tells what does not end in time to stop, and gives up on what does not listen', async () => {
    let told = false
    await using world = await openWorld({
      settings: { grace: 50 },
      work: (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            told = true
            reject(signal.reason)
          })
        }),
    })
    await world.deliver('pull_request', ours())
    await vi.waitFor(() => expect(world.asked).toHaveLength(1))
    expect([await world.server.stop(), told]).toEqual([false, true])
    const deaf = await openWorld({ settings: { grace: 50 }, work: () => new Promise(() => undefined) })
    await deaf.deliver('pull_request', ours())
    await vi.waitFor(() => expect(deaf.asked).toHaveLength(1))
    const begin = Date.now()
    expect(await deaf.server.stop()).toBe(false)
    expect(Date.now() - begin).toBeLessThan(5000)
    await deaf.github[Symbol.asyncDispose]()
  }, 15_000)

  it('frees the port', async () => {
    const world = await openWorld()
    const { port, hostname } = new URL(world.server.url)
    await get(`${world.server.url}/healthz`)
    await world[Symbol.asyncDispose]()
    const other = createServer()
    await new Promise<void>((resolve, reject) => other.once('error', reject).listen(Number(port), hostname, resolve))
    await new Promise((resolve) => other.close(resolve))
  })
})

it('never writes a secret into its log, at the finest level', async () => {
  await using world = await openWorld({ settings: { sweepInterval: 3_600_000 }, firstSweep: 1 })
  await world.deliver('pull_request', ours())
  await world.deliver('pull_request', ours(), { secret: 'wrong' })
  await vi.waitFor(() => expect(world.asked).toHaveLength(3))
  world.github.answer = () => ({ status: 500, data: { message: 'Server Error' } })
  await get(`${world.server.url}/readyz`)
  const log = world.log.join('')
  expect(log).toContain('look at #2')
  for (const secret of [SECRET, 'ghs_installation5', PRIVATE_KEY.split('\n')[1] ?? '', 'eyJhbGci', 'sha256=']) {
    expect(log).not.toContain(secret)
  }
}, 20_000)
