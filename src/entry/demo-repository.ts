/** The fleet of the demo as a fresh git repository. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../adapters/process/run.ts'
import { Problem } from '../core/problem.ts'

/** From `src/entry` and `dist/entry` alike the examples are two folders up. */
const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url))

export interface DemoOptions {
  /** Must not exist or be empty; a temporary folder by default. */
  readonly directory: string | undefined
  readonly cwd: string
  readonly now: Date
  readonly signal: AbortSignal
}

export interface Demo {
  readonly repository: string
  readonly report: string
}

/** Works on a machine where git was never configured: no name, no default branch, whatever hooks or signing there is. */
export async function createDemoRepository({ directory, cwd, now, signal }: DemoOptions): Promise<Demo> {
  const parent =
    directory === undefined
      ? mkdtempSync(join(realpathSync(tmpdir()), 'krr-gitops-demo-'))
      : emptyFolder(resolve(cwd, directory))
  const repository = join(parent, 'fleet')
  const report = join(parent, 'krr-report.json')
  cpSync(join(EXAMPLES, 'fleet'), repository, { recursive: true })
  cpSync(join(EXAMPLES, 'krr-report.json'), report)
  // The age of a report is the age of its file, and the package may be old.
  utimesSync(report, now, now)
  const git = (...args: string[]) => runGit(repository, args, signal)
  await git('init', '--quiet', '--template=')
  await git('symbolic-ref', 'HEAD', 'refs/heads/main')
  await git('add', '--all')
  await git('commit', '--quiet', '--no-verify', '--message', 'Manifests of the Lanternfish shop')
  return { repository, report }
}

function emptyFolder(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  const usable = found === undefined || (found.isDirectory() && readdirSync(path).length === 0)
  if (!usable) {
    throw new Problem({
      code: 'demo-folder-not-empty',
      exit: 2,
      message: 'The folder for the demo is not empty.',
      place: { file: path },
      hint: 'Name a folder that does not exist yet.',
    })
  }
  try {
    if (!existsSync(path)) mkdirSync(path, { recursive: true })
  } catch (error) {
    const message = `The folder for the demo cannot be made (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`
    throw new Problem({
      code: 'write-failed',
      exit: 2,
      message,
      place: { file: path },
      hint: 'Choose another place.',
      cause: error,
    })
  }
  return realpathSync(path)
}

async function runGit(cwd: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const result = await run({
    program: 'git',
    args: [
      ...['-c', 'user.name=krr-gitops demo', '-c', 'user.email=demo@krr-gitops.invalid'],
      ...[
        '-c',
        'commit.gpgSign=false',
        '-c',
        'core.hooksPath=/dev/null',
        '-c',
        'core.autocrlf=false',
        '-c',
        'core.safecrlf=false',
      ],
      ...args,
    ],
    cwd,
    env: { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
    signal,
  })
  signal.throwIfAborted()
  if (result.exitCode === 0) return
  throw new Problem({
    code: result.spawnError === null ? 'git-failed' : 'git-missing',
    exit: 3,
    message:
      result.spawnError === null ? `git ${args[0] ?? ''} failed in the folder of the demo.` : 'git cannot be started.',
    hint:
      result.spawnError === null ? 'The words of git say why.' : 'Install git and make sure that it is on the PATH.',
    ...(result.stderr.trim() === '' ? {} : { detail: result.stderr.trim() }),
  })
}
