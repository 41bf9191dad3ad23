/** Pull requests of the bot, made through the forge as the flows make them. */
import type { PullRequest } from '../../../src/ports/forge.ts'
import type { LivingForge, PullRequestFacts } from '../../../src/ports/life.ts'
import type { GitHubWorld } from './world.ts'

export async function propose(
  { forge }: { readonly forge: LivingForge },
  {
    branch = 'krr-gitops/shop',
    files = { 'apps/shop/krr.yaml': 'cpu: 1\n' } as Record<string, string>,
    draft = false,
  } = {},
): Promise<PullRequest> {
  const { head: parent } = await forge.repository.describe()
  const writes = Object.entries(files).map(([path, after]) => ({ path, before: null, after }))
  const commit = await forge.branches.commit({
    parent,
    files: writes,
    message: () => `Less CPU for ${branch}\n\nMore.\n`,
  })
  await forge.branches.point(branch, commit.sha, null)
  const pull = await forge.pullRequests.open({ branch, base: 'main', title: `Title of ${branch}`, body: 'Body', draft })
  if (pull === 'exists') throw new Error('it exists')
  return pull
}

export async function look(world: Pick<GitHubWorld, 'forge'>, number: number): Promise<PullRequestFacts> {
  const [facts] = await world.forge.life.look([number])
  if (facts === undefined) throw new Error(`#${number} is not there`)
  return facts
}

/** Requests that `work` makes. */
export async function requestsOf({ fake }: GitHubWorld, work: () => Promise<unknown>): Promise<string[]> {
  const before = fake.log.length
  await work()
  return fake.log.slice(before).map(({ key }) => key)
}
