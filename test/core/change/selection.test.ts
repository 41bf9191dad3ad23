/** Who may be changed at all: selectors, protection, annotations, rules. */
import { describe, expect, it } from 'vitest'
import { readAnnotations } from '../../../src/core/change/annotations.ts'
import { boundsFor } from '../../../src/core/change/effective-bounds.ts'
import { textsOf } from '../../../src/core/change/manifest.ts'
import { milliPercent, parsePercent } from '../../../src/core/change/parse.ts'
import type { BoundsPatch, Policy, PolicyRule, Selection, Selector } from '../../../src/core/change/policy.ts'
import { matchesSelector, type Subject } from '../../../src/core/change/selector.ts'
import { POLICY, run, type Scenario, skipCodes, type WorkloadShape, workload, written } from './scenario.ts'

const SUBJECT: Subject = {
  container: { cluster: 'prod-eu', namespace: 'shop', kind: 'StatefulSet', name: 'cart-db', container: 'postgres' },
  labels: { tier: 'data', 'app.kubernetes.io/name': 'cart' },
}
const NAMELESS: Subject = { ...SUBJECT, container: { ...SUBJECT.container, cluster: null } }

describe('selectors', () => {
  it.each<[Selector, boolean]>([
    [{}, true],
    [{ clusters: ['prod-*'] }, true],
    [{ clusters: ['staging-*'] }, false],
    [{ clusters: [] }, false],
    [{ namespaces: ['shop'] }, true],
    [{ namespaces: ['sh'] }, false],
    [{ namespaces: ['web', 's*'] }, true],
    [{ kinds: ['StatefulSet'] }, true],
    [{ kinds: ['Deployment'] }, false],
    [{ names: ['*-db'] }, true],
    [{ names: ['db'] }, false],
    [{ containers: ['postgres'] }, true],
    [{ containers: ['app'] }, false],
    [{ labels: { tier: 'data' } }, true],
    [{ labels: { tier: 'd*', 'app.kubernetes.io/name': 'cart' } }, true],
    [{ labels: { tier: 'web' } }, false],
    [{ labels: { toString: '*' } }, false],
    [{ namespaces: ['shop'], kinds: ['Deployment'] }, false],
    [
      {
        clusters: ['prod-eu'],
        namespaces: ['shop'],
        kinds: ['*Set'],
        names: ['cart-*'],
        containers: ['p*'],
        labels: { tier: '*' },
      },
      true,
    ],
  ])('%j is %s', (selector, expected) => {
    expect(matchesSelector(selector, SUBJECT)).toBe(expected)
  })

  it('takes an unknown cluster as asked', () => {
    const selector = { clusters: ['prod-*'] }
    expect(matchesSelector(selector, NAMELESS)).toBe(false)
    expect(matchesSelector(selector, NAMELESS, { unknownCluster: true })).toBe(true)
    expect(matchesSelector({ clusters: ['*'] }, NAMELESS)).toBe(true)
    expect(
      matchesSelector(
        selector,
        { ...SUBJECT, container: { ...SUBJECT.container, cluster: 'x' } },
        { unknownCluster: true },
      ),
    ).toBe(false)
  })
})

