/** Everything that `doctor` looks at, in the order in which it is needed. Network only where something is configured. */
import { type Check, ok, problem, skipped, warning } from '../adapters/doctor/check.ts'
import { checkGithub } from '../adapters/doctor/github.ts'
import { checkGit, checkKubeContexts, checkNode } from '../adapters/doctor/programs.ts'
import { checkPrometheus } from '../adapters/doctor/prometheus.ts'
import { createKustomize } from '../adapters/kustomize/create.ts'
import { openRepository } from '../adapters/repository/open.ts'
import { formatPlace, Problem } from '../core/problem.ts'
import type { Repository } from '../ports/repository.ts'
import type { Logger } from '../ports/runtime.ts'
import type { Io } from './cli/io.ts'
import type { GlobalOptions } from './cli/options.ts'
import { githubApiUrl, githubSlug } from './github-url.ts'
import { checkKrr } from './krr-check.ts'
import { readRepositoryArgument } from './repository-argument.ts'
import { loadSettings } from './settings/load.ts'
import { defaultSettings } from './settings/read.ts'
import type { Settings } from './settings/schema.ts'

export interface DoctorOptions {
  readonly io: Io
  readonly globals: GlobalOptions
  readonly logger: Logger
}

const KUSTOMIZATIONS = /(^|\/)(kustomization\.ya?ml|Kustomization)$/

export async function runChecks({ io, globals }: DoctorOptions): Promise<Check[]> {
  const { signal, env } = io
  const argument = readRepositoryArgument(globals.repo, io.cwd)
  const [git, kustomize] = await Promise.all([checkGit(signal), checkKustomize(env.KUSTOMIZE)])
  const opened = argument.type === 'directory' ? await checkRepository(argument.root, signal) : null
  const config = argument.type === 'directory' ? checkConfig(argument.root, io, globals) : null
  const settings = config?.settings ?? defaultSettings()
  const { clusters } = settings
  const contexts = clusters.flatMap(({ krr, name }) =>
    krr.prometheusUrl !== undefined || krr.context !== undefined ? [krr.context ?? name] : [],
  )
  const slug = argument.type === 'remote' ? argument.slug : githubSlug(opened?.repository?.origin ?? null, env)
  const rest = await Promise.all([
    checkKrr(env.KRR, signal),
    checkKubeContexts(contexts, signal),
    ...clusters.flatMap(({ name, krr }) =>
      krr.prometheusUrl === undefined ? [] : [checkPrometheus(name, krr.prometheusUrl, signal)],
    ),
  ])
  return [
    checkNode(process.version),
    git,
    kustomize,
    ...(opened === null ? [] : [opened.check]),
    ...(config === null ? [] : [config.check]),
    ...rest,
    ...(await githubChecks(slug, io, globals)),
  ]
}

async function checkKustomize(program: string | undefined): Promise<Check> {
  try {
    const version = await createKustomize({ program, timeout: 60_000, allowRemote: false }).version()
    return ok('kustomize', `kustomize ${version}`)
  } catch (error) {
    return fromProblem('kustomize', error)
  }
}

async function checkRepository(
  root: string,
  signal: AbortSignal,
): Promise<{ readonly check: Check; readonly repository: Repository | null }> {
  try {
    const repository = await openRepository(root, { signal })
    const count = repository.tree.entries().filter(({ path }) => KUSTOMIZATIONS.test(path)).length
    const found = `${root} (${count} kustomizations)`
    if (count === 0) {
      const fix = 'Give --repo the folder that holds the kustomizations.'
      return { repository, check: problem('repository', `${root} has no kustomization.`, fix) }
    }
    if (repository.head === null) {
      const fix = 'Run git init and commit; "plan" works without, "propose" does not.'
      return { repository, check: warning('repository', `${found} is no git repository, or has no commit.`, fix) }
    }
    return { repository, check: ok('repository', `${found}${repository.dirty ? ', with uncommitted changes' : ''}`) }
  } catch (error) {
    signal.throwIfAborted()
    return { repository: null, check: fromProblem('repository', error) }
  }
}

function checkConfig(
  root: string,
  io: Io,
  globals: GlobalOptions,
): { readonly check: Check; readonly settings: Settings | null } {
  try {
    const { settings, file } = loadSettings({ root, config: globals.config, cwd: io.cwd })
    return { settings, check: ok('config', file ?? 'There is none; the defaults hold ("krr-gitops init" writes one).') }
  } catch (error) {
    return { settings: null, check: fromProblem('config', error) }
  }
}

async function githubChecks(slug: string | null, io: Io, globals: GlobalOptions): Promise<readonly Check[]> {
  if (globals.forge === 'local' || slug === null) {
    return [skipped('github', 'The repository has no remote on GitHub; pull requests are kept in the local forge.')]
  }
  const token = io.env.GITHUB_TOKEN
  if (token === undefined || token === '') {
    const fix = 'Set GITHUB_TOKEN to a token with contents: write and pull requests: write; "plan" works without.'
    return [warning('github', `GITHUB_TOKEN is not set, so ${slug} was not looked at.`, fix)]
  }
  return checkGithub({ apiUrl: githubApiUrl(io.env), token, repository: slug }, io.signal)
}

function fromProblem(name: string, error: unknown): Check {
  if (!(error instanceof Problem)) throw error
  const place = error.place === null ? '' : `${formatPlace(error.place)}: `
  return problem(
    name,
    `${place}${error.message}${error.detail === null ? '' : `\n${error.detail}`}`,
    error.hint ?? 'See the message.',
  )
}
