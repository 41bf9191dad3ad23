/** Who may give which command. */
import { type AccountType, canWrite, isMember, isPerson, type People } from '../people.ts'
import type { CommandName } from './parse-command.ts'

export interface CommandRequest {
  readonly command: CommandName
  readonly by: string | null
  readonly byType: AccountType
  readonly people: People
  /** As the policy names it; `null` = nobody may bypass. */
  readonly bypassTeam: string | null
}

export type CommandPermission =
  | { readonly allowed: true }
  /** `answer`: a sentence for the comment's author; `null`: no answer at all, so that bots never talk to each other. */
  | { readonly allowed: false; readonly answer: string | null }

export function mayCommand({ command, by, byType, people, bypassTeam }: CommandRequest): CommandPermission {
  if (!isPerson(by, byType, people)) return { allowed: false, answer: null }
  if (command === 'help') return { allowed: true }
  if (command === 'bypass') return mayBypass(by, people, bypassTeam)
  return canWrite(by, people) ? { allowed: true } : refuse(`${command} needs write permission in this repository.`)
}

function mayBypass(by: string, people: People, team: string | null): CommandPermission {
  if (team === null) return refuse('Nobody may bypass here: the configuration names no approvals.bypassTeam.')
  if (!people.teams.has(team)) return refuse(`The members of the team ${team} could not be read, so nobody may bypass.`)
  return isMember(by, team, people) ? { allowed: true } : refuse(`Only members of the team ${team} may bypass.`)
}

function refuse(answer: string): CommandPermission {
  return { allowed: false, answer }
}
