/** Which open pull request replaces another: a newer one that changes all the same values, as after another `groupBy`. */
import { changeKey } from '../../core/pull-request/proposed-change.ts'
import type { SealedStatement } from '../../core/pull-request/trailers.ts'
import type { PullRequestFacts } from '../../ports/life.ts'
import { statementOnBranch } from './gather.ts'

/**
 * Number of the newest open pull request that replaces this one; `null` = none does. Branches that are people's neither
 * replace nor are replaced, and neither do reverts: what they undo may well be proposed again beside them.
 */
export function findSuperseding(facts: PullRequestFacts, open: readonly PullRequestFacts[]): number | null {
  const mine = proposedBy(facts)
  if (mine === null) return null
  const keys = mine.changes.map(changeKey)
  const replacing = open.filter((other) => {
    const theirs = other.pull.number > facts.pull.number ? proposedBy(other) : null
    if (theirs === null || keys.length === 0) return false
    const covered = new Set(theirs.changes.map(changeKey))
    return keys.every((key) => covered.has(key))
  })
  return replacing.map(({ pull }) => pull.number).sort((a, b) => b - a)[0] ?? null
}

function proposedBy(facts: PullRequestFacts): SealedStatement | null {
  const statement = facts.pull.state === 'open' && !facts.pull.draft ? statementOnBranch(facts) : null
  return statement?.reverts === undefined ? statement : null
}
