/** The part of the dashboard that only a plan knows: what waits, what is held or snoozed, what is left out and why. */
import type { Savings } from '../../change/change.ts'
import type { Skip } from '../../problem.ts'
import { freedAndAsked, money, plural, sentenceList } from '../../pull-request/amounts.ts'
import { code, prose } from '../../pull-request/escape.ts'
import { containerKey } from '../../workload.ts'
import { renderBox, type Ticks } from './ticks.ts'

/** A proposal without an open pull request. */
export interface WaitingProposal {
  readonly branch: string
  readonly title: string
  /** One sentence. */
  readonly why: string
  /** `snoozed` and `waiting` have a checkbox; `other`: only a person can do something about it. */
  readonly kind: 'waiting' | 'snoozed' | 'other'
}

export interface PlanPart {
  readonly proposals: readonly WaitingProposal[]
  readonly skipped: readonly Skip[]
  /** Of everything that was merged and not undone. */
  readonly saved: Savings
}

/** Skips of a plan that end by themselves. */
const HELD: readonly string[] = ['held-after-revert', 'revert-open']
const STAGED: readonly string[] = ['waits-for-stage', 'stage-failed']
const MOST_NAMED = 20

/** Markdown, the same for the same facts; shorter than `budget` characters if at all possible. */
export function renderPlanPart(part: PlanPart, ticks: Ticks, budget: number): string {
  const { proposals, skipped, saved } = part
  const of = (kind: WaitingProposal['kind']) => proposals.filter((one) => one.kind === kind)
  const held = skipped.filter((skip) => HELD.includes(skip.code))
  const staged = skipped.filter((skip) => STAGED.includes(skip.code))
  const rest = skipped.filter((skip) => !HELD.includes(skip.code) && !STAGED.includes(skip.code))
  const fixed = [
    ...section('Waiting', [
      ...of('waiting').map((one) => renderBox('open', one.branch, words(one), ticks.open.includes(one.branch))),
    ]),
    ...section('Closed by people', [
      ...of('snoozed').map((one) => renderBox('unsnooze', one.branch, words(one), ticks.unsnooze.includes(one.branch))),
    ]),
    ...section(
      'Needs a look',
      of('other').map((one) => `- ${words(one)}`),
    ),
    ...section('Waiting for a stage', named(staged)),
    ...section('Held after a revert', named(held)),
  ]
  const savings = `### Saved so far\n\n${savedSentence(saved)}`
  const whole = [...fixed, ...leftOut(rest, true), savings].join('\n\n')
  return whole.length <= budget ? whole : [...fixed, ...leftOut(rest, false), savings].join('\n\n').slice(0, budget)
}

function words({ title, why }: WaitingProposal): string {
  return `${prose(title)}: ${prose(why)}`
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`### ${title}\n\n${lines.join('\n')}`]
}

function named(skips: readonly Skip[]): string[] {
  const shown = skips
    .slice(0, MOST_NAMED)
    .map((skip) => `- ${code(containerKey(skip.container))}: ${prose(skip.message)}`)
  return skips.length > MOST_NAMED ? [...shown, `- and ${skips.length - MOST_NAMED} more`] : shown
}

/** By reason, the most frequent first; `whole`: with the containers. */
function leftOut(skips: readonly Skip[], whole: boolean): string[] {
  if (skips.length === 0) return []
  const groups = new Map<string, Skip[]>()
  for (const skip of skips) groups.set(skip.code, [...(groups.get(skip.code) ?? []), skip])
  const sorted = [...groups].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
  const lines = sorted.flatMap(([name, own]) => [
    `- ${code(name)} (${own.length}): ${own
      .slice(0, 1)
      .map(({ hint }) => prose(hint))
      .join('')}`,
    ...(whole ? named(own).map((line) => `  ${line}`) : []),
  ])
  const title = `${plural(skips.length, 'recommendation')}, ${plural(groups.size, 'reason')}`
  return [`### Left out\n\n<details><summary>${title}</summary>\n\n${lines.join('\n')}\n\n</details>`]
}

function savedSentence(saved: Savings): string {
  const { freed, asked } = freedAndAsked(saved)
  const price = money(saved)
  const parts = [
    ...(freed.length === 0 ? [] : [`${sentenceList(freed)} freed`]),
    ...(asked.length === 0 ? [] : [`${sentenceList(asked)} more asked for`]),
  ]
  const cost =
    price === null || saved.monthly === 0
      ? ''
      : `; ${Number(saved.monthly) > 0 ? 'saves' : 'costs'} about ${prose(price)} a month`
  return parts.length === 0 ? 'Nothing was merged yet.' : `Requests: ${sentenceList(parts)}${cost}.`
}
