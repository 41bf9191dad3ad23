/** The adapters that the flows of the App work with. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type GitHubApp, paceName } from '../../adapters/github/app.ts'
import { createGitHubForge } from '../../adapters/github/forge.ts'
import { createKustomize } from '../../adapters/kustomize/create.ts'
import { openRenderStore } from '../../adapters/kustomize/render-store.ts'
import { Problem } from '../../core/problem.ts'
import { createRenderCache } from '../../flow/render-cache.ts'
import type { Forge } from '../../ports/forge.ts'
import type { LivingForge } from '../../ports/life.ts'
import type { Clock, Logger } from '../../ports/runtime.ts'
import { cacheDirectory } from '../directories.ts'
import { createApplicationMemory } from './applications.ts'
import { createCheckout } from './checkout.ts'
import { type AppFlows, slugOf } from './flows.ts'
import { createRepositoryFlows } from './repository-flows.ts'

export interface ComposeOptions {
  readonly apiUrl: string
  /** Where repositories are cloned from. */
  readonly serverUrl: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly logger: Logger
}

const RENDERS_KEPT_MS = 30 * 86_400_000
const REPOSITORIES_REMEMBERED = 1000

export function createAppFlows(github: GitHubApp, options: ComposeOptions): AppFlows {
  const { apiUrl, serverUrl, env, clock, logger } = options
  const store = openRenderStore({ directory: join(cacheDirectory(env), 'renders'), maxAge: RENDERS_KEPT_MS })
  const program = env.KUSTOMIZE === '' ? undefined : env.KUSTOMIZE
  return createRepositoryFlows({
    openForge: ({ owner, name, installation }) =>
      living(
        createGitHubForge({
          ...{ owner, repo: name, apiUrl, logger, paceOf: paceName(installation) },
          token: () => github.token(installation),
        }),
      ),
    checkout: (repository, signal) =>
      createCheckout({
        ...{ serverUrl, slug: slugOf(repository), signal },
        token: () => github.token(repository.installation),
      }),
    kustomize: ({ render: { timeout, allowRemote } }) => createKustomize({ program, timeout, allowRemote }),
    // A cache keeps whole renders in memory, and a server lives for months.
    cache: () => createRenderCache({ store }),
    concurrency: availableParallelism(),
    applications: createApplicationMemory(REPOSITORIES_REMEMBERED),
    ...{ clock, logger },
  })
}

function living(forge: Forge | LivingForge): LivingForge {
  if ('life' in forge) return forge
  throw new Problem({ code: 'forge-too-old', exit: 1, message: 'This forge cannot follow a pull request.' })
}
