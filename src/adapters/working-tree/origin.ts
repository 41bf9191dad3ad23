/** Where a checkout came from. */
import { createGit } from '../git/git.ts'

/** URL of the remote `origin`; `null` when there is none. Throws `git-missing` or `git-failed` (exit 3). */
export async function readOrigin(root: string): Promise<string | null> {
  // 2: no such remote; 128 in older versions of git.
  const { exitCode, stdout } = await createGit(root).result(['remote', 'get-url', 'origin'], { answers: [2, 128] })
  return exitCode === 0 ? stdout.trim() : null
}
