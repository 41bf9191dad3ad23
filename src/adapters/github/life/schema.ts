/** What GitHub answers to the questions of query.ts. What may not be null there may not be null here. */
import { z } from 'zod'
import { actorSchema, gitActorSchema } from '../actors.ts'
import { ownChecksSchema } from '../own-checks.ts'

const time = z.iso.datetime({ offset: true })

function pageOf<Node extends z.ZodType>(node: Node) {
  const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() })
  return z.object({ pageInfo, nodes: z.array(node) })
}
export interface Page<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly nodes: readonly Node[]
}

/** A `BigInt` comes as text. */
const id = z.union([z.string(), z.number()]).transform(Number).pipe(z.number().int().positive())

const reviewSchema = z.object({
  fullDatabaseId: id,
  state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING']),
  submittedAt: time.nullable(),
  authorCanPushToRepository: z.boolean(),
  author: actorSchema.nullable(),
  commit: z.object({ oid: z.string() }).nullable(),
})
export type ReviewNode = z.infer<typeof reviewSchema>

const commentSchema = z.object({
  ...{ fullDatabaseId: id, body: z.string(), createdAt: time, lastEditedAt: time.nullable() },
  author: actorSchema.nullable(),
  reactionGroups: z.array(z.object({ content: z.string(), viewerHasReacted: z.boolean() })).nullable(),
})
export type CommentNode = z.infer<typeof commentSchema>

const contextSchema = z.discriminatedUnion('__typename', [
  z.object({
    __typename: z.literal('CheckRun'),
    ...{ name: z.string(), status: z.string(), conclusion: z.string().nullable() },
    ...{ startedAt: time.nullable(), isRequired: z.boolean() },
  }),
  z.object({
    __typename: z.literal('StatusContext'),
    ...{ context: z.string(), state: z.string(), createdAt: time, isRequired: z.boolean() },
  }),
])
export type ContextNode = z.infer<typeof contextSchema>

const commitSchema = z.object({
  ...{ oid: z.string(), message: z.string() },
  authors: z.object({ totalCount: z.number(), nodes: z.array(gitActorSchema) }),
  ...{ author: gitActorSchema.nullable(), committer: gitActorSchema.nullable() },
  signature: z.object({ isValid: z.boolean(), wasSignedByGitHub: z.boolean() }).nullable(),
})
export type CommitNode = z.infer<typeof commitSchema>

const ruleSchema = z.object({
  parameters: z.object({ requiredStatusChecks: z.array(z.object({ context: z.string() })).optional() }).nullable(),
})
const baseSchema = z
  .object({
    refUpdateRule: z.object({ requiredStatusCheckContexts: z.array(z.string().nullable()).nullable() }).nullable(),
    // Null where the token may not see the rules.
    rules: z.object({ nodes: z.array(ruleSchema.nullable()) }).nullable(),
  })
  .nullable()

const rollupSchema = z.object({ contexts: pageOf(contextSchema) }).nullable()

export const pullSchema = z.object({
  ...{ number: z.number(), url: z.string(), title: z.string(), body: z.string() },
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  ...{ isDraft: z.boolean(), isCrossRepository: z.boolean(), headRefName: z.string(), headRefOid: z.string() },
  ...{ baseRefName: z.string(), createdAt: time, closedAt: time.nullable(), mergedAt: time.nullable() },
  author: actorSchema.nullable(),
  labels: z.object({ nodes: z.array(z.object({ name: z.string() })) }).nullable(),
  mergeCommit: z.object({ oid: z.string() }).nullable(),
  mergedBy: actorSchema.nullable(),
  ...{ mergeable: z.enum(['MERGEABLE', 'CONFLICTING', 'UNKNOWN']), mergeStateStatus: z.string() },
  ...{ isMergeQueueEnabled: z.boolean(), isInMergeQueue: z.boolean() },
  autoMergeRequest: z.object({}).nullable(),
  ...{ reviews: pageOf(reviewSchema), comments: pageOf(commentSchema) },
  commits: z.object({ totalCount: z.number(), nodes: z.array(z.object({ commit: commitSchema })) }),
  baseRef: baseSchema,
  head: z.object({
    nodes: z.array(z.object({ commit: ownChecksSchema.extend({ oid: z.string(), statusCheckRollup: rollupSchema }) })),
  }),
})
export type PullNode = z.infer<typeof pullSchema>

const within = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object({ repository: z.object({ pullRequest: z.object(shape) }) })

export const lookSchema = z.object({ repository: z.record(z.string(), pullSchema.nullable()) })
export const pageSchemas = {
  reviews: within({ reviews: pageOf(reviewSchema) }),
  comments: within({ comments: pageOf(commentSchema) }),
  contexts: within({
    head: z.object({
      nodes: z.array(z.object({ commit: z.object({ oid: z.string(), statusCheckRollup: rollupSchema }) })),
    }),
  }),
}
