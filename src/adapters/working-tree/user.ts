/** Who works here, as git knows them. */
import { userInfo } from 'node:os'
import { createGit } from '../git/git.ts'

/** `user.name` of the configuration, else the name of the account; never empty. Throws `git-missing` (exit 3). */
export async function readUser(root: string): Promise<string> {
  // 1: not set; 128: no repository around the folder.
  const { exitCode, stdout } = await createGit(root).result(['config', '--get', 'user.name'], { answers: [1, 128] })
  const name = exitCode === 0 ? stdout.trim() : ''
  return name === '' ? userInfo().username : name
}
