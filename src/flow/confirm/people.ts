/** Who may do what, asked as late as possible and once. */
import { type AccountType, isPerson, type People, type Permission } from '../../core/after/people.ts'
import type { PeopleReader, SeenReview } from '../../ports/life.ts'

export interface PeopleQuestion {
  /** What a look told already about some of the people. */
  readonly reviews: readonly SeenReview[]
  /** Whose permission is needed beside that of the reviewers. */
  readonly logins: readonly string[]
  /** Teams whose members are needed, as the policy writes them. */
  readonly teams: readonly string[]
}

export interface PeopleLookup {
  find(question: PeopleQuestion): Promise<People>
  /** False for bots, deleted accounts, and whatever else answers by itself. Asks nobody. */
  isPerson(login: string | null, type: AccountType): login is string
  /** The same teams, and nobody's permission known yet. */
  withoutPermissions(): PeopleLookup
}

type Teams = Map<string, Promise<readonly string[] | null>>

export function createPeopleLookup(
  reader: PeopleReader,
  bots: readonly string[],
  teams: Teams = new Map(),
): PeopleLookup {
  const permissions = new Map<string, Promise<Permission>>()
  const permission = once(permissions, (login) => reader.permission(login))
  const members = once(teams, (team) => reader.team(team))
  return {
    async find(question) {
      const told = new Map<string, Permission>()
      for (const { author, authorCanPush } of question.reviews) {
        if (author !== null && authorCanPush !== null) told.set(author.toLowerCase(), authorCanPush ? 'write' : 'none')
      }
      const untold = question.reviews.flatMap(({ author, authorCanPush, state }) =>
        author === null || authorCanPush !== null || (state !== 'APPROVED' && state !== 'CHANGES_REQUESTED')
          ? []
          : [author],
      )
      for (const login of new Set([...untold, ...question.logins].map((name) => name.toLowerCase()))) {
        if (!told.has(login)) told.set(login, await permission(login))
      }
      const known = new Map<string, readonly string[]>()
      for (const team of new Set(question.teams)) {
        const logins = await members(team)
        if (logins !== null) known.set(team, logins)
      }
      return { permissions: told, teams: known, bots }
    },
    isPerson: (login, type): login is string =>
      isPerson(login, type, { permissions: new Map(), teams: new Map(), bots }),
    withoutPermissions: () => createPeopleLookup(reader, bots, teams),
  }
}

/** A question that failed may be asked again. */
function once<Answer>(
  answers: Map<string, Promise<Answer>>,
  ask: (name: string) => Promise<Answer>,
): (name: string) => Promise<Answer> {
  return (name) => {
    const known = answers.get(name)
    if (known !== undefined) return known
    const answer = ask(name).catch((error: unknown) => {
      answers.delete(name)
      throw error
    })
    answers.set(name, answer)
    return answer
  }
}
