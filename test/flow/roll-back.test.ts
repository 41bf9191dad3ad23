/** What was merged is undone on today's default branch: by the former texts, or by the former values, or not at all. */
import { describe, expect, it } from 'vitest'
import { parseState } from '../../src/core/pull-request/state.ts'
import { parseSealedCommit } from '../../src/core/pull-request/trailers.ts'
import { commitOf, type Files } from '../helpers/memory-forge/state.ts'
import { deployment, type LifeWorld, openLifeWorld, SHOP, type Wish } from './life-world.ts'

const GROUP = 'apps/shop/prod'
const K = 'apps/shop/prod/kustomization.yaml'
const P = 'apps/shop/prod/krr/deployment-cart.yaml'
const ASKED = { why: 'somebody asked for it', requestedBy: 'ada', evidence: [] }
const branchOf = (number: number) => `krr-gitops/revert---${number}`

async function undo(world: LifeWorld, number: number) {
  return world.rollBack()(await world.facts(number), ASKED)
}

describe('rollBack', () => {
  it('gives the former bytes back, removes the file that was made, and says why', async () => {
    await using world = await openLifeWorld(SHOP)
    const number = await world.merged(GROUP, [{ to: '250m' }, { resource: 'memory', to: '256Mi' }])
    expect(world.files()[P]).toBeDefined()
    const result = await undo(world, number)
    expect(result).toEqual({ number: expect.any(Number), url: expect.stringContaining('/pull/') })
    expect(world.files(branchOf(number))).toEqual(SHOP)

    const pull = world.memory.state.pulls.find((one) => one.branch === branchOf(number))
    expect(pull?.title).toMatch(new RegExp(`^Revert "Right-size 1 container in apps/shop/prod.*" \\(#${number}\\)$`))
    expect([...(pull?.labels ?? [])].sort()).toEqual(['krr-gitops', 'krr-gitops/revert', 'risk/low'])
    expect(pull?.reviewers).toEqual([{ users: [], teams: ['acme/platform'] }])
    expect(pull?.body).toContain('| `shop/Deployment/cart/app` | cpu requests | `250m` | `500m` |')
    expect(pull?.body).toContain('byte for byte')
    expect(pull?.body).toContain('+            cpu: 0.5')
    const reading = parseState(pull?.body ?? '')
    expect(reading).toMatchObject({ type: 'valid', state: { reverts: number } })

    const head = world.memory.state.branches.get(branchOf(number)) ?? ''
    expect(parseSealedCommit(commitOf(world.memory.state, head).message)).toMatchObject({
      ...{ reverts: number, requester: 'ada', group: GROUP },
      changes: [
        { resource: 'cpu', from: 250, to: 500, because: ['revert'] },
        { resource: 'memory', from: 256 * 1024 ** 2, to: 512 * 1024 ** 2 },
      ],
    })
  })

  it.each(['squash', 'merge', 'rebase'] as const)('works after a %s', async (method) => {
    await using world = await openLifeWorld(SHOP)
    world.memory.state.mergeMethod = method
    const number = await world.merged(GROUP, [{ to: '250m' }])
    await undo(world, number)
    expect(world.files(branchOf(number))).toEqual(SHOP)
  })

  it.each<[string, Files, Wish[]]>([
    [
      'an override in place, whatever form its number had',
      {
        ...SHOP,
        [K]: `${SHOP[K]}patches:\n  - path: sizes.yaml\n`,
        'apps/shop/prod/sizes.yaml': [
          ...['apiVersion: apps/v1', 'kind: Deployment', 'metadata: { name: cart }', 'spec:'],
          ...['  template:', '    spec:', '      containers:', '        - name: app', '          resources:'],
          ...['            requests: { cpu: "1.50", memory: 1073741824 }', ''],
        ].join('\n'),
      },
      [{ to: '750m' }, { resource: 'memory', to: '512Mi' }],
    ],
    [
      'names with a prefix, and a manifest of its own with CRLF',
      {
        'apps/shop/prod/kustomization.yaml': 'namePrefix: eu-\nnamespace: shop\nresources:\n  - cart.yaml\n',
        'apps/shop/prod/cart.yaml': deployment('cart', 'cpu: 2').replaceAll('\n', '\r\n'),
      },
      [{ name: 'eu-cart', to: '500m' }],
    ],
    [
      'a kind that kustomize does not know',
      {
        'apps/shop/base/kustomization.yaml': 'resources:\n  - cart.yaml\n',
        'apps/shop/base/cart.yaml': deployment('cart', 'cpu: 1')
          .replace('apps/v1', 'argoproj.io/v1alpha1')
          .replace('kind: Deployment', 'kind: Rollout'),
        'apps/shop/prod/kustomization.yaml': 'namespace: shop\nresources: [../base]\n',
      },
      [
        { kind: 'Rollout', to: '500m' },
        { kind: 'Rollout', field: 'limits', resource: 'memory', to: '1Gi' },
      ],
    ],
  ])('gives every byte back: %s', async (_, files, wishes) => {
    await using world = await openLifeWorld(files)
    const number = await world.merged(GROUP, wishes)
    expect(world.files()).not.toEqual(files)
    expect(await undo(world, number)).toHaveProperty('number')
    expect(world.files(branchOf(number))).toEqual(files)
  })

  it('keeps what others did beside it', async () => {
    await using world = await openLifeWorld(SHOP)
    const number = await world.merged(GROUP, [{ to: '250m' }])
    const text = world.files()[K] ?? ''
    world.memory.personCommits('ada', 'main', { [K]: text.replace('# production', '# prod'), 'notes.md': 'x\n' })
    await undo(world, number)
    expect(world.files(branchOf(number))).toEqual({
      ...SHOP,
      [K]: (SHOP[K] ?? '').replace('# production', '# prod'),
      'notes.md': 'x\n',
    })
  })

  it('undoes the values that are left where somebody changed one since, and says who', async () => {
    await using world = await openLifeWorld(SHOP)
    const number = await world.merged(GROUP, [{ to: '250m' }, { resource: 'memory', to: '256Mi' }])
    const patch = world.files()[P] ?? ''
    world.memory.personCommits('bo', 'main', { [P]: patch.replace('256Mi', '300Mi') })
    await undo(world, number)
    const after = world.files(branchOf(number))[P] ?? ''
    expect(after).toBe(patch.replace('256Mi', '300Mi').replace('250m', '500m'))
    const pull = world.memory.state.pulls.find((one) => one.branch === branchOf(number))
    expect(pull?.body).toContain('was changed to `300Mi` since by `bo`')
    expect(pull?.body).toContain('through patches')
    expect(parseState(pull?.body ?? '')).toMatchObject({ state: { changes: [{ resource: 'cpu', to: 500 }] } })
  })

  it('keeps a later change of the bot in the same patch file', async () => {
    await using world = await openLifeWorld(SHOP)
    const first = await world.merged(GROUP, [{ to: '250m' }])
    await world.merged(GROUP, [{ resource: 'memory', to: '256Mi' }])
    await undo(world, first)
    const survey = world.files(branchOf(first))[P] ?? ''
    expect(survey).toContain('cpu: 500m')
    expect(survey).toContain('memory: 256Mi')
  })

  it('removes a value that was not set before', async () => {
    await using world = await openLifeWorld(SHOP)
    const number = await world.merged(GROUP, [{ name: 'web', field: 'limits', resource: 'memory', to: '1Gi' }])
    await undo(world, number)
    expect(world.files(branchOf(number))).toEqual(SHOP)
  })

  it.each<[string, (world: LifeWorld, number: number) => void | Promise<void>, RegExp]>([
    [
      'everything was changed since',
      (world) => {
        const patch = world.files()[P] ?? ''
        world.memory.personCommits('bo', 'main', { [P]: patch.replace('250m', '300m') })
      },
      /there is nothing to undo: of 1 values 1 were changed since \(by bo\)/,
    ],
    [
      'somebody reverted it by hand',
      (world) => {
        world.memory.personCommits('bo', 'main', { [P]: null, [K]: SHOP[K] ?? '' })
      },
      /1 are what they were before/,
    ],
    [
      'the workload is gone',
      (world) => {
        world.memory.personCommits('bo', 'main', {
          [P]: null,
          [K]: SHOP[K] ?? '',
          'apps/shop/base/kustomization.yaml': 'resources:\n  - web.yaml\n',
        })
      },
      /1 are not rendered any more/,
    ],
    [
      'the overlay is gone',
      (world) => {
        world.memory.personCommits('bo', 'main', { [P]: null, [K]: null })
      },
      /1 are not rendered any more/,
    ],
    [
      'the overlay cannot be rendered',
      (world) => {
        world.memory.personCommits('bo', 'main', { [K]: `${world.files()[K] ?? ''}nonsense: [\n` })
      },
      /1 cannot be told from the manifests/,
    ],
  ])('says why there is nothing to undo: %s', async (_, disturb, why) => {
    await using world = await openLifeWorld(SHOP)
    const number = await world.merged(GROUP, [{ to: '250m' }])
    await disturb(world, number)
    const pulls = world.memory.state.pulls.length
    expect(await undo(world, number)).toEqual({ refused: expect.stringMatching(why) })
    expect(world.memory.state.pulls).toHaveLength(pulls)
  })

  it('reverts once, and no revert', async () => {
    await using world = await openLifeWorld(SHOP)
    const number = await world.merged(GROUP, [{ to: '250m' }])
    const first = await undo(world, number)
    const count = world.memory.state.pulls.length
    expect(await undo(world, number)).toEqual(first)
    expect(world.memory.state.pulls).toHaveLength(count)
    const revert = 'number' in first ? first.number : 0
    expect(await undo(world, revert)).toEqual({ refused: expect.stringMatching(/not reverted/) })
    world.memory.personMerges('ada', revert)
    expect(await undo(world, number)).toEqual({ refused: `#${revert} undoes it already` })
    expect(world.files()).toEqual(SHOP)
  })

  it('asks nobody again who closed a revert, unless a person wants it', async () => {
    await using world = await openLifeWorld(SHOP)
    const number = await world.merged(GROUP, [{ to: '250m' }])
    const bot = { why: 'the rollout is degraded', requestedBy: null, evidence: [], preApproved: true }
    const facts = await world.facts(number)
    const first = await world.rollBack()(facts, bot)
    const opened = 'number' in first ? first.number : 0
    const head = world.memory.state.branches.get(branchOf(number)) ?? ''
    expect(parseSealedCommit(commitOf(world.memory.state, head).message)).toMatchObject({ preapproved: true })
    world.memory.personCloses(opened)
    expect(await world.rollBack()(facts, bot)).toEqual({ refused: expect.stringMatching(`somebody closed #${opened}`) })
    expect(await world.rollBack()(facts, { ...ASKED, preApproved: true })).toHaveProperty('number')
    const asked = world.memory.state.branches.get(branchOf(number)) ?? ''
    const statement = parseSealedCommit(commitOf(world.memory.state, asked).message)
    expect(statement?.requester).toBe('ada')
    expect(statement).not.toHaveProperty('preapproved')
  })

  it('does not undo from a checkout of before the merge', async () => {
    await using world = await openLifeWorld(SHOP)
    const old = await world.checkout()
    const number = await world.merged(GROUP, [{ to: '250m' }])
    const facts = await world.facts(number)
    const rollBack = world.rollBack({ checkout: async () => old })
    await expect(rollBack(facts, ASKED)).rejects.toMatchObject({ code: 'merge-not-in-checkout', exit: 2 })
  })
})
