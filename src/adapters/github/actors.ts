/** People and programs as GraphQL names them, turned into what REST and the rest of the program call them. */
import { z } from 'zod'
import type { AccountType } from '../../core/after/people.ts'
import type { Person } from '../../ports/forge.ts'

export const ACTOR = '{ __typename login }'

export const actorSchema = z.object({ __typename: z.string(), login: z.string() })
export type Actor = z.infer<typeof actorSchema>

/** REST, webhooks and `viewer` say `renovate[bot]` where GraphQL says `renovate`, type `Bot`. */
export function loginOf({ __typename, login }: Actor): string {
  return __typename === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login
}

/** A deleted account is of no type. */
export function typeOf(actor: Actor | null): AccountType {
  return actor?.__typename ?? 'Ghost'
}

export const GIT_ACTOR = '{ email user { login } }'

export const gitActorSchema = z.object({
  email: z.string().nullable(),
  user: z.object({ login: z.string() }).nullable(),
})
export type GitActor = z.infer<typeof gitActorSchema>

/** GraphQL knows no `user` for the commits of an App; what it has is the address, which GitHub gives to one account only. */
export function isOwn({ email, user }: GitActor, bot: Person): boolean {
  return user?.login === bot.login || (email !== null && noReplyName(email) === noReplyName(bot.email))
}

/** The part that names the account; the other part is the host, of an Enterprise Server another one. */
function noReplyName(email: string): string {
  const [name = '', host = ''] = email.split('@')
  return host.startsWith('users.noreply.') ? name : email
}
