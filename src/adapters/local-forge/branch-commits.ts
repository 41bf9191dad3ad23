/** The commits of a pull request, and the commit that merged it. */
import type { Person } from '../../ports/forge.ts'
import type { BranchCommit } from '../../ports/life.ts'
import type { Git } from '../git/git.ts'
import { branchHead, isAncestor } from '../git/refs.ts'
import { toLogin } from './people.ts'
import type { PullFile } from './pull-file.ts'

/** More commits than this are no branch of this program. */
const MOST = 250
const CO_AUTHOR = /^co-authored-by:\s*(.+?)\s*<[^>]*>\s*$/gim

export interface MergeOf {
  readonly commit: string
  readonly by: string | null
}

/** The first commit of the base's own line that holds the head; the head itself when the base was moved forward to it. */
export async function findMerge(git: Git, pull: PullFile, bot: Person): Promise<MergeOf | null> {
  if (pull.state !== 'merged') return null
  if (pull.mergeCommit !== undefined) return { commit: pull.mergeCommit, by: pull.mergedBy ?? null }
  const base = await branchHead(git, pull.base)
  if (base === null || !(await isAncestor(git, pull.head, base))) return null
  const range = ['--first-parent', '--reverse', `${pull.head}..${base}`, '--']
  const line = (await git(['rev-list', ...range])).split('\n').filter((sha) => sha !== '')
  // Forward moves leave the head on the line itself: then what comes after it is somebody's later work.
  const tips = (await git(['rev-list', '--first-parent', `--max-count=${line.length + 1}`, base, '--'])).split('\n')
  const commit = tips.includes(pull.head) ? pull.head : line[0]
  if (commit === undefined) return null
  const [name = '', email = ''] = (await git(['show', '--no-patch', '--format=%an%x00%ae', commit, '--']))
    .trim()
    .split('\0')
  if (commit === pull.head) return { commit, by: null }
  return { commit, by: name === bot.name && email === bot.email ? bot.login : toLogin(name) }
}

/** Oldest first; `null` when there are too many. */
export async function branchCommits(
  git: Git,
  pull: PullFile,
  merge: MergeOf | null,
  bot: Person,
): Promise<readonly BranchCommit[] | null> {
  const from = await startOf(git, pull, merge)
  const format = '%H%x00%an%x00%ae%x00%cn%x00%ce%x00%B%x01'
  const args = ['log', '--reverse', `--max-count=${MOST + 1}`, `--format=${format}`, pull.head]
  const out = await git([...args, ...(from === null ? [] : [`^${from}`]), '--'])
  const commits = out
    .split('\x01')
    .map((text) => text.replace(/^\n/, ''))
    .filter((text) => text !== '')
    .map((text): BranchCommit => {
      const [sha = '', authorName = '', authorEmail = '', committerName = '', committerEmail = '', ...rest] =
        text.split('\0')
      const message = `${rest.join('\0').trimEnd()}\n`
      const isBot = (name: string, email: string) => name === bot.name && email === bot.email
      const login = (name: string, email: string) => (isBot(name, email) ? bot.login : toLogin(name) || null)
      const others = [...message.matchAll(CO_AUTHOR)].map(([, name]) => toLogin(name ?? '') || null)
      return {
        ...{ sha, message },
        byBot: isBot(authorName, authorEmail) && isBot(committerName, committerEmail),
        people: [...new Set([login(authorName, authorEmail), login(committerName, committerEmail), ...others])],
      }
    })
  return commits.length > MOST ? null : commits
}

/** What the branch started from: everything before it is not of this pull request. */
async function startOf(git: Git, pull: PullFile, merge: MergeOf | null): Promise<string | null> {
  if (pull.state !== 'merged') return branchHead(git, pull.base)
  if (merge !== null && merge.commit !== pull.head) {
    return (await git(['rev-parse', '--verify', `${merge.commit}^1`])).trim()
  }
  return pull.openedOn ?? null
}
