/**
 * A whole forge in memory, for tests of flows: honest about who may do what and about what a guard refuses, and as slow to
 * forget as a real one. Every call is counted with what it costs on GitHub, and may fail before or after it acted.
 */

import type { ReviewState } from '../../src/core/after/confirmation/review.ts'
import { Problem } from '../../src/core/problem.ts'
import type { LivingForge } from '../../src/ports/life.ts'
import { createLife } from './memory-forge/life.ts'
import { finishMerge } from './memory-forge/merge.ts'
import { addComment, createParts } from './memory-forge/parts.ts'
import {
  commitOf,
  type Files,
  headOf,
  type MemoryState,
  newState,
  nextId,
  person,
  pullOf,
  storeCommit,
} from './memory-forge/state.ts'

export interface Call {
  /** `section.method`, such as `comments.add`. */
  readonly name: string
  readonly write: boolean
  /** Requests that it takes on GitHub. */
  readonly cost: number
}

/** Where a call fails: before it reached the forge, or after the forge acted. */
export type CallFault = 'before' | 'after'

const WRITES: ReadonlySet<string> = new Set([
  ...['branches.commit', 'branches.point', 'pullRequests.open', 'pullRequests.edit', 'labels.addLabels'],
  ...['labels.removeLabel', 'reviewRequests.requestReviewers', 'comments.add', 'comments.remove', 'checks.publish'],
  ...['merging.merge', 'issues.open', 'issues.edit', 'reactions.react', 'reactions.editComment'],
])

export interface MemoryWorld {
  readonly state: MemoryState
  readonly clock: { now(): Date }
  /** Calls of all connections, in order. */
  readonly log: Call[]
  /** Called with the index in `log`; tests replace it. */
  fault: (index: number, call: Call) => CallFault | null
  /** Awaited before each call, so that several connections can be mixed. */
  pause: () => Promise<void>
  /** One instance of the program. */
  connect(): LivingForge
  /** Milliseconds. */
  pass(time: number): void
  personCommits(login: string, branch: string, files: Record<string, string | null>): string
  review(login: string, number: number, state?: ReviewState): number
  comment(login: string, number: number, body: string): number
  personMerges(login: string, number: number): void
  personCloses(number: number): void
}

export interface MemoryOptions {
  readonly files?: Files
  readonly now?: Date
  /** Logins with write permission. */
  readonly writers?: readonly string[]
}

export function openMemoryForge({
  files = {},
  now = new Date('2026-03-02T09:00:00Z'),
  writers = [],
}: MemoryOptions = {}): MemoryWorld {
  const state = newState(files, now)
  for (const login of writers) state.permissions.set(login, 'write')
  const world: MemoryWorld = {
    ...{ state, clock: { now: () => state.now }, log: [] },
    fault: () => null,
    pause: async () => undefined,
    connect: () => counted(world, { ...createParts(state), ...createLife(state) }),
    pass(time) {
      state.now = new Date(state.now.getTime() + time)
    },
    personCommits(login, branch, changes) {
      const parent = state.branches.get(branch) ?? ''
      const next = Object.entries({ ...commitOf(state, parent).files, ...changes }).filter(
        (entry): entry is [string, string] => entry[1] !== null,
      )
      const commit = { files: Object.fromEntries(next), parents: [parent], message: 'By hand\n', author: person(login) }
      const { sha } = storeCommit(state, commit)
      state.branches.set(branch, sha)
      return sha
    },
    review(login, number, verdict = 'APPROVED') {
      const pull = pullOf(state, number)
      const id = nextId(state)
      const commit = headOf(state, pull)
      pull.reviews.push({ id, author: login, state: verdict, commit, submittedAt: state.now })
      return id
    },
    comment: (login, number, body) => addComment(state, number, login, body).id,
    personMerges(login, number) {
      const pull = pullOf(state, number)
      finishMerge(state, pull, { by: login, message: `${pull.title} (#${number})\n` })
    },
    personCloses(number) {
      const pull = pullOf(state, number)
      Object.assign(pull, { head: headOf(state, pull), state: 'closed', closedAt: state.now })
    },
  }
  return world
}

/** The same forge, each method of each section counted and able to fail. */
function counted(world: MemoryWorld, forge: LivingForge): LivingForge {
  const wrap = <Section extends object>(section: string, methods: Section): Section => {
    const entries = Object.entries(methods).map(([method, act]: [string, (...args: unknown[]) => Promise<unknown>]) => [
      method,
      async (...args: unknown[]) => {
        await world.pause()
        const name = `${section}.${method}`
        const call = { name, write: WRITES.has(name), cost: costOf(name, args) }
        const fault = world.fault(world.log.length, call)
        world.log.push(call)
        if (fault === 'before') throw failed(name)
        const answer = await act(...args)
        if (fault === 'after') throw failed(name)
        return answer
      },
    ])
    return Object.fromEntries(entries)
  }
  const { kind, ...sections } = forge
  const wrapped = Object.entries(sections).map(([name, section]) => [name, wrap(name, section)])
  return { ...Object.fromEntries(wrapped), kind }
}

function costOf(name: string, args: readonly unknown[]): number {
  const [list] = args
  const size = Array.isArray(list) ? list.length : 1
  if (name === 'life.look') return Math.ceil(size / 20)
  if (name === 'checks.read') return Math.ceil(size / 50)
  return 1
}

function failed(name: string): Problem {
  return new Problem({
    code: 'github-unreachable',
    exit: 3,
    message: `The connection broke at ${name}.`,
    hint: 'Run it again.',
  })
}
