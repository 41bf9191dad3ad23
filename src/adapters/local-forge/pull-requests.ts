/** Pull requests of a local repository, with the rules that GitHub has for its own. */
import { Problem } from '../../core/problem.ts'
import type { PullRequest, PullRequests } from '../../ports/forge.ts'
import type { Clock } from '../../ports/runtime.ts'
import type { Git } from '../git/git.ts'
import { branchHead, isAncestor } from '../git/refs.ts'
import type { PullFile } from './pull-file.ts'
import type { PullStore } from './store.ts'
import { syncPulls } from './sync.ts'

export interface PullContext {
  readonly git: Git
  readonly store: PullStore
  readonly clock: Clock
  readonly author: string
}

export function createLocalPullRequests(context: PullContext): PullRequests {
  const { git, store, clock } = context
  const all = async () => (await syncPulls(git, store, clock.now())).map((pull) => toPullRequest(pull, store))
  return {
    async listOpen(prefix) {
      return (await all()).filter(({ state, branch }) => state === 'open' && branch.startsWith(prefix))
    },
    async listClosed(branches, since) {
      const found = (await all()).filter(
        ({ branch, closedAt }) => branches.includes(branch) && closedAt !== null && closedAt >= since,
      )
      return found.sort((a, b) => Number(b.closedAt) - Number(a.closedAt) || b.number - a.number)
    },
    async get(number) {
      return (await all()).find((pull) => pull.number === number) ?? null
    },
    async open(request) {
      const head = await branchHead(git, request.branch)
      const base = await branchHead(git, request.base)
      if (head === null || base === null || (await isAncestor(git, head, base))) throw nothingToMerge(request.branch)
      await syncPulls(git, store, clock.now())
      return store.exclusive(async (save) => {
        const pulls = await store.all()
        if (pulls.some(({ state, branch }) => state === 'open' && branch === request.branch)) return 'exists'
        const pull: PullFile = {
          ...{ version: 1, ...request, head, openedOn: base, state: 'open', author: context.author },
          number: Math.max(0, ...pulls.map(({ number }) => number)) + 1,
          ...{ labels: [], labelled: [], reviewers: [], comments: [] },
          ...{ createdAt: clock.now().toISOString(), closedAt: null, mergedAt: null },
        }
        await save(pull)
        return toPullRequest(pull, store)
      })
    },
    async edit(number, change) {
      await changePull(store, number, (pull) => ({
        ...pull,
        ...(change.title === undefined ? {} : { title: change.title }),
        ...(change.body === undefined ? {} : { body: change.body }),
        ...(change.state === undefined || pull.state !== 'open'
          ? {}
          : { state: change.state, closedAt: clock.now().toISOString() }),
      }))
    },
    async mergeable(number) {
      const pull = (await all()).find((found) => found.number === number)
      if (pull === undefined || pull.state !== 'open') return null
      const args = ['merge-tree', '--write-tree', '--no-messages', `refs/heads/${pull.base}`, pull.head]
      // A git before 2.38 does not know --write-tree and exits 129.
      const { exitCode } = await git.result(args, { answers: [1, 128, 129] })
      return exitCode === 0 ? true : exitCode === 1 ? false : null
    },
  }
}

/** Reads, changes and writes one pull request alone. Throws `no-such-pull-request` (exit 2). */
export async function changePull(
  store: PullStore,
  number: number,
  change: (pull: PullFile) => PullFile,
): Promise<PullFile> {
  return store.exclusive(async (save) => {
    const pull = await store.read(number)
    if (pull === null) throw noSuchPull(number)
    const next = change(pull)
    await save(next)
    return next
  })
}

export function noSuchPull(number: number): Problem {
  return new Problem({
    code: 'no-such-pull-request',
    exit: 2,
    message: `There is no pull request #${number} here.`,
    hint: 'See `krr-gitops list`.',
  })
}

function nothingToMerge(branch: string): Problem {
  return new Problem({
    code: 'nothing-to-merge',
    exit: 3,
    message: `The branch ${branch} holds no commit that its base does not have.`,
    hint: 'Plan again from the current default branch.',
  })
}

export function toPullRequest(pull: PullFile, store: PullStore): PullRequest {
  const { number, state, draft, title, body, branch, base, head, labels, author } = pull
  const date = (text: string | null) => (text === null ? null : new Date(text))
  return {
    ...{ number, state, draft, title, body, branch, base, head, labels, author },
    url: store.fileOf(number),
    createdAt: new Date(pull.createdAt),
    ...{ closedAt: date(pull.closedAt), mergedAt: date(pull.mergedAt) },
  }
}
