/** A real repository in a temporary folder, with a person who works in it. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openLocalForge } from '../../../src/adapters/local-forge/forge.ts'
import type { ForgeWorld } from '../../contract/forge.ts'

export type Files = Readonly<Record<string, string | readonly [mode: string, text: string]>>

const ENVIRONMENT = {
  ...process.env,
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  ...{ GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@example.com' },
  ...{ GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@example.com' },
}

export function gitIn(directory: string, args: readonly string[], input?: string): string {
  return execFileSync('git', args, {
    cwd: directory,
    env: ENVIRONMENT,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  })
}

export function writeFiles(directory: string, files: Files): void {
  for (const [path, value] of Object.entries(files)) {
    const [mode, text] = typeof value === 'string' ? (['100644', value] as const) : value
    const file = join(directory, path)
    mkdirSync(dirname(file), { recursive: true })
    rmSync(file, { force: true })
    if (mode === '120000') symlinkSync(text, file)
    else writeFileSync(file, text)
    if (mode === '100755') chmodSync(file, 0o755)
  }
}

export interface LocalWorld extends ForgeWorld {
  readonly directory: string
}

/** `files` on branch main, checked out. The clock moves a second each time it is asked. */
export async function openLocalWorld(files: Files): Promise<LocalWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'local-forge-'))
  gitIn(directory, ['init', '--quiet', '--initial-branch=main'])
  writeFiles(directory, files)
  gitIn(directory, ['add', '--all'])
  gitIn(directory, ['commit', '--quiet', '--message=First'])
  let time = Date.parse('2026-03-02T09:00:00Z')
  const now = () => {
    time += 1000
    return new Date(time)
  }
  const again = () => openLocalForge({ directory, clock: { now } })
  const forge = await again()
  const branchOf = async (number: number) => (await forge.pullRequests.get(number))?.branch ?? ''

  return {
    ...{ directory, forge, again, now },
    async personCommits(branch, changed) {
      const work = mkdtempSync(join(tmpdir(), 'local-person-'))
      gitIn(directory, ['worktree', 'add', '--quiet', '--detach', work, branch])
      writeFiles(work, changed)
      gitIn(work, ['add', '--all'])
      gitIn(work, ['commit', '--quiet', '--message=Mine'])
      const sha = gitIn(work, ['rev-parse', 'HEAD']).trim()
      gitIn(directory, ['worktree', 'remove', '--force', work])
      gitIn(directory, ['update-ref', `refs/heads/${branch}`, sha])
      return sha
    },
    async personMerges(number) {
      gitIn(directory, ['reset', '--quiet', '--hard', 'main'])
      gitIn(directory, ['merge', '--quiet', '--no-ff', '--no-edit', await branchOf(number)])
    },
    async personCloses(number) {
      await forge.pullRequests.edit(number, { state: 'closed' })
    },
    async deleteBranch(branch) {
      gitIn(directory, ['branch', '--quiet', '-D', branch])
    },
    async fileAt(commit, path) {
      const [mode, , sha] = gitIn(directory, ['ls-tree', commit, '--', path]).split(/[ \t]/)
      return mode === undefined || mode === '' || sha === undefined
        ? null
        : { mode, text: gitIn(directory, ['cat-file', 'blob', sha]) }
    },
    async [Symbol.asyncDispose]() {
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
