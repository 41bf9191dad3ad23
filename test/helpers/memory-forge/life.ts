/** The ports of the life after opening, over the state. */

import type { Forge } from '../../../src/ports/forge.ts'
import type { LivingForge } from '../../../src/ports/life.ts'
import { mergePull } from './merge.ts'
import { ancestry, BOT_LOGIN, commitOf, MAIN, type MemoryState, nextId, type StoredCommit } from './state.ts'
import { viewFacts, viewPull } from './view.ts'

export function createLife(state: MemoryState): Omit<LivingForge, keyof Forge> {
  const main = () => firstParents(state, state.branches.get(MAIN) ?? '')
  return {
    life: {
      look: async (numbers) =>
        numbers.flatMap((number) => {
          const pull = state.pulls.find((found) => found.number === number)
          return pull === undefined ? [] : [viewFacts(state, pull)]
        }),
      listMerged: async (prefix, since) =>
        state.pulls
          .filter(({ branch, mergedAt }) => branch.startsWith(prefix) && mergedAt !== null && mergedAt >= since)
          .map((pull) => viewPull(state, pull))
          .sort((a, b) => Number(b.mergedAt) - Number(a.mergedAt) || b.number - a.number),
      listAll: async (prefix, since) =>
        state.pulls
          .filter(({ branch, createdAt }) => branch.startsWith(prefix) && createdAt >= since)
          .map((pull) => viewPull(state, pull)),
    },
    people: {
      permission: async (login) => state.permissions.get(login) ?? 'none',
      team: async (team) => state.teams.get(team) ?? null,
    },
    checks: {
      read: async (commits) =>
        new Map(commits.map((commit) => [commit, state.checks.filter((check) => check.commit === commit)])),
      async publish(commit, report, known) {
        const at = state.checks.findIndex((check) => check.commit === commit && check.id === known?.id)
        const id = state.checks[at]?.id ?? nextId(state)
        state.checks.splice(at < 0 ? state.checks.length : at, at < 0 ? 0 : 1, { ...report, commit, id })
      },
    },
    merging: { merge: async (request) => mergePull(state, request, BOT_LOGIN) },
    deliveries: {
      read: async () => ({
        commits: main().map(({ sha, parents }) => ({ sha, parents })),
        statuses: [...state.statuses],
        deployments: [...state.deployments],
      }),
    },
    history: {
      async edits(sha) {
        const commit = commitOf(state, sha)
        const before = state.commits.get(commit.parents[0] ?? '')?.files ?? {}
        return [...new Set([...Object.keys(before), ...Object.keys(commit.files)])]
          .filter((path) => before[path] !== commit.files[path])
          .map((path) => ({ path, before: before[path] ?? null, after: commit.files[path] ?? null }))
      },
      fileAt: async (sha, path) => state.commits.get(sha)?.files[path] ?? null,
      async changedBy(path, since) {
        const commits = main()
        const changing = commits.filter((commit, index) => commit.files[path] !== commits[index + 1]?.files[path])
        return changing.filter(({ at }) => at > since).map(({ author }) => author.login ?? author.name)
      },
    },
    issues: {
      async find(label) {
        if (state.issuesOff) return 'off'
        return state.issues.find(({ labels, open }) => open && labels.includes(label)) ?? null
      },
      async open({ title, body, labels }) {
        const number = nextId(state)
        const url = `https://forge.test/acme/fleet/issues/${number}`
        const issue = { number, url, title, body, labels, author: BOT_LOGIN, open: true }
        state.issues.push(issue)
        return issue
      },
      async edit(number, change) {
        const at = state.issues.findIndex((issue) => issue.number === number)
        const issue = state.issues[at]
        if (issue !== undefined) state.issues[at] = { ...issue, ...change }
      },
    },
    reactions: {
      async react(id, reaction) {
        const comment = state.pulls.flatMap(({ comments }) => comments).find((found) => found.id === id)
        if (comment !== undefined && !comment.reactions.includes(reaction)) comment.reactions.push(reaction)
      },
      async editComment(id, body) {
        const comment = state.pulls.flatMap(({ comments }) => comments).find((found) => found.id === id)
        if (comment === undefined || comment.author !== BOT_LOGIN) return
        comment.edited ||= comment.body !== body
        comment.body = body
      },
    },
  }
}

function firstParents(state: MemoryState, head: string): StoredCommit[] {
  const [first] = ancestry(state, head)
  if (first === undefined) return []
  const [parent] = first.parents
  return [first, ...(parent === undefined ? [] : firstParents(state, parent))]
}
