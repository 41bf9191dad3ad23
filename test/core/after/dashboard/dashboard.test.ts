import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PlanPart, renderPlanPart, type WaitingProposal } from '../../../../src/core/after/dashboard/plan-part.ts'
import { type DashboardPull, renderDashboard, replacePulls } from '../../../../src/core/after/dashboard/render.ts'
import { NO_TICKS, parseTicks, renderBox } from '../../../../src/core/after/dashboard/ticks.ts'
import type { Skip } from '../../../../src/core/problem.ts'

const NOTHING = { cpu: 0, memory: 0, monthly: null, currency: null }
const SHOP = 'krr-gitops/apps--shop'

function skip(code: string, name = 'cart'): Skip {
  const container = { cluster: null, namespace: 'shop', kind: 'Deployment', name, container: 'app' }
  return { container, resource: null, code, message: `why ${name}`, hint: `do ${code}` }
}

const proposal = (kind: WaitingProposal['kind'], branch = SHOP): WaitingProposal => ({
  ...{ branch, title: `Right-size ${kind}`, why: `because ${kind}.`, kind },
})
const part = (more: Partial<PlanPart> = {}): PlanPart => ({ proposals: [], skipped: [], saved: NOTHING, ...more })
const pull = (number: number, state: DashboardPull['state'] = 'open', title = `T${number}`): DashboardPull => ({
  ...{ number, title, state, standing: 'Waiting for 1 approval' },
})
const render = (plan: PlanPart, budget = 60_000) => renderPlanPart(plan, NO_TICKS, budget)

describe('checkboxes', () => {
  it('are read back when a person ticked them', () => {
    const name = fc.constantFrom('unsnooze', 'open')
    const branch = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `krr-gitops/${text}--x`)
    fc.assert(
      fc.property(name, branch, fc.boolean(), (which, of, ticked) => {
        const line = renderBox(which, of, 'Words', ticked)
        expect(parseTicks(`before\n${line}\nafter`)).toEqual({ ...NO_TICKS, [which]: ticked ? [of] : [] })
        expect(line.replace(/^- \[.\] <!--|--> Words$/g, '')).not.toContain('--')
      }),
    )
  })

  it('are nothing but what this program wrote', () => {
    expect(parseTicks('- [x] <!-- krr-gitops:refresh --> Again')).toEqual({ ...NO_TICKS, refresh: true })
    expect(parseTicks('* [X] <!-- krr-gitops:refresh --> Again\r\n')).toEqual({ ...NO_TICKS, refresh: true })
    for (const line of [
      '- [x] <!-- krr-gitops:refresh=krr-gitops%2Fx --> Again',
      '- [x] <!-- krr-gitops:open=main --> Main',
      '- [x] <!-- krr-gitops:open --> None',
      '- [x] <!-- krr-gitops:merge=krr-gitops%2Fx --> Merge',
      '> - [x] <!-- krr-gitops:refresh --> Again',
      '- [x] Again',
    ]) {
      expect(parseTicks(line), line).toEqual(NO_TICKS)
    }
  })
})

