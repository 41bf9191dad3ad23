/** People as GraphQL shows them: Apps without `[bot]`, and no account for what Apps commit. */
import type { FakeState } from '../model.ts'
import type { Signature } from '../objects.ts'

export function actor(state: FakeState, login: string | null | undefined) {
  if (login === null || login === undefined) return null
  const user = state.users.get(login)
  const type = user?.type ?? (login.endsWith('[bot]') ? 'Bot' : 'User')
  return { __typename: type, login: login.replace(/\[bot\]$/, ''), databaseId: user?.id ?? 0 }
}

export function gitActor(state: FakeState, { name, email, date }: Signature) {
  const user = [...state.users.values()].find((found) => found.type === 'User' && found.email === email)
  return {
    name,
    email,
    date: date.toISOString(),
    user: user === undefined ? null : { __typename: 'User', login: user.login },
  }
}
