import { describe, expect, it } from 'vitest'
import { siftContainers } from '../../../src/core/recommend/sift.ts'
import { formatScan, type ScanTableInput } from '../../../src/entry/cli/scan-table.ts'
import { rawScan, readScans, readText, STORE } from '../../core/recommend/given.ts'

function input(containers = readText(STORE).report.containers): ScanTableInput {
  return { ...siftContainers(containers), warnings: [], containers: containers.length }
}

describe('the table of a scan', () => {
  it('looks like this', async () => {
    await expect(formatScan(input())).toMatchFileSnapshot('scan-table.txt')
  })

  const lines = formatScan(input()).split('\n')
  const line = (text: string) => lines.find((candidate) => candidate.includes(text)) ?? ''

  it('puts the most urgent first, then goes by name', () => {
    const rows = lines.slice(1, 7).map((text) => text.split(/ {2,}/).slice(0, 4).join(' '))
    expect(rows).toEqual([
      'CRITICAL store Deployment/api proxy',
      'WARNING store Deployment/api api',
      'WARNING store Deployment/cart server',
      'WARNING store StatefulSet/db db',
      'WARNING store Deployment/front web',
      'GOOD batch CronJob/report report',
    ])
  })

  it('aligns every column', () => {
    const end = lines[0]?.indexOf('NOTES') ?? 0
    const memory = (lines[0]?.indexOf('MEMORY LIMIT') ?? 0) + 'MEMORY LIMIT'.length
    for (const text of lines.slice(1, 7)) {
      expect(text[memory - 1]).toMatch(/\S/)
      expect(text.slice(memory, end).trim()).toBe('')
    }
  })

  it('shows what changes, what stays, what is unset and what is unknown', () => {
    expect(line('proxy')).toMatch(/500m -> 10m +none +512Mi -> 100Mi +1Gi -> 100Mi/)
    expect(line('Deployment/front')).toMatch(/500m -> \? +none -> \? +512Mi -> 300Mi/)
    const limited = rawScan({ object: { allocations: { requests: { cpu: 0.25 }, limits: { cpu: 2 } } } })
    expect(formatScan(input(readScans([limited])))).toMatch(/ 250m +2 -> none +none -> 256Mi +none -> 256Mi/)
  })

  it('notes floors, autoscalers, OOM kills and aliases', () => {
    expect(line('proxy')).toMatch(/cpu: krr's minimum; memory: krr's minimum$/)
    expect(line('Deployment/front')).toMatch(/cpu: HPA detected; autoscaled$/)
    expect(line('StatefulSet/db')).toMatch(/memory: OOMKill detected$/)
    expect(line('Deployment/cart')).toMatch(/also Rollout\/cart$/)
  })

  it('lists what is left out by reason, with what to do, and adds up', () => {
    const text = formatScan(input())
    expect(text).toContain('  grouped-job (1): ')
    expect(text).toContain('    demo/store/Deployment/front/web (cpu)\n')
    expect(text).toMatch(/\n10 containers: 6 recommendations, 4 left out\n$/)
  })

  it('names a few containers of each reason, or all of them', () => {
    const jobs = [...'abcde'].map((name) => rawScan({ object: { kind: 'Job', name } }))
    const few = formatScan(input(readScans(jobs)))
    expect(few.match(/store\/Job/g)).toHaveLength(3)
    expect(few).toContain('and 2 more')
    const all = formatScan(input(readScans(jobs)), { verbose: true })
    expect(all.match(/store\/Job/g)).toHaveLength(5)
    expect(all).not.toContain('more\n')
  })

  it('only counts what was filtered', () => {
    const [api] = readScans([rawScan()])
    if (api === undefined) throw new Error('no entry')
    const skip = { container: api.container, resource: null, code: 'filtered', message: 'm', hint: 'the hint' }
    const text = formatScan({ recommendations: [], skipped: [skip], warnings: [], containers: 1 })
    expect(text).toBe('Left out\n  filtered (1): m\n\n1 container: 0 recommendations, 1 left out\n')
  })

  it('shows the cluster when there is more than one', () => {
    const two = readScans([rawScan(), rawScan({ object: { cluster: 'other' } })])
    expect(formatScan(input(two))).toMatch(/^SEVERITY {2}CLUSTER/)
    expect(formatScan(input(readScans([rawScan()])))).not.toContain('CLUSTER')
  })

  it('prints warnings with their source and hint', () => {
    const warning = { code: 'c', message: 'something', hint: 'do this', source: 'a.json', cluster: null }
    const text = formatScan({ recommendations: [], skipped: [], warnings: [warning], containers: 0 })
    expect(text).toBe('warning: a.json: something\n  do this\n\n0 containers: 0 recommendations, 0 left out\n')
  })

  it('has no colours unless asked, and the same widths with them', () => {
    const plain = formatScan(input())
    const coloured = formatScan(input(), { style: (_, text) => `<${text}>` })
    expect(plain).not.toMatch(/\p{Cc}(?<!\n)/u)
    expect(coloured).toContain('<CRITICAL>')
    expect(coloured.replaceAll(/[<>]/g, '')).toBe(plain.replaceAll('>', ''))
  })

  it('lets no name of a report move the cursor or break a line', () => {
    const name = 'a\u001B[2Jb\nc'
    const text = formatScan(
      input(readScans([rawScan({ object: { name } }), rawScan({ object: { name, kind: 'Job' } })])),
    )
    expect(text).not.toContain('\u001B')
    expect(text).toContain('Deployment/a\uFFFD[2Jb c')
  })

  it('lets no name turn the direction of writing', () => {
    const name = 'a\u202Eb\u2066c\u200F'
    const text = formatScan(
      input(readScans([rawScan({ object: { name } }), rawScan({ object: { name, kind: 'Job' } })])),
    )
    expect(text).not.toMatch(/\p{Bidi_Control}/u)
    expect(text).toContain('Deployment/a\uFFFDb\uFFFDc\uFFFD')
  })
})
