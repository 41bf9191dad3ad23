/**
 * A forge inside any git repository on disk, for trying out, for tests, and where there is no server.
 *
 * Branches and commits are real; pull requests are files in `.git/krr-gitops/`, shared by all worktrees. Nothing here
 * touches an index, a working tree, or a branch outside the names that the caller gives.
 */
import { join, resolve } from 'node:path'
import type { Person } from '../../ports/forge.ts'
import type { LivingForge } from '../../ports/life.ts'
import type { Clock } from '../../ports/runtime.ts'
import { readCommit, writeCommit } from '../git/commits.ts'
import { createGit } from '../git/git.ts'
import { branchHead, isAncestor, listBranches, pointBranch } from '../git/refs.ts'
import { createLocalActs, type LocalActs } from './acts.ts'
import {
  createLocalComments,
  createLocalLabels,
  createLocalReactions,
  createLocalReviewRequests,
} from './conversation.ts'
import { findDefaultBranch } from './default-branch.ts'
import { createLocalHistory } from './history.ts'
import { createLocalIssues } from './issues.ts'
import { createLocalLife } from './life.ts'
import { mergeLocally } from './merging.ts'
import { createLocalPeople } from './people.ts'
import { createLocalPullRequests } from './pull-requests.ts'
import { createRecords } from './records.ts'
import { createLocalChecks, createLocalDeliveries } from './said.ts'
import { createPullStore } from './store.ts'

/** Who commits, whatever `user.name` says or does not say. */
export const LOCAL_BOT: Person = { login: 'krr-gitops', name: 'krr-gitops', email: 'krr-gitops@localhost' }

export interface LocalForgeOptions {
  /** Any folder of the repository, a worktree of it, or a bare repository. */
  readonly directory: string
  readonly clock: Clock
}

export interface LocalForge extends LivingForge {
  readonly acts: LocalActs
}

/** Throws `not-a-repository` (exit 2) or `git-missing` (exit 3). */
export async function openLocalForge({ directory, clock }: LocalForgeOptions): Promise<LocalForge> {
  const git = createGit(directory)
  const common = resolve(directory, (await git(['rev-parse', '--git-common-dir'])).trim())
  const folder = join(common, 'krr-gitops')
  const store = createPullStore(folder)
  const author = LOCAL_BOT.login ?? LOCAL_BOT.name
  const records = createRecords(folder, store)
  const pulls = { git, store, clock, author }
  const branch = async () => (await findDefaultBranch(git)).name
  return {
    kind: 'local',
    repository: {
      async describe() {
        const { name, head } = await findDefaultBranch(git)
        return { slug: resolve(directory), url: null, defaultBranch: name, head, bot: LOCAL_BOT }
      },
      isAncestor: (ancestor, descendant) => isAncestor(git, ancestor, descendant),
    },
    commits: { readCommit: (sha) => readCommit(git, sha, LOCAL_BOT) },
    branches: {
      list: (prefix) => listBranches(git, prefix),
      head: (branch) => branchHead(git, branch),
      commit: (request) => writeCommit(git, request, LOCAL_BOT, clock.now()),
      point: (branch, to, from) => pointBranch(git, branch, to, from),
    },
    pullRequests: createLocalPullRequests(pulls),
    labels: createLocalLabels(store),
    reviewRequests: createLocalReviewRequests(store),
    comments: createLocalComments(store, clock, author),
    life: createLocalLife({ ...pulls, records, bot: LOCAL_BOT }),
    people: createLocalPeople(folder, author),
    checks: createLocalChecks(records),
    merging: { merge: ({ how: _, ...request }) => mergeLocally(pulls, { ...request, by: LOCAL_BOT }) },
    deliveries: createLocalDeliveries(git, records, branch),
    history: createLocalHistory(git, branch),
    issues: createLocalIssues(records, folder, author),
    reactions: createLocalReactions(store, author),
    acts: createLocalActs(pulls, records),
  }
}
