/** What commits changed, and who changed what since. */
import { Problem } from '../../core/problem.ts'
import type { CommittedEdit, History } from '../../ports/life.ts'
import { type GitHubContext, PAGE } from './context.ts'
import { createTextReader } from './texts.ts'

/** GitHub lists no more files of one commit. */
const MOST_FILES = 3000

export function createHistory(context: GitHubContext): History {
  const { client, at, call, pages } = context
  const readTexts = createTextReader(context)

  /** Paths that a commit touched, and its first parent. */
  const touched = async (sha: string) => {
    const paths = new Set<string>()
    for (let page = 1; ; page += 1) {
      const { files = [], parents } = await call('read what a commit changed', 'contents: read', () =>
        client.rest.repos.getCommit({ ...at, ref: sha, per_page: PAGE, page }),
      )
      for (const { filename, previous_filename } of files) {
        paths.add(filename)
        if (previous_filename !== undefined) paths.add(previous_filename)
      }
      if (paths.size >= MOST_FILES) throw tooLarge(sha)
      if (files.length < PAGE) return { paths: [...paths].sort(), parent: parents[0]?.sha ?? null }
    }
  }

  return {
    async edits(commit) {
      const { paths, parent } = await touched(commit)
      const before = parent === null ? [] : paths.map((path) => ({ commit: parent, path }))
      const texts = await readTexts([...before, ...paths.map((path) => ({ commit, path }))])
      const later = texts.slice(before.length)
      return paths.map((path, index): CommittedEdit => {
        return { path, before: parent === null ? null : (texts[index] ?? null), after: later[index] ?? null }
      })
    },
    async fileAt(commit, path) {
      const [text] = await readTexts([{ commit, path }])
      return text ?? null
    },
    async changedBy(path, since) {
      const found = await pages(`read who changed ${path}`, 'contents: read', (page) =>
        client.rest.repos.listCommits({ ...at, path, since: since.toISOString(), per_page: PAGE, page }),
      )
      return found
        .filter(({ commit }) => new Date(commit.committer?.date ?? 0) > since)
        .map(({ author, commit }) => author?.login ?? commit.author?.name ?? '')
        .filter((name) => name !== '')
    },
  }
}

function tooLarge(sha: string): Problem {
  return new Problem({
    code: 'commit-too-large',
    exit: 3,
    message: `Commit ${sha.slice(0, 10)} changed more files than GitHub lists (${MOST_FILES}).`,
    hint: 'Undo it by hand, with git revert.',
  })
}
