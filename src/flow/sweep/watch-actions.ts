/** What watching the merged pull requests did, as part of a sweep. */
import type { WatchResult } from '../watch.ts'
import type { SweepAction, SweepProblem } from './result.ts'

export function watchActions(results: readonly WatchResult[]): {
  readonly actions: readonly SweepAction[]
  readonly problems: readonly SweepProblem[]
} {
  return {
    actions: results.flatMap(({ number, url, state, wrote, revert }): SweepAction[] => [
      ...(wrote ? [{ action: 'rollout' as const, number, url, why: `The rollout of #${number} is ${state}.` }] : []),
      ...(wrote && revert !== null && 'number' in revert
        ? [{ action: 'revert' as const, number, url: revert.url, why: `#${revert.number} undoes #${number}.` }]
        : []),
    ]),
    problems: results.flatMap(({ number, problem }) => (problem === null ? [] : [{ number, problem }])),
  }
}
