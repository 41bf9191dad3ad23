/** What `propose` did, as lines for a person and as a document. */
import { formatPlace } from '../../core/problem.ts'
import type { PlanDocument } from '../../flow/plan-document.ts'
import type { ProposeAction, ProposeResult } from '../../flow/propose.ts'
import { count } from '../amounts.ts'
import { groupByCode } from '../skip-groups.ts'
import { type Colour, printable, type Style } from './style.ts'

const WORDS: Readonly<Record<ProposeAction, { readonly word: string; readonly colour: Colour }>> = {
  create: { word: 'opened', colour: 'green' },
  adopt: { word: 'opened', colour: 'green' },
  update: { word: 'updated', colour: 'green' },
  complete: { word: 'finished', colour: 'green' },
  keep: { word: 'unchanged', colour: 'dim' },
  'hands-off': { word: 'hands off', colour: 'yellow' },
  snoozed: { word: 'snoozed', colour: 'yellow' },
  stale: { word: 'stale', colour: 'yellow' },
  limited: { word: 'limited', colour: 'yellow' },
  waiting: { word: 'waiting', colour: 'yellow' },
  moved: { word: 'moved', colour: 'yellow' },
  'in-use': { word: 'in use', colour: 'yellow' },
  failed: { word: 'failed', colour: 'red' },
}

export function formatResults(results: readonly ProposeResult[], plan: PlanDocument, style: Style): string {
  return `${[...results.flatMap((result) => resultLines(result, style)), ...endLines(results, plan)].join('\n')}\n`
}

/** Pull requests that only take out patches without effect. */
export function formatCleanUps(results: readonly ProposeResult[], style: Style): string {
  return `${results.flatMap((result) => resultLines(result, style)).join('\n')}\n`
}

function resultLines({ action, title, number, url, why, warnings, problem }: ProposeResult, style: Style): string[] {
  const { word, colour } = WORDS[action]
  const indent = ' '.repeat(11)
  const name = `${number === null ? '' : `#${number} `}${title}`
  return [
    `${style(colour, word.padEnd(10))} ${printable(name)}`,
    // That nothing was open is no news about what was opened.
    ...(action === 'create' ? [] : [`${indent}${style('dim', printable(why))}`]),
    ...(url === null ? [] : [`${indent}${style('dim', printable(url))}`]),
    ...warnings.map(({ message }) => `${indent}${style('yellow', 'warning:')} ${printable(message)}`),
    ...(problem?.hint == null ? [] : [`${indent}${style('cyan', 'hint:')} ${printable(problem.hint)}`]),
  ]
}

function endLines(results: readonly ProposeResult[], { skipped, totals }: PlanDocument): string[] {
  const of = count(totals.containers, 'container', 'containers')
  const reasons = groupByCode(skipped).map(({ code, skips }) => `${skips.length} ${code}`)
  const left = reasons.length === 0 ? '' : ` Left out: ${reasons.join(', ')} ("krr-gitops plan" says why).`
  if (results.length === 0) return [`Nothing to propose: none of ${of} is to change.${left}`]
  return ['', `${totals.proposed} of ${of} in ${count(results.length, 'pull request', 'pull requests')}.${left}`]
}

export function resultDocument({
  id,
  branch,
  title,
  action,
  why,
  number,
  url,
  warnings,
  problem,
}: ProposeResult): object {
  const error =
    problem === null
      ? null
      : {
          code: problem.code,
          message: problem.message,
          hint: problem.hint,
          place: problem.place === null ? null : formatPlace(problem.place),
        }
  return { id, branch, title, action, why, number, url, warnings, error }
}
