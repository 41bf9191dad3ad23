/** The newest commit of the default branch on disk: made when something first needs it, removed at the end. */
import type { Clone } from '../../adapters/clone/shallow-clone.ts'
import { openRepository } from '../../adapters/repository/open.ts'
import type { ForgeRepository } from '../../ports/forge.ts'
import type { Repository } from '../../ports/repository.ts'
import type { CommandContext } from '../cli/context.ts'
import { requireToken } from '../forge.ts'
import { githubServerUrl } from '../github-url.ts'
import type { RepositoryArgument } from '../repository-argument.ts'

export interface LazyCheckout extends AsyncDisposable {
  /** The same one however often it is asked for. */
  readonly open: () => Promise<Repository>
}

/** Never the working tree of the user: it may be on another branch, or hold what is not committed. */
export function createCheckout(
  { io, progress }: CommandContext,
  place: RepositoryArgument,
  { slug, url, head }: ForgeRepository,
): LazyCheckout {
  let clone: Promise<Clone> | null = null
  let opened: Promise<Repository> | null = null
  const make = async (): Promise<Clone> => {
    progress.update('clone', 0, null)
    if (url === null && place.type === 'directory') {
      const { cloneLocal } = await import('../../adapters/clone/local-clone.ts')
      return cloneLocal({ directory: place.root, commit: head, signal: io.signal })
    }
    const { cloneShallow } = await import('../../adapters/clone/shallow-clone.ts')
    const serverUrl = githubServerUrl(io.env)
    return cloneShallow({ serverUrl, slug, token: requireToken(io.env, slug), signal: io.signal })
  }
  const openOnce = async (): Promise<Repository> => {
    clone ??= make()
    return openRepository((await clone).root, { signal: io.signal })
  }
  return {
    open: () => {
      opened ??= openOnce()
      return opened
    },
    async [Symbol.asyncDispose]() {
      // What could not be made left nothing behind.
      const made = await clone?.catch(() => null)
      await made?.[Symbol.asyncDispose]()
    },
  }
}
