/** Commits written and read as objects; no index, no checkout, no branch is involved. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BaseEntry, type BlobWrite, planWrites } from '../../core/pull-request/base-files.ts'
import type { CommitFacts, CommitRequest, Person } from '../../ports/forge.ts'
import type { Git } from './git.ts'

/** A commit; `null` when the repository does not have it. */
export async function readCommit(git: Git, sha: string, bot: Person): Promise<CommitFacts | null> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return null
  const format = '%H%x00%T%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%B'
  const { exitCode, stdout } = await git.result(
    ['show', '--no-patch', '--no-show-signature', '--no-notes', `--format=${format}`, `${sha}^{commit}`, '--'],
    { answers: [128] },
  )
  if (exitCode !== 0) return null
  const [id = '', tree = '', parents = '', an = '', ae = '', cn = '', ce = '', ...message] = stdout.split('\0')
  const author = { login: null, name: an, email: ae }
  const committer = { login: null, name: cn, email: ce }
  const isBot = (person: Person) => person.name === bot.name && person.email === bot.email
  return {
    ...{ sha: id, tree, author, committer },
    parents: parents === '' ? [] : parents.split(' '),
    message: `${message.join('\0').trimEnd()}\n`,
    byBot: isBot(author) && isBot(committer),
  }
}

/** With mode 0 it takes a path out of the index. */
const NO_OBJECT = '0'.repeat(40)

/** Writes blobs, tree and commit. The user's index and working tree are not looked at. */
export async function writeCommit(git: Git, request: CommitRequest, bot: Person, now: Date): Promise<CommitFacts> {
  const { parent, files } = request
  const entries = await readEntries(git, parent)
  const blobs = planWrites(files, (path) => entries.get(path) ?? null)
  const folder = await mkdtemp(join(tmpdir(), 'krr-gitops-'))
  try {
    const shas = await writeBlobs(git, folder, blobs)
    const env = { GIT_INDEX_FILE: join(folder, 'index') }
    await git(['read-tree', parent], { env })
    const lines = blobs.map(({ path, mode, content }, index) =>
      content === null ? `0 ${NO_OBJECT}\t${path}\0` : `${mode} ${shas[index] ?? ''}\t${path}\0`,
    )
    await git(['update-index', '-z', '--index-info'], { env, input: lines.join('') })
    const tree = (await git(['write-tree'], { env })).trim()
    const message = request.message(tree)
    const sha = (
      await git(['commit-tree', tree, '-p', parent, '-F', '-'], { env: identity(bot, now), input: message })
    ).trim()
    return { sha, tree, parents: [parent], message, author: bot, committer: bot, byBot: true }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function identity(bot: Person, now: Date): Record<string, string> {
  const date = `${Math.floor(now.getTime() / 1000)} +0000`
  return {
    ...{ GIT_AUTHOR_NAME: bot.name, GIT_AUTHOR_EMAIL: bot.email, GIT_AUTHOR_DATE: date },
    ...{ GIT_COMMITTER_NAME: bot.name, GIT_COMMITTER_EMAIL: bot.email, GIT_COMMITTER_DATE: date },
  }
}

/** One process for all of them, however many: git reads the names of files to hash from stdin. */
async function writeBlobs(git: Git, folder: string, blobs: readonly BlobWrite[]): Promise<string[]> {
  const paths = await Promise.all(
    blobs.map(async ({ content }, index) => {
      const path = join(folder, `blob-${index}`)
      await writeFile(path, content ?? '')
      return path
    }),
  )
  // Without filters: what was proved is written byte for byte.
  const args = ['hash-object', '-w', '-t', 'blob', '--no-filters', '--stdin-paths']
  return (await git(args, { input: paths.map((path) => `${path}\n`).join('') })).trim().split('\n')
}

/** All entries of a commit, folders included: one process, and no path of ours that git could read as a pattern. */
async function readEntries(git: Git, commit: string): Promise<Map<string, BaseEntry>> {
  const entries = new Map<string, BaseEntry>()
  for (const line of (await git(['ls-tree', '-r', '-t', '-z', '--full-tree', commit])).split('\0')) {
    const tab = line.indexOf('\t')
    const [mode, , sha] = line.slice(0, tab).split(' ')
    if (mode !== undefined && sha !== undefined) entries.set(line.slice(tab + 1), { mode, sha })
  }
  return entries
}
