/** What it takes to confirm, and how to undo. */
import { duration, plural, sentenceList } from '../amounts.ts'
import { code } from '../escape.ts'
import { requirementFor } from '../requirement.ts'
import type { BodyFacts } from './facts.ts'

export function renderConfirm({ risk, settings }: BodyFacts): string {
  const { approvals, teams } = requirementFor(risk, settings.approvals)
  const of = teams.length === 0 ? '' : `, with one of ${sentenceList(teams.map((team) => code(team)))} among them`
  const merge =
    settings.merge === 'manual'
      ? 'Then a person merges, or says `/krr-gitops merge`.'
      : 'Then the bot merges exactly that commit.'
  return [
    '### To confirm',
    '',
    `**${plural(approvals, 'approving review')}** for **${risk}** risk${of}, by people with write access, on exactly the last commit. ${merge}`,
    'Commits of yours on this branch are kept: the bot then leaves it alone. `/krr-gitops help` lists what you can tell it.',
  ].join('\n')
}

export function renderUndo({ settings }: BodyFacts): string {
  const percent = settings.reopenWhenPercent
  return [
    '### To undo',
    '',
    `Before the merge: close it. It stays closed for ${duration(settings.snoozeMs)}, or until a value moves by ${percent} %; \`/krr-gitops snooze <days>\` for as long as you say.`,
    'After the merge: say `/krr-gitops revert` for a pull request that gives the former values back, or use the **Revert** button; the cluster follows Git.',
  ].join('\n')
}
