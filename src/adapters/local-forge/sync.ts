/** What GitHub does by itself when branches move, done when somebody looks. */
import type { Git } from '../git/git.ts'
import { branchHead, isAncestor, listBranches } from '../git/refs.ts'
import type { PullFile } from './pull-file.ts'
import type { PullStore } from './store.ts'

/**
 * Brings open pull requests up to date: the head follows its branch; merged when the base holds the head; closed when
 * the branch is gone. Gives all pull requests.
 */
export async function syncPulls(git: Git, store: PullStore, now: Date): Promise<PullFile[]> {
  const before = await store.all()
  if (before.every((pull) => pull.state !== 'open')) return before
  const branches = await listBranches(git, '')
  const settled = await Promise.all(before.map((pull) => settle(git, pull, branches, now)))
  const changed = settled.filter((pull, index) => pull !== before[index])
  if (changed.length === 0) return settled
  return store.exclusive(async (save) => {
    const current = await store.all()
    const result: PullFile[] = []
    for (const pull of current) {
      const next = await settle(git, pull, branches, now)
      if (next !== pull) await save(next)
      result.push(next)
    }
    return result
  })
}

/** The same object when nothing changed. */
async function settle(git: Git, pull: PullFile, branches: ReadonlyMap<string, string>, now: Date): Promise<PullFile> {
  if (pull.state !== 'open') return pull
  const at = now.toISOString()
  const head = branches.get(pull.branch) ?? null
  const base = branches.get(pull.base) ?? (await branchHead(git, pull.base))
  const last = head ?? pull.head
  if (base !== null && (await isAncestor(git, last, base))) {
    // Reset to the base, its commits thrown away: that is no merge.
    const whole = last === pull.head || (await isAncestor(git, pull.head, last))
    if (!whole) return { ...pull, state: 'closed', closedAt: at }
    return { ...pull, head: last, state: 'merged', closedAt: at, mergedAt: at }
  }
  if (head === null) return { ...pull, state: 'closed', closedAt: at }
  return head === pull.head ? pull : { ...pull, head }
}