describe('rules', () => {
  const withRules = (...rules: PolicyRule[]): Policy => ({ ...POLICY, rules })

  it('gives the defaults where no rule matches', () => {
    const { rules: _, protect: __, ...defaults } = POLICY
    expect(boundsFor(withRules({ match: { namespaces: ['web'] }, maxDecrease: 1 }), [SUBJECT], {})).toEqual(defaults)
  })

  it('lets the last rule that matches win, key by key; the annotation speaks last', () => {
    const policy = withRules(
      { match: { namespaces: ['shop'] }, maxDecrease: 20, maxIncrease: 50, floor: { cpu: 100 }, minChange: { cpu: 5 } },
      { match: { kinds: ['StatefulSet'] }, maxDecrease: 10, ceiling: { memory: 7 }, limits: 'recommended' },
      { match: { kinds: ['Deployment'] }, maxDecrease: 90, hpa: 'warn' },
    )
    const own: BoundsPatch = { maxIncrease: 10, hpa: 'warn', minChange: { percent: 3 } }
    expect(boundsFor(policy, [SUBJECT], own)).toEqual({
      maxIncrease: 10,
      maxDecrease: 10,
      minChange: { percent: 3, cpu: 5, memory: POLICY.minChange.memory },
      floor: { cpu: 100, memory: POLICY.floor.memory },
      ceiling: { memory: 7 },
      limits: 'recommended',
      hpa: 'warn',
    })
  })

  it('takes the strictest where clusters that share an overlay differ', () => {
    const policy: Policy = {
      ...withRules(
        {
          match: { clusters: ['prod-*'] },
          maxDecrease: 10,
          floor: { cpu: 200 },
          ceiling: { cpu: 900 },
          minChange: { percent: 20, cpu: 50, memory: 1 },
          limits: 'recommended',
        },
        {
          match: { clusters: ['staging'] },
          maxIncrease: 10,
          ceiling: { cpu: 800, memory: 5 },
          hpa: 'warn',
          limits: 'recommended',
        },
      ),
      floor: {},
    }
    const staging = { ...SUBJECT, container: { ...SUBJECT.container, cluster: 'staging' } }
    const expected = {
      maxIncrease: 10,
      maxDecrease: 10,
      minChange: { percent: 20, cpu: 50, memory: POLICY.minChange.memory },
      floor: { cpu: 200 },
      ceiling: { cpu: 800, memory: 5 },
      limits: 'recommended',
      hpa: 'skip',
    }
    expect(boundsFor(policy, [SUBJECT, staging], {})).toEqual(expected)
    expect(boundsFor(policy, [staging, SUBJECT], {})).toEqual(expected)
    const other = withRules({ match: { clusters: ['staging'] }, limits: 'remove-cpu', hpa: 'warn' })
    expect(boundsFor(other, [SUBJECT, staging], {})).toMatchObject({ limits: 'keep', hpa: 'skip' })
  })

  it('takes the strictest of both readings where the report names no cluster', () => {
    const policy = withRules(
      { match: { clusters: ['prod-*'] }, maxDecrease: 10 },
      { match: { clusters: ['lab'] }, maxIncrease: 900 },
    )
    expect(boundsFor(policy, [NAMELESS], {})).toMatchObject({ maxDecrease: 10, maxIncrease: 100 })
  })
})

describe('percentages', () => {
  it.each<[unknown, number | null]>([
    ['30%', 30],
    [' 12.5 % ', 12.5],
    ['30', 30],
    [30, 30],
    [0.125, 0.125],
    ['0%', 0],
    ['-5%', null],
    [-5, null],
    ['1.2345%', null],
    ['123456%', null],
    ['%', null],
    ['30 percent', null],
    [1e21, null],
    [Number.NaN, null],
    [null, null],
    [['30%'], null],
  ])('%j is %s', (value, expected) => {
    expect(parsePercent(value)).toBe(expected)
  })

  it('counts in thousandths', () => {
    expect(milliPercent(33.333)).toBe(33333n)
    expect(milliPercent(0.1 + 0.2)).toBe(300n)
  })
})

