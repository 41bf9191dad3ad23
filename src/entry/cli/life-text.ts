/** What `confirm` and `sweep` found and did, for a person. */

import type { MergeOutcome } from '../../flow/confirm/merge.ts'
import type { ConfirmResult } from '../../flow/confirm.ts'
import type { SweepAction, SweepResult } from '../../flow/sweep.ts'
import { count } from '../amounts.ts'
import { type Colour, printable, type Style } from './style.ts'

const COLOURS: Readonly<Record<ConfirmResult['confirmation']['state'], Colour>> = {
  confirmed: 'green',
  bypassed: 'yellow',
  'pre-approved': 'green',
  waiting: 'yellow',
  refused: 'red',
  expired: 'red',
  'not-confirmable': 'red',
}

export interface Named {
  readonly number: number
  readonly title: string
  readonly url: string
}

export function formatConfirmation({ number, title, url }: Named, result: ConfirmResult, style: Style): string {
  const { confirmation, risk, report, merge, closed } = result
  return lines([
    style('bold', printable(`#${number} ${title}`)),
    style('dim', printable(url)),
    '',
    `${style(COLOURS[confirmation.state], confirmation.state)}: ${printable(report.title)} (${risk} risk)`,
    ...plainText(report.summary).split('\n\n').map(printable),
    ...(merge === null ? [] : ['', mergeLine(merge, style)]),
    ...(closed === null ? [] : ['', printable(closed)]),
  ])
}

/** Of what is not open any more. */
export function formatEnded({ number, title, url }: Named, sentence: string, style: Style): string {
  return lines([style('bold', printable(`#${number} ${title}`)), style('dim', printable(url)), '', sentence])
}

function mergeLine(merge: MergeOutcome, style: Style): string {
  if (merge.outcome === 'merged') return style('green', 'Merged.')
  if (merge.outcome === 'queued') return style('green', 'The merge queue took it.')
  const until = merge.outcome === 'waiting' && merge.until !== null ? `, until ${merge.until.toISOString()}` : ''
  return `${style('yellow', 'Not merged:')} ${printable(merge.reason)}${until}.`
}

const WORDS: Readonly<Record<SweepAction['action'], { readonly word: string; readonly colour: Colour }>> = {
  command: { word: 'command', colour: 'cyan' },
  check: { word: 'check', colour: 'dim' },
  merge: { word: 'merged', colour: 'green' },
  queue: { word: 'queued', colour: 'green' },
  close: { word: 'closed', colour: 'yellow' },
  'unconfirmed-merge': { word: 'unconfirmed', colour: 'red' },
  rollout: { word: 'rollout', colour: 'cyan' },
  revert: { word: 'revert', colour: 'yellow' },
  dashboard: { word: 'dashboard', colour: 'dim' },
  'clean-up': { word: 'clean-up', colour: 'cyan' },
}

/** One line for each action, then what went wrong, then what is there. */
export function formatSweep({ pulls, actions, problems, stopped }: SweepResult, style: Style): string {
  const width = Math.max(...Object.values(WORDS).map(({ word }) => word.length))
  const row = (colour: Colour, word: string, text: string) => `${style(colour, word.padEnd(width))} ${printable(text)}`
  const open = pulls.filter(({ state }) => state === 'open').length
  const merged = pulls.filter(({ state }) => state === 'merged').length
  return lines([
    ...actions.map(({ action, why }) => row(WORDS[action].colour, WORDS[action].word, why)),
    ...problems.flatMap(({ number, problem }) => [
      row('red', 'failed', `${number === null ? '' : `#${number}: `}${problem.message}`),
      ...(problem.hint === null ? [] : [`${' '.repeat(width)} ${style('cyan', 'hint:')} ${printable(problem.hint)}`]),
    ]),
    ...(stopped ? ['Stopped early: what is left waits for the next sweep.'] : []),
    `${actions.length === 0 && problems.length === 0 ? 'Nothing to do: ' : ''}${count(open, 'pull request is open', 'pull requests are open')}, ${merged} merged lately.`,
  ])
}

/** Markdown of the check without its signs. */
function plainText(markdown: string): string {
  return markdown
    .replace(/<\/?code>|`|&#8203;/g, '')
    .replace(/&#(\d{1,7});/g, (_, point: string) => String.fromCodePoint(Math.min(Number(point), 0x10ffff)))
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
