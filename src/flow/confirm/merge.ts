/**
 * Merging what is confirmed. Right before the merge everything is looked at again, so that a review taken back a second ago
 * counts; the forge itself refuses any other commit than the one that was judged.
 */
import { mayMerge } from '../../core/after/merge/may-merge.ts'
import type { MergeAnswer } from '../../core/after/merge/merge-answer.ts'
import { renderMergeMessage } from '../../core/after/merge/merge-message.ts'
import type { PullRequestFacts } from '../../ports/life.ts'
import { mergeAskedBy } from './commanded.ts'
import type { LifeContext } from './context.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import { isRefusedAlready, reportRefusal } from './refused-merge.ts'

export type MergeOutcome =
  | { readonly outcome: 'merged' }
  /** In the merge queue, which merges it when its turn comes. */
  | { readonly outcome: 'queued' }
  /** What goes away by itself, and when, as far as that is known. */
  | { readonly outcome: 'waiting'; readonly reason: string; readonly until: Date | null }
  /** What needs a person. */
  | { readonly outcome: 'refused'; readonly reason: string }

export interface MergeOptions {
  readonly supersededBy: number | null
  /** Somebody asks for it now: `pullRequests.merge: manual` and an earlier refusal do not stop it. */
  readonly asked: boolean
}

/** A push between look and merge means one more look; a second one can wait. */
const ATTEMPTS = 2

export async function mergeConfirmed(
  seen: PullRequestFacts,
  judged: Evaluation,
  context: LifeContext,
  options: MergeOptions,
): Promise<MergeOutcome> {
  const first = judge(seen, judged, context, options)
  if ('outcome' in first) return first
  for (let attempt = 1; ; attempt += 1) {
    const [facts] = await context.forge.life.look([seen.pull.number])
    if (facts === undefined) return { outcome: 'refused', reason: 'the pull request is gone' }
    const fresh = { supersededBy: options.supersededBy, people: context.people.withoutPermissions() }
    const evaluation = await evaluate(facts, context, fresh)
    const decision = judge(facts, evaluation, context, options)
    if ('outcome' in decision) return decision
    const sent = await send(facts, evaluation, decision.how, context)
    if (sent.answer.outcome !== 'head-moved' || attempt === ATTEMPTS) return conclude(facts, sent, context)
  }
}

function judge(
  facts: PullRequestFacts,
  { confirmation }: Evaluation,
  { settings, clock }: LifeContext,
  { asked }: MergeOptions,
): MergeOutcome | { readonly how: 'merge' | 'queue' } {
  const { requiredChecks: checks, mergeable, behind, mergeQueue, queued, pull } = facts
  const byCommand = mergeAskedBy(facts) !== null
  const decision = mayMerge({
    ...{ confirmation, checks, mergeable, behind, mergeQueue, head: pull.head },
    settings: settings.pullRequests,
    asked: asked || byCommand,
    now: clock.now(),
  })
  if (decision.decision === 'no') return { outcome: 'refused', reason: decision.reason }
  if (decision.decision === 'wait') return { outcome: 'waiting', reason: decision.reason, until: decision.until }
  if (queued) return { outcome: 'waiting', reason: 'it is in the merge queue', until: null }
  if (!asked && isRefusedAlready(facts)) {
    return { outcome: 'refused', reason: 'the forge refused to merge it, and nothing has changed since' }
  }
  return { how: decision.how }
}

interface Sent {
  readonly answer: MergeAnswer
  readonly how: 'merge' | 'queue'
}

async function send(
  facts: PullRequestFacts,
  { confirmation }: Evaluation,
  how: 'merge' | 'queue',
  { forge }: LifeContext,
): Promise<Sent> {
  const { number, head: sha } = facts.pull
  // `mayMerge` saw to it; said again where it matters most.
  if (!('head' in confirmation) || confirmation.head !== sha) return { answer: { outcome: 'head-moved' }, how }
  const commitMessage = facts.commits?.find((commit) => commit.sha === sha)?.message ?? ''
  const words = renderMergeMessage({ number, commitMessage, confirmation })
  const answer = await forge.merging.merge({ number, sha, how, ...words })
  if (answer.outcome !== 'use-queue' || how === 'queue') return { answer, how }
  // Another way to merge, not the same request again.
  return { answer: await forge.merging.merge({ number, sha, how: 'queue', ...words }), how: 'queue' }
}

async function conclude(facts: PullRequestFacts, { answer, how }: Sent, context: LifeContext): Promise<MergeOutcome> {
  switch (answer.outcome) {
    case 'merged':
      return { outcome: how === 'queue' ? 'queued' : 'merged' }
    case 'refused': {
      const [now] = await context.forge.life.look([facts.pull.number])
      // Another instance, or a person, was quicker: that is a refusal to the forge.
      if (now?.pull.state === 'merged') return { outcome: 'waiting', reason: 'it is merged already', until: null }
      await reportRefusal(facts, answer.reason, context)
      return { outcome: 'refused', reason: answer.reason }
    }
    case 'later':
      return { outcome: 'waiting', reason: answer.reason, until: null }
    case 'use-queue':
      return { outcome: 'waiting', reason: 'only the merge queue may merge here, and it does not take it', until: null }
    case 'head-moved':
      return { outcome: 'waiting', reason: 'somebody is pushing to the branch', until: null }
  }
}
