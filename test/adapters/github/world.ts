/** The fake GitHub, and a forge that talks to it over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createGitHubForge, type GitHubForgeOptions } from '../../../src/adapters/github/forge.ts'
import type { LivingForge } from '../../../src/ports/life.ts'
import { silentLogger } from '../../../src/ports/runtime.ts'
import type { ForgeWorld } from '../../contract/forge.ts'
import { closePull, moveBranch } from '../../fake-github/branches.ts'
import { mergePull } from '../../fake-github/merging.ts'
import type { People } from '../../fake-github/people.ts'
import { findPull } from '../../fake-github/pulls.ts'
import { createFakeGitHub, type FakeGitHub, startFakeGitHub } from '../../fake-github/server.ts'
import { BOT_TOKEN, commitFiles, type FakeOptions } from '../../fake-github/state.ts'

export interface GitHubWorld extends ForgeWorld {
  readonly forge: LivingForge
  readonly again: () => Promise<LivingForge>
  readonly fake: FakeGitHub
  /** What others do here, with the webhooks of it. */
  readonly people: People
  /** `http://127.0.0.1:…`; without a wire one that leads nowhere. */
  readonly url: string
  readonly connect: (options?: Partial<GitHubForgeOptions>) => ReturnType<typeof createGitHubForge>
}

export interface WorldOptions {
  /** False: no HTTP and no disk, for sweeps of thousands of runs. */
  readonly wire?: boolean
}

export async function openGitHubWorld(
  files: FakeOptions['files'],
  { wire = true }: WorldOptions = {},
): Promise<GitHubWorld> {
  const directory = wire ? mkdtempSync(join(tmpdir(), 'fake-github-')) : null
  let time = Date.parse('2026-03-02T09:00:00Z')
  const now = () => {
    time += 1000
    return new Date(time)
  }
  const server = wire ? await startFakeGitHub({ directory, now, files }) : null
  const fake = server ?? createFakeGitHub({ directory, now, files })
  const { state } = fake
  const url = server?.url ?? 'http://fake.invalid'
  const connect = (options: Partial<GitHubForgeOptions> = {}) =>
    createGitHubForge({
      ...{ owner: 'acme', repo: 'fleet', token: BOT_TOKEN, apiUrl: url, logger: silentLogger },
      ...{ pace: false, second: 1, timeout: 5000, ...(wire ? {} : { fetch: fake.fetch }), ...options },
    })
  return {
    ...{ fake, people: fake.people, url, connect, now, forge: connect(), again: async () => connect() },
    async personCommits(branch, changed) {
      const parent = state.objects.readRef(`refs/heads/${branch}`)
      const sha = commitFiles(state, { parent, files: changed, by: 'ann', message: 'Mine\n' })
      moveBranch(state, branch, sha, 'ann')
      return sha
    },
    async personMerges(number) {
      mergePull(state, number, 'bob')
    },
    async personCloses(number) {
      const pull = findPull(state, String(number))
      if (pull === undefined) throw new Error(`no #${number}`)
      closePull(state, pull, 'bob')
    },
    async deleteBranch(branch) {
      moveBranch(state, branch, null, 'ann')
    },
    async fileAt(commit, path) {
      const tree = state.objects.readCommit(commit)?.tree ?? ''
      const entry = state.objects.flatten(tree).get(path)
      return entry === undefined
        ? null
        : { mode: entry.mode, text: state.objects.read(entry.sha)?.data.toString() ?? '' }
    },
    async [Symbol.asyncDispose]() {
      await server?.[Symbol.asyncDispose]()
      if (directory !== null) rmSync(directory, { recursive: true, force: true })
      // Every request of every test was one that GitHub describes.
      expect(fake.violations).toEqual([])
    },
  }
}
