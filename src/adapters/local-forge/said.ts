/** What was said about commits: this program's own checks, and statuses of whoever delivers. */
import { z } from 'zod'
import type { CommitStatus } from '../../core/after/rollout/commit-status.ts'
import type { Checks, DeliveryReader, PublishedCheck } from '../../ports/life.ts'
import type { Git } from '../git/git.ts'
import type { Records } from './records.ts'

const checksSchema = z.array(
  z.object({
    name: z.string(),
    conclusion: z.enum(['pending', 'success', 'failure', 'action_required', 'neutral']),
    title: z.string(),
    summary: z.string(),
  }),
)

const statusesSchema = z.array(
  z.object({
    id: z.number().int(),
    context: z.string(),
    state: z.enum(['success', 'failure', 'error', 'pending']),
    description: z.string().nullable(),
    targetUrl: z.string().nullable(),
    createdAt: z.iso.datetime(),
  }),
)

export type NewStatus = Pick<CommitStatus, 'context' | 'state' | 'description' | 'targetUrl'>

const MOST_COMMITS = 300

export async function readChecks(records: Records, commit: string): Promise<PublishedCheck[]> {
  const found = (await records.read(`checks/${commit}`, checksSchema)) ?? []
  return found.map((check, index) => ({ ...check, id: index + 1 }))
}

export function createLocalChecks(records: Records): Checks {
  return {
    async read(commits) {
      const found = new Map<string, readonly PublishedCheck[]>()
      for (const commit of commits) found.set(commit, await readChecks(records, commit))
      return found
    },
    async publish(commit, report) {
      await records.change(`checks/${commit}`, checksSchema, (now) => {
        const others = now ?? []
        const known = others.some(({ name }) => name === report.name)
        return known ? others.map((check) => (check.name === report.name ? { ...report } : check)) : [...others, report]
      })
    },
  }
}

/** As Argo CD's and Flux's notifications post it to a forge with a server. */
export async function postStatus(records: Records, commit: string, status: NewStatus, now: Date): Promise<void> {
  await records.change(`statuses/${commit}`, statusesSchema, (found) => [
    ...(found ?? []),
    { ...status, id: (found?.length ?? 0) + 1, createdAt: now.toISOString() },
  ])
}

export function createLocalDeliveries(git: Git, records: Records, branch: () => Promise<string>): DeliveryReader {
  return {
    async read() {
      const args = ['log', `--max-count=${MOST_COMMITS}`, '--format=%H %P', '--end-of-options', await branch(), '--']
      const commits = (await git(args))
        .trim()
        .split('\n')
        .filter((line) => line !== '')
      const known = new Set(await records.list('statuses'))
      const parsed = commits.map((line) => {
        const [sha = '', ...parents] = line.split(' ').filter((word) => word !== '')
        return { sha, parents }
      })
      const statuses: CommitStatus[] = []
      for (const { sha } of parsed) {
        if (!known.has(sha)) continue
        const found = (await records.read(`statuses/${sha}`, statusesSchema)) ?? []
        statuses.push(...found.map((one) => ({ ...one, commit: sha, createdAt: new Date(one.createdAt) })))
      }
      return { commits: parsed, statuses, deployments: [] }
    },
  }
}
