/** One rollout as lines for a person and as a document. */
import type { RolloutState } from '../../core/after/rollout/judge-rollout.ts'
import { asSentence, atMinute } from '../../core/after/sentences.ts'
import type { WatchResult } from '../../flow/watch.ts'
import { type Colour, printable, type Style } from './style.ts'

const COLOURS: Readonly<Record<WatchResult['state'], Colour>> = {
  ...{ progressing: 'yellow', healthy: 'green', degraded: 'red', overdue: 'red', silent: 'yellow', unwatched: 'dim' },
}

const WORDS: Readonly<Partial<Record<WatchResult['state'], string>>> = {
  silent: 'Nobody ever reported a rollout to this repository, so nothing is known about it.',
  unwatched: 'It is not watched: it is not merged, it was undone, it changes no value, or rollout.watch is none.',
}

export function formatWatch(result: WatchResult, style: Style): string {
  const { number, title, state, rollout, revert } = result
  return `${[
    style('bold', printable(`#${number} ${title}`)),
    `${style(COLOURS[state], state)}${headline(rollout)}`,
    ...details(result).map((line) => `  ${printable(line)}`),
    ...(revert === null
      ? []
      : [
          printable('number' in revert ? `revert: #${revert.number} ${revert.url}` : `not reverted: ${revert.refused}`),
        ]),
  ].join('\n')}\n`
}

function headline(rollout: RolloutState | null): string {
  if (rollout?.state === 'healthy') return ` since ${atMinute(rollout.since)}`
  if (rollout?.state !== 'progressing') return ''
  const until = atMinute(rollout.until)
  return rollout.healthySince === null
    ? `, overdue at ${until}`
    : `, healthy since ${atMinute(rollout.healthySince)}, done at ${until}`
}

function details({ state, rollout }: WatchResult): string[] {
  const words = WORDS[state]
  if (words !== undefined) return [words]
  if (rollout === null || rollout.state === 'healthy') return []
  const sentences = rollout.state === 'degraded' ? rollout.evidence.map(({ sentence }) => sentence) : rollout.waitingFor
  return sentences.map(asSentence)
}

export function watchDocument(result: WatchResult): object {
  const { number, url, title, mergeCommit, state, rollout, revert } = result
  const progressing = rollout?.state === 'progressing' ? rollout : null
  const evidence = rollout?.state === 'degraded' ? rollout.evidence : []
  const since = rollout?.state === 'healthy' ? rollout.since : (progressing?.healthySince ?? null)
  return {
    ...{ number, url, title, mergeCommit, state },
    healthySince: since?.toISOString() ?? null,
    until: progressing?.until.toISOString() ?? null,
    waitingFor: rollout !== null && 'waitingFor' in rollout ? rollout.waitingFor : [],
    evidence: evidence.map(({ at, ...signal }) => ({ ...signal, at: at.toISOString() })),
    revert,
  }
}
