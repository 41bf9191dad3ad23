/** Webhooks over HTTP, signed as GitHub signs them. */
import { describe, expect, it } from 'vitest'
import { isUsedEvent } from '../../../src/entry/app/events.ts'
import { changed, RECORDED, recorded } from '../app/recorded.ts'
import { openWorld, SECRET } from './world.ts'

const ours = () => changed(recorded('pull_request.opened'), { 'pull_request.head.ref': 'krr-gitops/apps--shop' })

/** Where the App is installed, these are its business, whoever did it. */
const MEANT = [
  'push: sweep',
  'installation: sweep',
  'installation: forget',
  'installation_repositories: sweep',
  'installation_repositories: forget',
]

describe('every recorded payload', () => {
  it.each([
    ['as it was recorded', 29_310, (payload: Record<string, unknown>) => payload],
    // Many were recorded at plain webhooks; these are sent as to an App that is installed everywhere.
    ['as sent to an App', 4711, (payload: Record<string, unknown>) => ({ installation: { id: 5 }, ...payload })],
  ])(
    '%s is answered at once, and what is not for us makes no request',
    async (_, appId, as) => {
      await using world = await openWorld({ settings: { appId } })
      const headers = { 'x-github-hook-installation-target-id': String(appId) }
      const results = new Map<string, number>()
      for (const { name, payload } of RECORDED) {
        const { status, text } = await world.deliver(name, as(payload), { headers })
        expect(status, `${name}: ${text}`).toBe(202)
        const { result } = JSON.parse(text) as { result: string }
        const kind = result.startsWith('ignored') ? 'ignored' : `${name}: ${result.split(' ')[0]}`
        results.set(kind, (results.get(kind) ?? 0) + 1)
      }
      await world.server.app.queue.idle()
      // The flows here make none, so whatever GitHub was asked, the way from the event to the flow asked it.
      expect(world.github.requests).toEqual([])
      const kinds = new Set(RECORDED.map(({ name }) => name))
      process.stdout.write(
        `${RECORDED.length} recorded payloads of ${kinds.size} events: ${JSON.stringify([...results])}\n`,
      )
      expect(RECORDED.length).toBeGreaterThan(600)
      expect([...results.keys()].filter((kind) => kind !== 'ignored' && !MEANT.includes(kind))).toEqual([])
      expect(world.asked.filter((line) => !line.startsWith('sweep '))).toEqual([])
      expect(results.get('push: sweep')).toBeGreaterThan(0)
    },
    120_000,
  )

  it('that is ours reaches the flow, once for a burst of deliveries and redeliveries', async () => {
    await using world = await openWorld({ settle: 200 })
    const headers = { 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' }
    for (let count = 0; count < 3; count += 1) {
      expect(await world.deliver('pull_request', ours(), { headers })).toMatchObject({
        status: 202,
        text: '{"result":"look at #2 of Codertocat/Hello-World"}\n',
      })
    }
    await world.server.app.queue.idle()
    expect(world.asked).toEqual(['look Codertocat/Hello-World 2'])
    // A redelivery hours later is a look like any other.
    await world.deliver('pull_request', ours(), { headers })
    await world.server.app.queue.idle()
    expect(world.asked).toHaveLength(2)
    expect(world.github.requests).toEqual([])
  })

  it('knows all events that the App uses', () => {
    const known = new Set(RECORDED.map(({ name }) => name).filter(isUsedEvent))
    expect(known.size).toBe(10)
  })
})

describe('a delivery', () => {
  it.each([
    ['with another secret', { secret: 'development' }],
    ['without a signature', { headers: { 'x-hub-signature-256': null } }],
    [
      'with the old kind of signature',
      { headers: { 'x-hub-signature-256': null, 'x-hub-signature': `sha1=${'0'.repeat(40)}` } },
    ],
    ['with a signature that is none', { headers: { 'x-hub-signature-256': 'sha256=xyz' } }],
    ['with an empty signature', { headers: { 'x-hub-signature-256': '' } }],
    ['with a signature of something else', { headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } }],
    ['unsigned and without an event', { secret: 'x', headers: { 'x-github-event': null } }],
    ['unsigned nonsense', { secret: 'x', body: 'nonsense' }],
  ])('%s is refused with 401', async (_, options) => {
    await using world = await openWorld()
    const { status, text } = await world.deliver('pull_request', ours(), options)
    expect(status).toBe(401)
    expect(text).not.toContain(SECRET)
    await world.server.app.queue.idle()
    expect([world.asked, world.github.requests]).toEqual([[], []])
    expect(world.log.join('')).not.toMatch(/sha256=[0-9a-z]{3}/)
  })

  it.each([
    ['that is no JSON', { body: '{"action":' }],
    ['that is no object', { body: '[]' }],
    ['that is null', { body: 'null' }],
    ['that is empty', { body: '' }],
    ['of no event', { headers: { 'x-github-event': null } }],
    ['of an event that cannot be', { headers: { 'x-github-event': '__proto__' } }],
    ['without a number', { headers: { 'x-github-delivery': null } }],
    ['of another content type', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ])('%s, signed, is refused with 400', async (_, options) => {
    await using world = await openWorld()
    const { status, text } = await world.deliver('pull_request', ours(), options)
    expect([status, Object.keys(JSON.parse(text) as object)]).toEqual([400, ['error']])
    expect(world.asked).toEqual([])
  })

  it.each([
    ['of an unknown event', 'constructor', {}, ''],
    ['of an event that is not used', 'star', { action: 'created' }, ''],
    ['that says hello', 'ping', { zen: 'Keep it logically awesome.', hook_id: 1 }, ''],
    ['to another App', 'pull_request', null, '1'],
  ])('%s is accepted and ignored', async (_, name, payload, target) => {
    await using world = await openWorld()
    const headers = target === '' ? {} : { 'x-github-hook-installation-target-id': target }
    const { status, text } = await world.deliver(name, payload ?? ours(), { headers })
    expect([status, text]).toEqual([202, expect.stringContaining('ignored')])
    await world.server.app.queue.idle()
    expect(world.asked).toEqual([])
  })

  it('larger than GitHub sends is refused without being kept', async () => {
    await using world = await openWorld()
    const body = `{"a":"${'x'.repeat(25 * 1024 * 1024)}"}`
    const answer = await world.deliver('push', null, { body }).catch(() => ({ status: 413 }))
    expect(answer.status).toBe(413)
  })

  it('may hold any text', async () => {
    await using world = await openWorld()
    const payload = changed(ours(), { 'pull_request.title': 'Grüße \u2028 \ud83d\ude80 \\u0000' })
    expect((await world.deliver('pull_request', payload)).status).toBe(202)
    await world.server.app.queue.idle()
    expect(world.asked).toEqual(['look Codertocat/Hello-World 2'])
  })

  it('whose work fails is answered all the same, and the failure is logged without a stack', async () => {
    const { Problem } = await import('../../../src/core/problem.ts')
    await using world = await openWorld({
      work: async () => {
        throw new Problem({ code: 'config-invalid', exit: 2, message: 'The configuration is wrong.', hint: 'Mend it.' })
      },
    })
    expect((await world.deliver('pull_request', ours())).status).toBe(202)
    await world.server.app.queue.idle()
    const line = world.log.find((each) => each.includes('The configuration is wrong.')) ?? ''
    expect(JSON.parse(line)).toMatchObject({ level: 50, repository: 'Codertocat/Hello-World', code: 'config-invalid' })
    expect(line).not.toContain('stack')
  })
})
