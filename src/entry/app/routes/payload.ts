/** What is read of a payload, and nothing more: https://docs.github.com/webhooks/webhook-events-and-payloads */
import { z } from 'zod'
import { BRANCH_PREFIX } from '../../../core/pull-request/branch-name.ts'
import type { AppRepository } from '../flows.ts'
import type { Route } from '../route.ts'

export const installationSchema = z.object({ id: z.number().int() })

const repositorySchema = z.object({
  id: z.number().int(),
  name: z.string(),
  owner: z.object({ login: z.string() }),
  default_branch: z.string(),
  archived: z.boolean().optional(),
})

/** A payload about a repository that the App is installed on. */
export const hereSchema = z.object({
  installation: installationSchema.optional(),
  repository: repositorySchema,
  sender: z.object({ type: z.string() }).nullish(),
})

export type Here = z.infer<typeof hereSchema>

/** Head and base of a pull request as far as they tell whose it is; a head repository that is gone is `null`. */
export const pullSchema = z.object({
  number: z.number().int().positive(),
  head: z.object({ ref: z.string(), repo: z.object({ id: z.number().int() }).nullish() }),
  base: z.object({ repo: z.object({ id: z.number().int() }) }),
})

export function ignore(why: string): Route {
  return { type: 'ignore', why }
}

/**
 * Makes a reader of one kind of payload. `read` is called only for payloads of the documented shape, sent to the App about
 * a repository that takes changes.
 */
export function reader<Schema extends z.ZodType<Here>>(
  schema: Schema,
  read: (payload: z.output<Schema>, repository: AppRepository, appId: number) => Route,
): (payload: unknown, appId: number) => Route {
  return (payload, appId) => {
    const result = schema.safeParse(payload)
    if (!result.success) return ignore(`unexpected payload (${z.prettifyError(result.error).split('\n')[0] ?? ''})`)
    const { installation, repository } = result.data
    if (installation === undefined) return ignore('sent by a webhook that is not of a GitHub App')
    if (repository.archived === true) return ignore('the repository is archived')
    const place = { installation: installation.id, owner: repository.owner.login, name: repository.name }
    return read(result.data, place, appId)
  }
}

/** True when the pull request comes from a branch of this program in the repository itself. */
export function isOurs(pull: z.infer<typeof pullSchema>, here: Here): boolean {
  const { head, base } = pull
  return isOurBranch(head.ref) && head.repo?.id === here.repository.id && base.repo.id === here.repository.id
}

export function isOurBranch(branch: string): boolean {
  return branch.startsWith(BRANCH_PREFIX)
}

export function isBot({ sender }: Here): boolean {
  return sender?.type === 'Bot'
}

/** Why a pull request is left alone. */
export const NOT_OURS = 'not a pull request of krr-gitops'
