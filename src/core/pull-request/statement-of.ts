/** What a branch of several commits says about its proposal: the last commit of the bot speaks. */
import { parseSealedCommit, type SealedStatement } from './trailers.ts'

export interface SpokenStatement {
  /** The commit that makes the statement; people may have put others on top of it. */
  readonly sha: string
  readonly statement: SealedStatement
}

/** @param commits oldest first; `null`: not known. @returns `null` when none of them is the bot's */
export function statementOf(
  commits: readonly { readonly sha: string; readonly message: string; readonly byBot: boolean }[] | null,
): SpokenStatement | null {
  for (const { sha, message, byBot } of [...(commits ?? [])].reverse()) {
    const statement = byBot ? parseSealedCommit(message) : null
    if (statement !== null) return { sha, statement }
  }
  return null
}
