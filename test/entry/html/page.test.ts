import { describe, expect, it } from 'vitest'
import { buildHtmlReport } from '../../../src/entry/html/page.ts'
import { sumRequests, workloadLabel } from '../../../src/entry/html/totals.ts'
import type { PlanDocument } from '../../../src/flow/plan-document.ts'
import { changeDocument, planDocument, proposalDocument, skipDocument } from '../plan-fixture.ts'

const HOSTILE = '<img src=x onerror=alert(1)>"\'&</td><script>alert(2)</script>\u202E'

describe('the report', () => {
  const plan = planDocument({
    proposals: [
      proposalDocument({
        changes: [changeDocument({}), changeDocument({ resource: 'memory', from: '1Gi', to: '512Mi' })],
      }),
      proposalDocument({ risk: 'high', title: 'Another' }),
    ],
    skipped: [skipDocument({}), skipDocument({ code: 'not-found' }), skipDocument({ code: 'not-found', name: 'b' })],
    notes: ['A note.'],
  })
  const page = buildHtmlReport(plan)

  it('asks nobody for anything: no script, no address, a policy that forbids both', () => {
    expect(page).not.toMatch(/<script|<link|<iframe|<img|<object|url\(|@import|\son\w+=/i)
    expect(page.match(/(?:src|href|action)=|https?:/g)).toBeNull()
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-`)
  })

  it('names the hash of exactly the style that it carries', async () => {
    const { createHash } = await import('node:crypto')
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(style.length).toBeGreaterThan(1000)
    expect(page).toContain(`sha256-${hash}`)
    expect(page).not.toMatch(/\sstyle=/)
  })

  it('says the result in its first lines', () => {
    expect(page).toContain('2 containers of 5 would be resized in 2 pull requests.')
    expect(page).toContain('<b class="good">1.5 cores</b><span>CPU requests freed</span>')
    expect(page).toContain('€40.25')
    expect(page).toContain('1 low')
    expect(page).toContain('1 high')
  })

  it('lists every change and everything that was left out', () => {
    expect(page.match(/<td class="number to">/g)).toHaveLength(3)
    expect(page).toContain(
      '<h3>workload not in the repository <span class="dim">not-found</span></h3><span class="dim">2 containers</span>',
    )
    expect(page).toContain('A note.')
  })

  it('puts the numbers of every chart into a table', () => {
    const charts = page.match(/<figure class="chart">/g) ?? []
    expect(charts.length).toBe(4)
    expect(page.match(/<details class="numbers">/g)).toHaveLength(charts.length)
    expect(page.match(/role="img" aria-label="[^"]+"/g)?.length).toBe(charts.length + 1)
  })

  it('is the same for the same plan', () => {
    expect(buildHtmlReport(plan)).toBe(page)
  })

  it('has balanced tags', () => {
    for (const tag of ['details', 'table', 'tr', 'section', 'figure', 'svg', 'ul', 'div', 'g', 'p', 'h3']) {
      const opened = page.match(new RegExp(`<${tag}[\\s>]`, 'g'))?.length ?? 0
      expect([tag, page.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0]).toEqual([tag, opened])
    }
  })

  it('escapes everything that comes from outside', () => {
    const names = { cluster: HOSTILE, namespace: HOSTILE, kind: HOSTILE, name: HOSTILE, container: HOSTILE }
    const hostile = buildHtmlReport(
      planDocument({
        repository: HOSTILE,
        proposals: [
          proposalDocument({
            title: HOSTILE,
            overlay: HOSTILE,
            branch: HOSTILE,
            application: { controller: HOSTILE, name: HOSTILE, cluster: HOSTILE },
            warnings: [{ code: HOSTILE, message: HOSTILE }],
            changes: [
              changeDocument({ ...names, from: HOSTILE, recommended: HOSTILE, to: HOSTILE, because: [HOSTILE] }),
            ],
          }),
        ],
        skipped: [skipDocument({ ...names, code: HOSTILE, message: HOSTILE, hint: HOSTILE })],
        notes: [HOSTILE],
      }),
    )
    expect(hostile).not.toContain('<img')
    expect(hostile).not.toContain('<script')
    expect(hostile).not.toContain('\u202E')
    expect(hostile.match(/&lt;img src=x onerror=alert\(1\)&gt;/g)?.length).toBeGreaterThan(20)
  })

  it('says so when there is nothing to do', () => {
    const empty = buildHtmlReport(planDocument({ proposals: [], skipped: [skipDocument({})] }))
    expect(empty).toContain('Nothing is proposed: of 1 container looked at, none is to change.')
    expect(empty).not.toContain('<svg')
  })
})

describe('the sums of the charts', () => {
  const sum = (changes: PlanDocument['proposals'][number]['changes']) =>
    sumRequests(planDocument({ proposals: [proposalDocument({ changes })], skipped: [] }), 'cpu', workloadLabel)

  it('count every pod, take an inherited value for an unset one, and leave limits out', () => {
    expect(
      sum([
        changeDocument({ from: '1', to: '500m', replicas: 3 }),
        changeDocument({ container: 'b', from: null, inherited: '200m', to: '100m', replicas: 3 }),
        changeDocument({ field: 'limits', from: '9', to: null, replicas: 3 }),
        changeDocument({ resource: 'memory', from: '1Gi', to: '2Gi' }),
      ]),
    ).toEqual([{ label: 'shop/cart', detail: 'Deployment, prod-eu', before: 3600, after: 1800 }])
  })

  it('put the largest change first', () => {
    const rows = sum([
      changeDocument({ name: 'a', from: '1', to: '900m' }),
      changeDocument({ name: 'b', from: '1', to: '3' }),
    ])
    expect(rows.map(({ label }) => label)).toEqual(['shop/b', 'shop/a'])
  })
})
