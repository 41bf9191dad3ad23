import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { branchName, groupOfBranch } from '../../../src/core/pull-request/branch-name.ts'
import { groupKey } from '../../../src/core/pull-request/group.ts'
import { describeLabel, labelsFor, outdatedRiskLabels } from '../../../src/core/pull-request/labels.ts'
import { parseTitle, renderTitle } from '../../../src/core/pull-request/title.ts'
import { workloadChange } from '../../helpers/verified-plan.ts'

describe('groupKey', () => {
  const argo = {
    ...({ controller: 'argocd', name: 'argocd/shop', cluster: 'eu', path: 'apps/shop' } as const),
    ...{ defaultNamespace: null, forcedNamespace: null, suspended: false, file: 'apps.yaml' },
  }
  const alone = workloadChange({ cluster: null })
  const managed = workloadChange({ application: argo })
  it.each([
    ['overlay', managed, 'apps/shop/overlays/prod'],
    ['overlay', workloadChange({ overlay: '' }), ''],
    ['namespace', managed, 'shop'],
    ['application', managed, 'argocd/shop'],
    ['application', alone, 'apps/shop/overlays/prod'],
    ['cluster', managed, 'eu'],
    ['cluster', workloadChange(), 'prod-eu'],
    ['cluster', alone, 'default'],
    ['workload', managed, 'apps/shop/overlays/prod/deployment-cart'],
    ['workload', workloadChange({ overlay: '' }), 'deployment-cart'],
  ] as const)('%s', (groupBy, workload, group) => {
    expect(groupKey(workload, groupBy)).toBe(group)
  })
})

describe('branchName', () => {
  it.each([
    ['apps/shop/overlays/prod', 'krr-gitops/apps--shop--overlays--prod'],
    ['shop', 'krr-gitops/shop'],
    ['argocd/shop-v1.2', 'krr-gitops/argocd--shop-v1.2'],
  ])('writes %s as it is', (group, branch) => {
    expect(branchName(group)).toBe(branch)
    expect(groupOfBranch(branch)).toBe(group)
  })

  it.each([
    '',
    'Apps/shop',
    'a--b',
    'a b',
    'x.lock',
    'arn:aws:eks:eu:1:cluster/prod',
    'ä',
    'a'.repeat(200),
    '..',
    '-x',
  ])('writes %s with a hash', (group) => {
    expect(branchName(group)).toMatch(/^krr-gitops\/[a-z0-9-]+-[0-9a-f]{10}$/)
    expect(groupOfBranch(branchName(group))).toBeNull()
    expect(branchName(group).length).toBeLessThan(130)
  })

  it('does not take other branches for its own', () => {
    expect(groupOfBranch('main')).toBeNull()
    expect(groupOfBranch('krr-gitops/Apps')).toBeNull()
  })

  it('never gives two groups one branch, nor one branch a place inside another', () => {
    const part = fc.stringMatching(/^[a-zA-Z0-9._ -]{0,6}$/)
    const group = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    fc.assert(
      fc.property(group, group, (a, b) => {
        const [x, y] = [branchName(a), branchName(b)]
        expect(x === y).toBe(a === b)
        expect(y.startsWith(`${x}/`)).toBe(false)
        if (groupOfBranch(x) !== null) expect(groupOfBranch(x)).toBe(a)
      }),
      { numRuns: 2000 },
    )
  })

  it('is a branch name to git', () => {
    const groups = fc.sample(fc.string({ unit: 'binary', maxLength: 150 }), 8)
    for (const group of groups) {
      const out = execFileSync('git', ['check-ref-format', '--branch', branchName(group)], { encoding: 'utf8' })
      expect(out.trim()).toBe(branchName(group))
    }
  })
})

describe('title', () => {
  const none = { cpu: 0, memory: 0, monthly: null, currency: null }

  it.each([
    [{ group: 'apps/shop', containers: 1 }, none, 'Right-size 1 container in apps/shop'],
    [
      { group: 'shop', containers: 3 },
      { ...none, cpu: 1250, memory: -2 * 1024 ** 3 },
      'Right-size 3 containers in shop (CPU -1.25 cores, memory +2 GiB)',
    ],
    [
      { group: '', containers: 2 },
      { ...none, cpu: 4 },
      'Right-size 2 containers in the repository root (CPU -0.004 cores)',
    ],
    [{ group: 'fixes #1 @you', containers: 2 }, none, 'Right-size 2 containers in fixes %231 %40you'],
  ])('%j', (facts, savings, title) => {
    expect(renderTitle(facts, savings)).toBe(title)
    expect(parseTitle(title)).toEqual(facts)
  })

  it('reads back, and is never longer than GitHub allows', () => {
    const facts = fc.record({ group: fc.string({ unit: 'grapheme' }), containers: fc.nat() })
    const savings = fc.record({ cpu: fc.integer(), memory: fc.integer() }).map((amounts) => ({ ...none, ...amounts }))
    fc.assert(
      fc.property(facts, savings, (fact, saved) => {
        const title = renderTitle(fact, saved)
        expect(title.length).toBeLessThanOrEqual(256)
        if (!title.includes('...')) expect(parseTitle(title)).toEqual(fact)
      }),
    )
  })

  it('cuts a long group in the middle', () => {
    const title = renderTitle({ group: `start-${'é@'.repeat(200)}-end`, containers: 1 }, none)
    expect(title).toMatch(/^Right-size 1 container in start-.*\.\.\..*-end$/)
    expect(title.length).toBeLessThanOrEqual(256)
    expect(parseTitle(title)?.group).toMatch(/^start-/)
  })

  it('knows what is not its own', () => {
    expect(parseTitle('Bump lodash')).toBeNull()
  })
})

describe('labels', () => {
  it('names the bot, the risk and those of the configuration once', () => {
    expect(labelsFor('high', ['cost', 'krr-gitops'])).toEqual(['krr-gitops', 'risk/high', 'cost'])
  })

  it('finds the risk labels of another level only', () => {
    expect(outdatedRiskLabels(['risk/low', 'risk/high', 'risk/other', 'x'], 'high')).toEqual(['risk/low'])
  })

  it('describes every label in a way that GitHub accepts', () => {
    for (const name of labelsFor('medium', ['cost'])) {
      const label = describeLabel(name)
      expect(label.color).toMatch(/^[0-9a-f]{6}$/)
      expect(label.description.length).toBeLessThanOrEqual(100)
    }
  })
})
