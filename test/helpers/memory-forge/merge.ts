/** Merging as git and GitHub do it, file by file. */
import type { MergeAnswer } from '../../../src/core/after/merge/merge-answer.ts'
import type { MergeRequest } from '../../../src/ports/life.ts'
import {
  ancestry,
  commitOf,
  type Files,
  headOf,
  type MemoryState,
  person,
  pullOf,
  type StoredPull,
  storeCommit,
} from './state.ts'

/** `null`: they conflict. */
function merged(state: MemoryState, base: string, head: string): Files | null {
  const theirs = ancestry(state, head)
  const ours = new Set(ancestry(state, base).map(({ sha }) => sha))
  const fork = theirs.find(({ sha }) => ours.has(sha))?.files ?? {}
  const [left, right] = [commitOf(state, base).files, commitOf(state, head).files]
  const result: Record<string, string> = {}
  for (const path of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const [was, one, other] = [fork[path], left[path], right[path]]
    if (was !== one && was !== other && one !== other) return null
    const now = was === one ? other : one
    if (now !== undefined) result[path] = now
  }
  return result
}

export function isMergeable(state: MemoryState, pull: StoredPull): boolean | null {
  const base = state.branches.get(pull.base)
  if (pull.state !== 'open' || base === undefined) return null
  return merged(state, base, headOf(state, pull)) !== null
}

export function isBehind(state: MemoryState, pull: StoredPull): boolean {
  const base = state.branches.get(pull.base) ?? ''
  return state.strict && !ancestry(state, headOf(state, pull)).some(({ sha }) => sha === base)
}

/** Answers as GitHub does, guarded by the head. */
export function mergePull(state: MemoryState, request: MergeRequest, by: string): MergeAnswer {
  const pull = pullOf(state, request.number)
  if (pull.state !== 'open') return { outcome: 'refused', reason: 'Pull Request is not mergeable' }
  if (headOf(state, pull) !== request.sha) return { outcome: 'head-moved' }
  if (isMergeable(state, pull) !== true) return { outcome: 'refused', reason: 'Pull Request is not mergeable' }
  const unmet = [...state.requiredChecks].filter(([, result]) => result !== 'passed').map(([name]) => name)
  if (unmet.length > 0) return { outcome: 'refused', reason: `Required status check "${unmet[0] ?? ''}" is failing.` }
  if (state.refusesMerge !== null) return { outcome: 'refused', reason: state.refusesMerge }
  if (state.mergeQueue && request.how === 'merge') return { outcome: 'use-queue' }
  if (request.how === 'queue') {
    pull.queued = true
    return { outcome: 'merged' }
  }
  finishMerge(state, pull, { by, message: `${request.title}\n\n${request.message}` })
  return { outcome: 'merged' }
}

/** What a merge does whoever asks for it. */
export function finishMerge(
  state: MemoryState,
  pull: StoredPull,
  { by, message }: { by: string; message: string },
): void {
  const base = state.branches.get(pull.base) ?? ''
  const head = headOf(state, pull)
  const files = merged(state, base, head)
  if (files === null) throw new Error(`#${pull.number} conflicts`)
  const parents = state.mergeMethod === 'merge' ? [base, head] : [base]
  const text = state.mergeMethod === 'rebase' ? commitOf(state, head).message : message
  const commit = storeCommit(state, { files, parents, message: text, author: person(by) })
  state.branches.set(pull.base, commit.sha)
  const now = state.now
  Object.assign(pull, { state: 'merged', head, mergeCommit: commit.sha, mergedBy: by, mergedAt: now, closedAt: now })
}
