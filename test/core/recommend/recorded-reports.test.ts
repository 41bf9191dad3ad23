/** Reports that the real krr printed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { siftContainers } from '../../../src/core/recommend/sift.ts'
import { stripReport } from '../../../src/core/recommend/strip-report.ts'
import { containerKey, RESOURCES } from '../../../src/core/workload.ts'
import { readText } from './given.ts'

const RECORDED = new URL('../../../../shared/krr/', import.meta.url)
const files = existsSync(RECORDED) ? readdirSync(RECORDED).filter((name) => name.endsWith('.json')) : []
const SECRETS = /not-a-real-secret|s3cret-pw|last-applied-configuration/

interface Raw {
  readonly scans: readonly { readonly object: { readonly kind: string; readonly container: string } }[]
}

const load = (name: string) => readFileSync(new URL(name, RECORDED), 'utf8')

describe.skipIf(files.length === 0)('recorded reports (../shared is there)', () => {
  it('finds them', () => expect(files.length).toBeGreaterThan(20))

  it.each(files)('%s: every container becomes a recommendation or has skips for both resources', (name) => {
    const text = load(name)
    const raw: Raw = JSON.parse(text)
    const { report } = readText(text)
    const aliases = report.containers.reduce((sum, entry) => sum + (entry.alsoAs?.length ?? 0), 0)
    expect(report.containers.length + aliases).toBe(raw.scans.length)

    const { recommendations, skipped } = siftContainers(report.containers)
    const accounted = new Map<string, Set<string>>()
    const note = (key: string, covers: readonly string[]) => {
      const set = accounted.get(key) ?? new Set<string>()
      for (const resource of covers) {
        expect(set.has(resource), `${key} ${resource} twice`).toBe(false)
        set.add(resource)
      }
      accounted.set(key, set)
    }
    for (const { container, resources } of recommendations) {
      note(
        containerKey(container),
        RESOURCES.filter((resource) => resources[resource].request.type !== 'unknown'),
      )
    }
    for (const skip of skipped) {
      note(containerKey(skip.container), skip.resource === null ? RESOURCES : [skip.resource])
      expect(skip.hint).not.toBe('')
    }
    expect(accounted.size).toBe(report.containers.length)
    for (const [key, covered] of accounted) expect(covered.size, key).toBe(2)
  })

  it.each(files)('%s: no amount is off by a fraction', (name) => {
    for (const { resources } of readText(load(name)).report.containers) {
      for (const resource of RESOURCES) {
        const { request, limit, liveRequest, liveLimit } = resources[resource]
        const amounts = [request, limit].map((advice) => (advice.type === 'value' ? advice.amount : null))
        for (const amount of [...amounts, liveRequest, liveLimit]) {
          if (amount !== null) expect(Number.isSafeInteger(amount)).toBe(true)
        }
      }
    }
  })

  it.each(files)('%s: carries no secret, and its stripped form reads the same', (name) => {
    const text = load(name)
    const { report } = readText(text)
    const stripped = stripReport(text, name)
    expect(JSON.stringify(report)).not.toMatch(SECRETS)
    expect(stripped).not.toMatch(SECRETS)
    expect(readText(stripped).report).toEqual(report)
  })

  it('says what each file is known for', () => {
    const codes = (name: string) => {
      const { skipped } = siftContainers(readText(load(name)).report.containers)
      const counts: Record<string, number> = {}
      for (const { code, resource } of skipped) {
        const key = resource === null ? code : `${code}:${resource}`
        counts[key] = (counts[key] ?? 0) + 1
      }
      return counts
    }
    expect(codes('small.json')).toEqual({
      'hpa-detected:cpu': 2,
      'hpa-detected:memory': 1,
      'hpa-detected': 1,
      'not-enough-data': 1,
      'no-data': 2,
      job: 4,
    })
    expect(codes('grouped-jobs.json')).toEqual({ 'grouped-job': 3 })
    expect(codes('no-data.json')).toEqual({ 'no-data': 20 })
    expect(codes('selector-loses-hpa.json')).toEqual({})
    expect(readText(load('selector-loses-hpa.json')).report.selectorUsed).toBe(true)
    expect(readText(load('in-cluster.json')).report.containers[0]?.container.cluster).toBeNull()
    expect(readText(load('in-cluster.json'), { cluster: 'edge' }).report.containers[0]?.container.cluster).toBe('edge')
    expect(readText(load('tuned.json')).report.floor).toEqual({ cpu: 5, memory: 10 * 1_048_576 })
  })

  it('takes the Rollout with workloadRef and its Deployment for one workload', () => {
    const linked = readText(load('small.json')).report.containers.filter((entry) => entry.alsoAs !== undefined)
    expect(linked.map(({ container, alsoAs }) => [container.kind, container.name, alsoAs])).toEqual([
      ['Deployment', 'adservice', [{ kind: 'Rollout', name: 'adservice' }]],
    ])
  })

  it('reads real output that is not JSON, and names why', () => {
    const { report, warnings } = readText(load('failures/nan-in-clustersummary.stdout.txt'))
    expect(report.containers).toHaveLength(1)
    expect(warnings.map(({ code }) => code)).toEqual(['report-bare-number'])
  })

  it.each(['plain', 'file', 'jsonlogs', 'q', 'qv', 'width', 'stderr', 'filestderr', 'qstderr', 'jsonlogsqv'])(
    'reads stdout of the output recipe %s',
    (recipe) => {
      const { report, warnings } = readText(load(`recipes/${recipe}.stdout.txt`))
      expect(report.containers.length).toBe(26)
      expect(warnings.map(({ code }) => code)).toEqual(['plain', 'file'].includes(recipe) ? ['report-preamble'] : [])
    },
  )
})
