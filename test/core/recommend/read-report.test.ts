import { describe, expect, it } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import { sliceReport } from '../../../src/core/recommend/slices.ts'
import { MEBIBYTE, rawScan, readScans, readText, reportText, STORE } from './given.ts'

function problemOf(text: string): Problem {
  try {
    readText(text)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('it was read')
}

const GOOD = reportText([rawScan()])
const without = (path: readonly string[], value: unknown) => {
  const report = JSON.parse(GOOD)
  let at = report.scans[0]
  for (const key of path.slice(0, -1)) at = at[key]
  at[path.at(-1) ?? ''] = value
  return JSON.stringify(report)
}

describe('wrong input: one problem each, exit 2, with what to do', () => {
  const table: readonly [string, string, string, RegExp][] = [
    ['an empty file', '', 'report-empty', /empty/],
    ['white space', ' \n\n', 'report-empty', /empty/],
    ['prose', 'hello\n', 'report-not-json', /not JSON$/],
    ['a web page', '<!DOCTYPE html><html></html>', 'report-not-json', /web page/],
    ["krr's table", '┏━━━━┓\n┃ Number ┃\n', 'report-not-json', /table/],
    ["krr's YAML", 'clusterSummary: {}\nscans:\n- object: {}\n', 'report-not-json', /YAML/],
    ["krr's CSV", 'Namespace,Name,Pods,Old Pods,Type,Container\n', 'report-not-json', /CSV/],
    ['a log without a report', '[02:29:31] INFO     Using clusters\n', 'report-not-json', /log/],
    ['the first half of a report', GOOD.slice(0, GOOD.length / 2), 'report-truncated', /in the middle/],
    ['everything but the last brace', GOOD.trimEnd().slice(0, -1), 'report-truncated', /in the middle/],
    ['a comma too many', GOOD.replace('"scans"', ',"scans"'), 'report-not-json', /"," cannot stand here/],
    ['a list', '[1, 2]', 'report-not-krr', /list of 2 items/],
    ['a number', '{"a": 1', 'report-truncated', /in the middle/],
    ['a Kubernetes object', '{"apiVersion": "v1", "kind": "ConfigMap"}', 'report-not-krr', /kind ConfigMap/],
    ['our own plan', '{"schemaVersion": 1, "proposals": []}', 'report-not-krr', /plan of this program/],
    ["another tool's JSON", '{"results": [], "meta": 1}', 'report-not-krr', /"results", "meta"/],
    ['an empty object', '{}', 'report-not-krr', /empty object/],
    ['scans that are no list', '{"scans": {}}', 'report-not-krr', /scans/],
    ['no scan at all', '{"scans": []}', 'report-no-containers', /no container/],
    ['a name of another type', without(['object', 'name'], 5), 'report-shape', /scans\[0\]\.object\.name/],
    ['an unknown severity', without(['severity'], 'BAD'), 'report-shape', /scans\[0\]\.severity/],
    [
      'a value as text',
      without(['recommended', 'requests', 'cpu', 'value'], '100m'),
      'report-shape',
      /scans\[0\]\.recommended\.requests\.cpu\.value/,
    ],
    ['a missing part', without(['recommended'], undefined), 'report-shape', /scans\[0\]\.recommended/],
    ['a strategy of another type', GOOD.replace('"simple"', '7'), 'report-shape', /strategy\.name/],
  ]
  it.each(table)('%s', (_, text, code, message) => {
    const problem = problemOf(text)
    expect(problem).toMatchObject({ code, exit: 2 })
    expect(problem.message).toMatch(message)
    expect(problem.hint).not.toBeNull()
    expect(problem.place?.file).toBe('report.json')
  })

  it('names line and column', () => {
    expect(problemOf('{\n  "scans": [\n    nope\n').place).toEqual({ file: 'report.json', line: 3, column: 5 })
    expect(problemOf('{\n  "scans": [\n    12').place).toEqual({ file: 'report.json', line: 3, column: 7 })
    expect(problemOf('INFO starting\n{\n  "scans": [}\n').place).toEqual({ file: 'report.json', line: 3, column: 13 })
  })
})

describe('values', () => {
  it('keeps "?", null and a number apart', () => {
    const [entry] = readScans([rawScan({ cpu: '?', cpuInfo: 'No data', memory: null })])
    expect(entry?.resources.cpu).toMatchObject({
      request: { type: 'unknown' },
      limit: { type: 'unknown' },
      info: 'No data',
    })
    expect(entry?.resources.memory.request).toEqual({ type: 'unset' })
    const [number] = readScans([rawScan()])
    expect(number?.resources.cpu.request).toEqual({ type: 'value', amount: 250 })
    expect(number?.resources.cpu.limit).toEqual({ type: 'unset' })
  })

  it("marks krr's floor, the default one and the report's own", () => {
    const atDefault = rawScan({ cpu: 0.01, memory: 104_857_600 })
    const [floor] = readScans([atDefault])
    expect([floor?.resources.cpu.atFloor, floor?.resources.memory.atFloor]).toEqual([true, true])
    const [tuned] = readScans([atDefault], { config: { cpu_min_value: 5, memory_min_value: 10 } })
    expect([tuned?.resources.cpu.atFloor, tuned?.resources.memory.atFloor]).toEqual([false, false])
    const [own] = readScans([rawScan({ cpu: 0.005, memory: 10 * MEBIBYTE })], {
      config: { cpu_min_value: 5, memory_min_value: 10 },
    })
    expect([own?.resources.cpu.atFloor, own?.resources.memory.atFloor]).toEqual([true, true])
  })

  it('fills in the cluster where the report names none, and only there', () => {
    const scans = [rawScan({ object: { cluster: null } }), rawScan({ object: { cluster: 'prod', name: 'b' } })]
    const clusters = readText(reportText(scans), { cluster: 'edge' }).report.containers.map((c) => c.container.cluster)
    expect(clusters).toEqual(['edge', 'prod'])
  })

  it('reads reports of older versions, which lack some fields', () => {
    const { pods: _, hpa: __, labels: ___, annotations: ____, warnings: _____, ...object } = rawScan().object
    const scan = { ...rawScan(), object }
    const [entry] = readScans([scan], { strategy: undefined, errors: undefined, config: undefined })
    expect(entry?.evidence).toMatchObject({
      pods: 0,
      labels: {},
      warnings: [],
      strategy: 'unknown',
      historyHours: null,
    })
  })

  it('marks every container of a report with too little history', () => {
    const errors = [{ name: 'NotEnoughHistoryAvailable', retry_after: '2026-12-07T01:03:50' }]
    const { report } = readText(reportText([rawScan({ object: { warnings: ['NoPrometheusPods'] } })], { errors }))
    expect(report.errors).toEqual([{ name: 'NotEnoughHistoryAvailable', retryAfter: '2026-12-07T01:03:50' }])
    expect(report.containers[0]?.evidence.warnings).toEqual(['NoPrometheusPods', 'NotEnoughHistoryAvailable'])
  })

  it('never counts the autoscalers as seen when a selector hid some', () => {
    const seen = (config: object) =>
      readText(reportText([rawScan()], { config }), { hpaWitnessed: true }).report.containers[0]?.evidence.hpaWitnessed
    expect(seen({})).toBe(true)
    expect(seen({ selector: 'app=api' })).toBe(false)
  })

  it('calls the strategy as the command line does', () => {
    const strategy = { name: 'simple_limit', settings: {} }
    expect(readText(reportText([rawScan()], { strategy })).report.strategy).toBe('simple-limit')
  })
})

describe('the door', () => {
  it('lets no planted secret through', () => {
    const { report } = readText(STORE)
    expect(STORE).toContain('planted-')
    expect(JSON.stringify(report)).not.toMatch(/planted|last-applied|example\.com/)
    const api = report.containers[0]
    expect(api?.evidence.labels).toEqual({ app: 'api', 'app.kubernetes.io/instance': 'store' })
    expect(Object.keys(api?.evidence.annotations ?? {})).toEqual([
      'argocd.argoproj.io/tracking-id',
      'krr-gitops.io/ignore',
    ])
  })

  it('keeps every mark of delivery', () => {
    const annotations = {
      'config.kubernetes.io/origin': 'path: a.yaml',
      'kustomize.toolkit.fluxcd.io/name': 'apps',
      'helm.toolkit.fluxcd.io/name': 'chart',
      'krr-gitops.io/policy': 'maxDecrease: 10%',
      'kustomize.toolkit.fluxcd.iox/name': 'no',
      'kubectl.kubernetes.io/restartedAt': 'no',
    }
    const [entry] = readScans([rawScan({ object: { annotations } })])
    expect(Object.keys(entry?.evidence.annotations ?? {})).toEqual(Object.keys(annotations).slice(0, 4))
  })

  it('drops text that is no label value', () => {
    const labels = { app: 'api', odd: 'x'.repeat(64) }
    expect(readScans([rawScan({ object: { labels } })])[0]?.evidence.labels).toEqual({ app: 'api' })
  })
})

describe('text around and inside the report', () => {
  it.each([
    ['the greeting', 'Running KRR\n\nUsing strategy: Simple\n', 'Running KRR'],
    ['log lines', '[02:29:31] INFO     Using clusters\n           INFO     more\n', '[02:29:31] INFO'],
    ['a certificate', 'added custom certificate\n', 'added custom certificate'],
    [
      'JSON log lines',
      '{"asctime": "x", "message": "a"}\n{"asctime": "x", "message": "b"}\n',
      '{"asctime": "x", "message": "a"}',
    ],
  ])('passes over %s before it, and says so', (_, before, first) => {
    const { report, warnings } = readText(before + GOOD)
    expect(report.containers).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ code: 'report-preamble', source: 'report.json' })
    expect(warnings[0]?.message).toContain(first)
  })

  it('passes over log lines after it, a byte order mark and CRLF', () => {
    expect(readText(`${GOOD}[02:29:31] DEBUG    Missing\n`).warnings.map(({ code }) => code)).toEqual([
      'report-postamble',
    ])
    expect(readText(`\ufeff${GOOD.replaceAll('\n', '\r\n')}`)).toMatchObject({ warnings: [] })
    expect(readText(JSON.stringify(JSON.parse(GOOD)))).toMatchObject({ warnings: [] })
  })

  it('reads bare numbers of Python as no value, outside strings only', () => {
    const summary = '"clusterSummary": {"a": NaN, "b": -Infinity, "c": "NaN: Infinity"},'
    const { report, warnings } = readText(GOOD.replace('"errors"', `${summary} "errors"`))
    expect(report.containers).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ code: 'report-bare-number' })
    expect(warnings[0]?.message).toContain('NaN, -Infinity')
  })
})

