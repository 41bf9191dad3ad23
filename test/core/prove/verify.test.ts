import { describe, expect, it } from 'vitest'
import { type ComparedBuild, type Outcome, type VerifyInput, verify } from '../../../src/core/prove/verify.ts'
import { render, type Wish, workloadChange } from './given.ts'

const POD = (cpu: string, name = 'one') =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n  - name: app\n    resources:\n      requests:\n        cpu: ${cpu}\n`
const ok = (overlay: string, ...documents: string[]): Outcome => ({ ok: true, render: render(overlay, ...documents) })
const failed = (message: string): Outcome => ({ ok: false, message })

const object = render('apps/one', POD('500m')).objects[0]
if (object === undefined) throw new Error('empty')
const wish: Wish = { container: 'app', resource: 'cpu', to: '250m' }
const workload = workloadChange({ overlay: 'apps/one', object, wishes: [wish] })
const own: ComparedBuild = {
  overlay: 'apps/one',
  before: ok('apps/one', POD('500m')),
  after: ok('apps/one', POD('250m')),
  passesOn: [],
  keepsNames: false,
}
const good: VerifyInput = {
  group: 'apps/one',
  workloads: [workload],
  edits: [{ path: 'apps/one/pod.yaml', before: POD('500m'), after: POD('250m') }],
  builds: [own],
  readers: ['apps/one'],
}
const other = (before: Outcome, after: Outcome, passesOn: string[] = [], keepsNames = false): VerifyInput => ({
  ...good,
  builds: [own, { overlay: 'all', before, after, passesOn, keepsNames }],
  readers: ['all', 'apps/one'],
})

describe('verify proves that nothing changes', () => {
  const edits = [{ path: 'apps/one/krr/pod-one.yaml', before: 'x', after: null }]
  const removal = (before: Outcome, after: Outcome, mends: string[] = []): VerifyInput => ({
    ...{ ...good, workloads: [], edits, nothing: { mends } },
    builds: [{ ...own, before, after }],
  })
  const same = ok('apps/one', POD('500m'))

  it('where the render stays the same', () => {
    expect(verify(removal(same, same))).toMatchObject({
      ok: true,
      plan: { workloads: [], builds: [{ changed: false }] },
    })
    expect(verify(removal(same, ok('apps/one', POD('250m')))).ok).toBe(false)
    expect(verify(removal(same, failed('no'))).ok).toBe(false)
  })

  it('where a build works again that was known to fail', () => {
    expect(verify(removal(failed('no'), same, ['apps/one']))).toMatchObject({ ok: true })
    expect(verify(removal(failed('no'), same)).ok).toBe(false)
    expect(verify(removal(failed('no'), failed('other'), ['apps/one'])).ok).toBe(false)
  })

  it('only without workloads', () => {
    expect(verify({ ...good, nothing: { mends: [] } }).ok).toBe(false)
  })
})

describe('verify proves', () => {
  it('a single overlay', () => {
    const result = verify(good)
    expect(result).toMatchObject({
      ok: true,
      plan: {
        group: 'apps/one',
        workloads: [workload],
        builds: [{ overlay: 'apps/one', changed: true, diff: expect.stringContaining('+        cpu: 250m') }],
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    })
  })
  it('with others that stay the same', () => {
    expect(verify(other(ok('all', POD('1', 'two')), ok('all', POD('1', 'two'))))).toMatchObject({
      ok: true,
      plan: { builds: [{ changed: true }, { overlay: 'all', changed: false, diff: '' }] },
    })
  })
  it('with others that may pass the change on', () => {
    const build = other(ok('all', POD('500m', 'x-one')), ok('all', POD('250m', 'x-one')), ['apps/one'])
    expect(verify(build)).toMatchObject({ ok: true, plan: { builds: [{ changed: true }, { changed: true }] } })
  })
  it('with others that must keep the names, and do', () => {
    const build = other(ok('all', POD('500m')), ok('all', POD('250m')), ['apps/one'], true)
    expect(verify(build)).toMatchObject({ ok: true, plan: { builds: [{ changed: true }, { changed: true }] } })
  })
  it('with others that fail as they did before', () => {
    expect(verify(other(failed('no such file'), failed('no such file')))).toMatchObject({ ok: true })
  })
})

describe('the digest', () => {
  const digest = (input: VerifyInput) => {
    const result = verify(input)
    return result.ok ? result.plan.digest : ''
  }
  it('is the same in any order of the builds, and differs with any render', () => {
    const both = other(failed('a'), failed('a'))
    expect(digest({ ...both, builds: [...both.builds].reverse() })).toBe(digest(both))
    expect(digest(other(failed('b'), failed('b')))).not.toBe(digest(both))
    expect(digest(good)).not.toBe(digest(both))
  })
})

describe('verify refuses', () => {
  const same = ok('all', POD('1'))
  const twice = workloadChange({ overlay: 'apps/one', object, wishes: [wish, wish] })
  const cases: [string, string, VerifyInput, string][] = [
    ['no workloads', 'incomplete', { ...good, workloads: [] }, 'nothing to prove'],
    ['no edits', 'incomplete', { ...good, edits: [] }, 'nothing to prove'],
    [
      'an edit that changes nothing',
      'incomplete',
      { ...good, edits: [{ path: 'x', before: 'a', after: 'a' }] },
      'changes nothing',
    ],
    ['a file edited twice', 'incomplete', { ...good, edits: [...good.edits, ...good.edits] }, 'edited twice'],
    ['two changes of one field', 'incomplete', { ...good, workloads: [twice] }, 'the same field'],
    ['a build made twice', 'incomplete', { ...good, builds: [own, own] }, 'more than once'],
    ['a workload without changes', 'incomplete', { ...good, workloads: [{ ...workload, changes: [] }] }, 'no change'],
    ['an overlay that was not built', 'incomplete', { ...good, builds: [], readers: [] }, 'apps/one was not built'],
    ['a reader that was not built', 'incomplete', { ...good, readers: ['all'] }, 'all reads an edited file'],
    ['no render before', 'incomplete', { ...good, builds: [{ ...own, before: failed('x') }] }, 'no render before'],
    ['a build that fails now', 'build-failed-after', { ...good, builds: [{ ...own, after: failed('boom') }] }, 'boom'],
    ['another build that fails now', 'build-failed-after', other(same, failed('boom')), 'boom'],
    ['another that fails in another way', 'fails-differently', other(failed('a'), failed('b')), 'b'],
    ['another that builds now', 'fails-differently', other(failed('a'), same), 'did not before'],
    [
      'another that changes too',
      'difference',
      other(ok('all', POD('500m')), ok('all', POD('250m'))),
      'Pod one at /spec/containers/0/resources/requests/cpu: "500m" became "250m"',
    ],
    ['another that changes otherwise', 'difference', other(same, ok('all', POD('2')), ['apps/one']), '"1" became "2"'],
    [
      'another that passes the change on under other names, where they must stay',
      'difference',
      other(ok('all', POD('500m', 'x-one')), ok('all', POD('250m', 'x-one')), ['apps/one'], true),
      'Pod x-one',
    ],
    [
      'an overlay that did not change',
      'difference',
      { ...good, builds: [{ ...own, after: own.before }] },
      'did not become 250m',
    ],
  ]
  it.each(cases)('%s', (_, code, input, message) => {
    const result = verify(input)
    expect(result.ok).toBe(false)
    const all = result.ok ? [] : result.unproved
    expect(all.find((one) => one.code === code)?.message).toContain(message)
  })
})