describe('annotations', () => {
  const read = (annotations: Record<string, unknown>) => readAnnotations({ metadata: { annotations } })
  const policy = (text: string) => read({ 'krr-gitops.io/policy': text })
  const message = (text: string) => {
    const result = policy(text)
    return result.type === 'bad' ? result.message : null
  }

  it('reads every key of policy', () => {
    expect(
      policy(
        'maxIncrease: 150%\nmaxDecrease: 10%\nminChange: {percent: 5, cpu: 20m}\nfloor: {memory: 1Gi}\nceiling: {cpu: 2, memory: 4Gi}\nlimits: recommended\nhpa: warn\n',
      ),
    ).toEqual({
      type: 'bounds',
      bounds: {
        maxIncrease: 150,
        maxDecrease: 10,
        minChange: { percent: 5, cpu: 20 },
        floor: { memory: 1024 ** 3 },
        ceiling: { cpu: 2000, memory: 4 * 1024 ** 3 },
        limits: 'recommended',
        hpa: 'warn',
      },
    })
    expect(policy('')).toEqual({ type: 'bounds', bounds: {} })
    expect(policy('{}')).toEqual({ type: 'bounds', bounds: {} })
    expect(read({})).toEqual({ type: 'bounds', bounds: {} })
  })

  it.each([
    ['maxDecrease: [', 'it is not valid YAML'],
    ['[1]', 'it must be a mapping (keys with values)'],
    [
      'maxDecreese: 10%',
      'it has the unknown key "maxDecreese"; known are maxIncrease, maxDecrease, minChange, floor, ceiling, limits, hpa',
    ],
    [
      'toString: 1',
      'it has the unknown key "toString"; known are maxIncrease, maxDecrease, minChange, floor, ceiling, limits, hpa',
    ],
    [
      'rules: []',
      'it has the unknown key "rules"; known are maxIncrease, maxDecrease, minChange, floor, ceiling, limits, hpa',
    ],
    ['maxIncrease: lots', 'maxIncrease must be a percentage such as 30%'],
    ['maxDecrease: 101%', 'maxDecrease must be a percentage from 0% to 100%'],
    ['minChange: 10', 'minChange must be a mapping (keys with values)'],
    ['minChange: {percent: x}', 'minChange.percent must be a percentage such as 30%'],
    ['floor: {cpu: x}', 'floor.cpu must be a quantity such as 250m'],
    ['ceiling: {memory: x}', 'ceiling.memory must be a quantity such as 256Mi'],
    ['ceiling: {disk: 1}', 'it has the unknown key "ceiling.disk"; known are cpu, memory'],
    ['limits: remove', 'limits must be one of keep, recommended, remove-cpu'],
    ['hpa: true', 'hpa must be one of skip, warn'],
  ])('%j is refused', (text, words) => {
    expect(message(text)).toBe(`The annotation krr-gitops.io/policy cannot be used: ${words}.`)
  })

  it('reads ignore', () => {
    expect(read({ 'krr-gitops.io/ignore': 'true' })).toEqual({ type: 'ignored' })
    expect(read({ 'krr-gitops.io/ignore': true })).toEqual({ type: 'ignored' })
    expect(read({ 'krr-gitops.io/ignore': ' True' })).toEqual({ type: 'ignored' })
    expect(read({ 'krr-gitops.io/ignore': 'false' })).toEqual({ type: 'bounds', bounds: {} })
    expect(read({ 'krr-gitops.io/ignore': 'yes' })).toEqual({
      type: 'bad',
      message: 'The annotation krr-gitops.io/ignore is "yes"; it must be "true" or "false".',
    })
  })

  it('reads texts only', () => {
    expect(textsOf({ a: 'x', b: 1, c: true, d: null, e: [] })).toEqual({ a: 'x', b: '1', c: 'true' })
  })
})

