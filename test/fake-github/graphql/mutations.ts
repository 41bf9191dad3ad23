/** What GraphQL can change. */
import { moveBranch } from '../branches.ts'
import { sendPull } from '../events.ts'
import { isMergeable, whyNot } from '../merging.ts'
import type { FakeState } from '../model.ts'
import { TypedError } from './connection.ts'

interface RefUpdate {
  readonly name: string
  readonly beforeOid?: string
  readonly afterOid: string
  readonly force?: boolean
}

export function updateRefs(
  state: FakeState,
  viewer: string,
  { repositoryId, refUpdates }: { readonly repositoryId: string; readonly refUpdates: readonly RefUpdate[] },
) {
  if (repositoryId !== 'R_1') throw new TypedError('NOT_FOUND', 'Could not resolve to a node')
  for (const { name, beforeOid, afterOid, force } of refUpdates) {
    const now = state.objects.readRef(name)
    if (beforeOid !== undefined && now !== beforeOid) throw new TypedError('STALE_DATA', 'Reference cannot be updated')
    if (state.objects.readCommit(afterOid) === null) throw new TypedError('UNPROCESSABLE', 'Object does not exist')
    if (force !== true && now !== null && !state.objects.isAncestor(now, afterOid))
      throw new TypedError('UNPROCESSABLE', 'Not a fast forward')
  }
  for (const { name, afterOid } of refUpdates) moveBranch(state, name.slice('refs/heads/'.length), afterOid, viewer)
  return { clientMutationId: null }
}

export function enqueuePullRequest(
  state: FakeState,
  viewer: string,
  { pullRequestId, expectedHeadOid }: { readonly pullRequestId: string; readonly expectedHeadOid?: string },
) {
  const pull = state.pulls.find(({ number }) => `PR_${number}` === pullRequestId)
  if (pull === undefined)
    throw new TypedError('NOT_FOUND', `Could not resolve to a node with the global id of '${pullRequestId}'`)
  const no = (message: string) => new TypedError('UNPROCESSABLE', message)
  if (!state.rules.mergeQueue) throw no('Merge queue is not enabled for this branch')
  if (pull.state !== 'open' || pull.draft || !isMergeable(state, pull)) throw no('Pull request is not mergeable')
  if (expectedHeadOid !== undefined && expectedHeadOid !== pull.head)
    throw no('Expected head oid does not match the current head')
  const why = whyNot(state, pull)
  if (why !== null) throw no(`Pull request ${why}`)
  if (pull.queued === true) throw no('Pull request is already in the queue')
  pull.queued = true
  sendPull(state, 'enqueued', pull, viewer)
  return { clientMutationId: null, mergeQueueEntry: { position: 1 } }
}
