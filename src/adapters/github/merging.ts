/** Merging exactly one commit, by the button or through the queue. */
import { z } from 'zod'
import { type MergeAnswer, readMergeAnswer } from '../../core/after/merge/merge-answer.ts'
import { Problem } from '../../core/problem.ts'
import type { MergeRequest, Merging } from '../../ports/life.ts'
import type { GitHubContext } from './context.ts'
import { answeredStatus, answeredWords } from './errors.ts'
import { graphqlErrors } from './graphql-errors.ts'
import type { GitHubRepository, MergeMethod } from './repository.ts'

const MERGE = 'contents: write and pull_requests: write'
/** A ruleset may allow less than the settings of the repository say; this is answered before anything is done. */
const OTHER_METHOD = /(squash|merge commit|rebase)[^.]* (is|are) not allowed|merge method/i

const ID = `query($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) { id isInMergeQueue } }
}`
const ENQUEUE = `mutation($input: EnqueuePullRequestInput!) {
  enqueuePullRequest(input: $input) { mergeQueueEntry { position } }
}`

const idSchema = z.object({
  repository: z.object({ pullRequest: z.object({ id: z.string(), isInMergeQueue: z.boolean() }) }),
})
const enqueueSchema = z.object({
  enqueuePullRequest: z.object({ mergeQueueEntry: z.object({ position: z.number() }).nullable() }).nullable(),
})

export function createMerging(context: GitHubContext, repository: GitHubRepository): Merging {
  const { client, at, call } = context

  const mergeBy = (method: MergeMethod, { number, sha, title, message }: MergeRequest): Promise<MergeAnswer> =>
    call<MergeAnswer>(
      `merge pull request #${number}`,
      MERGE,
      async () => {
        const words = method === 'rebase' ? {} : { commit_title: title, commit_message: message }
        await client.rest.pulls.merge({ ...at, pull_number: number, sha, merge_method: method, ...words })
        return { data: { outcome: 'merged' } }
      },
      (error) => readMergeAnswer(answeredStatus(error) ?? 0, answeredWords(error)) ?? undefined,
    )

  const merge = async (request: MergeRequest): Promise<MergeAnswer> => {
    const { mergeMethods } = await repository.constants()
    let answer: MergeAnswer = { outcome: 'refused', reason: 'The repository allows no method of merging.' }
    for (const method of mergeMethods) {
      answer = await mergeBy(method, request)
      if (answer.outcome !== 'refused' || !OTHER_METHOD.test(answer.reason)) return answer
    }
    return answer
  }

  const enqueue = async ({ number, sha }: MergeRequest): Promise<MergeAnswer> => {
    const doing = `put pull request #${number} into the merge queue`
    const about = { doing, permission: MERGE }
    const { id, isInMergeQueue } = (await context.ask({ ...about, query: ID, variables: { number }, schema: idSchema }))
      .repository.pullRequest
    if (isInMergeQueue) return { outcome: 'merged' }
    const input = { pullRequestId: id, expectedHeadOid: sha }
    try {
      await context.ask({ ...about, query: ENQUEUE, variables: { input }, schema: enqueueSchema, once: true })
      return { outcome: 'merged' }
    } catch (error) {
      const answer = error instanceof Problem ? queueAnswer(error) : null
      if (answer === null) throw error
      return answer
    }
  }

  return { merge: (request) => (request.how === 'queue' ? enqueue(request) : merge(request)) }
}

/** What the queue says about the pull request; `null` for everything else that can go wrong. */
function queueAnswer({ cause }: Problem): MergeAnswer | null {
  const said = graphqlErrors(cause)?.find(({ type }) => type === 'UNPROCESSABLE')
  if (said === undefined) return null
  if (/already (in the|queued|enqueued)/i.test(said.message)) return { outcome: 'merged' }
  const answer = readMergeAnswer(422, said.message)
  // It is the queue that answers: no way leads back to it.
  return answer?.outcome === 'use-queue' ? { outcome: 'refused', reason: said.message } : answer
}
