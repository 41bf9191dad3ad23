/** What people read: plans, results and pull requests as text. */
import { describe, expect, it } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import { formatEdits } from '../../../src/entry/cli/diff-text.ts'
import { formatPlan, savingsWords } from '../../../src/entry/cli/plan-text.ts'
import { formatResults } from '../../../src/entry/cli/propose-text.ts'
import { formatPullRequest, formatPullRequests } from '../../../src/entry/cli/pull-request-text.ts'
import { textTable } from '../../../src/entry/cli/text-table.ts'
import { bySize } from '../../../src/entry/proposal-order.ts'
import { toPullRequestDocument } from '../../../src/entry/pull-request-document.ts'
import type { ProposeResult } from '../../../src/flow/propose.ts'
import { changeDocument, planDocument, proposalDocument, skipDocument } from '../plan-fixture.ts'

const plain = (_: string, text: string) => text
const options = { style: plain, verbose: false }

describe('a plan', () => {
  it('is blocks of changes, then what was left out, then the total', () => {
    const plan = planDocument({
      proposals: [
        proposalDocument({
          changes: [
            changeDocument({}),
            changeDocument({
              resource: 'memory',
              from: null,
              inherited: '1Gi',
              to: '800Mi',
              because: ['unset-before'],
            }),
            changeDocument({
              resource: 'memory',
              field: 'limits',
              from: '1Gi',
              recommended: null,
              to: null,
              because: [],
            }),
            changeDocument({ name: 'web', container: 'server', because: [] }),
          ],
          warnings: [{ code: 'x', message: 'Look at\u001B[2J this.' }],
        }),
      ],
      skipped: [1, 2, 3, 4].map((n) => skipDocument({ name: `w${n}`, resource: n === 1 ? 'cpu' : null })),
    })
    expect(formatPlan(plan, options)).toBe(`Right-size 1 container in apps/shop/overlays/prod  low risk
apps/shop/overlays/prod, delivered by argocd argocd/shop

  WORKLOAD              CONTAINER  SETTING          FROM   KRR     TO  BECAUSE
  shop/Deployment/cart  app        cpu request      500m  120m   350m  max-decrease
                                   memory request  (1Gi)  120m  800Mi  unset-before
                                   memory limit      1Gi     -   none
  shop/Deployment/web   server     cpu request      500m  120m   350m
  warning: Look at\uFFFD[2J this.
  saves 0.75 cores, 0.5 GiB, €20.13 a month

Left out

    4  hpa
       shop/Deployment/w1/app cpu: An autoscaler scales on it.
       shop/Deployment/w2/app: An autoscaler scales on it.
       shop/Deployment/w3/app: An autoscaler scales on it.
       and 1 more (--verbose shows all)
       hint: Leave it.

Total: 1 of 5 containers in 1 pull request; saves 0.75 cores, 0.5 GiB, €20.13 a month.
`)
  })

  it('lists everything that was left out with --verbose', () => {
    const plan = planDocument({ proposals: [], skipped: [1, 2, 3, 4].map((n) => skipDocument({ name: `w${n}` })) })
    const text = formatPlan(plan, { style: plain, verbose: true })
    expect(text.match(/w\d\/app/g)).toEqual(['w1/app', 'w2/app', 'w3/app', 'w4/app'])
    expect(text).toMatch(/Nothing to change: none of 4 containers\.\n$/)
  })

  it.each([
    [{ cpu: 0, memory: 0, monthly: null, currency: null }, 'saves nothing'],
    [{ cpu: -1500, memory: 2 ** 30, monthly: null, currency: null }, 'saves 1 GiB; asks for 1.5 cores more'],
    [{ cpu: 0, memory: -(2 ** 30), monthly: -3.1, currency: 'USD' }, 'asks for 1 GiB, $3.10 a month more'],
  ])('counts %j as "%s"', (savings, words) => {
    expect(savingsWords(savings)).toBe(words)
  })
})

