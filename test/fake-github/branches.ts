/** Branches, and what hangs on them. */
import { sendPull, sendPush, sendReview } from './events.ts'
import type { FakeState, Pull } from './model.ts'
import { WEB_FLOW } from './state.ts'

/** Moves a branch, and what hangs on it, as a push does. False where git would refuse the name. */
export function moveBranch(state: FakeState, branch: string, sha: string | null, by = WEB_FLOW): boolean {
  const before = state.objects.readRef(`refs/heads/${branch}`)
  if (!state.objects.writeRef(`refs/heads/${branch}`, sha)) return false
  if (before === sha) return true
  sendPush(state, branch, { before, after: sha }, by)
  for (const pull of state.pulls) {
    if (pull.state !== 'open' || pull.fork !== null || pull.branch !== branch) continue
    if (sha === null) closePull(state, pull, by)
    else if (pull.head !== sha) {
      Object.assign(pull, { head: sha, updatedAt: state.now() })
      if (state.rules.dismissStale) dismissStale(state, pull, by)
      sendPull(state, 'synchronize', pull, by)
    }
  }
  return true
}

export function closePull(state: FakeState, pull: Pull, by = WEB_FLOW): void {
  const at = state.now()
  Object.assign(pull, { state: 'closed', closedAt: at, updatedAt: at })
  sendPull(state, 'closed', pull, by)
}

/** GitHub does so in the name of whoever pushed. */
function dismissStale(state: FakeState, { number }: Pull, by: string): void {
  for (const review of state.reviews) {
    if (review.pull !== number || review.state !== 'APPROVED') continue
    review.state = 'DISMISSED'
    sendReview(state, 'dismissed', review, by)
  }
}

/** Commits of the branch that the base does not hold, oldest first; of a merged one as it was merged. */
export function commitsOf(state: FakeState, pull: Pull): readonly string[] {
  const { objects } = state
  const merge = pull.mergeCommit === undefined ? null : objects.readCommit(pull.mergeCommit)
  const base = merge?.parents[0] ?? objects.readRef(`refs/heads/${pull.base}`)
  const below = new Set(base === null || base === undefined ? [] : objects.ancestry(base).map(({ sha }) => sha))
  return objects
    .ancestry(pull.head)
    .map(({ sha }) => sha)
    .filter((sha) => !below.has(sha))
    .reverse()
}
