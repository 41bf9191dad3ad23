/** Bodies as files under `bodies/`: read them as a reviewer would. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Savings } from '../../../src/core/change/change.ts'
import { LONGEST_BODY } from '../../../src/core/pull-request/body.ts'
import { proposalId, toProposedChange } from '../../../src/core/pull-request/proposed-change.ts'
import { DEFAULT_PULL_REQUEST_SETTINGS, type PullRequestSettings } from '../../../src/core/pull-request/settings.ts'
import { parseState } from '../../../src/core/pull-request/state.ts'
import { toProposal } from '../../../src/core/pull-request/to-proposal.ts'
import { parseCommitMessage } from '../../../src/core/pull-request/trailers.ts'
import { MI, type PlanOptions, skip, verifiedPlan, type WorkloadOptions } from '../../helpers/verified-plan.ts'

const NOW = new Date('2026-03-02T09:00:00Z')
const NO_SAVINGS: Savings = { cpu: 0, memory: 0, monthly: null, currency: null }
const HOSTILE = '@all closes #1 | ``` --> <img src=x> \u202egnp.exe'

function propose(
  plan: PlanOptions,
  more: { settings?: Partial<PullRequestSettings>; savings?: Savings; skips?: number } = {},
) {
  const settings = { ...DEFAULT_PULL_REQUEST_SETTINGS, ...more.settings }
  const skipped = Array.from({ length: more.skips ?? 0 }, (_, index) =>
    skip({ name: `left-${index}`, code: ['not-found', 'helm', 'hpa'][index % 3] as string }),
  )
  return toProposal(verifiedPlan(plan), { skipped, settings, savings: more.savings ?? NO_SAVINGS, now: NOW })
}

const many = (count: number): WorkloadOptions[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `service-${String(index).padStart(4, '0')}`,
    risk: index % 50 === 7 ? ('high' as const) : ('low' as const),
    riskReasons: index % 50 === 7 ? ['only one replica'] : [],
    warnings: [{ code: 'thin-history', message: `Service ${index} has little history.` }],
    changes: [{}, { resource: 'memory' as const, from: 512 * MI, recommended: 200 * MI, to: 359 * MI }],
  }))

describe('body', () => {
  it('of one small change', async () => {
    const proposal = propose({}, { savings: { ...NO_SAVINGS, cpu: 300 } })
    await expect(proposal.body).toMatchFileSnapshot('bodies/small.md')
    await expect(proposal.commitMessage).toMatchFileSnapshot('bodies/small.commit.txt')
    expect(proposal.title).toBe('Right-size 1 container in apps/shop/overlays/prod (CPU -0.3 cores)')
    expect(proposal.labels).toEqual(['krr-gitops', 'risk/low'])
  })

  it('of several risky changes with prices and skips', async () => {
    const application = {
      ...({
        controller: 'flux',
        name: 'flux-system/shop',
        cluster: 'prod-eu',
        path: 'apps/shop/overlays/prod',
      } as const),
      ...{ defaultNamespace: null, forcedNamespace: null, suspended: false, file: 'clusters/prod/shop.yaml' },
    }
    const proposal = propose(
      {
        workloads: [
          {
            application,
            changes: [{}, { resource: 'memory', from: null, recommended: 300 * MI, to: 300 * MI, because: [] }],
          },
          {
            ...{ application, name: 'db', kind: 'StatefulSet', risk: 'high', replicas: 1 },
            riskReasons: ['one replica only', 'the heap is set to 1 GiB by -Xmx1g'],
            warnings: [{ code: 'qos-change', message: 'The pod changes from Guaranteed to Burstable.' }],
            changes: [
              {
                container: 'jvm',
                resource: 'memory',
                from: 1024 * MI,
                recommended: 1500 * MI,
                to: 1500 * MI,
                because: [],
              },
              { container: 'jvm', field: 'limits', from: 1000, recommended: null, to: null, because: ['remove-cpu'] },
            ],
          },
        ],
        builds: [
          { overlay: 'apps/shop/overlays/prod', changed: true, diff: '--- a\n+++ b\n-  cpu: 500m\n+  cpu: 350m\n' },
          { overlay: 'clusters/prod', changed: false, diff: '' },
        ],
      },
      {
        savings: { cpu: 300, memory: -776 * MI, monthly: 7.5, currency: 'EUR' },
        settings: {
          merge: 'when-confirmed',
          approvals: { low: 1, medium: 1, high: 2, teams: { high: ['platform', 'acme/sre'] }, bypassTeam: null },
        },
        skips: 5,
      },
    )
    await expect(proposal.body).toMatchFileSnapshot('bodies/several.md')
    expect(proposal).toMatchObject({ risk: 'high', application: { name: 'flux-system/shop' } })
  })

  it('of names that want to be more than names', async () => {
    const proposal = propose(
      {
        group: `apps/${HOSTILE}`,
        workloads: [
          {
            ...{ overlay: `apps/${HOSTILE}`, name: HOSTILE, namespace: HOSTILE, cluster: HOSTILE },
            ...{ risk: 'medium', riskReasons: [HOSTILE], warnings: [{ code: HOSTILE, message: HOSTILE }] },
            changes: [{ container: HOSTILE, because: [HOSTILE] }],
          },
        ],
        builds: [{ overlay: HOSTILE, changed: true, diff: `-${HOSTILE}\n+\`\`\`\`\n+</details>\n` }],
      },
      { settings: { approvals: { low: 1, medium: 1, high: 1, teams: { medium: [HOSTILE] }, bypassTeam: null } } },
    )
    await expect(proposal.body).toMatchFileSnapshot('bodies/hostile.md')
    const visible = proposal.body.replace(/<!--[\s\S]*-->/, '').replace(/^(`{3,})diff\n[\s\S]*?\n\1$/m, '')
    expect(visible).not.toContain('<img')
    expect(visible).not.toMatch(/@[a-z]|#1(?!\d*;)/)
    expect(visible).not.toContain('\u202e')
    expect(proposal.commitMessage).not.toMatch(/@|#|\u202e/)
    expect(parseCommitMessage(proposal.commitMessage)?.changes[0]?.name).toBe(HOSTILE)
  })

  it('of 300 workloads keeps table and state whole and drops folded parts', async () => {
    const proposal = propose({ workloads: many(150) }, { skips: 2000 })
    expect(proposal.body.length).toBeLessThanOrEqual(LONGEST_BODY)
    const rows = proposal.body.split('\n').filter((line) => line.startsWith('| `shop/Deployment/'))
    expect(rows).toHaveLength(300)
    expect(parseState(proposal.body)).toMatchObject({ type: 'valid', state: { changes: null } })
    expect(parseCommitMessage(proposal.commitMessage)?.changes).toHaveLength(300)
  })

  it('of 3,000 workloads shows the riskiest and says where the others are', () => {
    const proposal = propose({ workloads: many(3000) }, { skips: 3 })
    expect(proposal.body.length).toBeLessThanOrEqual(LONGEST_BODY)
    const rows = proposal.body.split('\n').filter((line) => line.startsWith('| `shop/Deployment/'))
    expect(rows.slice(0, 120).every((row) => Number(/service-(\d+)/.exec(row)?.[1]) % 50 === 7)).toBe(true)
    expect(proposal.body).toContain(`| **${6000 - rows.length} more changes** |`)
    expect(parseState(proposal.body)).toMatchObject({ type: 'valid', state: { plan: proposal.id, changes: null } })
    expect(parseCommitMessage(proposal.commitMessage)?.changes).toHaveLength(6000)
  })

  it('shortens a long diff before it drops the list of what was left out', () => {
    const diff = Array.from({ length: 9000 }, (_, index) => `+line ${index}`).join('\n')
    const proposal = propose({ builds: [{ overlay: 'a', changed: true, diff }] }, { skips: 10 })
    expect(proposal.body.length).toBeLessThanOrEqual(LONGEST_BODY)
    expect(proposal.body).toMatch(/`a` \(the first \d+ of 9000 lines\)/)
    expect(proposal.body).toContain('left-9')
  })

  it('is never too long and always carries table and state', () => {
    const sizes = fc.record({
      workloads: fc.integer({ min: 1, max: 500 }),
      skips: fc.nat({ max: 900 }),
      lines: fc.nat({ max: 3000 }),
    })
    fc.assert(
      fc.property(sizes, ({ workloads, skips, lines }) => {
        const diff = '+`x` \u202e\n'.repeat(lines)
        const builds = [1, 2, 3].map((number) => ({ overlay: `o${number}`, changed: true, diff }))
        const { body, id } = propose({ workloads: many(workloads), builds }, { skips })
        expect(body.length).toBeLessThanOrEqual(LONGEST_BODY)
        expect(body).toContain('| Workload | Container |')
        expect(parseState(body)).toMatchObject({ type: 'valid', state: { plan: id } })
        expect(body.match(/<details>/g)?.length ?? 0).toBe(body.match(/<\/details>/g)?.length ?? 0)
      }),
      { numRuns: 12 },
    )
  })

  it('has one id in body, commit and proposal', () => {
    const proposal = propose({})
    const id = proposalId(proposal.plan.workloads.flatMap((workload) => workload.changes.map(toProposedChange)))
    expect([proposal.id, parseCommitMessage(proposal.commitMessage)?.plan]).toEqual([id, id])
    expect(parseState(proposal.body)).toMatchObject({ type: 'valid', state: { plan: id } })
  })
})
