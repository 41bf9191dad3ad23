/** Whose is a branch: the bot's, untouched, or people's. */
import { parseSealedCommit, type SealedStatement } from './trailers.ts'

/** What of a commit is looked at. */
export interface CommitView {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
  /** Author and committer are the bot's own identity. */
  readonly byBot: boolean
}

/** The branch of a group as it stands. */
export type BranchView =
  | { readonly type: 'absent' }
  /** One commit of the bot, untouched, straight on the base that it names. */
  | { readonly type: 'ours'; readonly head: string; readonly statement: SealedStatement }
  /** Anything else: people's. `why` completes "The branch …". */
  | { readonly type: 'edited'; readonly head: string; readonly why: string }

/**
 * Judges a branch by its last commit. That is enough: the bot's commit names its parent, so a commit slipped in below it
 * shows, and its tree, so an amended one shows even when it kept the message and the identity.
 */
export function viewBranch(commit: CommitView | null): BranchView {
  if (commit === null) return { type: 'absent' }
  const edited = (why: string): BranchView => ({ type: 'edited', head: commit.sha, why })
  const statement = parseSealedCommit(commit.message)
  if (!commit.byBot) return edited('has a commit that the bot did not make')
  if (statement === null) return edited('ends in a commit without the trailers of the bot')
  if (commit.parents.length !== 1 || commit.parents[0] !== statement.base)
    return edited('was rebased or merged by somebody')
  if (commit.tree !== statement.tree) return edited('has a commit whose files were changed afterwards')
  return { type: 'ours', head: commit.sha, statement }
}
