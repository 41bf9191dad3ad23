/** Merging on disk: a real merge commit, the base moved only if nobody else moved it, working trees brought along. */
import type { MergeAnswer } from '../../core/after/merge/merge-answer.ts'
import type { Person } from '../../ports/forge.ts'
import type { Git } from '../git/git.ts'
import { branchHead } from '../git/refs.ts'
import { changePull, noSuchPull, type PullContext } from './pull-requests.ts'
import { syncPulls } from './sync.ts'

export interface LocalMerge {
  readonly number: number
  /** The only head that may be merged; `null` = whatever it is. */
  readonly sha: string | null
  readonly title: string
  readonly message: string
  readonly by: Person
}

const HEADS = 'refs/heads/'

export async function mergeLocally(
  { git, store, clock }: PullContext,
  { number, sha, title, message, by }: LocalMerge,
): Promise<MergeAnswer> {
  const pull = (await syncPulls(git, store, clock.now())).find((found) => found.number === number)
  if (pull === undefined) throw noSuchPull(number)
  if (pull.state !== 'open') return { outcome: 'refused', reason: `it is ${pull.state}` }
  const [head, base] = [await branchHead(git, pull.branch), await branchHead(git, pull.base)]
  if (head === null || base === null) return { outcome: 'refused', reason: 'its branch or its base is gone' }
  if (sha !== null && head !== sha) return { outcome: 'head-moved' }
  // A git before 2.38 does not know --write-tree and exits 129.
  const merged = await git.result(['merge-tree', '--write-tree', '--no-messages', base, head], { answers: [1, 129] })
  if (merged.exitCode === 129) return { outcome: 'refused', reason: 'merging on disk needs git 2.38 or newer' }
  if (merged.exitCode === 1) return { outcome: 'refused', reason: 'it conflicts with its base' }
  const trees = await worktreesOf(git, pull.base)
  const dirty = await firstDirty(git, trees)
  if (dirty !== null) {
    return { outcome: 'refused', reason: `${pull.base} is checked out in ${dirty} with changes; commit or stash them` }
  }
  const date = `${Math.floor(clock.now().getTime() / 1000)} +0000`
  const env = {
    ...{ GIT_AUTHOR_NAME: by.name, GIT_AUTHOR_EMAIL: by.email, GIT_AUTHOR_DATE: date },
    ...{ GIT_COMMITTER_NAME: by.name, GIT_COMMITTER_EMAIL: by.email, GIT_COMMITTER_DATE: date },
  }
  const tree = merged.stdout.trim()
  const args = ['commit-tree', tree, '-p', base, '-p', head, '-F', '-']
  const commit = (await git(args, { env, input: `${title}\n\n${message}\n` })).trim()
  const blocked = await firstBlocked(git, trees, base, commit)
  if (blocked !== null) {
    return { outcome: 'refused', reason: `files in ${blocked} stand in the way of the merge; move them away` }
  }
  const moved = await git.result(['update-ref', '-m', 'krr-gitops: merge', `${HEADS}${pull.base}`, commit, base], {
    answers: [1, 128],
  })
  if (moved.exitCode !== 0) return { outcome: 'later', reason: `${pull.base} moved meanwhile` }
  for (const folder of trees) await git(['-C', folder, 'read-tree', '-u', '-m', base, commit])
  const at = clock.now().toISOString()
  const mergedBy = by.login ?? by.name
  await changePull(store, number, (now) => ({
    ...{ ...now, head, state: 'merged', closedAt: at, mergedAt: at, mergeCommit: commit, mergedBy },
  }))
  return { outcome: 'merged' }
}

/** Folders that have the branch checked out. */
async function worktreesOf(git: Git, branch: string): Promise<string[]> {
  const blocks = (await git(['worktree', 'list', '--porcelain'])).split('\n\n')
  return blocks.flatMap((block) => {
    const lines = block.split('\n')
    const folder = lines.find((line) => line.startsWith('worktree '))?.slice('worktree '.length)
    return folder !== undefined && lines.includes(`branch ${HEADS}${branch}`) ? [folder] : []
  })
}

async function firstDirty(git: Git, folders: readonly string[]): Promise<string | null> {
  for (const folder of folders) {
    const changes = await git(['-C', folder, 'status', '--porcelain', '--untracked-files=no'])
    if (changes !== '') return folder
  }
  return null
}

/** git says beforehand what it would overwrite. */
async function firstBlocked(git: Git, folders: readonly string[], from: string, to: string): Promise<string | null> {
  for (const folder of folders) {
    const tried = await git.result(['-C', folder, 'read-tree', '-n', '-u', '-m', from, to], { answers: [1, 128] })
    if (tried.exitCode !== 0) return folder
  }
  return null
}
