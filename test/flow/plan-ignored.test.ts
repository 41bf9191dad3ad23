/** A plan names no new file that git would never commit. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openRepository } from '../../src/adapters/repository/open.ts'
import { plan } from '../../src/flow/plan.ts'
import { openLifeWorld, SHOP } from './life-world.ts'
import { planInput } from './plan-input.ts'

async function planWith(gitignore: string) {
  await using world = await openLifeWorld(SHOP)
  const { root } = await world.checkout()
  execFileSync('git', ['init', '--quiet'], { cwd: root })
  writeFileSync(join(root, '.gitignore'), gitignore)
  const repository = await openRepository(root)
  let asked = 0
  const { input, tools } = planInput(repository, world)
  const counted = {
    ...repository,
    ignored: (paths: readonly string[]) => {
      asked += 1
      return repository.ignored?.(paths) ?? Promise.reject(new Error('no git'))
    },
  }
  const { proposals, skipped } = await plan({ ...input, repository: counted }, tools)
  const edits = proposals.flatMap((proposal) => proposal.plan.edits.map(({ path }) => path))
  return { asked, edits, skipped: skipped.filter(({ container }) => container.name === 'cart') }
}

it.each([
  ['', 'krr/deployment-cart.yaml'],
  ['krr/', 'krr-gitops/deployment-cart.yaml'],
  ['krr*/', 'krr-deployment-cart.yaml'],
  ['deployment-cart.yaml', 'krr/deployment-cart-2.yaml'],
])('with %j in .gitignore the patch is %s', async (gitignore, file) => {
  const { edits, asked } = await planWith(`${gitignore}\n`)
  expect(edits.filter((path) => path.includes('cart'))).toEqual([`apps/shop/prod/${file}`])
  expect(asked).toBe(1)
})

it('where every name is ignored the workload is skipped, and says so', async () => {
  const { edits, skipped } = await planWith('*-cart*.yaml\n')
  expect(edits.filter((path) => path.includes('cart'))).toEqual([])
  expect(skipped).toMatchObject([
    { code: 'unsafe-edit', message: expect.stringContaining('git ignores apps/shop/prod/krr/deployment-cart.yaml') },
  ])
})
