import { describe, expect, it } from 'vitest'
import { compareRenders, type DifferenceKind, formatDifference } from '../../../src/core/prove/compare.ts'
import { type IntendedObject, intendedObject } from '../../../src/core/prove/intended.ts'
import { render, type Wish, workloadChange } from './given.ts'

const CART = `apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    note: "1"
  name: cart
  namespace: shop
spec:
  replicas: 2
  template:
    spec:
      containers:
      - image: proxy
        name: proxy
      - image: cart
        name: app
        resources:
          limits:
            cpu: "1"
          requests:
            cpu: 500m
            memory: 1Gi
`
const SETTINGS = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\n'
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n  namespace: shop\nspec:\n  type: ClusterIP\n'

const before = render('apps/cart', CART, SERVICE, SETTINGS)
const CPU: Wish = { container: 'app', resource: 'cpu', to: '250m' }

function intended(...wishes: Wish[]): IntendedObject {
  const object = before.objects[0]
  if (object === undefined) throw new Error('the render is empty')
  return intendedObject(workloadChange({ overlay: 'apps/cart', object, wishes }))
}

function judge(wishes: Wish[], ...documents: string[]) {
  return compareRenders(before, render('apps/cart', ...documents), { exact: [intended(...wishes)] })
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`no ${from}`)
  return text.replace(from, to)
}

describe('compareRenders, where a former text comes back', () => {
  const back = (text: string, wish: Wish = CPU) => {
    const { id, containers } = intended(wish)
    const anyForm = containers.map((one) => ({
      ...one,
      values: one.values.map((value) => ({ ...value, inAnyForm: true as const })),
    }))
    const after = render('apps/cart', replaced(CART, 'cpu: 500m', text), SERVICE, SETTINGS)
    return compareRenders(before, after, { exact: [{ id, containers: anyForm }] })
  }

  it.each(['cpu: 250m', 'cpu: 0.25', 'cpu: "0.250"'])('accepts the amount as %s', (text) => {
    expect(back(text).ok).toBe(true)
  })

  it.each(['cpu: 251m', 'cpu: ""', 'cpu: null'])('accepts no other amount: %s', (text) => {
    const verdict = back(text)
    expect(verdict.ok ? [] : verdict.differences.map(({ kind }) => kind)).toEqual(['wrong-value'])
  })

  it('still wants a removed field to be gone', () => {
    expect(back('cpu: null', { ...CPU, to: null }).ok).toBe(false)
  })
})

