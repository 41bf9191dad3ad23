/** Merging pull requests: GitHub's rules in GitHub's words, and real commits. */
import { commitsOf, moveBranch } from './branches.ts'
import { sendPull } from './events.ts'
import { mergeCommits, mergeTrees } from './merge-trees.ts'
import type { FakeState, Pull, Review } from './model.ts'
import { canPush, signatureOf, WEB_FLOW } from './state.ts'

export type Method = 'squash' | 'merge' | 'rebase'

export interface Refusal {
  readonly status: 405 | 409
  readonly message: string
}

export function isMergeable(state: FakeState, pull: Pull): boolean {
  const base = state.objects.readRef(`refs/heads/${pull.base}`)
  return base !== null && mergeCommits(state.objects, base, pull.head) !== null
}

/** The branch does not hold the tip of its base. */
export function isBehind(state: FakeState, pull: Pull): boolean {
  const base = state.objects.readRef(`refs/heads/${pull.base}`)
  return base !== null && !state.objects.isAncestor(base, pull.head)
}

export type CheckResult = 'passed' | 'pending' | 'failed' | 'missing'

/** The latest word on a check of a commit, whether a check run or a status. */
export function checkResult(state: FakeState, commit: string, name: string): CheckResult {
  const run = state.checkRuns.findLast((found) => found.commit === commit && found.name === name)
  if (run !== undefined) {
    if (run.status !== 'completed') return 'pending'
    return ['success', 'neutral', 'skipped'].includes(run.conclusion ?? '') ? 'passed' : 'failed'
  }
  const status = state.statuses.findLast((found) => found.commit === commit && found.context === name)
  if (status === undefined) return 'missing'
  return status.state === 'success' ? 'passed' : status.state === 'pending' ? 'pending' : 'failed'
}

/** Why GitHub would not merge, whatever method; `null` = it would. */
export function whyNot(state: FakeState, pull: Pull): string | null {
  const { rules } = state
  const results = rules.requiredChecks.map((name) => ({ name, result: checkResult(state, pull.head, name) }))
  if (rules.strict && isBehind(state, pull)) {
    const count = results.length
    return `${count} of ${count} required status checks are expected.`
  }
  const unmet = results.filter(({ result }) => result !== 'passed')
  const [first] = unmet
  if (first !== undefined) {
    if (unmet.length > 1) return `${unmet.length} of ${results.length} required status checks are expected.`
    const words = { missing: 'expected', pending: 'in progress', failed: 'failing', passed: '' }
    return `Required status check "${first.name}" is ${words[first.result]}.`
  }
  const latest = latestByAuthor(state, pull)
  if (rules.approvals > 0 && latest.some((review) => review.state === 'CHANGES_REQUESTED'))
    return 'Changes have been requested.'
  const approvals = latest.filter((review) => review.state === 'APPROVED' && canPush(state, review.author)).length
  if (approvals < rules.approvals) {
    return `At least ${rules.approvals} approving review is required by reviewers with write access.`
  }
  return rules.refuses
}

function latestByAuthor(state: FakeState, pull: Pull): Review[] {
  const decisive = state.reviews.filter(({ pull: number, state: verdict }) => {
    return number === pull.number && (verdict === 'APPROVED' || verdict === 'CHANGES_REQUESTED')
  })
  return decisive.filter((review, index) => !decisive.slice(index + 1).some(({ author }) => author === review.author))
}

const NOT_ALLOWED: Readonly<Record<Method, string>> = {
  squash: 'Squash merges are not allowed on this repository.',
  merge: 'Merge commits are not allowed on this repository.',
  rebase: 'Rebase merges are not allowed on this repository.',
}

/** What `PUT …/merge` answers instead of merging. */
export function refusal(
  state: FakeState,
  pull: Pull,
  { sha, method }: { readonly sha: string | undefined; readonly method: Method },
): Refusal | null {
  const no = (message: string): Refusal => ({ status: 405, message })
  if (pull.state !== 'open') return no('Pull Request is not mergeable')
  if (pull.draft) return no('Pull Request is still a draft')
  if (sha !== undefined && sha !== pull.head)
    return { status: 409, message: 'Head branch was modified. Review and try the merge again.' }
  if (!isMergeable(state, pull)) return no('Pull Request is not mergeable')
  if (!state.rules.methods.has(method)) return no(NOT_ALLOWED[method])
  if (state.rules.mergeQueue)
    return no('Repository rule violations found\n\nChanges must be made through the merge queue\n\n')
  const why = whyNot(state, pull)
  return why === null ? null : no(why)
}

export interface MergeOptions {
  readonly by: string
  readonly method?: Method
  readonly title?: string
  readonly message?: string
}

/** Merges, whatever the rules say. @returns the commit on the base */
export function performMerge(state: FakeState, pull: Pull, { by, method = 'merge', ...words }: MergeOptions): string {
  const { objects } = state
  const base = objects.readRef(`refs/heads/${pull.base}`)
  const tree = base === null ? null : mergeCommits(objects, base, pull.head)
  if (base === null || tree === null) throw new Error(`#${pull.number} conflicts`)
  const commit = () => {
    if (method === 'rebase') return rebase(state, pull, base)
    const author = signatureOf(state, method === 'squash' ? pull.author : by)
    const title = words.title ?? `Merge pull request #${pull.number}`
    const message = words.message === undefined || words.message === '' ? `${title}\n` : `${title}\n\n${words.message}`
    const parents = method === 'squash' ? [base] : [base, pull.head]
    const sha = objects.writeCommit({ tree, parents, author, committer: signatureOf(state, WEB_FLOW), message })
    state.signed.add(sha)
    return sha
  }
  const sha = commit()
  const at = state.now()
  Object.assign(pull, { mergeCommit: sha, mergedBy: by, mergedAt: at, closedAt: at, updatedAt: at, state: 'closed' })
  pull.queued = false
  sendPull(state, 'closed', pull, by)
  moveBranch(state, pull.base, sha, by)
  return sha
}

function rebase(state: FakeState, pull: Pull, onto: string): string {
  const { objects } = state
  return commitsOf(state, pull).reduce((tip, sha) => {
    const [commit, current] = [objects.readCommit(sha), objects.readCommit(tip)]
    const before = objects.readCommit(commit?.parents[0] ?? '')?.tree ?? null
    const tree = commit === null || current === null ? null : mergeTrees(objects, before, current.tree, commit.tree)
    if (commit === null || tree === null) throw new Error(`#${pull.number} cannot be rebased`)
    const { author, message } = commit
    return objects.writeCommit({ tree, parents: [tip], author, message, committer: signatureOf(state, WEB_FLOW) })
  }, onto)
}

/** Merges as the button does, with a merge commit. */
export function mergePull(state: FakeState, number: number, by: string): void {
  const pull = state.pulls.find((found) => found.number === number)
  if (pull === undefined) throw new Error(`there is no #${number}`)
  performMerge(state, pull, { by })
}
