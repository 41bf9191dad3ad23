/** The real adapter with a program in the place of krr. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openScanCache } from '../../../src/adapters/krr/cache.ts'
import { createKrr, type KrrOptions } from '../../../src/adapters/krr/create.ts'
import type { KrrRequest } from '../../../src/ports/krr.ts'
import { STORE } from '../../core/recommend/given.ts'
import { HAS_SHARED, recordedRuns } from './recorded.ts'
import { type Behaviour, makeStandIn } from './stand-in.ts'

const ROOT = mkdtempSync(join(tmpdir(), 'krr-gitops-test-krr-'))
afterAll(() => rmSync(ROOT, { recursive: true, force: true }))

const SECRET = /planted-|not-a-real-secret|s3cret-pw/
const LOG = [
  { severity: 'INFO', message: "Using clusters: ['demo']" },
  { severity: 'DEBUG', message: 'Found 1 HPA-v2 in demo' },
  { severity: 'DEBUG', message: 'Found 2 Deployment in demo' },
  { severity: 'INFO', message: 'Using Prometheus at http://reader:s3cret-pw@prometheus for cluster demo' },
  { severity: 'INFO', message: 'Calculated recommendations for Deployment store/api/app (using 4 metrics)' },
  { severity: 'INFO', message: 'Calculated recommendations for Deployment store/web/app (using 4 metrics)' },
]
const STDERR = `${LOG.map((record) => JSON.stringify(record)).join('\n')}\n`
const GOOD: Behaviour = { stdout: STORE, stderr: STDERR }
const NOW = new Date('2026-11-23T10:00:00Z')

const REQUEST: KrrRequest = {
  context: 'demo',
  strategy: 'simple',
  namespaces: [],
  resources: [],
  selector: '',
  prometheusUrl: null,
  flags: {},
  timeout: 60_000,
  cacheTtl: 0,
}

function open(behaviour: Behaviour, options: Partial<KrrOptions> = {}) {
  const standIn = makeStandIn(ROOT, behaviour)
  const krr = createKrr({ command: standIn.path, clock: { now: () => NOW }, cache: null, env: {}, ...options })
  return { standIn, krr }
}

/** The folders that the adapter made for its runs and did not remove. */
const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('krr-gitops-krr-'))

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('a run of krr', () => {
  it('gives the stripped report, what its log says, and the progress', async () => {
    const { krr, standIn } = open(GOOD)
    const counts: number[] = []
    const run = await krr.run({ ...REQUEST, onProgress: (count) => counts.push(count) })
    expect(counts).toEqual([1, 2])
    expect(run).toMatchObject({ version: 'v1.29.0', cached: false, generatedAt: NOW, remarks: [] })
    expect(run.findings).toMatchObject({ incomplete: [], hpaRead: ['demo'], clusters: ['demo'] })
    expect(STORE).toMatch(SECRET)
    expect(JSON.stringify(run)).not.toMatch(SECRET)
    expect(JSON.parse(run.report).scans.length).toBe(JSON.parse(STORE).scans.length)
    expect(standIn.seen().args).toEqual([
      'simple',
      '-f',
      'json',
      '-q',
      '-v',
      '--logtostderr',
      '--width',
      '400',
      '--context',
      'demo',
    ])
  })

  it('has a closed stdin, a private folder that is gone afterwards, and a known environment only', async () => {
    process.env.CERTIFICATE = 'not-a-real-secret'
    process.env.OTHER_ARGS = 'no json'
    const { krr, standIn } = open(GOOD)
    try {
      await krr.run(REQUEST)
    } finally {
      delete process.env.CERTIFICATE
      delete process.env.OTHER_ARGS
    }
    const { env, stdin } = standIn.seen()
    expect(stdin).toBe('')
    expect(env.ENABLE_JSON_LOGS_FORMAT).toBe('true')
    expect(env.CERTIFICATE ?? env.OTHER_ARGS ?? env.GITHUB_TOKEN).toBeUndefined()
    expect(env.TMPDIR).toMatch(/krr-gitops-krr-/)
    expect(existsSync(env.TMPDIR ?? '')).toBe(false)
  })

  it('passes the header for Prometheus on and never shows it', async () => {
    const prometheusAuthHeader = 'Bearer not-a-real-secret'
    const { krr, standIn } = open(
      { exit: 1, stderr: JSON.stringify({ severity: 'ERROR', message: 'Boom not-a-real-secret' }) },
      { prometheusAuthHeader },
    )
    const error = await krr.run(REQUEST).catch((problem: unknown) => problem)
    expect(error).toMatchObject({ code: 'krr-failed', detail: 'Boom ***' })
    expect(standIn.seen().args.slice(-2)).toEqual(['--prometheus-auth-header', prometheusAuthHeader])
  })

  it('names what was printed around and inside the report', async () => {
    const text = `added custom certificate\n${STORE.replace('"clusterSummary": {}', '"clusterSummary": {"cluster_cpu": NaN}')}`
    expect(text).toContain('NaN')
    const { krr } = open({ ...GOOD, stdout: text, version: 'v1.20.0' })
    const { remarks } = await krr.run(REQUEST)
    expect(remarks.map(({ code }) => code)).toEqual(['krr-version-old', 'report-bare-number', 'report-preamble'])
  })

  it.each<[string, Behaviour, string, number]>([
    ['exit 0 and nothing printed', {}, 'krr-silent', 3],
    ['exit 0 and a truncated report', { stdout: STORE.slice(0, 500) }, 'krr-no-report', 3],
    ['a report without containers', { stdout: '{"scans": []}' }, 'krr-no-report', 3],
    ['exit 1 and a whole report', { ...GOOD, exit: 1 }, 'krr-failed', 3],
    ['a signal from outside', { signal: 'SIGKILL' }, 'krr-killed', 3],
    [
      'a critical line on stdout',
      { stdout: '[03:12:27] CRITICAL No objects available to scan.   runner.py:499\n', exit: 1 },
      'krr-no-objects',
      2,
    ],
  ])('with %s is no success', async (_, behaviour, code, exit) => {
    await expect(open(behaviour).krr.run(REQUEST)).rejects.toMatchObject({ name: 'Problem', code, exit })
  })

  it('is not started for a value that it would misread', async () => {
    const { krr, standIn } = open(GOOD)
    await expect(krr.run({ ...REQUEST, namespaces: ['*'] })).rejects.toMatchObject({
      code: 'krr-namespace-invalid',
      exit: 2,
    })
    expect(standIn.runs()).toBe(0)
  })

  it('of a program that is missing or may not be run is named', async () => {
    const run = (command: string) =>
      createKrr({ command, clock: { now: () => NOW }, cache: null, env: {} }).run(REQUEST)
    await expect(run(join(ROOT, 'no-krr'))).rejects.toMatchObject({ code: 'krr-missing', exit: 3 })
    const plain = join(ROOT, 'plain')
    writeFileSync(plain, 'no program', { mode: 0o600 })
    await expect(run(plain)).rejects.toMatchObject({ code: 'krr-not-executable', exit: 3 })
  })

  it('that hangs and ignores SIGTERM is killed after its deadline, and its folder removed', async () => {
    const { krr, standIn } = open({
      hang: true,
      stderr: JSON.stringify({ severity: 'DEBUG', message: 'Listing Deployments in demo' }),
    })
    await expect(krr.run({ ...REQUEST, timeout: 1_500 })).rejects.toMatchObject({
      code: 'krr-timeout-kubernetes',
      exit: 3,
    })
    const { pid, env } = standIn.seen()
    expect(isAlive(pid)).toBe(false)
    expect(existsSync(env.TMPDIR ?? '')).toBe(false)
  }, 20_000)

  it('ends with the reason of the abort, the process and its folder gone', async () => {
    const { krr, standIn } = open({ ...GOOD, hang: true })
    const controller = new AbortController()
    const reason = new Error('Ctrl-C')
    const onProgress = () => controller.abort(reason)
    await expect(krr.run({ ...REQUEST, signal: controller.signal, onProgress })).rejects.toBe(reason)
    const { pid, env } = standIn.seen()
    expect(isAlive(pid)).toBe(false)
    expect(existsSync(env.TMPDIR ?? '')).toBe(false)
    expect(leftovers()).not.toContain(env.TMPDIR)
  }, 20_000)
})

