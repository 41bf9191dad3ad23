/** `push`, `status` and `deployment_status`: what happened to commits. */
import { z } from 'zod'
import { readReporter } from '../../../core/after/rollout/delivery-report.ts'
import { hereSchema, ignore, isOurBranch, reader } from './payload.ts'

const pushSchema = hereSchema.extend({ ref: z.string(), deleted: z.boolean() })

/** Pushes to branches of pull requests come as `pull_request.synchronize` too. */
export const readPush = reader(pushSchema, ({ ref, deleted, repository: { default_branch } }, repository) => {
  if (ref !== `refs/heads/${default_branch}`) return ignore('a push to something else than the default branch')
  return deleted ? ignore('the default branch was deleted') : { type: 'sweep', repositories: [repository] }
})

const statusSchema = hereSchema.extend({
  context: z.string(),
  state: z.string(),
  target_url: z.string().nullish(),
  /** At most ten branches that hold the commit. */
  branches: z.array(z.object({ name: z.string() })),
})

/**
 * A status of Flux or Argo CD tells of a rollout, so what was merged has to be looked at; any other one may be the last
 * required check of a pull request.
 */
export const readStatus = reader(statusSchema, (payload, repository) => {
  const { context, state, target_url, branches } = payload
  if (context.startsWith('krr-gitops/')) return ignore('a status of krr-gitops')
  if (state === 'pending') return ignore('a pending status decides nothing')
  if (readReporter(context, target_url ?? null) !== null) return { type: 'sweep', repositories: [repository] }
  if (state !== 'success') return ignore('a status that did not succeed lets nothing be merged')
  const ours = branches.map(({ name }) => name).filter(isOurBranch)
  return ours.length === 0
    ? ignore('a status of a commit that is on no branch of krr-gitops')
    : { type: 'look', repository, numbers: [], branches: ours }
})

const DECIDED: ReadonlySet<string> = new Set(['error', 'failure', 'success'])

const deploymentSchema = hereSchema.extend({
  deployment_status: z.object({
    state: z.string(),
    log_url: z.string().nullish(),
    target_url: z.string().nullish(),
  }),
})

/** Many programs deploy from a repository; only what links to Argo CD is taken for news of a rollout at once. */
export const readDeploymentStatus = reader(deploymentSchema, ({ deployment_status: status }, repository) => {
  if (!DECIDED.has(status.state)) return ignore('a deployment that goes on decides nothing')
  const links = [status.log_url, status.target_url].filter((link) => link != null && link !== '')
  return links.some((link) => readReporter('', link ?? null) !== null)
    ? { type: 'sweep', repositories: [repository] }
    : ignore('a deployment of another program')
})
