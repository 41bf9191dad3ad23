/** Patches that do nothing any more are taken out, proved by render; all others stay. */
import { describe, expect, it } from 'vitest'
import { cleanUp } from '../../src/flow/clean-up.ts'
import { silentLogger, silentProgress } from '../../src/ports/runtime.ts'
import { deployment, type LifeWorld, openLifeWorld, SETTINGS, SHOP } from './life-world.ts'

const GROUP = 'apps/shop/prod'
const K = 'apps/shop/prod/kustomization.yaml'
const CART = 'apps/shop/prod/krr/deployment-cart.yaml'
const WEB = 'apps/shop/prod/krr/deployment-web.yaml'
const BRANCH = 'krr-gitops/clean-up---apps--shop--prod'

async function clean(world: LifeWorld, busy: readonly string[] = []) {
  return cleanUp(
    { repository: await world.checkout(), settings: SETTINGS, busy: new Set(busy) },
    {
      ...{ forge: world.forge, kustomize: world.kustomize, cache: world.cache, concurrency: 2 },
      ...{ clock: world.memory.clock, logger: silentLogger, progress: silentProgress },
    },
  )
}

async function withPatches(): Promise<LifeWorld> {
  const world = await openLifeWorld(SHOP)
  await world.merged(GROUP, [{ to: '250m' }])
  await world.merged(GROUP, [{ name: 'web', to: '100m' }])
  world.memory.log.length = 0
  return world
}

const BASE = 'apps/shop/base/cart.yaml'
const SAME = deployment('cart', 'cpu: 250m\n              memory: 512Mi')

describe('cleanUp', () => {
  it('leaves alone what has an effect, and asks the forge nothing', async () => {
    await using world = await withPatches()
    expect(await clean(world)).toEqual([])
    expect(world.memory.log).toEqual([])
    await using fresh = await openLifeWorld(SHOP)
    expect(await clean(fresh)).toEqual([])
  })

  it('takes out a patch when the base says the same', async () => {
    await using world = await withPatches()
    world.memory.personCommits('ada', 'main', { [BASE]: SAME })
    expect(await clean(world)).toMatchObject([{ action: 'create', branch: BRANCH }])
    const files = world.files(BRANCH)
    expect(files[CART]).toBeUndefined()
    expect(files[WEB]).toBe(world.files()[WEB])
    expect(files[K]).toBe((world.files()[K] ?? '').replace('  - path: krr/deployment-cart.yaml\n', ''))
    const pull = world.memory.state.pulls.find(({ branch }) => branch === BRANCH)
    expect(pull?.title).toBe('Remove 1 patch without effect from apps/shop/prod')
    expect(pull?.body).toContain(
      '`apps/shop/prod/krr/deployment-cart.yaml`: Deployment cart renders the same without it.',
    )
    expect(await clean(world)).toMatchObject([{ action: 'keep' }])

    world.memory.personMerges('ada', pull?.number ?? 0)
    expect(await clean(world)).toEqual([])
  })

  it('gives the kustomization back as it was once nothing is left', async () => {
    await using world = await withPatches()
    const web = deployment('web', 'cpu: 100m')
    world.memory.personCommits('ada', 'main', { [BASE]: SAME, 'apps/shop/base/web.yaml': web })
    await clean(world)
    expect(world.files(BRANCH)).toEqual({ ...SHOP, [BASE]: SAME, 'apps/shop/base/web.yaml': web })
  })

  it('takes out a patch of a workload that is gone and whose patch breaks the build', async () => {
    await using world = await withPatches()
    world.memory.personCommits('ada', 'main', { 'apps/shop/base/kustomization.yaml': 'resources:\n  - web.yaml\n' })
    expect(await clean(world)).toMatchObject([{ action: 'create' }])
    expect(world.files(BRANCH)[CART]).toBeUndefined()
    expect(world.files(BRANCH)[WEB]).toBeDefined()
    const pull = world.memory.state.pulls.find(({ branch }) => branch === BRANCH)
    expect(pull?.body).toContain('does not build because of the patch')
    expect(pull?.body).toContain('Builds again, and did not before: `apps/shop/prod`')
  })

  it('does not touch what people made theirs, what is busy, and what somebody wants to keep', async () => {
    await using world = await withPatches()
    world.memory.personCommits('ada', 'main', { [BASE]: SAME })
    expect(await clean(world, [GROUP])).toEqual([])
    await clean(world)
    const pull = world.memory.state.pulls.find(({ branch }) => branch === BRANCH)
    world.memory.personCloses(pull?.number ?? 0)
    expect(await clean(world)).toEqual([])

    await using theirs = await withPatches()
    const text = theirs.files()[CART] ?? ''
    theirs.memory.personCommits('ada', 'main', { [BASE]: SAME, [CART]: text.replace(/^# krr-gitops:.*\n/, '') })
    expect(await clean(theirs)).toEqual([])
    await using commented = await withPatches()
    const kustomization = (commented.files()[K] ?? '').replace(
      'deployment-cart.yaml\n',
      'deployment-cart.yaml # keep\n',
    )
    commented.memory.personCommits('ada', 'main', { [BASE]: SAME, [K]: kustomization })
    expect(await clean(commented)).toEqual([])
  })
})