describe('finished runs', () => {
  it('are used again for the same question while they are fresh', async () => {
    let now = NOW
    const directory = join(mkdtempSync(join(ROOT, 'cache-')), 'scans')
    const { krr, standIn } = open(GOOD, { clock: { now: () => now }, cache: openScanCache(directory) })
    const ask = (change: Partial<KrrRequest> = {}) => krr.run({ ...REQUEST, cacheTtl: 3_600_000, ...change })
    const first = await ask()
    const again = await ask()
    expect(again).toEqual({ ...first, cached: true })
    expect(standIn.runs()).toBe(1)
    await ask({ context: 'other' })
    await ask({ flags: { history_duration: 48 } })
    await ask({ cacheTtl: 0 })
    expect(standIn.runs()).toBe(4)
    now = new Date(NOW.getTime() + 3_600_001)
    expect((await ask()).cached).toBe(false)
  })

  it('are readable by their owner only, and hold no secret', async () => {
    const directory = join(mkdtempSync(join(ROOT, 'cache-')), 'scans')
    const { krr } = open(GOOD, { cache: openScanCache(directory), prometheusAuthHeader: 'Bearer not-a-real-secret' })
    await krr.run({ ...REQUEST, cacheTtl: 1 })
    const files = readdirSync(directory)
    expect(files).toHaveLength(1)
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    const file = join(directory, files[0] ?? '')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).not.toMatch(SECRET)
  })

  it('that were incomplete, or are damaged, are not used', async () => {
    const directory = join(mkdtempSync(join(ROOT, 'cache-')), 'scans')
    const lost = JSON.stringify({
      severity: 'ERROR',
      message: 'Error 403 listing Deployment in cluster demo: Forbidden',
    })
    const { krr, standIn } = open({ ...GOOD, stderr: `${STDERR}${lost}\n` }, { cache: openScanCache(directory) })
    const request = { ...REQUEST, cacheTtl: 3_600_000 }
    expect((await krr.run(request)).findings.incomplete).toHaveLength(1)
    standIn.set(GOOD)
    expect((await krr.run(request)).cached).toBe(false)
    writeFileSync(join(directory, readdirSync(directory)[0] ?? ''), '{"form":1')
    expect((await krr.run(request)).cached).toBe(false)
    expect(standIn.runs()).toBe(3)
  })
})

