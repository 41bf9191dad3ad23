/**
 * The machine-readable block at the end of a pull request's body, for people's tools, and for what the bot itself did to
 * a pull request after the commit (closed it, and why). It is an HTML comment, so that readers do not see it.
 *
 * Whoever may edit the body may edit this block: nothing that matters for safety is decided from it, see `trailers.ts`.
 */
import { z } from 'zod'
import { commentJson } from './escape.ts'

const START = '<!-- krr-gitops:state'
const END = '-->'
const BLOCK = /<!-- krr-gitops:state\r?\n([\s\S]*?)\r?\n-->/g

const amount = z.number().int().nonnegative().nullable()

const changeSchema = z.object({
  overlay: z.string(),
  cluster: z.string().nullable(),
  namespace: z.string(),
  kind: z.string(),
  name: z.string(),
  container: z.string(),
  resource: z.enum(['cpu', 'memory']),
  field: z.enum(['requests', 'limits']),
  /** Millicores or bytes; `null` = not set. */
  from: amount,
  recommended: amount,
  to: amount,
  because: z.array(z.string()),
})

export const closingSchema = z.object({
  /** `snoozed` and `ignored`: a person asked for it in a comment. */
  reason: z.enum(['expired', 'superseded', 'obsolete', 'snoozed', 'ignored']),
  at: z.iso.datetime(),
  /** With `snoozed`: how long it stays closed. */
  until: z.iso.datetime().optional(),
})

/** Why the bot closed a pull request. */
export type Closing = z.infer<typeof closingSchema>

const stateSchema = z.object({
  version: z.literal(1),
  plan: z.string().min(1),
  digest: z.string().min(1),
  group: z.string(),
  risk: z.enum(['low', 'medium', 'high']),
  /** When this text was written, ISO 8601. */
  at: z.iso.datetime(),
  savings: z.object({
    cpu: z.number(),
    memory: z.number(),
    monthly: z.number().nullable(),
    currency: z.string().nullable(),
  }),
  /** `null`: too many for a body; they are all in the trailers of the commit. */
  changes: z.array(changeSchema).nullable(),
  /** Number of the merged pull request that this one undoes. */
  reverts: z.number().int().positive().optional(),
  /** Set by the bot when it closes a pull request itself; a person who closes one leaves it as it is. */
  closed: closingSchema.optional(),
})

export type ProposalState = z.infer<typeof stateSchema>

export type StateReading =
  | { readonly type: 'valid'; readonly state: ProposalState }
  | { readonly type: 'absent' }
  /** There is a block, but it cannot be trusted: why, for a log. */
  | { readonly type: 'invalid'; readonly why: string }

export function renderState(state: ProposalState): string {
  const { changes, ...facts } = state
  const rows = changes?.map((change) => `    ${commentJson(change)}`).join(',\n')
  const list = rows === undefined ? 'null' : rows === '' ? '[]' : `[\n${rows}\n  ]`
  const head = Object.entries(facts).map(([key, value]) => `  ${commentJson(key)}: ${commentJson(value)},`)
  return [START, '{', ...head, `  "changes": ${list}`, '}', END].join('\n')
}

/** The body with this block in place of the one that {@link parseState} read. */
export function replaceState(body: string, state: ProposalState): string {
  return body.replace(BLOCK, () => renderState(state))
}

/** Reads the block of a body, as the bot wrote it or after GitHub's editor changed the line ends. */
export function parseState(body: string): StateReading {
  const blocks = [...body.matchAll(BLOCK)]
  const text = blocks[0]?.[1]
  if (text === undefined) return { type: 'absent' }
  if (blocks.length > 1) return { type: 'invalid', why: 'there are several state blocks' }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { type: 'invalid', why: 'the state block is not JSON' }
  }
  const result = stateSchema.safeParse(json)
  if (result.success) return { type: 'valid', state: result.data }
  const issue = result.error.issues[0]
  return { type: 'invalid', why: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown shape'}` }
}
