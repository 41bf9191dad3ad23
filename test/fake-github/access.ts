/** Who may do what, who is in which team, and what the App itself is told. */
import { repositoryBody, userBody } from './events.ts'
import { created, type Handler, notFound, ok, paged } from './http.ts'
import { BOT } from './state.ts'

const LEGACY = { maintain: 'write', triage: 'read' } as const

const HOUR = 3_600_000

export const accessHandlers: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': ({ state, path }) => {
    const login = path.username ?? ''
    const user = [...state.users.values()].find((found) => found.login.toLowerCase() === login.toLowerCase())
    if (user === undefined || user.type === 'Bot') {
      return { status: 404, data: { message: `${login} is not a user`, status: '404' } }
    }
    const role = state.permissions.get(user.login) ?? 'none'
    const [name, base] = typeof role === 'string' ? [role, role] : role
    const permission = base === 'maintain' || base === 'triage' ? LEGACY[base] : base
    return ok({ permission, role_name: name, user: userBody(state, user.login) })
  },
  'GET /orgs/{org}/teams/{team_slug}/members': (call) => {
    const { state, path } = call
    const members = path.org === state.owner ? state.teams.get(path.team_slug ?? '') : undefined
    if (members === undefined) return notFound
    return paged(
      call,
      [...members].map((login) => userBody(state, login)),
    )
  },
  'GET /app': ({ state }) => ok({ id: state.app.id, slug: state.app.slug, events: [], permissions: {} }),
  'GET /app/installations': (call) =>
    paged(call, [{ id: call.state.app.installation, account: { login: call.state.owner }, suspended_at: null }]),
  'POST /app/installations/{installation_id}/access_tokens': ({ state, path }) => {
    if (Number(path.installation_id) !== state.app.installation) return notFound
    const token = `ghs_installation${state.nextId++}`
    state.tokens.set(token, BOT)
    return created({ token, expires_at: new Date(state.now().getTime() + HOUR).toISOString() })
  },
  'GET /installation/repositories': ({ state }) => ok({ total_count: 1, repositories: [repositoryBody(state)] }),
}
