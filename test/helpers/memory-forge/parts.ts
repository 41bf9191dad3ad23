/** The ports of a forge over the state, without counting or failing. */
import { Problem } from '../../../src/core/problem.ts'
import type { Forge, PullRequest } from '../../../src/ports/forge.ts'
import { isMergeable } from './merge.ts'
import {
  ancestry,
  BOT,
  BOT_LOGIN,
  commitOf,
  headOf,
  MAIN,
  type MemoryState,
  nextId,
  pullOf,
  type StoredComment,
  storeCommit,
} from './state.ts'
import { commitFacts, viewPull } from './view.ts'

export function createParts(state: MemoryState): Forge {
  const ours = (prefix: string): PullRequest[] =>
    state.pulls.filter(({ branch }) => branch.startsWith(prefix)).map((pull) => viewPull(state, pull))
  return {
    kind: 'github',
    repository: {
      async describe() {
        const head = state.branches.get(MAIN) ?? ''
        return { slug: 'acme/fleet', url: 'https://forge.test/acme/fleet', defaultBranch: MAIN, head, bot: BOT }
      },
      isAncestor: async (ancestor, descendant) => ancestry(state, descendant).some(({ sha }) => sha === ancestor),
    },
    commits: {
      async readCommit(sha) {
        const commit = state.commits.get(sha)
        return commit === undefined ? null : commitFacts(commit)
      },
    },
    branches: {
      list: async (prefix) => new Map([...state.branches].filter(([name]) => name.startsWith(prefix))),
      head: async (branch) => state.branches.get(branch) ?? null,
      async commit({ parent, files, message }) {
        const next: Record<string, string> = { ...commitOf(state, parent).files }
        for (const { path, before, after } of files) {
          if ((next[path] ?? null) !== before) throw baseDiffers(path)
          if (after === null) delete next[path]
          else next[path] = after
        }
        const draft = storeCommit(state, { files: next, parents: [parent], message: '', author: BOT })
        const text = message(draft.tree)
        return commitFacts(storeCommit(state, { files: next, parents: [parent], message: text, author: BOT }))
      },
      async point(branch, to, from) {
        const now = state.branches.get(branch) ?? null
        if (now !== to && now !== from) return 'moved'
        state.branches.set(branch, to)
        return 'done'
      },
    },
    pullRequests: {
      listOpen: async (prefix) => ours(prefix).filter((pull) => pull.state === 'open'),
      listClosed: async (branches, since) =>
        ours('')
          .filter(({ branch, closedAt }) => branches.includes(branch) && closedAt !== null && closedAt >= since)
          .sort((a, b) => Number(b.closedAt) - Number(a.closedAt) || b.number - a.number),
      get: async (number) => ours('').find((pull) => pull.number === number) ?? null,
      async open({ branch, base, title, body, draft }) {
        if (state.pulls.some((pull) => pull.state === 'open' && pull.branch === branch)) return 'exists'
        const number = nextId(state)
        state.pulls.push({
          ...{ number, branch, base, title, body, draft, author: BOT_LOGIN, createdAt: state.now, state: 'open' },
          ...{ head: state.branches.get(branch) ?? '', labels: [], labelled: new Set(), comments: [], reviews: [] },
          ...{ reviewers: [], closedAt: null, mergedAt: null, mergeCommit: null, mergedBy: null, queued: false },
        })
        return viewPull(state, pullOf(state, number))
      },
      async edit(number, { title, body, state: next }) {
        const pull = pullOf(state, number)
        if (title !== undefined) pull.title = title
        if (body !== undefined) pull.body = body
        if (next === 'closed' && pull.state === 'open') {
          pull.head = headOf(state, pull)
          pull.state = 'closed'
          pull.closedAt = state.now
        }
      },
      mergeable: async (number) => isMergeable(state, pullOf(state, number)),
    },
    labels: {
      async addLabels(number, labels) {
        const pull = pullOf(state, number)
        for (const { name } of labels) {
          if (!pull.labels.includes(name)) pull.labels.push(name)
          pull.labelled.add(name)
        }
      },
      async removeLabel(number, label) {
        const pull = pullOf(state, number)
        pull.labels = pull.labels.filter((name) => name !== label)
      },
      wasLabelled: async (number, label) => pullOf(state, number).labelled.has(label),
    },
    reviewRequests: {
      async requestReviewers(number, reviewers) {
        pullOf(state, number).reviewers.push(reviewers)
        return []
      },
    },
    comments: {
      list: async (number) => pullOf(state, number).comments.map(seen),
      add: async (number, body) => seen(addComment(state, number, BOT_LOGIN, body)),
      async remove(id) {
        for (const { comments } of state.pulls) {
          const at = comments.findIndex((comment) => comment.id === id)
          if (at >= 0) comments.splice(at, 1)
        }
      },
    },
  }
}

export function addComment(state: MemoryState, number: number, author: string, body: string): StoredComment {
  const comment = { id: nextId(state), author, body, createdAt: state.now, edited: false, reactions: [] }
  pullOf(state, number).comments.push(comment)
  return comment
}

function seen({ id, author, body, createdAt }: StoredComment) {
  return { id, author, body, createdAt, byBot: author === BOT_LOGIN }
}

function baseDiffers(path: string): Problem {
  const hint = 'Plan again from the newest commit.'
  return new Problem({ code: 'base-differs', exit: 2, message: `${path} is not what was planned on.`, hint })
}
