/** The second half of the demo: reviews, a merge that goes well, one that goes wrong, and the way back. */
import type { PullRequest } from '../../../ports/forge.ts'
import type { CommandContext } from '../context.ts'
import { runConfirm } from './confirm.ts'
import { runHistory } from './history.ts'
import { runLocalReview, runLocalStatus } from './local.ts'
import { runWatch } from './watch.ts'

export interface DemoLoop {
  /** Numbers of pull requests: merged and healthy, merged and degraded, and the one that undid the latter. */
  readonly healthy: number
  readonly degraded: number
  readonly revert: number
}

const LATER_MS = 2 * 3_600_000

/** @returns `null` when the pull requests that it tells of are not there */
export async function runDemoLoop(
  context: CommandContext,
  pulls: readonly PullRequest[],
  listOpen: () => Promise<readonly PullRequest[]>,
  heading: (text: string) => void,
): Promise<DemoLoop | null> {
  const staging = pulls.find(({ branch }) => branch.endsWith('shop--overlays--staging'))
  const prod = pulls.find(({ branch }) => branch.endsWith('shop--overlays--prod'))
  if (staging === undefined || prod === undefined) return null
  const { io } = context
  const later: CommandContext = { ...context, io: { ...io, now: () => new Date(io.now().getTime() + LATER_MS) } }
  const say = (command: string) => heading(`$ krr-gitops ${command}`)
  const confirmed = async ({ number }: PullRequest, by: string) => {
    say(`local review ${number} --approve --as ${by}`)
    await runLocalReview(context, number, { approve: true, as: by })
    say(`confirm ${number} --merge`)
    await runConfirm(context, number, { merge: true })
  }
  const reported = async (name: string, state: 'success' | 'failure', description: string) => {
    say(`local status main --context ${name} --state ${state} --description "${description}"`)
    await runLocalStatus(context, 'main', { context: name, state, description })
  }

  heading('One that goes well: somebody approves, it is merged, Flux reports, two hours pass.')
  await confirmed(staging, 'alice')
  await reported('kustomization/shop/1a2b3c4d', 'success', 'reconciliation succeeded')
  say(`watch ${staging.number}`)
  await runWatch(later, staging.number, {})

  heading('One that goes wrong: Argo CD reports a failure, and the way back is a pull request too.')
  await confirmed(prod, 'alice')
  await reported('continuous-delivery/shop', 'failure', 'the Application is degraded')
  say(`watch ${prod.number}`)
  await runWatch(context, prod.number, {})
  const known = new Set(pulls.map(({ number }) => number))
  const revert = (await listOpen()).find(({ number }) => !known.has(number))
  if (revert === undefined) return null
  await confirmed(revert, 'bob')
  say('history')
  await runHistory(context, {})
  return { healthy: staging.number, degraded: prod.number, revert: revert.number }
}
