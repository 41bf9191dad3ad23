/** The file of one local pull request. Later concerns add fields that are optional, so that older files stay readable. */
import { z } from 'zod'

const time = z.iso.datetime()

export const pullFileSchema = z.object({
  version: z.literal(1),
  number: z.number().int().positive(),
  state: z.enum(['open', 'closed', 'merged']),
  draft: z.boolean(),
  title: z.string(),
  body: z.string(),
  branch: z.string(),
  base: z.string(),
  /** The last commit that the branch was seen at; while open, the branch itself says. */
  head: z.string(),
  author: z.string(),
  labels: z.array(z.string()),
  /** Every label that was ever put on. */
  labelled: z.array(z.string()),
  reviewers: z.array(z.string()),
  comments: z.array(
    z.object({
      id: z.number().int(),
      author: z.string(),
      body: z.string(),
      createdAt: time,
      reactions: z.array(z.enum(['+1', '-1', 'eyes', 'rocket', 'confused'])).optional(),
    }),
  ),
  reviews: z
    .array(
      z.object({
        id: z.number().int(),
        author: z.string(),
        state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED']),
        commit: z.string(),
        submittedAt: time,
      }),
    )
    .optional(),
  /** The base when it was opened. */
  openedOn: z.string().optional(),
  /** Known when it was merged through this forge; else git tells. */
  mergeCommit: z.string().optional(),
  mergedBy: z.string().optional(),
  createdAt: time,
  closedAt: time.nullable(),
  mergedAt: time.nullable(),
})

export type PullFile = z.infer<typeof pullFileSchema>