describe('the part of the plan', () => {
  it('groups what does not go on by who has to do what', () => {
    const skipped = [skip('waits-for-stage'), skip('held-after-revert'), skip('not-found'), skip('not-found', 'web')]
    const text = render(
      part({
        ...{
          skipped: [...skipped, skip('hpa')],
          saved: { cpu: 1500, memory: -(1024 ** 3), monthly: 12.5, currency: 'EUR' },
        },
        proposals: [proposal('waiting'), proposal('snoozed'), proposal('other')],
      }),
    )
    expect(text.match(/^### .*$/gm)).toEqual([
      ...['### Waiting', '### Closed by people', '### Needs a look', '### Waiting for a stage'],
      ...['### Held after a revert', '### Left out', '### Saved so far'],
    ])
    expect(text).toContain(
      '- [ ] <!-- krr-gitops:open=krr-gitops%2Fapps-%2Dshop --> Right-size waiting: because waiting.',
    )
    expect(text).toContain('<!-- krr-gitops:unsnooze=')
    expect(text).toContain('3 recommendations, 2 reasons')
    expect(text).toMatch(/- `not-found` \(2\): do not-found\n {2}- `-\/shop\/Deployment\/cart\/app`: why cart\n/)
    expect(text).toContain(
      'Requests: 1.5 cores of CPU freed and 1 GiB of memory more asked for; saves about 12.50 EUR a month.',
    )
    const costs = render(part({ saved: { cpu: -500, memory: 0, monthly: -3, currency: 'EUR' } }))
    expect(costs).toContain('Requests: 0.5 cores of CPU more asked for; costs about 3.00 EUR a month.')
    expect(render(part({ saved: { ...NOTHING, cpu: 500, monthly: 0 } }))).toContain('0.5 cores of CPU freed.')
    expect(render(part())).toBe('### Saved so far\n\nNothing was merged yet.')
  })

  it('sorts reasons that are as frequent by name', () => {
    const text = render(part({ skipped: [skip('b'), skip('a'), skip('c')] }))
    expect(text.match(/^- `\w`/gm)).toEqual(['- `a`', '- `b`', '- `c`'])
  })

  it('keeps ticks, escapes what others wrote, and fits', () => {
    const ticks = { refresh: false, unsnooze: [SHOP], open: [] }
    expect(renderPlanPart(part({ proposals: [proposal('snoozed')] }), ticks, 1000)).toContain('- [x]')
    const evil = { ...proposal('waiting'), title: '@all <!--', why: '- [x] <!-- krr-gitops:refresh -->' }
    expect(parseTicks(render(part({ proposals: [evil] })))).toEqual(NO_TICKS)
    const many = Array.from({ length: 30 }, (_, index) => skip('not-found', `app-${index}`))
    expect(render(part({ skipped: many }))).toContain('- and 10 more')
    expect(render(part({ skipped: many }), 400)).not.toContain('app-1')
    expect(render(part({ skipped: many }), 100).length).toBeLessThanOrEqual(100)
  })
})

describe('the dashboard', () => {
  const plan = (text: string) => () => text

  it('shows what is open and what is rolling out', () => {
    const body = renderDashboard([pull(1), pull(2, 'merged', '@all')], NO_TICKS, plan('PLAN'))
    expect(body).toContain('### Open\n\n- #1 T1: Waiting for 1 approval')
    expect(body).toContain('### Rolling out\n\n- #2 @&#8203;all: ')
    expect(body).toMatch(/PLAN\n$/)
    expect(renderDashboard([], NO_TICKS, plan(''))).toContain('Nothing is open.')
    const many = Array.from({ length: 400 }, (_, index) => pull(index + 1, 'open', 'x'.repeat(100)))
    const long = renderDashboard(many, NO_TICKS, (_, budget) => 'p'.repeat(budget))
    expect(long.length).toBeLessThanOrEqual(65_000)
    expect(long).toMatch(/- and \d+ more/)
  })

  it('changes one part and leaves the other, ticks included', () => {
    const waiting = renderPlanPart(part({ proposals: [proposal('waiting')] }), NO_TICKS, 1000)
    const before = renderDashboard([pull(1)], NO_TICKS, plan(waiting))
    const ticked = before.replaceAll('[ ]', '[x]').replaceAll('\n', '\r\n')
    const ticks = parseTicks(ticked)
    expect(ticks).toEqual({ refresh: true, unsnooze: [], open: [SHOP] })
    const after = replacePulls(ticked, [pull(2)], ticks) ?? ''
    expect(after).toContain('- #2 T2')
    expect(after).not.toContain('#1 T1')
    expect(parseTicks(after)).toEqual(ticks)
    expect(replacePulls(after, [pull(2)], ticks)).toBe(after)
    expect(replacePulls('somebody wrote this', [], NO_TICKS)).toBeNull()
    expect(replacePulls(before.replace(/<!-- krr-gitops:dashboard-plan -->/, ''), [], NO_TICKS)).toBeNull()
  })
})
