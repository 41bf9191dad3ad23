/** `installation` and `installation_repositories`: where the App may work. */
import { z } from 'zod'
import type { AppRepository } from '../flows.ts'
import type { Route } from '../route.ts'
import { ignore } from './payload.ts'

const listed = z.array(z.object({ full_name: z.string().regex(/^[^/]+\/[^/]+$/) }))
const ours = z.object({ id: z.number().int(), app_id: z.number().int() })

const installationSchema = z.object({ action: z.string(), installation: ours, repositories: listed.optional() })

/** After a pause there may be pull requests that nobody looked at meanwhile. */
export function readInstallation(payload: unknown, appId: number): Route {
  const result = installationSchema.safeParse(payload)
  if (!result.success) return ignore('unexpected payload')
  const { action, installation, repositories = [] } = result.data
  if (installation.app_id !== appId) return ignore('an installation of another App')
  switch (action) {
    case 'created':
    case 'new_permissions_accepted':
    case 'unsuspend':
      return sweep(places(repositories, installation.id))
    case 'deleted':
    case 'suspend':
      return { type: 'forget', installation: installation.id, repositories: null }
    default:
      return ignore(`installation.${action} changes nothing`)
  }
}

const repositoriesSchema = z.object({
  action: z.string(),
  installation: ours,
  repositories_added: listed.optional(),
  repositories_removed: listed.optional(),
})

export function readInstallationRepositories(payload: unknown, appId: number): Route {
  const result = repositoriesSchema.safeParse(payload)
  if (!result.success) return ignore('unexpected payload')
  const { action, installation, repositories_added = [], repositories_removed = [] } = result.data
  if (installation.app_id !== appId) return ignore('an installation of another App')
  if (action === 'added') return sweep(places(repositories_added, installation.id))
  if (action !== 'removed') return ignore(`installation_repositories.${action} changes nothing`)
  const repositories = places(repositories_removed, installation.id)
  return { type: 'forget', installation: installation.id, repositories }
}

function sweep(repositories: readonly AppRepository[]): Route {
  return repositories.length === 0 ? ignore('it names no repository') : { type: 'sweep', repositories }
}

function places(repositories: z.infer<typeof listed>, installation: number): AppRepository[] {
  return repositories.map(({ full_name }) => {
    const [owner = '', name = ''] = full_name.split('/')
    return { installation, owner, name }
  })
}
