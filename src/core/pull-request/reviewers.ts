/** Who is asked for a review. */
import { ownersOf } from './codeowners.ts'

export interface ReviewerRequest {
  readonly users: readonly string[]
  /** `org/team`. */
  readonly teams: readonly string[]
}

/** GitHub's limit for one pull request. */
const MOST = 15

/**
 * Users and teams to ask, each once, at most fifteen (teams first: a team stands for several people).
 *
 * @param wanted entries of the configuration: `codeowners`, `none`, `user`, `org/team`, `team:NAME`, all also with `@`
 * @param paths the edited files
 * @param codeowners text of the CODEOWNERS file, `null` when there is none
 * @param owner owner of the repository, for `team:NAME`
 * @param bot login of the pull request's author, who cannot be asked
 */
export function chooseReviewers(options: {
  readonly wanted: readonly string[]
  readonly paths: readonly string[]
  readonly codeowners: string | null
  readonly owner: string
  readonly bot: string | null
}): ReviewerRequest {
  const { wanted, paths, codeowners, owner, bot } = options
  const names = wanted.flatMap((entry) => {
    if (entry === 'none') return []
    if (entry === 'codeowners') return codeowners === null ? [] : ownersOf(codeowners, paths)
    return [entry.startsWith('team:') ? `${owner}/${entry.slice('team:'.length)}` : entry]
  })
  const unique = new Map<string, string>()
  for (const name of names.map((entry) => entry.replace(/^@/, ''))) {
    // To GitHub, names that differ only in case are one.
    if (name.toLowerCase() !== bot?.toLowerCase())
      unique.set(name.toLowerCase(), unique.get(name.toLowerCase()) ?? name)
  }
  const all = [...unique.values()]
  const teams = all.filter((name) => name.includes('/')).slice(0, MOST)
  const users = all.filter((name) => !name.includes('/')).slice(0, MOST - teams.length)
  return { users, teams }
}