describe('edits', () => {
  it('are unified diffs; a new file comes from nowhere', () => {
    const edits = [
      { path: 'a/b.yaml', before: 'x: 1\ny: 2\n', after: 'x: 1\ny: 3\n' },
      { path: 'new.yaml', before: null, after: 'a: 1\n' },
    ]
    expect(formatEdits(edits, plain)).toBe(
      '--- a/a/b.yaml\n+++ b/a/b.yaml\n@@ -1,2 +1,2 @@\n x: 1\n-y: 2\n+y: 3\n--- /dev/null\n+++ b/new.yaml\n@@ -0,0 +1,1 @@\n+a: 1\n',
    )
  })

  it('are coloured by what they do', () => {
    const marked = (colour: string, text: string) => `<${colour}>${text}</>`
    const text = formatEdits([{ path: 'a', before: '--- x\ny\n', after: '--- x\nz\n' }], marked)
    expect(text).toContain('<red>-y</>\n<green>+z</>')
    expect(text).toContain('<cyan>@@ -1,2 +1,2 @@</>')
  })
})

describe('what propose did', () => {
  const result = (change: Partial<ProposeResult>): ProposeResult => ({
    id: 'i',
    branch: 'krr-gitops/x',
    title: 'Right-size x',
    action: 'create',
    why: 'Because.',
    number: 7,
    url: 'https://example.invalid/7',
    warnings: [],
    problem: null,
    ...change,
  })

  it('is a line with the reason, where to look, and what to do', () => {
    const problem = new Problem({ code: 'base-differs', exit: 2, message: 'It moved.', hint: 'Plan again.' })
    const results = [
      result({ warnings: [{ code: 'w', message: 'Nobody could be asked.' }] }),
      result({ action: 'snoozed' }),
      result({ action: 'failed', why: 'It moved.', number: null, url: null, problem }),
    ]
    expect(formatResults(results, planDocument({}), plain)).toBe(`opened     #7 Right-size x
           https://example.invalid/7
           warning: Nobody could be asked.
snoozed    #7 Right-size x
           Because.
           https://example.invalid/7
failed     Right-size x
           It moved.
           hint: Plan again.

1 of 2 containers in 3 pull requests. Left out: 1 hpa ("krr-gitops plan" says why).
`)
  })

  it('is one line when there is nothing', () => {
    expect(formatResults([], planDocument({ proposals: [], skipped: [] }), plain)).toBe(
      'Nothing to propose: none of 0 containers is to change.\n',
    )
  })

  it('begins with what has the most effect', () => {
    const of = (branch: string, cpu: number, memory: number) => ({
      branch,
      savings: { cpu, memory, monthly: null, currency: null },
    })
    const sorted = [of('b', 0, 0), of('a', 0, 0), of('c', 100, 0), of('d', 0, -(2 ** 34))].sort(bySize)
    expect(sorted.map(({ branch }) => branch)).toEqual(['d', 'c', 'a', 'b'])
  })
})

describe('a pull request', () => {
  const pullRequest = {
    number: 12,
    url: 'https://example.invalid/12',
    state: 'open',
    draft: true,
    title: 'Right-size x',
    body: 'Hello\n<!-- krr-gitops:state\n{"version":2}\n-->\n',
    branch: 'krr-gitops/x',
    base: 'main',
    head: 'abcdef0123456789',
    labels: ['krr-gitops'],
    author: 'bot',
    createdAt: new Date('2026-11-20T00:00:00Z'),
    closedAt: null,
    mergedAt: null,
  } as const

  it('is shown without the block for programs', () => {
    expect(formatPullRequest(toPullRequestDocument(pullRequest), pullRequest.body, plain)).toBe(
      '#12 Right-size x\ndraft, open: krr-gitops/x into main, head abcdef012345\nlabels: krr-gitops\nhttps://example.invalid/12\n\nHello\n',
    )
  })

  it('is a row of the list, even when its block is broken', () => {
    const now = new Date('2026-11-23T00:00:00Z')
    expect(formatPullRequests([toPullRequestDocument(pullRequest)], plain, now)).toMatch(
      /^ +STATE +TITLE +AGE\n#12 +draft +Right-size x +3 d\n$/,
    )
    expect(formatPullRequests([], plain, now)).toBe('There is no open pull request of krr-gitops.\n')
  })
})

describe('a table', () => {
  it('aligns, cuts in the middle, and leaves out what is empty', () => {
    const columns = [{ title: 'A', most: 7 }, { title: 'EMPTY' }, { title: 'N', align: 'right' as const }]
    expect(
      textTable(columns, [
        ['abcdefghij', '', '1'],
        ['x', '', '100'],
      ]),
    ).toEqual(['A          N', 'abc…hij    1', 'x        100'])
  })
})
