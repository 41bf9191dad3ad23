/** A repository with its settings and the tools to plan in it. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createKustomize } from '../adapters/kustomize/create.ts'
import { openRenderStore } from '../adapters/kustomize/render-store.ts'
import { openRepository } from '../adapters/repository/open.ts'
import { Problem } from '../core/problem.ts'
import type { PlanTools } from '../flow/plan.ts'
import { createRenderCache } from '../flow/render-cache.ts'
import type { Repository } from '../ports/repository.ts'
import type { CommandContext } from './cli/context.ts'
import { cacheDirectory } from './directories.ts'
import { requireToken } from './forge.ts'
import { githubServerUrl, githubSlug } from './github-url.ts'
import { type RepositoryArgument, readRepositoryArgument } from './repository-argument.ts'
import { loadSettings } from './settings/load.ts'
import type { Settings } from './settings/schema.ts'

const RENDERS_KEPT_MS = 30 * 86_400_000

export interface Workspace extends AsyncDisposable {
  /** For people: `owner/name`, or the directory. */
  readonly name: string
  /** What `--repo` named. */
  readonly place: RepositoryArgument
  readonly repository: Repository
  readonly settings: Settings
  /** The configuration file; `null` = the defaults. */
  readonly configFile: string | null
  readonly tools: PlanTools
}

export interface WorkspaceOptions {
  /** False: nothing is kept from or for other runs. */
  readonly cache: boolean
}

/** Clones first where `--repo` names a repository on GitHub; disposing removes the clone. */
export async function openWorkspace(context: CommandContext, options: WorkspaceOptions): Promise<Workspace> {
  const place = readRepositoryArgument(context.globals.repo, context.io.cwd)
  if (place.type === 'directory') return openAt(context, place, place.root, options, async () => undefined)
  const copy = await clone(context, place.slug)
  const dispose = async () => copy[Symbol.asyncDispose]()
  try {
    return await openAt(context, place, copy.root, options, dispose)
  } catch (error) {
    await dispose()
    throw error
  }
}

async function openAt(
  { io, globals, logger, progress }: CommandContext,
  place: RepositoryArgument,
  root: string,
  { cache }: WorkspaceOptions,
  dispose: () => Promise<void>,
): Promise<Workspace> {
  const { settings, file } = loadSettings({ root, config: globals.config, cwd: io.cwd })
  const repository = await openRepository(root, { signal: io.signal })
  requireKustomization(repository)
  const directory = join(cacheDirectory(io.env), 'renders')
  const store = cache ? openRenderStore({ directory, maxAge: RENDERS_KEPT_MS }) : null
  await store?.prune(io.now())
  return {
    name: place.type === 'remote' ? place.slug : (githubSlug(repository.origin, io.env) ?? root),
    place,
    repository,
    settings,
    configFile: file,
    tools: {
      kustomize: createKustomize({
        program: io.env.KUSTOMIZE === '' ? undefined : io.env.KUSTOMIZE,
        timeout: settings.render.timeout,
        allowRemote: settings.render.allowRemote,
      }),
      cache: createRenderCache({ store }),
      concurrency: availableParallelism(),
      clock: io,
      logger,
      progress,
      signal: io.signal,
    },
    [Symbol.asyncDispose]: dispose,
  }
}

const KUSTOMIZATION = /(^|\/)(kustomization\.ya?ml|Kustomization)$/

/** Without this check every container would be left out as not found, and the reason would not be seen. */
function requireKustomization({ root, tree }: Repository): void {
  if (tree.entries().some(({ path }) => KUSTOMIZATION.test(path))) return
  throw new Problem({
    code: 'no-kustomization',
    exit: 2,
    message: 'The repository has no kustomization.',
    place: { file: root },
    hint: 'Run the command in the repository with the manifests, or name it with --repo.',
  })
}

async function clone(
  { io, progress }: CommandContext,
  slug: string,
): Promise<{ readonly root: string } & AsyncDisposable> {
  progress.update('clone', 0, null)
  const { cloneShallow } = await import('../adapters/clone/shallow-clone.ts')
  const token = requireToken(io.env, slug)
  return cloneShallow({ serverUrl: githubServerUrl(io.env), slug, token, signal: io.signal })
}
