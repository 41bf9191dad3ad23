/** `pull_request` and `pull_request_review`. */
import { z } from 'zod'
import type { AppRepository } from '../flows.ts'
import type { Route } from '../route.ts'
import { hereSchema, ignore, isBot, isOurs, NOT_OURS, pullSchema, reader } from './payload.ts'

/** What can change whether a pull request is confirmed, mergeable or delivered. Labels and assignees decide nothing. */
const ACTIONS: ReadonlySet<string> = new Set([
  'closed',
  'converted_to_draft',
  'dequeued',
  'opened',
  'ready_for_review',
  'reopened',
  'synchronize',
])

const pullRequestSchema = hereSchema.extend({ action: z.string(), pull_request: pullSchema })

export const readPullRequest = reader(pullRequestSchema, (payload, repository) => {
  const { action, pull_request: pull } = payload
  if (!isOurs(pull, payload)) return ignore(NOT_OURS)
  // The bot edits titles and bodies itself, and would answer its own edits for ever.
  if (action === 'edited') return isBot(payload) ? ignore('edited by a bot') : look(repository, pull.number)
  return ACTIONS.has(action) ? look(repository, pull.number) : ignore(`pull_request.${action} changes nothing`)
})

const reviewSchema = hereSchema.extend({
  action: z.string(),
  review: z.object({ state: z.string() }),
  pull_request: pullSchema,
})

export const readReview = reader(reviewSchema, (payload, repository) => {
  const { action, review, pull_request: pull } = payload
  if (!isOurs(pull, payload)) return ignore(NOT_OURS)
  // A dismissal counts whoever did it: GitHub itself dismisses stale reviews in the name of who pushed.
  if (action === 'dismissed') return look(repository, pull.number)
  if (action !== 'submitted') return ignore(`pull_request_review.${action} changes nothing`)
  if (isBot(payload)) return ignore('the review of a bot never counts')
  return review.state.toLowerCase() === 'commented'
    ? ignore('a review that only comments decides nothing')
    : look(repository, pull.number)
})

export function look(repository: AppRepository, number: number): Route {
  return { type: 'look', repository, numbers: [number], branches: [] }
}