describe('large reports, read in slices', () => {
  const scans = Array.from({ length: 500 }, (_, index) => rawScan({ object: { name: `api-${index}` } }))
  const large = reportText(scans)

  it('gives the same entries as parsing whole', () => {
    const sliced = sliceReport(large, 0)
    const slices = [...(sliced?.slices() ?? [])]
    expect(slices.length).toBeGreaterThan(2)
    expect(slices.flat()).toEqual(JSON.parse(JSON.stringify(scans)))
    expect({ ...sliced?.surroundings, scans }).toEqual({ ...JSON.parse(large), scans })
  })

  it('leaves everything else to the careful way', () => {
    const tail = `${large.trimEnd().slice(0, -1).trimEnd()},\n  "scans": []\n}\n`
    expect(sliceReport(large)).toBeNull()
    for (const text of [JSON.stringify(JSON.parse(large)), large.slice(0, -3), `x${large}`, tail, '{}', '']) {
      expect(sliceReport(text, 0)).toBeNull()
    }
  })

  it('reads a report of more than the threshold, and still names a wrong entry and a broken place', () => {
    const many = Array.from({ length: 9000 }, (_, index) => rawScan({ object: { name: `api-${index}` } }))
    const text = reportText(many)
    expect(sliceReport(text)).not.toBeNull()
    expect(readText(text).report.containers).toHaveLength(9000)
    expect(problemOf(text.replace('"name": "api-8000"', '"name": 8'))).toMatchObject({
      code: 'report-shape',
      message: expect.stringContaining('scans[8000].object.name'),
    })
    const broken = problemOf(text.replace('"name": "api-8000"', '"name" "api-8000"'))
    expect(broken).toMatchObject({ code: 'report-not-json' })
    expect(broken.place?.line).toBeGreaterThan(100_000)
  })
})
