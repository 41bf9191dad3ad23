/** The rollout in words: the check run `krr-gitops/rollout` on the merge commit, and the one comment that is kept up to date. */
import { parseToken, prose, token } from '../../pull-request/escape.ts'
import { asSentence, atMinute } from '../sentences.ts'
import type { RolloutJudgement, RolloutMemory, RolloutState } from './judge-rollout.ts'
import type { Signal } from './signal.ts'

export const ROLLOUT_CHECK = 'krr-gitops/rollout'
export const OVERDUE_TITLE = 'Not rolled out in time'
/** First line of the comment: how the next run finds it. */
export const ROLLOUT_MARKER = '<!-- krr-gitops:rollout -->'

export interface RolloutReport {
  /** GitHub's status and conclusion of the check run; `conclusion` is `null` while it is in progress. */
  readonly status: 'in_progress' | 'completed'
  readonly conclusion: 'success' | 'failure' | 'neutral' | null
  readonly title: string
  /** Markdown, escaped; the same facts give the same text, so that an unchanged comment is not edited. */
  readonly summary: string
}

export function reportRollout({ rollout, latest }: Pick<RolloutJudgement, 'rollout' | 'latest'>): RolloutReport {
  const summary = [...headline(rollout), ...reporters(rollout, latest)].join('\n')
  switch (rollout.state) {
    case 'progressing':
      return { status: 'in_progress', conclusion: null, title: progressTitle(rollout.healthySince), summary }
    case 'healthy':
      return { status: 'completed', conclusion: 'success', title: 'Rolled out and healthy', summary }
    case 'degraded':
      return { status: 'completed', conclusion: 'failure', title: degradedTitle(rollout.evidence), summary }
    case 'overdue':
      return rollout.silent
        ? { status: 'completed', conclusion: 'neutral', title: 'Nobody reported a rollout', summary }
        : { status: 'completed', conclusion: 'failure', title: OVERDUE_TITLE, summary }
  }
}

export function renderRolloutComment(judgement: Pick<RolloutJudgement, 'rollout' | 'latest'>): string {
  const { title, summary } = reportRollout(judgement)
  return [ROLLOUT_MARKER, `**Rollout: ${title}**`, '', summary].join('\n')
}

function progressTitle(healthySince: Date | null): string {
  return healthySince === null ? 'Rolling out' : 'Healthy so far'
}

function degradedTitle(evidence: readonly Signal[]): string {
  return evidence.length === 1 ? 'Degraded' : `Degraded: ${evidence.length} findings`
}

function headline(rollout: RolloutState): string[] {
  switch (rollout.state) {
    case 'progressing':
      return rollout.healthySince === null
        ? [...rollout.waitingFor.map(bullet), '', `It is overdue at ${atMinute(rollout.until)}.`]
        : [`Healthy since ${atMinute(rollout.healthySince)}; done at ${atMinute(rollout.until)} if it stays so.`]
    case 'healthy':
      return [`Healthy since ${atMinute(rollout.since)}, for as long as the policy asks.`]
    case 'degraded':
      return [...rollout.evidence.map(evidenceLine)]
    case 'overdue':
      return rollout.silent ? [...rollout.waitingFor.map(bullet), '', SILENT] : rollout.waitingFor.map(bullet)
  }
}

const SILENT =
  'Neither Argo CD nor Flux has ever reported to this repository, so this says nothing about the change, and nothing is reverted. Set up Argo CD Notifications or the Flux notification-controller for GitHub, watch the cluster with rollout.watch: kubernetes, or turn watching off with rollout.watch: none.'

function evidenceLine(signal: Signal): string {
  const doubt = signal.maybeOthers ? ' (said of a later commit, so another change may be the cause)' : ''
  return `${bullet(signal.sentence)}${doubt}`
}

/** Who is content, folded: it matters only to those who look for a missing reporter. */
function reporters(rollout: RolloutState, latest: readonly Signal[]): string[] {
  const content = latest.filter((signal) => signal.says === 'healthy')
  if (content.length === 0 || rollout.state === 'healthy') return content.map((signal) => bullet(signal.sentence))
  const lines = content.map((signal) => bullet(signal.sentence))
  return ['', '<details><summary>What is fine</summary>', '', ...lines, '', '</details>']
}

function bullet(sentence: string): string {
  return `- ${prose(asSentence(sentence))}`
}

/**
 * The memory as one line of text without Markdown or HTML in it, for a place that only the bot writes (the check run).
 * {@link parseMemory} reads it back.
 */
export function renderMemory(memory: RolloutMemory): string {
  return [...memory].map(([reporter, since]) => `${token(reporter)}=${since.toISOString()}`).join('&')
}

/** What cannot be read is left out: that reporter soaks once more. */
export function parseMemory(text: string): RolloutMemory {
  const pairs = text.split('&').flatMap((pair): [string, Date][] => {
    const [, reporter = '', time = ''] = /^([^=]+)=(\d{4}-\d\d-\d\dT[\d:.]+Z)$/.exec(pair) ?? []
    const since = new Date(time)
    return Number.isNaN(since.getTime()) ? [] : [[parseToken(reporter), since]]
  })
  return new Map(pairs)
}
