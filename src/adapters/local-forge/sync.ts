/** What GitHub does by itself when branches move, done when somebody looks. */
import type { Git } from '../git/git.ts'
import { isAncestor, listBranches, mergedBranches } from '../git/refs.ts'
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
  // Per base, not per pull request: a process of git each time would add up.
  const bases = new Set(before.flatMap((pull) => (pull.state === 'open' ? [pull.base] : [])))
  const merged = new Map<string, ReadonlySet<string>>()
  for (const base of bases) if (branches.has(base)) merged.set(base, await mergedBranches(git, base))
  const settled = await Promise.all(before.map((pull) => settle(git, pull, { branches, merged }, now)))
  const changed = settled.filter((pull, index) => pull !== before[index])
  if (changed.length === 0) return settled
  return store.exclusive(async (save) => {
    const current = await store.all()
    const result: PullFile[] = []
    for (const pull of current) {
      const next = await settle(git, pull, { branches, merged }, now)
      if (next !== pull) await save(next)
      result.push(next)
    }
    return result
  })
}

interface Refs {
  readonly branches: ReadonlyMap<string, string>
  /** Base -> branches whose last commit it holds. */
  readonly merged: ReadonlyMap<string, ReadonlySet<string>>
}

/** The same object when nothing changed. */
async function settle(git: Git, pull: PullFile, { branches, merged }: Refs, now: Date): Promise<PullFile> {
  if (pull.state !== 'open') return pull
  const at = now.toISOString()
  const head = branches.get(pull.branch)
  const base = branches.get(pull.base)
  if (head === undefined) {
    const isMerged = base !== undefined && (await isAncestor(git, pull.head, base))
    return { ...pull, state: isMerged ? 'merged' : 'closed', closedAt: at, mergedAt: isMerged ? at : null }
  }
  if (merged.get(pull.base)?.has(pull.branch) === true) {
    // Reset to the base, its commits thrown away: that is no merge.
    const whole = head === pull.head || (await isAncestor(git, pull.head, head))
    return { ...pull, head, state: whole ? 'merged' : 'closed', closedAt: at, mergedAt: whole ? at : null }
  }
  return head === pull.head ? pull : { ...pull, head }
}
