/** Who somebody is and what they may do in the repository, as values that a flow looked up. Logins compare without case. */

/** As GitHub's `role_name` and `permission` say it; custom roles come with the permission that they are based on. */
export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none'

/** Kind of account, in GitHub's words (`User`, `Bot`, `Organization`, `Mannequin`); only a `User` is a person. */
export type AccountType = string

/** What the flow found out about the people of one pull request. */
export interface People {
  /** Permission by login; whoever is missing has none. */
  readonly permissions: ReadonlyMap<string, Permission>
  /**
   * Members by team, for every team that the policy names, under exactly the policy's text (`platform`, `org/platform`).
   * A missing team could not be read; nobody is in it.
   */
  readonly teams: ReadonlyMap<string, readonly string[]>
  /** Logins of automation beside accounts of type `Bot`: this program's own user, and whatever the installation names. */
  readonly bots: readonly string[]
}

/** GitHub shows everything of deleted accounts under this login. */
const GHOST = 'ghost'

export function sameLogin(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.toLowerCase() === other.toLowerCase()
}

export function includesLogin(logins: readonly (string | null)[], login: string | null): boolean {
  return logins.some((candidate) => sameLogin(candidate, login))
}

/** An account that a human stands behind, as far as the forge tells: no bot, no import placeholder, not deleted. */
export function isPerson(login: string | null, type: AccountType, people: People): login is string {
  return (
    login !== null &&
    type === 'User' &&
    !sameLogin(login, GHOST) &&
    !login.toLowerCase().endsWith('[bot]') &&
    !includesLogin(people.bots, login)
  )
}

export function permissionOf(login: string, people: People): Permission {
  for (const [candidate, permission] of people.permissions) if (sameLogin(candidate, login)) return permission
  return 'none'
}

export function canWrite(login: string, people: People): boolean {
  return ['admin', 'maintain', 'write'].includes(permissionOf(login, people))
}

export function isMember(login: string, team: string, people: People): boolean {
  return includesLogin(people.teams.get(team) ?? [], login)
}
