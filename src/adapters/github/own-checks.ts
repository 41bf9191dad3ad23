/** What this program published on a commit, as check runs or as commit statuses. */
import { z } from 'zod'
import { CONFIRMATION_CHECK } from '../../core/after/confirmation/report.ts'
import { ROLLOUT_CHECK } from '../../core/after/rollout/report-rollout.ts'
import type { Person } from '../../ports/forge.ts'
import type { CheckConclusion, PublishedCheck } from '../../ports/life.ts'
import { ACTOR, actorSchema, loginOf } from './actors.ts'
import { readStatus } from './check-status.ts'

/** Alias in the query -> name. A busy commit has hundreds of checks with long texts: only ours are asked for. */
const NAMES = { proof: 'krr-gitops/proof', confirmation: CONFIRMATION_CHECK, rollout: ROLLOUT_CHECK } as const

const RUN = 'databaseId url name status conclusion title summary startedAt'
const SUITES = Object.entries(NAMES).map(
  ([alias, name]) => `${alias}: checkSuites(first: 10, filterBy: { checkName: "${name}" }) {
    nodes { app { slug } checkRuns(first: 10, filterBy: { checkName: "${name}", checkType: LATEST }) { nodes { ${RUN} } } }
  }`,
)
const STATUSES = Object.entries(NAMES).map(
  ([alias, name]) => `${alias}: context(name: "${name}") { context state description targetUrl creator ${ACTOR} }`,
)

export const OWN_CHECKS = `fragment OwnChecks on Commit { ${SUITES.join(' ')} status { ${STATUSES.join(' ')} } }`

const runSchema = z.object({
  ...{ databaseId: z.number().nullable(), url: z.string(), name: z.string(), status: z.string() },
  ...{ conclusion: z.string().nullable(), title: z.string().nullable(), summary: z.string().nullable() },
  startedAt: z.string().nullable(),
})
type Run = z.infer<typeof runSchema>

const suitesSchema = z.object({
  nodes: z.array(
    z.object({
      app: z.object({ slug: z.string() }).nullable(),
      checkRuns: z.object({ nodes: z.array(runSchema) }),
    }),
  ),
})
const statusSchema = z
  .object({
    ...{ context: z.string(), state: z.string(), description: z.string().nullable(), targetUrl: z.string().nullable() },
    creator: actorSchema.nullable(),
  })
  .nullable()

export const ownChecksSchema = z.object({
  ...{ proof: suitesSchema, confirmation: suitesSchema, rollout: suitesSchema },
  status: z.object({ proof: statusSchema, confirmation: statusSchema, rollout: statusSchema }).nullable(),
})

/** The latest of each name; what others published under the same name is none of ours. */
export function readOwnChecks(commit: z.infer<typeof ownChecksSchema>, bot: Person): PublishedCheck[] {
  return (['proof', 'confirmation', 'rollout'] as const).flatMap((alias) => {
    const runs = commit[alias].nodes
      .filter(({ app }) => app !== null && `${app.slug}[bot]` === bot.login)
      .flatMap(({ checkRuns }) => checkRuns.nodes)
      .sort((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? '') || numberOf(a) - numberOf(b))
    const run = runs.at(-1)
    if (run !== undefined) return [toPublished(run)]
    const status = commit.status?.[alias] ?? null
    if (status === null || status.creator === null || loginOf(status.creator) !== bot.login) return []
    return [readStatus(status)]
  })
}

function toPublished(run: Run): PublishedCheck {
  const { name, title, summary } = run
  return { id: numberOf(run), name, conclusion: conclusionOf(run), title: title ?? '', summary: summary ?? '' }
}

/** GraphQL's `Int` is too small for the numbers of today; the address has them too. */
function numberOf({ databaseId, url }: Run): number {
  return databaseId ?? Number(/(\d+)\/?$/.exec(url)?.[1] ?? 0)
}

const CONCLUSIONS: Readonly<Record<string, CheckConclusion>> = {
  ...{ SUCCESS: 'success', FAILURE: 'failure', ACTION_REQUIRED: 'action_required', NEUTRAL: 'neutral' },
  // GitHub writes this over a run that was in progress for two weeks.
  STALE: 'pending',
}

function conclusionOf({ status, conclusion }: Run): CheckConclusion {
  return status === 'COMPLETED' ? (CONCLUSIONS[conclusion ?? ''] ?? 'failure') : 'pending'
}
