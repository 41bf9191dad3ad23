/** One look at one merge: judged, told, and acted upon. */
import { judgeRollout, type RolloutJudgement, type RolloutMemory } from '../../core/after/rollout/judge-rollout.ts'
import { relateTo } from '../../core/after/rollout/relate.ts'
import { renderRolloutComment } from '../../core/after/rollout/report-rollout.ts'
import { readMemory, toRolloutCheck, withMemory } from '../../core/after/rollout/rollout-check.ts'
import type { SealedStatement } from '../../core/pull-request/trailers.ts'
import type { DeliveryWords, PublishedCheck, PullRequestFacts } from '../../ports/life.ts'
import type { WatchSettings, WatchTools } from '../watch.ts'
import { type AfterFailure, afterFailure, type Reverts } from './after-failure.ts'
import { keepComment, rolloutComments } from './comment.ts'
import { askGuards, observe, wordsOf } from './signals.ts'

export interface Merge {
  readonly facts: PullRequestFacts
  readonly statement: SealedStatement
  readonly commit: string
  readonly mergedAt: Date
  /** What is published on the merge commit; `null` = nothing yet. */
  readonly seen: PublishedCheck | null
}

export interface LookedAt extends AfterFailure {
  readonly judgement: RolloutJudgement
  readonly wrote: boolean
}

/** @throws Problem when the forge or the cluster cannot be asked */
export async function lookAt(
  merge: Merge,
  words: DeliveryWords,
  reverts: Reverts,
  { settings, tools }: { readonly settings: WatchSettings; readonly tools: WatchTools },
): Promise<LookedAt> {
  const { facts, seen, commit, statement } = merge
  const { forge, rollBack } = tools
  const { judgement, known } = await judge(merge, words, settings, tools)
  const [said] = rolloutComments(facts.comments)
  const kind = statement.reverts === undefined ? 'change' : 'revert'
  const failure = await afterFailure({
    ...{ facts, kind, rollout: judgement.rollout, settings: settings.rollback, reverts, rollBack },
    said: said?.body ?? null,
  })
  // A commit status holds one line: then only the comment can remember.
  const onlyStatus = seen !== null && seen.id === null
  const quiet = judgement.latest.length === 0 && known.length === 0 && failure.note === null
  const text = [renderRolloutComment(judgement), ...(failure.note === null ? [] : ['', failure.note])].join('\n')
  const commented = await keepComment(forge, {
    ...{ number: facts.pull.number, seen: facts.comments, replace: onlyStatus },
    body: quiet ? null : onlyStatus ? withMemory(text, judgement.memory) : text,
  })
  // Last: a check that says it is settled is not looked behind again.
  const check = toRolloutCheck(judgement)
  const differs =
    seen === null ||
    seen.conclusion !== check.conclusion ||
    seen.title !== check.title ||
    (seen.id !== null && seen.summary.trim() !== check.summary.trim())
  if (differs) await forge.checks.publish(commit, check, seen)
  return { ...failure, judgement, wrote: commented || differs }
}

async function judge(
  { facts, statement, commit, mergedAt, seen }: Merge,
  words: DeliveryWords,
  settings: WatchSettings,
  tools: WatchTools,
): Promise<{ judgement: RolloutJudgement; known: readonly string[] }> {
  const { delivery, guards, applicationOf, signal } = tools
  const now = tools.clock.now()
  const watched = { changes: statement.changes, mergedAt, relate: relateTo(commit, words.commits) }
  const reading =
    settings.watch === 'github' || delivery === null
      ? wordsOf(words, watched, applicationOf)
      : { signals: await observe(delivery, watched, applicationOf, { now, signal }), known: [] }
  // A guard says nothing about a change that did not arrive.
  const arrived = reading.signals.some(({ says }) => says === 'healthy')
  const guarded = guards === null || !arrived ? [] : await askGuards(guards, watched, { now, signal })
  const judgement = judgeRollout({
    ...{ signals: [...reading.signals, ...guarded], known: reading.known, mergedAt, now },
    ...{ soakMs: settings.soakMs, timeoutMs: settings.timeoutMs, memory: remembered(facts, seen) },
  })
  return { judgement, known: reading.known }
}

function remembered({ comments }: PullRequestFacts, seen: PublishedCheck | null): RolloutMemory {
  if (seen !== null && seen.id !== null) return readMemory(seen.summary)
  const [own] = rolloutComments(comments)
  return own === undefined || own.edited ? new Map() : readMemory(own.body)
}
