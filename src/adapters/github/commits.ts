/** Reading and writing commits through the Git data API. */

import { Problem } from '../../core/problem.ts'
import { planWrites } from '../../core/pull-request/base-files.ts'
import type { CommitFacts, CommitReader, CommitRequest, Person } from '../../ports/forge.ts'
import { createBaseTreeReader } from './base-tree.ts'
import { REPEATABLE } from './client.ts'
import type { GitHubContext } from './context.ts'
import { answeredStatus } from './errors.ts'

/** GitHub's own committer for what its API and its pages commit, always signed by it. */
const WEB_FLOW = 'web-flow'
/** Bytes of all edited files together; GitHub gives up on trees that are much larger. */
const LARGEST_COMMIT = 20 * 1024 * 1024

export function createCommitReader(context: GitHubContext): CommitReader {
  const { client, at, call } = context
  return {
    async readCommit(sha) {
      const bot = await context.bot()
      const data = await call(
        'read a commit',
        'contents: read',
        // One changed file is enough: the default would send the patches of three hundred.
        async () => {
          const answer = await client.rest.repos.getCommit({ ...at, ref: sha, per_page: 1 })
          return { data: { found: answer.data as typeof answer.data | null } }
        },
        (error) => ([404, 422].includes(answeredStatus(error) ?? 0) ? { found: null } : undefined),
      )
      if (data.found === null) return null
      const { commit, author, committer, parents } = data.found
      const authored = personOf(author?.login, commit.author)
      const committed = personOf(committer?.login, commit.committer)
      const signed = committed.login === WEB_FLOW && commit.verification?.verified === true
      return {
        sha: data.found.sha,
        tree: commit.tree.sha,
        parents: parents.map((parent) => parent.sha),
        message: commit.message,
        author: authored,
        committer: committed,
        byBot: isPerson(authored, bot) && (signed || isPerson(committed, bot)),
      }
    },
  }
}

/** Author and committer are left to GitHub: it names the token's owner, and signs for Apps and Actions. */
export function createCommitWriter(context: GitHubContext): (request: CommitRequest) => Promise<CommitFacts> {
  const { client, at, call } = context
  const readBase = createBaseTreeReader(context)
  return async ({ parent, files, message }) => {
    refuseHuge(files)
    const base = await readBase(
      parent,
      files.map(({ path }) => path),
    )
    const blobs = planWrites(files, base.entryAt)
    const tree = blobs.map(({ path, mode, content }) =>
      content === null
        ? { path, mode, sha: null, type: 'blob' as const }
        : { path, mode, content, type: 'blob' as const },
    )
    // Objects without a ref disturb nobody, so both may be sent twice.
    const created = await call('write the changed files', 'contents: write', () =>
      client.rest.git.createTree({ ...at, tree, base_tree: base.sha, request: REPEATABLE }),
    )
    const text = message(created.sha)
    const commit = await call('write a commit', 'contents: write', () =>
      client.rest.git.createCommit({ ...at, message: text, tree: created.sha, parents: [parent], request: REPEATABLE }),
    )
    const bot = await context.bot()
    return {
      ...{ sha: commit.sha, tree: commit.tree.sha, parents: [parent], message: text, byBot: true },
      author: { ...bot, name: commit.author.name, email: commit.author.email },
      committer: { ...bot, name: commit.committer.name, email: commit.committer.email },
    }
  }
}

function refuseHuge(files: CommitRequest['files']): void {
  const bytes = files.reduce((sum, file) => sum + Buffer.byteLength(file.after ?? ''), 0)
  if (bytes <= LARGEST_COMMIT) return
  throw new Problem({
    code: 'commit-too-large',
    exit: 3,
    message: `The edited files are ${Math.ceil(bytes / 1024 / 1024)} MiB together; GitHub takes ${LARGEST_COMMIT / 1024 / 1024} MiB in one commit.`,
    hint: 'Choose smaller groups with pullRequests.groupBy.',
  })
}

function personOf(
  login: string | undefined,
  signature: { readonly name?: string | undefined; readonly email?: string | undefined } | null,
): Person {
  return { login: login ?? null, name: signature?.name ?? '', email: signature?.email ?? '' }
}

function isPerson(somebody: Person, bot: Person): boolean {
  return somebody.login === null ? somebody.email === bot.email : somebody.login === bot.login
}