describe('the gate', () => {
  function outcome(
    shape: WorkloadShape,
    options: { policy?: Partial<Policy>; select?: Partial<Selection> },
    change: Partial<Scenario> = {},
  ) {
    const result = run(
      { manifests: workload({ resources: '{requests: {cpu: 500m}}', ...shape }), cpu: { request: '120m' }, ...change },
      options,
    )
    return { codes: skipCodes(result), message: result.skipped[0]?.message ?? null, written: written(result) }
  }
  const open = ['requests.cpu 500m -> 350m (max-decrease)']

  it('lets through what nothing holds', () => {
    expect(outcome({}, {})).toMatchObject({ codes: [], written: open })
  })

  it('lets a workload speak for itself, from Git', () => {
    const annotated = (text: string) => ({ metadata: `annotations: ${text}` })
    expect(outcome(annotated('{krr-gitops.io/ignore: "true"}'), {}).codes).toEqual(['*: ignored'])
    expect(outcome(annotated('{krr-gitops.io/policy: "maxDecrease: 10%"}'), {}).written).toEqual([
      'requests.cpu 500m -> 450m (max-decrease)',
    ])
    expect(outcome(annotated('{krr-gitops.io/policy: "maxDecrease: -1"}'), {})).toMatchObject({
      codes: ['*: bad-annotation'],
      message: 'The annotation krr-gitops.io/policy cannot be used: maxDecrease must be a percentage from 0% to 100%.',
    })
  })

  it('honours a live annotation only where it holds back', () => {
    const live = (annotations: Record<string, string>) => outcome({}, {}, { evidence: { annotations } })
    expect(live({ 'krr-gitops.io/ignore': 'true' }).codes).toEqual(['*: ignored'])
    expect(live({ 'krr-gitops.io/policy': 'maxDecrease: 90%' }).written).toEqual(open)
  })

  it('protects', () => {
    const protect = (selector: Selector, change: Partial<Scenario> = {}) =>
      outcome({}, { policy: { protect: [selector] } }, change)
    expect(protect({ namespaces: ['shop'] })).toMatchObject({
      codes: ['*: protected'],
      message: 'shop/Deployment/cart of cluster staging-eu is protected by policy.',
      written: [],
    })
    expect(protect({ namespaces: ['web'] }).written).toEqual(open)
    expect(protect({ clusters: ['prod'] }).written).toEqual(open)
    // A report that names no cluster may come from the protected one.
    expect(protect({ clusters: ['prod'] }, { cluster: null })).toMatchObject({
      codes: ['*: protected'],
      message: 'shop/Deployment/cart (its cluster is not named) is protected by policy.',
    })
  })

  it('selects by severity, in the order of krr', () => {
    const at = (severity: Scenario['severity']) =>
      outcome({}, { select: { minSeverity: 'WARNING' } }, severity === undefined ? {} : { severity }).codes
    expect(['GOOD', 'OK', 'WARNING', 'CRITICAL'].map((severity) => at(severity as Scenario['severity']))).toEqual([
      ['*: not-selected'],
      ['*: not-selected'],
      [],
      [],
    ])
  })

  it('includes and excludes', () => {
    expect(outcome({}, { select: { include: [{ names: ['web'] }] } })).toMatchObject({
      codes: ['*: not-selected'],
      message: 'shop/Deployment/cart of cluster staging-eu is not included by select.',
    })
    expect(outcome({}, { select: { include: [{ names: ['web'] }, { names: ['cart'] }] } }).written).toEqual(open)
    expect(outcome({}, { select: { exclude: [{ containers: ['app'] }] } })).toMatchObject({
      codes: ['*: not-selected'],
      message: 'shop/Deployment/cart of cluster staging-eu is excluded by select.',
    })
    expect(outcome({}, { select: { include: [{ clusters: ['prod'] }] } }, { cluster: null }).codes).toEqual([
      '*: not-selected',
    ])
    expect(outcome({}, { select: { exclude: [{ clusters: ['prod'] }] } }, { cluster: null }).codes).toEqual([
      '*: not-selected',
    ])
  })

  it('matches labels of the workload in Git, of the live one, and of the pod template', () => {
    const by = (labels: Record<string, string>) =>
      outcome(
        { metadata: 'labels: {tier: data}' },
        { policy: { protect: [{ labels }] } },
        { evidence: { labels: { tier: 'web', team: 'x' } } },
      ).codes
    expect(by({ tier: 'data' })).toEqual(['*: protected'])
    expect(by({ tier: 'web' })).toEqual([])
    expect(by({ team: 'x' })).toEqual(['*: protected'])
    expect(by({ app: 'cart' })).toEqual(['*: protected'])
  })

  it('gives hint and container with every skip', () => {
    const { skipped } = run({ manifests: workload({ resources: '{requests: {cpu: 500m}}' }), cpu: { request: '500m' } })
    expect(skipped).toEqual([
      {
        container: { cluster: 'staging-eu', namespace: 'shop', kind: 'Deployment', name: 'cart', container: 'app' },
        resource: 'cpu',
        code: 'already-right',
        message: 'The cpu request is 500m, krr recommends 500m; nothing is to change.',
        hint: 'Nothing to do.',
      },
    ])
  })
})