/** A few whole recordings through a real process; all of them are classified in failures.test.ts. */
const REPLAYED: Readonly<Record<string, string>> = {
  'api-403-everything-with-prom-url.jsonlogs': 'kubernetes-forbidden',
  'flag-cpu-min-negative.raw': 'krr-option-value',
  'kubeconfig-garbage.jsonlogs': 'kubeconfig-unreadable',
  'namespace-star.raw': 'krr-namespace-invalid',
  'prom-401': 'prometheus-unauthorized',
  'prom-label-unknown.jsonlogs': 'prometheus-label-unknown',
  'quantity-unparseable': 'krr-quantity-unreadable',
  'sigterm-midrun.jsonlogs': 'krr-stopped',
  'strategy-unknown.raw': 'krr-strategy-unknown',
  'tls-unknown-ca.jsonlogs': 'kubernetes-tls',
}

describe.skipIf(!HAS_SHARED)('a recorded failure, replayed (skipped without ../shared/krr)', () => {
  it.each(Object.entries(REPLAYED))('%s is %s', async (name, code) => {
    const run = recordedRuns().find((candidate) => candidate.name === name)
    if (run === undefined) throw new Error(`${name} is not recorded`)
    const { stdout, stderr, exitCode, signal } = run
    const { krr } = open({ stdout, stderr, exit: exitCode ?? 0, ...(signal === null ? {} : { signal }) })
    await expect(krr.run(REQUEST)).rejects.toMatchObject({ name: 'Problem', code })
  })
})
