/** How commits stand to a merge, from nothing but who is whose parent. */
import type { Relate } from './signal.ts'

export interface ParentedCommit {
  readonly sha: string
  readonly parents: readonly string[]
}

/**
 * @param commits of the default branch, in any order; what is not among them, and what stands beside the merge (neither
 * holds the other), is `unknown`
 */
export function relateTo(merge: string, commits: readonly ParentedCommit[]): Relate {
  const parents = new Map(commits.map(({ sha, parents: above }) => [sha, above]))
  const children = new Map<string, string[]>()
  for (const { sha, parents: above } of commits) {
    for (const parent of above) children.set(parent, [...(children.get(parent) ?? []), sha])
  }
  const earlier = reachable(merge, parents)
  const later = reachable(merge, children)
  return (commit) => {
    if (commit === merge) return 'merged'
    if (later.has(commit)) return 'later'
    return earlier.has(commit) ? 'earlier' : 'unknown'
  }
}

function reachable(start: string, next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>()
  const queue = [start]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const commit of next.get(at) ?? []) {
      if (found.has(commit)) continue
      found.add(commit)
      queue.push(commit)
    }
  }
  return found
}
