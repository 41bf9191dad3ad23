/** The answer to `/krr-gitops help` and to what could not be understood. */
import { prose } from '../../pull-request/escape.ts'

const LINES: readonly (readonly [string, string])[] = [
  ['merge', 'merge this pull request as soon as it is confirmed, its checks are green and the merge window is open'],
  ['revert', 'open a pull request that undoes this merged one'],
  ['refresh', 'build this pull request anew with the next plan, however little is new'],
  ['snooze <days>', 'close this pull request and leave its changes alone for that many days'],
  [
    'ignore',
    'close this pull request until one of its values moves, and say how to leave its workloads alone for good',
  ],
  [
    'bypass <reason>',
    'emergency: merge without the reviews; only for the team that the configuration names, and recorded',
  ],
  ['help', 'this list'],
]

/** Markdown; `why` is what could not be understood, `null` when somebody asked for help. */
export function renderHelp(why: string | null): string {
  const intro = why === null ? [] : [`I did not understand that: ${prose(why)}.`, '']
  const commands = LINES.map(([usage, what]) => `- \`/krr-gitops ${usage}\`: ${what}`)
  return [
    ...intro,
    'One command a comment, at the start of a line of its own. All but `help` and `bypass` need write permission.',
    '',
    ...commands,
  ].join('\n')
}
