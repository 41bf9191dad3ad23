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
  comments: z.array(z.object({ id: z.number().int(), author: z.string(), body: z.string(), createdAt: time })),
  createdAt: time,
  closedAt: time.nullable(),
  mergedAt: time.nullable(),
})

export type PullFile = z.infer<typeof pullFileSchema>
