/** Who may do what here, and who is in which team. */
import type { Permission } from '../../core/after/people.ts'
import type { PeopleReader } from '../../ports/life.ts'
import { type GitHubContext, PAGE } from './context.ts'
import { isAnswered } from './errors.ts'

const KNOWN: readonly Permission[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none']

export function createPeople({ client, owner, at, call }: GitHubContext): PeopleReader {
  return {
    async permission(login) {
      const { role, base } = await call(
        `read what ${login} may do`,
        'metadata: read',
        async () => {
          const { data } = await client.rest.repos.getCollaboratorPermissionLevel({ ...at, username: login })
          return { data: { role: data.role_name as string | undefined, base: data.permission as string } }
        },
        // Nobody of that name, or a bot.
        (error) => (isAnswered(error, 404) ? { role: 'none', base: 'none' } : undefined),
      )
      // A role of the organisation's own making has a name of its own, and the permission that it is based on.
      return KNOWN.find((each) => each === role) ?? KNOWN.find((each) => each === base) ?? 'none'
    },
    async team(team) {
      const slash = team.indexOf('/')
      const [org, team_slug] = slash < 0 ? [owner, team] : [team.slice(0, slash), team.slice(slash + 1)]
      const logins: string[] = []
      for (let page = 1; ; page += 1) {
        const { members } = await call(
          `read the members of the team ${team}`,
          'members: read of the organisation',
          async () => {
            const { data } = await client.rest.teams.listMembersInOrg({ org, team_slug, per_page: PAGE, page })
            return { data: { members: data.map(({ login }) => login) as string[] | null } }
          },
          (error) => (isAnswered(error, 403, 404) ? { members: null } : undefined),
        )
        if (members === null) return null
        logins.push(...members)
        if (members.length < PAGE) return logins
      }
    },
  }
}
