/** Which files of a checkout differ from its last commit. */
import { run } from '../process/run.ts'

/** The repository's own configuration can name programs; none is started for looking. */
const HARMLESS = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null']

/**
 * Paths (relative to `root`, the top of the checkout) that are changed, new or deleted; ignored files are not listed.
 * `null` when the folder is no git checkout, or git is not there.
 */
export async function listChangedFiles(root: string, signal: AbortSignal): Promise<ReadonlySet<string> | null> {
  const result = await run({
    program: 'git',
    args: [...HARMLESS, 'status', '--porcelain=v1', '-z', '--untracked-files=all', '--ignore-submodules=all'],
    cwd: root,
    env: { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    signal,
  })
  signal.throwIfAborted()
  return result.exitCode === 0 ? parseStatus(result.stdout) : null
}

/** `XY path`, ended by NUL; after a rename or copy the old path follows on its own. */
function parseStatus(output: string): Set<string> {
  const paths = new Set<string>()
  const parts = output.split('\0')
  for (let index = 0; index < parts.length; index += 1) {
    const entry = parts[index] ?? ''
    if (entry.length < 4) continue
    paths.add(entry.slice(3))
    if (/^[RC]|^.[RC]/.test(entry)) {
      index += 1
      paths.add(parts[index] ?? '')
    }
  }
  return paths
}
