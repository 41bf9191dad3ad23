/**
 * Carrying out one decision. Every step can be the last one of a run: the next run finds what was done and goes on.
 *
 * A new pull request is finished when it has its labels; an update is finished when the body speaks of the commit. Both
 * come last, so that looking at one thing tells whether there is anything left to do.
 */
import type { Warning } from '../../core/problem.ts'
import type { Decision } from '../../core/pull-request/decide.ts'
import { describeLabel, labelsFor, outdatedRiskLabels } from '../../core/pull-request/labels.ts'
import { keepNotes } from '../../core/pull-request/marks.ts'
import type { Proposal } from '../../core/pull-request/proposal.ts'
import { chooseReviewers } from '../../core/pull-request/reviewers.ts'
import type { PullRequestSettings } from '../../core/pull-request/settings.ts'
import { sealCommitMessage } from '../../core/pull-request/trailers.ts'
import type { Forge, PullRequest } from '../../ports/forge.ts'
import { commentOnce } from './comment-once.ts'
import type { Look } from './look.ts'

export interface ActContext {
  readonly forge: Forge
  readonly seen: Look
  readonly proposal: Proposal
  readonly settings: PullRequestSettings
  readonly codeowners: string | null
  /** Login of whoever asks for it through the bot. */
  readonly requester: string | null
}

export type Acted =
  | { readonly type: 'done'; readonly pull: PullRequest | null; readonly warnings: readonly Warning[] }
  /** Somebody else was there between the look and the act. */
  | { readonly type: 'again' }
  /** A person has the branch checked out. */
  | { readonly type: 'in-use' }

const HANDS_OFF = [
  'Somebody else committed to this branch, so it is theirs now: I will not push to it, edit this pull request, or open another one for the same files.',
  '',
  'To hand it back to me, close this pull request and delete its branch.',
].join('\n')

export async function act(context: ActContext, decision: Decision): Promise<Acted> {
  const { forge, seen, proposal } = context
  switch (decision.type) {
    case 'create': {
      const pointed = await commitTo(context, decision.from)
      return pointed === 'done' ? openPullRequest(context) : { type: pointed }
    }
    case 'adopt':
      return openPullRequest(context)
    case 'update': {
      const pointed = await commitTo(context, decision.from)
      if (pointed !== 'done') return { type: pointed }
      return done(await finishUpdate(context, pullOf(seen, decision.number)))
    }
    case 'complete':
      return complete(context, decision)
    case 'hands-off':
      if (decision.number === null) return done(null)
      await commentOnce(forge, decision.number, 'hands-off', HANDS_OFF)
      return done(pullOf(seen, decision.number))
    default: {
      const number = 'number' in decision ? decision.number : null
      const known = [...seen.open, ...seen.closed].find(
        (pull) => pull.number === number && pull.branch === proposal.branch,
      )
      return done(known ?? null)
    }
  }
}

function done(pull: PullRequest | null, warnings: readonly Warning[] = []): Acted {
  return { type: 'done', pull, warnings }
}

function pullOf(seen: Look, number: number): PullRequest {
  const pull = seen.open.find((found) => found.number === number)
  if (pull === undefined) throw new Error(`#${number} was decided on without having been seen`)
  return pull
}

/** One commit on the base, then the branch: only if it still is where it was seen. */
async function commitTo(context: ActContext, from: string | null): Promise<'done' | 'again' | 'in-use'> {
  const { forge, seen, proposal, requester } = context
  const { base } = seen
  const commit = await forge.branches.commit({
    parent: base,
    files: proposal.plan.edits,
    message: (tree) => sealCommitMessage(proposal.commitMessage, { base, tree, requester }),
  })
  const pointed = await forge.branches.point(proposal.branch, commit.sha, from)
  return pointed === 'moved' ? 'again' : pointed
}

async function openPullRequest(context: ActContext): Promise<Acted> {
  const { forge, seen, proposal, settings } = context
  const { branch, title, body } = proposal
  const base = seen.repository.defaultBranch
  const pull = await forge.pullRequests.open({ branch, base, title, body, draft: settings.draft })
  return pull === 'exists' ? { type: 'again' } : done(pull, await finishNew(context, pull, proposal.labels))
}

/** Reviewers first, labels last: see above. */
async function finishNew(
  context: ActContext,
  pull: PullRequest,
  labels: readonly string[],
): Promise<readonly Warning[]> {
  const { forge, seen, proposal, settings, codeowners } = context
  const reviewers = chooseReviewers({
    wanted: settings.reviewers,
    paths: proposal.plan.edits.map(({ path }) => path),
    codeowners,
    owner: seen.repository.slug.split('/')[0] ?? '',
    bot: pull.author,
  })
  const warnings = await forge.reviewRequests.requestReviewers(pull.number, reviewers)
  await forge.labels.addLabels(pull.number, labels.map(describeLabel))
  return warnings
}

/** Labels first, text last: see above. */
async function finishUpdate(context: ActContext, pull: PullRequest): Promise<PullRequest> {
  const { forge, proposal } = context
  const { title, risk } = proposal
  const body = keepNotes(pull.body, proposal.body)
  for (const label of outdatedRiskLabels(pull.labels, risk)) await forge.labels.removeLabel(pull.number, label)
  const missing = proposal.labels.filter((label) => /^risk\//.test(label) && !pull.labels.includes(label))
  if (missing.length > 0) await forge.labels.addLabels(pull.number, missing.map(describeLabel))
  await forge.pullRequests.edit(pull.number, { title, body })
  return { ...pull, title, body }
}

/** Whatever a cut run left undone. */
async function complete(context: ActContext, decision: Extract<Decision, { type: 'complete' }>): Promise<Acted> {
  const { seen, settings } = context
  const pull = pullOf(seen, decision.number)
  const { label, text } = decision
  const warnings = label === null ? [] : await finishNew(context, pull, labelsFor(label, settings.labels))
  return done(text ? await finishUpdate(context, pull) : pull, warnings)
}
