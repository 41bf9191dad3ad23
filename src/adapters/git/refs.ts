/** Branches of a repository on disk, moved only by compare and swap. */
import type { Branches } from '../../ports/forge.ts'
import type { Git } from './git.ts'

const HEADS = 'refs/heads/'
const NONE = '0'.repeat(40)

export async function listBranches(git: Git, prefix: string): Promise<Map<string, string>> {
  const out = await git(['for-each-ref', '--format=%(objectname) %(refname)', HEADS])
  const branches = new Map<string, string>()
  for (const line of out.split('\n')) {
    const name = line.slice(41 + HEADS.length)
    if (name !== '' && name.startsWith(prefix)) branches.set(name, line.slice(0, 40))
  }
  return branches
}

/** Branches whose last commit is in `base`, which is one of them. */
export async function mergedBranches(git: Git, base: string): Promise<Set<string>> {
  const out = await git(['for-each-ref', '--format=%(refname)', `--merged=${HEADS}${base}`, HEADS])
  return new Set(out.split('\n').map((ref) => ref.slice(HEADS.length)))
}

export async function branchHead(git: Git, branch: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${HEADS}${branch}^{commit}`]
  const { exitCode, stdout } = await git.result(args, { answers: [1, 128] })
  return exitCode === 0 ? stdout.trim() : null
}

export async function isAncestor(git: Git, ancestor: string, descendant: string): Promise<boolean> {
  if (![ancestor, descendant].every((sha) => /^[0-9a-f]{40}$/.test(sha))) return false
  const { exitCode } = await git.result(['merge-base', '--is-ancestor', ancestor, descendant], { answers: [1, 128] })
  return exitCode === 0
}

/** `git update-ref` with the old value is atomic, also between processes. */
export async function pointBranch(
  git: Git,
  branch: string,
  to: string,
  from: string | null,
): ReturnType<Branches['point']> {
  if (await isCheckedOut(git, branch)) return 'in-use'
  const args = ['update-ref', '-m', 'krr-gitops', `${HEADS}${branch}`, to, from ?? NONE]
  try {
    await git(args)
    return 'done'
  } catch (error) {
    const now = await branchHead(git, branch)
    if (now === to) return 'done'
    if (now === from) throw error
    return 'moved'
  }
}

/** Moving a branch under somebody's working tree would make all their files look edited. */
async function isCheckedOut(git: Git, branch: string): Promise<boolean> {
  const out = await git(['worktree', 'list', '--porcelain'])
  return out.split('\n').includes(`branch ${HEADS}${branch}`)
}

/** The commit that a name of a person means: a branch, a tag, a short or long hash; `null` = none. */
export async function resolveCommit(git: Git, name: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]
  const { exitCode, stdout } = await git.result(args, { answers: [1, 128] })
  return exitCode === 0 ? stdout.trim() : null
}
