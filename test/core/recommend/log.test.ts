/** What a log shows: records from lines of any form, and the parts of a report that are missing. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readLog } from '../../../src/core/recommend/krr-log.ts'
import { findInLog } from '../../../src/core/recommend/log-findings.ts'

const json = (message: string, more: object = {}) => JSON.stringify({ severity: 'ERROR', message, ...more })

describe('records', () => {
  it('reads JSON lines, and takes the end of a traceback', () => {
    const trace = `Traceback (most recent call last):\n${'  File "x"\n'.repeat(200)}ValueError: the reason`
    const [record] = readLog(json('An unexpected\n  error occurred', { exc_info: trace }))
    expect(record).toMatchObject({ level: 'ERROR', message: 'An unexpected error occurred' })
    expect(record?.exception).toMatch(/ValueError: the reason$/)
    expect(record?.exception.length).toBeLessThanOrEqual(800)
  })

  it("joins rich's wrapped columns and drops the source column", () => {
    const text = [
      "[02:29:31] INFO     Using clusters: ['demo']                 runner.py:432",
      '           INFO     No Prometheus URL is specified, trying to    loader.py:59',
      '                    auto-detect a metrics service                               ',
      'Aborted.',
    ].join('\n')
    expect(readLog(text)).toEqual([
      { level: 'INFO', message: "Using clusters: ['demo']", exception: '' },
      {
        level: 'INFO',
        message: 'No Prometheus URL is specified, trying to auto-detect a metrics service',
        exception: ' auto-detect a metrics service',
      },
      { level: 'NONE', message: 'Aborted.', exception: '' },
    ])
  })

  it('keeps what is no log line, and bounds what is endless', () => {
    const records = readLog(`{"not": "a log"}\n{broken\n\n${'x'.repeat(10_000)}\n`)
    expect(records.map(({ level }) => level)).toEqual(['NONE', 'NONE', 'NONE'])
    expect(records[2]?.message).toHaveLength(2000)
    const endless = `[02:29:31] ERROR    first\n${`${' '.repeat(20)}more words here\n`.repeat(5000)}`
    expect(readLog(endless)[0]?.message.length).toBeLessThanOrEqual(2000)
  })
})

const find = (...lines: string[]) => findInLog(readLog(lines.join('\n')), 'demo')

describe('findings', () => {
  const ref = { cluster: 'demo', namespace: 'store', kind: 'Deployment', name: 'api', container: 'app' }
  const table: readonly [string, object, RegExp][] = [
    [
      'Error 403 listing Deployment in cluster demo: Forbidden',
      { code: 'kind-not-listed', cluster: 'demo', kind: 'Deployment', container: null },
      /403 Forbidden/,
    ],
    [
      'Error 429 listing Rollout in cluster arn:aws:eks:eu-west-1:1:cluster/demo: Too Many Requests',
      { code: 'kind-not-listed', cluster: 'arn:aws:eks:eu-west-1:1:cluster/demo', kind: 'Rollout' },
      /429/,
    ],
    ['Failed to run jobs discovery', { code: 'kind-not-listed', cluster: 'demo', kind: 'Job' }, /any Job/],
    ['Failed to run grouped jobs discovery', { code: 'kind-not-listed', kind: 'GroupedJob' }, /GroupedJob/],
    [
      'Error trying to list hpa in cluster demo: (403)\nReason: Forbidden',
      { code: 'hpa-not-read', cluster: 'demo', kind: null },
      /403 Forbidden.*may be autoscaled/,
    ],
    [
      "Error trying to list hpa in cluster demo: 'NoneType' object is not iterable",
      { code: 'hpa-not-read' },
      /no spec\.metrics/,
    ],
    [
      "Wasn't able to connect to any Prometheus service in other cluster\nTry",
      { code: 'cluster-missing', cluster: 'other' },
      /other/,
    ],
    ['Could not load cluster old one and will skip it: x', { code: 'cluster-missing', cluster: 'old one' }, /old one/],
    [
      'An error occurred while calculating recommendations for Deployment store/api/app: (403)\nReason: Forbidden',
      { code: 'container-failed', container: ref },
      /403 Forbidden/,
    ],
    [
      'An error occurred while calculating recommendations for Deployment store/api/app: cannot convert float infinity to integer',
      { code: 'container-failed', container: ref },
      /cannot convert float infinity/,
    ],
    [
      'Failed to gather resource history data for Deployment store/api/app',
      { code: 'history-not-read', container: ref },
      /did not answer/,
    ],
    [
      'Failed to load pods for Deployment store/api/app: RetryError[x]',
      { code: 'pods-not-read', container: ref },
      /pods of today/,
    ],
  ]
  it.each(table)('%s', (message, expected, sentence) => {
    const [found, ...more] = find(json(message)).incomplete
    expect(found).toMatchObject(expected)
    expect(found?.message).toMatch(sentence)
    expect(found?.hint).not.toBe('')
    expect(more).toEqual([])
  })

  it('counts a part once, however often the log repeats it', () => {
    const line = json('Failed to gather resource history data for Deployment store/api/app')
    expect(find(line, line, json('Failed to load pods for Deployment store/api/app: x')).incomplete).toHaveLength(2)
  })

  it('takes only a read list of autoscalers for a witness', () => {
    expect(find(json('Listing HPA-v2s in demo')).hpaRead).toEqual([])
    expect(find(json('Found 3 HPA-v1 in demo')).hpaRead).toEqual([])
    expect(find(json('Found 0 HPA-v2 in demo')).hpaRead).toEqual(['demo'])
  })

  it('tells which kinds were listed or are not there, and for which clusters', () => {
    const log = find(
      json("Using clusters: ['demo', 'other']"),
      json('Found 15 Deployment in demo'),
      json('Rollout API not available in demo'),
      json('Prometheus returned no MaxMemoryLoader metrics for Deployment store/api/app'),
    )
    expect(log).toEqual({
      incomplete: [],
      hpaRead: [],
      listed: [{ cluster: 'demo', kind: 'Deployment', count: 15 }],
      unavailable: [{ cluster: 'demo', kind: 'Rollout' }],
      clusters: ['demo', 'other'],
    })
  })
})

const RECIPES = new URL('../../../../shared/krr/recipes/', import.meta.url)

describe.skipIf(!existsSync(RECIPES))('recorded logs (../shared is there)', () => {
  const recorded = (name: string) => findInLog(readLog(readFileSync(new URL(name, RECIPES), 'utf8')), 'staging-eu')

  it.each(['jsonlogsqv.stderr.txt', 'qv.stderr.txt'])('%s: a complete run with every witness', (name) => {
    const log = recorded(name)
    expect(log.incomplete).toEqual([])
    expect(log.hpaRead).toEqual(['staging-eu'])
    expect(log.clusters).toEqual(['staging-eu'])
    expect(new Map(log.listed.map(({ kind, count }) => [kind, count]))).toEqual(
      new Map([
        ['Rollout', 2],
        ['DaemonSet', 1],
        ['StatefulSet', 1],
        ['CronJob', 1],
        ['Deployment', 15],
      ]),
    )
  })

  it.each(['stderr.stderr.txt', 'width.stderr.txt', 'jsonlogs.stderr.txt'])('%s: no witness without -v', (name) => {
    expect(recorded(name)).toMatchObject({ incomplete: [], hpaRead: [] })
  })
})
