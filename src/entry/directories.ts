/** Folders of this program on a user's machine. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Io } from './cli/io.ts'

/** What is kept between runs: renders (they can hold secrets of manifests) and krr's results. Readable by the user only. */
export function cacheDirectory(env: Io['env']): string {
  const base = env.XDG_CACHE_HOME
  return join(base === undefined || base === '' ? join(env.HOME ?? homedir(), '.cache') : base, 'krr-gitops')
}
