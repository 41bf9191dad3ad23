/** Chooses and opens the forge: GitHub, or the inside of a repository on disk. */
import { readOrigin } from '../adapters/working-tree/origin.ts'
import { Problem } from '../core/problem.ts'
import type { Forge } from '../ports/forge.ts'
import type { CommandContext } from './cli/context.ts'
import { githubApiUrl, githubSlug } from './github-url.ts'
import type { RepositoryArgument } from './repository-argument.ts'

/** Where the pull requests of a repository live. `--forge` decides; else a remote on GitHub does. */
export async function openForge(context: CommandContext, place: RepositoryArgument): Promise<Forge> {
  const slug = await slugOf(context, place)
  const wanted = context.globals.forge ?? (slug === null ? 'local' : 'github')
  if (wanted === 'github') return openGitHub(context, slug)
  if (place.type === 'remote') {
    throw new Problem({
      code: 'repository-not-local',
      exit: 2,
      message: `--forge local needs a repository on this machine, and ${place.slug} is none.`,
      hint: 'Clone it and give its directory to --repo, or leave --forge out.',
    })
  }
  const { openLocalForge } = await import('../adapters/local-forge/forge.ts')
  return openLocalForge({ directory: place.root, clock: context.io })
}

async function slugOf({ io }: CommandContext, place: RepositoryArgument): Promise<string | null> {
  if (place.type === 'remote') return place.slug
  return place.isGit ? githubSlug(await readOrigin(place.root), io.env) : null
}

async function openGitHub({ io, logger }: CommandContext, slug: string | null): Promise<Forge> {
  if (slug === null) {
    throw new Problem({
      code: 'no-github-remote',
      exit: 2,
      message: 'The remote "origin" of this repository is not on GitHub.',
      hint: 'Give --repo owner/name, set GITHUB_SERVER_URL for an Enterprise Server, or use --forge local.',
    })
  }
  const [owner = '', repo = ''] = slug.split('/')
  const { createGitHubForge } = await import('../adapters/github/forge.ts')
  return createGitHubForge({ owner, repo, token: requireToken(io.env, slug), apiUrl: githubApiUrl(io.env), logger })
}

export function requireToken(env: CommandContext['io']['env'], slug: string): string {
  const token = env.GITHUB_TOKEN
  if (token !== undefined && token !== '') return token
  throw new Problem({
    code: 'github-token-missing',
    exit: 2,
    message: `Pull requests of ${slug} live on GitHub, and GITHUB_TOKEN is not set.`,
    hint: 'Set it to a token with contents: write and pull requests: write, or keep pull requests on disk with --forge local.',
  })
}
