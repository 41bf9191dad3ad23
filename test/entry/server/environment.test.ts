/** What `serve` is told: everything wrong at once, in sentences, with no secret in them. */
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import { type Env, readEnvironment } from '../../../src/entry/server/environment.ts'
import { PRIVATE_KEY } from './world.ts'

const env: Env = { APP_ID: '29310', PRIVATE_KEY, WEBHOOK_SECRET: 'hush hush' }

function complaint(more: Env): string {
  try {
    readEnvironment({ ...env, ...more })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    expect([error.code, error.exit]).toEqual(['environment-invalid', 2])
    return [error.message, error.detail ?? ''].join('\n').trim()
  }
  return 'no complaint'
}

describe('the environment', () => {
  it('needs three values, and has defaults for the rest', () => {
    expect(readEnvironment(env)).toEqual({
      appId: 29_310,
      privateKey: PRIVATE_KEY,
      webhookSecret: 'hush hush',
      apiUrl: 'https://api.github.com',
      serverUrl: 'https://github.com',
      host: 'localhost',
      port: 3000,
      sweepInterval: 3_600_000,
      concurrency: 4,
      grace: 25_000,
    })
  })

  it('takes all of them', () => {
    const more = { HOST: '0.0.0.0', PORT: '8080', SWEEP_INTERVAL: '15m', CONCURRENCY: '8', STOP_TIMEOUT: '1m30s' }
    expect(readEnvironment({ ...env, ...more })).toMatchObject({
      ...{ host: '0.0.0.0', port: 8080, sweepInterval: 900_000, concurrency: 8, grace: 90_000 },
    })
    expect(readEnvironment({ ...env, SWEEP_INTERVAL: 'off' }).sweepInterval).toBe(0)
  })

  it.each([
    [{ GHE_HOST: 'git.acme.io' }, 'https://git.acme.io/api/v3', 'https://git.acme.io'],
    [
      { GHE_HOST: 'git.acme.io:8443', GHE_PROTOCOL: 'http' },
      'http://git.acme.io:8443/api/v3',
      'http://git.acme.io:8443',
    ],
    [{ GITHUB_API_URL: 'https://api.acme.ghe.com/' }, 'https://api.acme.ghe.com', 'https://github.com'],
    [
      { GHE_HOST: 'x', GITHUB_API_URL: 'http://127.0.0.1:1', GITHUB_SERVER_URL: 'http://127.0.0.1:2' },
      'http://127.0.0.1:1',
      'http://127.0.0.1:2',
    ],
  ])('%j is another GitHub', (more, apiUrl, serverUrl) => {
    expect(readEnvironment({ ...env, ...more })).toMatchObject({ apiUrl, serverUrl })
  })

  it('tells everything that is missing at once', () => {
    expect(complaint({ APP_ID: '', PRIVATE_KEY: undefined, WEBHOOK_SECRET: '  ' })).toMatchInlineSnapshot(`
      "3 environment variables are missing or wrong.
      APP_ID is not set: it stands on the page of the App.
      PRIVATE_KEY_PATH or PRIVATE_KEY is not set: make a key on the page of the App.
      WEBHOOK_SECRET is not set: without it anybody could send events."
    `)
  })

  it.each([
    [{ APP_ID: 'Iv1.8a61f9b3a7aba766' }, /^APP_ID is "Iv1/],
    [{ APP_ID: '0' }, /^APP_ID/],
    [{ PORT: '80800' }, /^PORT is "80800", but must be a whole number from 0 to 65535/],
    [{ PORT: '-1' }, /^PORT/],
    [{ PORT: '3000x' }, /^PORT/],
    [{ CONCURRENCY: '0' }, /^CONCURRENCY/],
    [{ SWEEP_INTERVAL: '30s' }, /^SWEEP_INTERVAL is "30s", but must be a duration from 60s/],
    [{ SWEEP_INTERVAL: '3600' }, /^SWEEP_INTERVAL/],
    [{ SWEEP_INTERVAL: '400d' }, /^SWEEP_INTERVAL/],
    [{ STOP_TIMEOUT: 'off' }, /^STOP_TIMEOUT/],
    [{ GHE_PROTOCOL: 'ssh' }, /^GHE_PROTOCOL/],
    [{ GHE_HOST: 'https://git.acme.io' }, /^GHE_HOST is "https:\/\/git.acme.io", but must be a host/],
    [{ GITHUB_API_URL: 'file:///etc/passwd' }, /^GITHUB_API_URL is no http or https URL/],
    [{ GITHUB_API_URL: 'api.github.com' }, /^GITHUB_API_URL/],
  ])('%j is wrong', (more, expected) => expect(complaint(more)).toMatch(expected))
})

describe('the private key', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  const half = PRIVATE_KEY.slice(0, 400)

  it.each([
    ['with \\n for line ends', PRIVATE_KEY.replaceAll('\n', '\\n')],
    ['as base64', Buffer.from(PRIVATE_KEY).toString('base64')],
    ['as base64 in lines', Buffer.from(PRIVATE_KEY).toString('base64').replaceAll(/.{76}/g, '$&\n')],
    ['in quotes', `"${PRIVATE_KEY.replaceAll('\n', '\\n')}"`],
    ['with CRLF', PRIVATE_KEY.replaceAll('\n', '\r\n')],
  ])('may be given %s', (_, key) => {
    expect(readEnvironment({ ...env, PRIVATE_KEY: key }).privateKey).toBe(PRIVATE_KEY)
  })

  it('may be a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'key-'))
    const path = join(folder, 'app.pem')
    try {
      writeFileSync(path, PRIVATE_KEY)
      expect(readEnvironment({ ...env, PRIVATE_KEY: '', PRIVATE_KEY_PATH: path }).privateKey).toBe(PRIVATE_KEY)
      expect(complaint({ PRIVATE_KEY_PATH: path })).toMatch(/both set/)
      expect(complaint({ PRIVATE_KEY: '', PRIVATE_KEY_PATH: folder })).toMatch(/cannot be read \(EISDIR\)/)
      expect(complaint({ PRIVATE_KEY: '', PRIVATE_KEY_PATH: join(folder, 'x') })).toMatch(/cannot be read \(ENOENT\)/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it.each([
    ['half of one', half, /holds no private key in PEM form/],
    ['no key', 'hunter2 hunter2!', /holds no private key in PEM form/],
    ['of another kind', String(ec), /holds a key of the kind ec/],
  ])('that is %s is refused without a word of it', (_, key, expected) => {
    const text = complaint({ PRIVATE_KEY: key })
    expect(text).toMatch(expected)
    expect(text).not.toContain(key.split('\n')[1] ?? key)
    expect(text).not.toContain('hunter2')
  })
})
