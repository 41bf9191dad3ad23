/** Asking people for a review. Whoever cannot be asked must not stop the others, let alone the run. */
import type { Warning } from '../../core/problem.ts'
import type { Reviewers, ReviewRequests } from '../../ports/forge.ts'
import { REPEATABLE } from './client.ts'
import type { GitHubContext } from './context.ts'
import { isAnswered } from './errors.ts'

export function createReviewRequests(context: GitHubContext): ReviewRequests {
  const { client, at, call } = context

  /** False when GitHub does not take one of them: no collaborator, a team it cannot see, the author. */
  const ask = async (number: number, { users, teams }: Reviewers): Promise<boolean> => {
    // The API wants a team's slug; the organisation is that of the repository.
    const slugs = teams.map((team) => team.slice(team.indexOf('/') + 1))
    const answer = await call(
      `ask for a review of pull request #${number}`,
      'pull_requests: write',
      async () => {
        await client.rest.pulls.requestReviewers({
          ...{ ...at, pull_number: number, reviewers: [...users], team_reviewers: slugs, request: REPEATABLE },
        })
        return { data: { asked: true } }
      },
      // 403 and 404: the token may not see teams.
      (error) => (isAnswered(error, 403, 404, 422) ? { asked: false } : undefined),
    )
    return answer.asked
  }

  return {
    async requestReviewers(number, reviewers) {
      const { users, teams } = reviewers
      if (users.length + teams.length === 0 || (await ask(number, reviewers))) return []
      // GitHub refuses all of them for the sake of one, without saying which.
      const single = [
        ...teams.map((team) => ({ users: [], teams: [team] })),
        ...users.map((user) => ({ users: [user], teams: [] })),
      ]
      const warnings: Warning[] = []
      for (const one of single) {
        if (single.length > 1 && (await ask(number, one))) continue
        const name = [...one.teams, ...one.users].join('')
        warnings.push({
          code: 'reviewer-not-asked',
          message: `GitHub does not let ${name} be asked for a review here.`,
        })
      }
      return warnings
    },
  }
}
