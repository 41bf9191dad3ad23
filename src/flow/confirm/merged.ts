/** What was merged, judged once: with the confirmation as it stood at that moment. */
import { confirm } from '../../core/after/confirmation/confirm.ts'
import { judgeMerge, type MergeVerdict } from '../../core/after/merge/merged-by.ts'
import { viewBranch } from '../../core/pull-request/branch-view.ts'
import { code } from '../../core/pull-request/escape.ts'
import type { PullRequestFacts } from '../../ports/life.ts'
import { commentOnce } from '../propose/comment-once.ts'
import type { LifeContext } from './context.ts'
import { gather } from './gather.ts'
import { publishCheck, publishedCheck } from './publish.ts'

export type Verdict = MergeVerdict['verdict']

/** Titles of the check once it is judged: by them a later run knows, whoever left the team since. */
const TITLES: Readonly<Record<Verdict, string>> = {
  confirmed: 'Merged with confirmation',
  bypassed: 'Merged with a bypass',
  unconfirmed: 'Merged without confirmation',
}

/** What an earlier run found; `null` = nobody judged it yet. */
export function settledVerdict(facts: PullRequestFacts): Verdict | null {
  const title = publishedCheck(facts)?.title
  return (['confirmed', 'bypassed', 'unconfirmed'] as const).find((verdict) => TITLES[verdict] === title) ?? null
}

/**
 * Judges a merged pull request and says so on it: on its check, and in a comment when nobody confirmed it.
 *
 * @returns `now`: whether this run judged it
 */
export async function judgeMerged(
  facts: PullRequestFacts,
  context: LifeContext,
): Promise<{ readonly verdict: Verdict; readonly now: boolean }> {
  const settled = settledVerdict(facts)
  if (settled !== null) return { verdict: settled, now: false }
  const { forge, logger } = context
  const { number, head } = facts.pull
  const { mergedBy } = facts
  const judged = judgeMerge({ confirmation: await confirmationAtMerge(facts, context), head, mergedBy })
  const audit = { audit: true, action: 'judge-merge', number, head, mergedBy, verdict: judged.verdict }
  if (judged.verdict === 'unconfirmed') {
    await commentOnce(forge, number, 'unconfirmed-merge', judged.comment)
    logger.warn(audit, `#${number} was merged without confirmation by ${mergedBy ?? 'somebody unknown'}.`)
  } else logger.info(audit, `#${number} was merged with confirmation.`)
  const who = mergedBy === null ? 'Somebody' : code(mergedBy)
  const summary = `${who} merged commit ${code(head.slice(0, 10))}: ${TITLES[judged.verdict].toLowerCase()}.`
  const conclusion = judged.verdict === 'unconfirmed' ? 'failure' : 'success'
  await publishCheck(facts, { conclusion, title: TITLES[judged.verdict], summary }, context)
  return { verdict: judged.verdict, now: true }
}

/** Reviews and commands given until the merge; a draft that was merged was ready a moment before. */
export async function confirmationAtMerge(facts: PullRequestFacts, context: LifeContext) {
  const { mergedAt, head } = facts.pull
  const now = mergedAt ?? context.clock.now()
  const input = await gather(facts, context, { supersededBy: null })
  const branch = viewBranch(await context.forge.commits.readCommit(head))
  return confirm({
    ...input,
    ...{ state: 'open', draft: false, now },
    editedByPeople: input.editedByPeople || branch.type !== 'ours',
    reviews: input.reviews.filter(({ submittedAt }) => submittedAt !== null && submittedAt <= now),
    bypasses: input.bypasses.filter(({ at }) => at <= now),
  })
}
