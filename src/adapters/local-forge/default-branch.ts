/** Which branch pull requests of a local repository go to. */
import { Problem } from '../../core/problem.ts'
import type { Git } from '../git/git.ts'
import { branchHead } from '../git/refs.ts'

/**
 * The one that the remote calls its default, where there is such a local branch; of a bare repository HEAD; else
 * `init.defaultBranch`, `main`, `master`, whichever exists; else the branch that is checked out.
 */
export async function findDefaultBranch(git: Git): Promise<{ name: string; head: string }> {
  const remote = await symbolic(git, 'refs/remotes/origin/HEAD')
  const bare = (await git(['rev-parse', '--is-bare-repository'])).trim() === 'true'
  const current = (await symbolic(git, 'HEAD'))?.replace(/^refs\/heads\//, '')
  const configured = (await git(['config', '--get', 'init.defaultBranch'], { answers: [1] })).trim()
  const candidates = [
    remote?.replace(/^refs\/remotes\/origin\//, ''),
    bare ? current : undefined,
    ...[configured, 'main', 'master', current],
  ]
  for (const name of candidates) {
    if (name === undefined || name === '') continue
    const head = await branchHead(git, name)
    if (head !== null) return { name, head }
  }
  throw new Problem({
    code: 'no-default-branch',
    exit: 2,
    message: 'The repository has no branch that could be its default branch.',
    hint: 'Make a first commit, or create the branch main.',
  })
}

async function symbolic(git: Git, ref: string): Promise<string | undefined> {
  const { exitCode, stdout } = await git.result(['symbolic-ref', '--quiet', ref], { answers: [1, 128] })
  return exitCode === 0 ? stdout.trim() : undefined
}
