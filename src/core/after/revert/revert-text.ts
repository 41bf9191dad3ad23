/** The words of a revert pull request: what it gives back, why, and what it cannot. */
import { code, plain, prose } from '../../pull-request/escape.ts'
import { formatAmount, type ProposedChange } from '../../pull-request/proposed-change.ts'
import type { Amount } from '../../workload.ts'
import type { Signal } from '../rollout/signal.ts'
import { asSentence } from '../sentences.ts'
import type { RevertConflict } from './undo-edits.ts'
import type { LeftValue } from './undo-values.ts'

export interface RevertFacts {
  /** The merged pull request. */
  readonly number: number
  readonly title: string
  readonly why: string
  readonly evidence: readonly Signal[]
  readonly undo: readonly ProposedChange[]
  readonly left: readonly LeftValue[]
  readonly conflicts: readonly RevertConflict[]
}

/** GitHub refuses titles over 256 characters. */
const LONGEST = 250

/** `Revert "Right-size 3 containers in apps/shop" (#12)`, plain text. */
export function renderRevertTitle({ number, title }: Pick<RevertFacts, 'number' | 'title'>): string {
  const end = `" (#${number})`
  const start = 'Revert "'
  const room = LONGEST - start.length - end.length
  const text = plain(title)
  return `${start}${text.length <= room ? text : `${text.slice(0, room - 3)}...`}${end}`
}

/** Sections for the body, Markdown: why, what comes back, what does not. */
export function renderRevertSections(facts: RevertFacts): string {
  return [
    `This undoes #${facts.number}: ${prose(facts.why)}.`,
    ...facts.evidence.map((signal) => `- ${prose(asSentence(signal.sentence))}`),
    '',
    '### What comes back',
    '',
    '| Container | Value | Today | Again |',
    '| --- | --- | --- | --- |',
    ...facts.undo.map(row),
    ...section('### What stays as it is', [...facts.left.map(leftLine), ...facts.conflicts.map(conflictLine)]),
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, '', ...lines.map((line) => `- ${line}`)]
}

function row(change: ProposedChange): string {
  const [today, again] = [change.from, change.to].map((amount) => shown(amount, change))
  return `| ${code(who(change))} | ${what(change)} | ${today} | ${again} |`
}

function leftLine({ change, why, now, changedBy }: LeftValue): string {
  const value = `${what(change)} of ${code(who(change))}`
  const by = changedBy === null ? '' : ` by ${code(changedBy)}`
  switch (why) {
    case 'gone':
      return `${value}: the container is not there any more.`
    case 'unclear':
      return `${value}: today's manifests do not tell which one it is.`
    case 'already-undone':
      return `${value} is ${shown(now, change)} again${by}.`
    case 'changed-since': {
      const [to, from] = [change.to, change.from].map((amount) => shown(amount, change))
      return `${value} was changed to ${shown(now, change)} since${by}; the change had made it ${to}, before that it was ${from}.`
    }
  }
}

const WHY: Readonly<Record<RevertConflict['why'], string>> = {
  'lines-changed': 'these lines were changed since',
  'file-changed': 'the file was changed since it was made',
  'file-gone': 'the file is not there any more',
  'belongs-together': 'it belongs together with something that has to stay',
}

function conflictLine({ path, line, why }: RevertConflict): string {
  return `${code(line === null ? path : `${path}:${line}`)}: ${WHY[why]}.`
}

function who({ namespace, kind, name, container }: ProposedChange): string {
  return `${namespace}/${kind}/${name}/${container}`
}

function what({ resource, field }: ProposedChange): string {
  return `${resource} ${field}`
}

function shown(amount: Amount | null, { resource }: ProposedChange): string {
  return amount === null ? 'not set' : code(formatAmount(amount, resource))
}
