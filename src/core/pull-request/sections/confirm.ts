/** What it takes to confirm, and how to undo. */
import { duration, plural, sentenceList } from '../amounts.ts'
import { code } from '../escape.ts'
import type { BodyFacts } from './facts.ts'

export function renderConfirm({ risk, settings }: BodyFacts): string {
  const needed = settings.approvals[risk]
  const teams = settings.approvals.teams[risk] ?? []
  const reviews =
    needed === 0
      ? `No review is required for **${risk}** risk`
      : `**${plural(needed, 'approving review')}** for **${risk}** risk`
  const of = teams.length === 0 ? '' : `, with one of ${sentenceList(teams.map((team) => code(team)))} among them`
  return [
    '### To confirm',
    '',
    `${reviews}${of}, by people with write access, on exactly the last commit. A person merges; the bot does not.`,
    'Commits of yours on this branch are kept: the bot then leaves it alone.',
  ].join('\n')
}

export function renderUndo({ settings }: BodyFacts): string {
  return [
    '### To undo',
    '',
    `Before the merge: close it. It stays closed for ${duration(settings.snoozeMs)}, or until a value moves by ${settings.reopenWhenPercent} %.`,
    'After the merge: revert it with the **Revert** button; the cluster follows Git.',
  ].join('\n')
}
