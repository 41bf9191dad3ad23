/** What Argo CD, Flux and others said about the commits of the default branch. */
import { z } from 'zod'
import type { CommitStatus } from '../../core/after/rollout/commit-status.ts'
import type { DeploymentStatus } from '../../core/after/rollout/deployment-status.ts'
import type { DeliveryReader } from '../../ports/life.ts'
import type { GitHubContext } from './context.ts'

const MOST_PAGES = 3
/** So many commits below the oldest merge tell what failed before it already. */
const BEYOND = 10
const OWN = 'krr-gitops/'

const QUERY = `query($owner: String!, $repo: String!, $after: String) {
  repository(owner: $owner, name: $repo) {
    defaultBranchRef { target { ... on Commit { history(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        oid
        parents(first: 10) { nodes { oid } }
        status { contexts { context state description targetUrl createdAt } }
        deployments(last: 50) {
          nodes { databaseId environment latestStatus { state description environment logUrl createdAt } }
        }
      }
    } } } }
  }
}`

const contextSchema = z.object({
  context: z.string(),
  state: z.enum(['SUCCESS', 'FAILURE', 'ERROR', 'PENDING', 'EXPECTED']),
  ...{ description: z.string().nullable(), targetUrl: z.string().nullable(), createdAt: z.string() },
})
const deploymentSchema = z.object({
  ...{ databaseId: z.number().nullable(), environment: z.string().nullable() },
  latestStatus: z
    .object({
      state: z.enum(['SUCCESS', 'FAILURE', 'ERROR', 'INACTIVE', 'IN_PROGRESS', 'QUEUED', 'PENDING', 'WAITING']),
      ...{ description: z.string().nullable(), environment: z.string().nullable(), logUrl: z.string().nullable() },
      createdAt: z.string(),
    })
    .nullable(),
})
const commitSchema = z.object({
  oid: z.string(),
  parents: z.object({ nodes: z.array(z.object({ oid: z.string() })) }),
  status: z.object({ contexts: z.array(contextSchema) }).nullable(),
  deployments: z.object({ nodes: z.array(deploymentSchema) }),
})
type Commit = z.infer<typeof commitSchema>

const historySchema = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(commitSchema),
})
const schema = z.object({
  repository: z.object({ defaultBranchRef: z.object({ target: z.object({ history: historySchema }) }) }),
})

export function createDeliveries(context: GitHubContext): DeliveryReader {
  return {
    async read(merges) {
      const wanted = new Set(merges.map(({ commit }) => commit))
      const commits: Commit[] = []
      let after: string | null = null
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const { pageInfo, nodes }: z.infer<typeof historySchema> = await readPage(context, after)
        commits.push(...nodes)
        for (const { oid } of commits.slice(0, -BEYOND)) wanted.delete(oid)
        if (!pageInfo.hasNextPage || wanted.size === 0) break
        after = pageInfo.endCursor
      }
      return {
        commits: commits.map(({ oid, parents }) => ({ sha: oid, parents: parents.nodes.map((parent) => parent.oid) })),
        statuses: commits.flatMap(statusesOf).map((status, id) => ({ ...status, id })),
        deployments: commits.flatMap(deploymentsOf),
      }
    },
  }
}

async function readPage(context: GitHubContext, after: string | null): Promise<z.infer<typeof historySchema>> {
  const { repository } = await context.ask({
    doing: 'read what was said about the commits of the default branch',
    permission: 'contents: read, statuses: read and deployments: read',
    ...{ query: QUERY, variables: { after }, schema },
  })
  return repository.defaultBranchRef.target.history
}

/** GitHub shows the latest of each context only; their numbers are not shown, and only break ties. */
function statusesOf({ oid, status }: Commit): Omit<CommitStatus, 'id'>[] {
  return (status?.contexts ?? [])
    .filter(({ context }) => !context.startsWith(OWN))
    .map(({ context, state, description, targetUrl, createdAt }) => ({
      ...{ commit: oid, context, state: STATES[state], description, targetUrl, createdAt: new Date(createdAt) },
    }))
}

const STATES = {
  ...{ SUCCESS: 'success', FAILURE: 'failure', ERROR: 'error', PENDING: 'pending', EXPECTED: 'pending' },
} as const satisfies Readonly<Record<string, CommitStatus['state']>>

const DEPLOYMENT_STATES = {
  ...{ SUCCESS: 'success', FAILURE: 'failure', ERROR: 'error', INACTIVE: 'inactive', IN_PROGRESS: 'in_progress' },
  ...{ QUEUED: 'queued', PENDING: 'pending', WAITING: 'waiting' },
} as const satisfies Readonly<Record<string, DeploymentStatus['state']>>

function deploymentsOf({ oid, deployments }: Commit): DeploymentStatus[] {
  return deployments.nodes.flatMap(({ databaseId, environment, latestStatus }) => {
    if (latestStatus === null) return []
    const { state, description, logUrl, createdAt } = latestStatus
    return [
      {
        ...{ id: databaseId ?? 0, commit: oid, environment: latestStatus.environment ?? environment ?? '' },
        ...{ state: DEPLOYMENT_STATES[state], description, logUrl, createdAt: new Date(createdAt) },
      },
    ]
  })
}