describe('compareRenders accepts exactly what was meant', () => {
  const proxy = (resources: string) => replaced(CART, '        name: proxy\n', `        name: proxy\n${resources}`)
  const cases: [string, Wish[], string][] = [
    ['a changed request', [CPU], replaced(CART, 'cpu: 500m', 'cpu: 250m')],
    ['quotes that the writer chose', [CPU], replaced(CART, 'cpu: 500m', 'cpu: "250m"')],
    ['a whole number as number', [{ ...CPU, to: '2' }], replaced(CART, 'cpu: 500m', 'cpu: 2')],
    ['a whole number as text', [{ ...CPU, to: '2' }], replaced(CART, 'cpu: 500m', 'cpu: "2"')],
    [
      'two values',
      [CPU, { ...CPU, resource: 'memory', to: '512Mi' }],
      replaced(replaced(CART, 'cpu: 500m', 'cpu: 250m'), '1Gi', '512Mi'),
    ],
    [
      'a removed limit, its map left empty',
      [{ ...CPU, field: 'limits', to: null }],
      replaced(CART, 'limits:\n            cpu: "1"', 'limits: {}'),
    ],
    [
      'a removed limit with its map',
      [{ ...CPU, field: 'limits', to: null }],
      replaced(CART, '          limits:\n            cpu: "1"\n', ''),
    ],
    [
      'added resources',
      [{ container: 'proxy', resource: 'memory', to: '64Mi' }],
      proxy('        resources:\n          requests:\n            memory: 64Mi\n'),
    ],
    [
      'another order of keys',
      [CPU],
      replaced(
        replaced(CART, '      - image: cart\n        name: app\n', '      - name: app\n        image: cart\n'),
        '500m',
        '250m',
      ),
    ],
  ]
  it.each(cases)('%s', (_, wishes, after) => {
    const verdict = judge(wishes, after, SERVICE, SETTINGS)
    expect(verdict).toMatchObject({ ok: true, changed: [{ kind: 'Deployment', name: 'cart' }] })
    expect(verdict.ok && verdict.diff).toContain('--- Deployment shop/cart\n+++ Deployment shop/cart\n@@')
  })

  it('resources that were null before', () => {
    const object = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: one\nspec:\n  containers:\n  - name: app\n    resources: null\n`
    const was = render('o', object)
    const is = render('o', replaced(object, 'resources: null', 'resources:\n      requests:\n        cpu: 250m'))
    const pod = was.objects[0]
    if (pod === undefined) throw new Error('empty')
    const meant = intendedObject(workloadChange({ overlay: 'o', object: pod, wishes: [CPU] }))
    expect(compareRenders(was, is, { exact: [meant] })).toMatchObject({ ok: true, changed: [{ namespace: null }] })
  })

  it('nothing at all where nothing was meant', () => {
    expect(compareRenders(before, before, { exact: [] })).toEqual({ ok: true, changed: [], diff: '' })
  })
})

describe('compareRenders refuses', () => {
  const good = replaced(CART, 'cpu: 500m', 'cpu: 250m')
  const cases: [string, DifferenceKind[], Wish[], string[]][] = [
    ['a change that did not come', ['missing'], [CPU], [CART, SERVICE, SETTINGS]],
    [
      'one of two values missing',
      ['missing'],
      [CPU, { ...CPU, resource: 'memory', to: '1Mi' }],
      [good, SERVICE, SETTINGS],
    ],
    [
      'a removal that did not come',
      ['missing'],
      [CPU, { ...CPU, field: 'limits', to: null }],
      [good, SERVICE, SETTINGS],
    ],
    ['an equal amount written otherwise', ['wrong-value'], [CPU], [replaced(CART, '500m', '0.25'), SERVICE, SETTINGS]],
    [
      'null instead of gone',
      ['wrong-value'],
      [{ ...CPU, field: 'limits', to: null }],
      [replaced(CART, '"1"\n          req', 'null\n          req'), SERVICE, SETTINGS],
    ],
    [
      'gone instead of a value',
      ['wrong-value'],
      [CPU],
      [replaced(CART, '            cpu: 500m\n', ''), SERVICE, SETTINGS],
    ],
    [
      'a map instead of a value',
      ['wrong-value'],
      [{ ...CPU, field: 'limits', to: null }],
      [replaced(CART, 'cpu: "1"', 'cpu: {}'), SERVICE, SETTINGS],
    ],
    ['a changed annotation', ['unexpected'], [CPU], [replaced(good, 'note: "1"', 'note: "2"'), SERVICE, SETTINGS]],
    ['text that became a number', ['unexpected'], [CPU], [replaced(good, 'note: "1"', 'note: 1'), SERVICE, SETTINGS]],
    ['a field that vanished', ['unexpected'], [CPU], [replaced(good, '  replicas: 2\n', ''), SERVICE, SETTINGS]],
    [
      'an empty map that came',
      ['unexpected'],
      [CPU],
      [replaced(good, '        name: proxy\n', '        name: proxy\n        resources: {}\n'), SERVICE, SETTINGS],
    ],
    ['an extra resource', ['unexpected'], [CPU], [replaced(good, 'memory: 1Gi', 'memory: 2Gi'), SERVICE, SETTINGS]],
    [
      'another container',
      ['unexpected', 'missing'],
      [{ container: 'proxy', resource: 'cpu', to: '250m' }],
      [good, SERVICE, SETTINGS],
    ],
    ['a container more', ['unexpected'], [CPU], [`${good}      - name: ghost\n`, SERVICE, SETTINGS]],
    ['another object changed', ['unexpected'], [CPU], [good, replaced(SERVICE, 'ClusterIP', 'NodePort'), SETTINGS]],
    ['an object more', ['document-count'], [CPU], [good, SERVICE, SETTINGS, SERVICE]],
    ['an object less', ['document-count'], [CPU], [good, SERVICE]],
    ['objects in another order', ['order', 'order'], [CPU], [good, SETTINGS, SERVICE]],
    [
      'an object of another namespace',
      ['order'],
      [CPU],
      [good, replaced(SERVICE, 'namespace: shop', 'namespace: b'), SETTINGS],
    ],
    ['an object of another version', ['order'], [CPU], [good, replaced(SERVICE, 'v1', 'v2'), SETTINGS]],
    [
      'a name that follows its content',
      ['renamed'],
      [CPU],
      [good, SERVICE, replaced(SETTINGS, 'settings', 'settings-2b4d6f8hk5')],
    ],
    [
      'a document that is broken now',
      ['unreadable'],
      [CPU],
      [replaced(good, 'replicas: 2', 'replicas: [2'), SERVICE, SETTINGS],
    ],
  ]
  it.each(cases)('%s', (_, kinds, wishes, documents) => {
    const verdict = judge(wishes, ...documents)
    expect(verdict.ok).toBe(false)
    expect(verdict.ok ? [] : verdict.differences.map((difference) => difference.kind)).toEqual(kinds)
  })

  it('containers in another order', () => {
    const [head, proxy, app] = CART.split(/(?= {6}- image)/) as [string, string, string]
    const verdict = judge([CPU], head + replaced(app, '500m', '250m') + proxy, SERVICE, SETTINGS)
    expect(verdict.ok).toBe(false)
  })

  it('a document that was broken before', () => {
    const broken = replaced(SERVICE, 'type: ClusterIP', 'type: [')
    const verdict = compareRenders(render('o', broken), render('o', `${broken} `), { exact: [] })
    expect(verdict).toMatchObject({
      ok: false,
      differences: [{ kind: 'unreadable', message: expect.stringContaining('before') }],
    })
  })

  it('a target that is not at its place', () => {
    const object = before.objects[0]
    if (object === undefined) throw new Error('empty')
    const meant = intendedObject(workloadChange({ overlay: 'o', object, wishes: [CPU] }))
    const moved = { ...meant, containers: meant.containers.map((one) => ({ ...one, index: 0 })) }
    const verdict = compareRenders(before, render('o', good, SERVICE, SETTINGS), { exact: [moved] })
    expect(verdict.ok ? [] : verdict.differences.map((one) => one.kind)).toEqual(['container', 'unexpected', 'missing'])
  })

  it('a target whose list of containers does not exist', () => {
    const meant = intended(CPU)
    const lost = {
      ...meant,
      containers: meant.containers.map((one) => ({ ...one, containersPath: ['spec', 'no', 'list'] })),
    }
    const verdict = compareRenders(before, before, { exact: [lost] })
    expect(verdict.ok ? [] : verdict.differences.map((one) => one.kind)).toEqual(['container', 'missing'])
  })

  it('a target that is not rendered, or twice', () => {
    const meant = intended(CPU)
    const other = { ...meant, id: { ...meant.id, name: 'other' } }
    expect(compareRenders(before, before, { exact: [other] })).toMatchObject({
      differences: [{ kind: 'object', message: 'the object is rendered 0 times' }],
    })
    const twice = render('o', CART, CART)
    expect(compareRenders(twice, twice, { exact: [meant] })).toMatchObject({
      differences: [{ kind: 'object', message: 'the object is rendered 2 times' }],
    })
  })
})

describe('compareRenders lets the changes of an included overlay pass', () => {
  const PREFIXED = replaced(CART, 'name: cart', 'name: eu-cart-x')
  const was = render('all', PREFIXED, SERVICE)
  const passing = [intended(CPU, { ...CPU, resource: 'memory', to: '2Gi' })]
  const both = replaced(replaced(PREFIXED, '500m', '250m'), '1Gi', '2Gi')

  it('under the names that it gives', () => {
    expect(compareRenders(was, render('all', both, SERVICE), { exact: [], passing })).toMatchObject({ ok: true })
  })
  it('also where it sets one of the values itself', () => {
    const one = replaced(PREFIXED, '500m', '250m')
    expect(compareRenders(was, render('all', one, SERVICE), { exact: [], passing })).toMatchObject({ ok: true })
  })
  it.each([
    ['with something else in it', replaced(both, 'replicas: 2', 'replicas: 3')],
    ['with other values', replaced(PREFIXED, '500m', '251m')],
  ])('but not %s', (_, document) => {
    expect(compareRenders(was, render('all', document, SERVICE), { exact: [], passing })).toMatchObject({ ok: false })
  })
  it.each([
    ['kind', 'kind: Deployment', 'kind: StatefulSet'],
    ['version', 'apps/v1', 'apps/v2'],
    ['name', 'eu-cart-x', 'basket'],
  ])('but not in an object of another %s', (_, from, to) => {
    const old = render('all', replaced(PREFIXED, from, to))
    const young = render('all', replaced(both, from, to))
    expect(compareRenders(old, young, { exact: [], passing })).toMatchObject({ ok: false })
  })
})

describe('formatDifference', () => {
  it('names the place as far as it is known', () => {
    const object = { apiVersion: 'v1', kind: 'Service', namespace: null, name: 'cart' }
    const base = { kind: 'unexpected' as const, position: 0, message: 'is odd' }
    expect(formatDifference({ ...base, object, pointer: '/spec' })).toBe('Service cart at /spec: is odd')
    expect(formatDifference({ ...base, object: null, pointer: '' })).toBe('is odd')
  })
})
