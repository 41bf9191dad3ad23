/** The checkout of one step: cloned when something first needs it, removed at the end. */
import { cloneShallow } from '../../adapters/clone/shallow-clone.ts'
import { openRepository } from '../../adapters/repository/open.ts'
import type { Repository } from '../../ports/repository.ts'

export interface CheckoutOptions {
  readonly serverUrl: string
  readonly slug: string
  readonly token: () => Promise<string>
  readonly signal: AbortSignal
}

export interface Checkout extends AsyncDisposable {
  /** The newest commit of the default branch; the same one however often it is asked for. */
  readonly open: () => Promise<Repository>
}

export function createCheckout({ serverUrl, slug, token, signal }: CheckoutOptions): Checkout {
  let clone: ReturnType<typeof cloneShallow> | null = null
  const cloneOnce = async (): Promise<Repository> => {
    clone ??= cloneShallow({ serverUrl, slug, token: await token(), signal })
    return openRepository((await clone).root, { signal })
  }
  let opened: Promise<Repository> | null = null
  return {
    open: () => {
      opened ??= cloneOnce()
      return opened
    },
    async [Symbol.asyncDispose]() {
      // What could not be cloned left nothing behind.
      const made = await clone?.catch(() => null)
      await made?.[Symbol.asyncDispose]()
    },
  }
}
