/** Check runs of this program, or commit statuses where the token may not make check runs. */
import { z } from 'zod'
import type { CheckReportToPublish, Checks, PublishedCheck } from '../../ports/life.ts'
import { toStatus } from './check-status.ts'
import { REPEATABLE } from './client.ts'
import type { GitHubContext } from './context.ts'
import { isAnswered } from './errors.ts'
import { OWN_CHECKS, ownChecksSchema, readOwnChecks } from './own-checks.ts'
import type { GitHubRepository } from './repository.ts'

const AT_ONCE = 50
/** GitHub's limit for a summary. */
const LONGEST_SUMMARY = 65_535

export const READ_CHECKS = 'checks: read and statuses: read'

export function createChecks(context: GitHubContext, repository: GitHubRepository): Checks {
  const { client, at, call } = context
  /** The token was told that check runs are for Apps. */
  let statusesOnly = false

  const publishStatus = async (commit: string, report: CheckReportToPublish): Promise<void> => {
    const { url } = await repository.constants()
    const status = toStatus(report, `${url}/commit/${commit}`)
    await call(`publish ${report.name}`, 'checks: write, or statuses: write for a personal token,', () =>
      // Said twice it says the same.
      client.rest.repos.createCommitStatus({ ...at, sha: commit, ...status, request: REPEATABLE }),
    )
  }

  /** False: the token may not make check runs. */
  const publishRun = async (
    commit: string,
    report: CheckReportToPublish,
    seen: PublishedCheck | null,
  ): Promise<boolean> => {
    const run = toRun(report)
    // What was completed is never in progress again: GitHub would keep its conclusion.
    const reopens = report.conclusion === 'pending' && seen?.conclusion !== 'pending'
    const id = reopens ? null : (seen?.id ?? null)
    const { made } = await call(
      `publish ${report.name}`,
      'checks: write',
      async () => {
        if (id === null) await client.rest.checks.create({ ...at, ...run, head_sha: commit })
        else await client.rest.checks.update({ ...at, ...run, check_run_id: id, request: REPEATABLE })
        return { data: { made: true } }
      },
      (error) => (isAnswered(error, 403) ? { made: false } : undefined),
    )
    return made
  }

  return {
    async read(commits) {
      const found = new Map<string, readonly PublishedCheck[]>()
      for (let from = 0; from < commits.length; from += AT_ONCE) {
        for (const [commit, checks] of await readChecks(context, commits.slice(from, from + AT_ONCE))) {
          found.set(commit, checks)
        }
      }
      return found
    },
    async publish(commit, report, seen) {
      const asStatus = statusesOnly || (seen !== null && seen.id === null)
      if (!asStatus && (await publishRun(commit, report, seen))) return
      await publishStatus(commit, report)
      statusesOnly ||= !asStatus
    },
  }
}

async function readChecks(
  context: GitHubContext,
  commits: readonly string[],
): Promise<readonly (readonly [string, readonly PublishedCheck[]])[]> {
  const bot = await context.bot()
  const aliases = commits.map((commit, index) => `c${index}: object(oid: ${JSON.stringify(commit)}) { ...OwnChecks }`)
  const query = `query($owner: String!, $repo: String!) {
    repository(owner: $owner, name: $repo) { ${aliases.join(' ')} }
  }
  ${OWN_CHECKS}`
  const { repository } = await context.ask({
    ...{ doing: 'read the checks of commits', permission: READ_CHECKS, query },
    schema: z.object({ repository: z.record(z.string(), ownChecksSchema.nullable()) }),
  })
  return commits.map((commit, index) => {
    const found = repository[`c${index}`] ?? null
    return [commit, found === null ? [] : readOwnChecks(found, bot)] as const
  })
}

function toRun({ name, conclusion, title, summary }: CheckReportToPublish) {
  const output = {
    title,
    summary: summary.length <= LONGEST_SUMMARY ? summary : `${summary.slice(0, LONGEST_SUMMARY - 1)}…`,
  }
  return conclusion === 'pending'
    ? ({ name, output, status: 'in_progress' } as const)
    : ({ name, output, status: 'completed', conclusion } as const)
}
